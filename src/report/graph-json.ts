// The privilege graph as JSON, for programs.
import { harmlessJson } from './harmless.js';
import type { Drawing } from './graph-drawing.js';
import { locationData } from './json.js';

/** `{"version":1,"nodes":[…],"edges":[…]}`, one node or edge a line. */
export function graphJson({ nodes, edges }: Drawing): string {
  const nodeLines = nodes.map(({ id, type, namespace, name, label, place }) =>
    JSON.stringify({ id, type, namespace, name, label, location: place ? locationData(place) : null }),
  );
  const edgeLines = edges.map(({ from, to, technique, evidence }) =>
    JSON.stringify({ from, to, technique: technique ?? null, evidence: evidence.map(({ message, place }) => ({ message, location: place ? locationData(place) : null })) }),
  );
  return harmlessJson(`{\n"version": 1,\n"nodes": [\n${nodeLines.join(',\n')}\n],\n"edges": [\n${edgeLines.join(',\n')}\n]\n}\n`);
}
