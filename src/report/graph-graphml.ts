// The privilege graph as GraphML, for yEd, Gephi and the like.
import type { Drawing } from './graph-drawing.js';
import { harmlessXml } from './harmless.js';
import { placeText } from './place-text.js';

const keys = [
  ['label', 'node'],
  ['type', 'node'],
  ['namespace', 'node'],
  ['location', 'node'],
  ['technique', 'edge'],
  ['evidence', 'edge'],
] as const;

/** One directed graph with labels, types and locations as data. */
export function graphGraphml({ nodes, edges }: Drawing): string {
  const rows = ['<?xml version="1.0" encoding="UTF-8"?>', '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'];
  for (const [name, of] of keys) rows.push(`  <key id="${name}" for="${of}" attr.name="${name}" attr.type="string"/>`);
  rows.push('  <graph edgedefault="directed">');
  for (const { id, label, type, namespace, place } of nodes) {
    rows.push(`    <node id="${harmlessXml(id)}">${data('label', label)}${data('type', type)}${data('namespace', namespace)}${data('location', place ? placeText(place) : '')}</node>`);
  }
  for (const { from, to, technique, evidence } of edges) {
    const proof = evidence.map(({ message, place }) => (place ? `${message} (${placeText(place)})` : message)).join('; ');
    rows.push(`    <edge source="${harmlessXml(from)}" target="${harmlessXml(to)}">${data('technique', technique ?? '')}${data('evidence', proof)}</edge>`);
  }
  return `${[...rows, '  </graph>', '</graphml>'].join('\n')}\n`;
}

function data(key: string, text: string): string {
  return text === '' ? '' : `<data key="${key}">${harmlessXml(text)}</data>`;
}
