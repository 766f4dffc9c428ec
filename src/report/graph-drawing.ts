// A graph as it is drawn: what all formats of `sa-lint graph` are made of.
import { listIn } from '#kube/grouped.js';
import type { Place } from '#source/document.js';

export interface DrawnNode {
  /** `serviceaccount:shop/web`, `workloads@shop`. */
  readonly id: string;
  readonly type: string;
  /** '' for what is held in the whole cluster. */
  readonly namespace: string;
  readonly name: string;
  readonly label: string;
  readonly place: Place | undefined;
  /** Where an attacker may start. */
  readonly start: boolean;
}

/** One reason for an edge. */
export interface DrawnEvidence {
  readonly message: string;
  readonly place: Place | undefined;
}

export interface DrawnEdge {
  readonly from: string;
  readonly to: string;
  /** Id of the technique; undefined for what is no step: a binding, a membership, a part of a whole. */
  readonly technique: string | undefined;
  readonly evidence: readonly DrawnEvidence[];
}

/** Nodes sorted by id; edges by their ends and technique. */
export interface Drawing {
  readonly nodes: readonly DrawnNode[];
  readonly edges: readonly DrawnEdge[];
}

/** The part of a drawing with the nodes nearest to where attackers may start, at most so many; and what is left out. */
export function boundedDrawing(drawing: Drawing, limit: number): { readonly drawing: Drawing; readonly nodesLeft: number; readonly edgesLeft: number } {
  const next = new Map<string, string[]>();
  for (const { from, to } of drawing.edges) listIn(next, from).push(to);
  const kept = new Set<string>();
  const pending = drawing.nodes.filter(({ start }) => start).map(({ id }) => id);
  for (let at = 0; at < pending.length && kept.size < limit; at += 1) {
    const id = pending[at] ?? '';
    if (kept.has(id)) continue;
    kept.add(id);
    pending.push(...(next.get(id) ?? []));
  }
  const nodes = drawing.nodes.filter(({ id }) => kept.has(id));
  const edges = drawing.edges.filter(({ from, to }) => kept.has(from) && kept.has(to));
  return { drawing: { nodes, edges }, nodesLeft: drawing.nodes.length - nodes.length, edgesLeft: drawing.edges.length - edges.length };
}
