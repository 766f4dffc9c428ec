// Turns a way through the graph into the ordered, located steps that a person reads.
import type { Confidence, Evidence } from '#finding/finding.js';
import { nodeKey, nodeLabel, type GraphNode } from './node.js';
import { edgesAlong, node, PathWriter } from './path-writer.js';
import type { PrivilegeGraph } from './privilege-graph.js';
import type { Proof } from './proof.js';
import type { Search } from './search.js';
import type { Step } from './step.js';
import type { Edge } from './store.js';

export interface Path {
  readonly from: GraphNode;
  readonly to: GraphNode;
  readonly steps: readonly Step[];
  /** The grant at the end that needs no further move, when there is one: "holds everything". */
  readonly holds: readonly Proof[];
  /** The lowest of its steps. */
  readonly confidence: Confidence;
  /** All steps, those too that `between` counts. */
  readonly length: number;
  /** Of an endless path the middle is left out: so many steps, behind so many of `steps`. */
  readonly between?: { readonly steps: number; readonly behind: number };
}

/** Edges of a path that are told at either end, some fifteen steps: nobody reads more, and paths of everybody through everybody would not end. */
const longestEnd = 60;

/** The shortest path from `start` to where `search` (made by `towards`) leads. The start must reach it. */
export function pathOf(graph: PrivilegeGraph, start: number, search: Search): Path {
  return pathAlong(graph, start, edgesAlong(graph, start, search));
}

/** The path that a list of edges makes, each beginning where the one before it ends. */
export function pathAlong(graph: PrivilegeGraph, start: number, edges: readonly Edge[]): Path {
  const writer = new PathWriter(graph, start);
  const isEndless = edges.length > 2 * longestEnd;
  writer.follow(isEndless ? edges.slice(0, longestEnd) : edges);
  const behind = writer.steps.length;
  const between = isEndless ? { steps: writer.passOver(edges.slice(longestEnd, -longestEnd)), behind } : undefined;
  if (isEndless) writer.follow(edges.slice(-longestEnd));
  const { steps, holds, confidence } = writer;
  return { from: node(graph, start), to: node(graph, edges.at(-1)?.to ?? start), steps, holds, confidence, length: steps.length + (between?.steps ?? 0), ...(between && { between }) };
}

/** What stands for the steps that are left out of an endless path. */
export function leftOut({ to, steps: told }: Path, { steps, behind }: NonNullable<Path['between']>): string {
  return `${steps} more ${steps === 1 ? 'step leads' : 'steps lead'} to ${nodeLabel(told[behind]?.from ?? to)}`;
}

/** A path's steps as evidence of a finding. */
export function evidenceOf(path: Path): Evidence[] {
  const steps: Evidence[] = path.steps.map((step) => ({
    message: step.message,
    technique: step.technique,
    place: step.places[0]?.place ?? null,
    related: step.places.slice(1),
    ...ends(step.from, step.to),
    ...(step.asks.length > 0 && { asks: step.asks }),
  }));
  if (path.between) steps.splice(path.between.behind, 0, { message: leftOut(path, path.between), place: path.steps[path.between.behind]?.places[0]?.place ?? null, standsFor: path.between.steps });
  const [first, ...more] = path.holds;
  if (first) steps.push({ message: `holds ${nodeLabel(path.to)} by ${first.message}`, place: first.place, related: more, ...ends(path.steps.at(-1)?.to ?? path.from, path.to) });
  return steps;
}

function ends(from: GraphNode, to: GraphNode): Pick<Evidence, 'from' | 'to' | 'nodes'> {
  return { from: nodeKey(from), to: nodeKey(to), nodes: [from, to].map((node) => ({ id: nodeKey(node), label: nodeLabel(node) })) };
}
