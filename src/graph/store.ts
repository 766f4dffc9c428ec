// The graph while it is built and searched: interned nodes, edges as a list, and compressed rows for walking.
import type { Grant, PolicyRule, Subject } from '#rbac/model.js';
import type { Place } from '#source/document.js';
import type { GraphNode } from './node.js';

/** Why an edge is there. */
export type EdgeEvidence =
  | { readonly of: 'grant'; readonly grant: Grant; readonly subject: Subject }
  | { readonly of: 'rule'; readonly rule: PolicyRule; readonly verb: string; readonly resource: string }
  | { readonly of: 'place'; readonly place: Place | undefined; readonly words: string }
  /** The holder reaches every one of these nodes, by edges of which so many were known: a conjunction. */
  | { readonly of: 'premises'; readonly nodes: readonly number[]; readonly known: number };

/** Technique 0 is none: membership, scope and collection edges, which are no step of their own. */
export const noTechnique = 0;

export interface Edge {
  readonly from: number;
  readonly to: number;
  /** Position in the graph's list of techniques, from 1; 0 is none. */
  readonly technique: number;
  /** Steps an attacker takes by it: 0 for none, 1 for a technique, more for a conjunction. */
  readonly cost: number;
  readonly evidence: EdgeEvidence | undefined;
  /** It rests on something that no file shows, and that no file rules out. */
  readonly unsure: boolean;
}

/** What an edge may say besides its ends. */
export interface EdgeOptions {
  readonly technique?: number;
  readonly evidence?: EdgeEvidence | undefined;
  readonly cost?: number;
  readonly unsure?: boolean;
}

/** Grows nodes and edges; nodes are interned. */
export class GraphStore {
  readonly nodes: GraphNode[] = [];
  readonly edges: Edge[] = [];
  /** Node ids by type, then by scope, then by name. */
  readonly #index = new Map<string, Map<string, Map<string, number>>>();

  /** The id of the node, made when it is new, with its `kind` where that is given. */
  node(type: string, scope: string, name = '', kind?: string): number {
    let scopes = this.#index.get(type);
    if (!scopes) this.#index.set(type, (scopes = new Map()));
    let names = scopes.get(scope);
    if (!names) scopes.set(scope, (names = new Map()));
    const known = names.get(name);
    if (known !== undefined) return known;
    const id = this.nodes.length;
    this.nodes.push(kind === undefined ? { id, type, scope, name } : { id, type, scope, name, kind });
    names.set(name, id);
    return id;
  }

  /** The id of the node, or undefined when nothing made it. */
  find(type: string, scope: string, name = ''): number | undefined {
    return this.#index.get(type)?.get(scope)?.get(name);
  }

  /** The nodes of a type: ids by name, by scope. */
  ofType(type: string): ReadonlyMap<string, ReadonlyMap<string, number>> {
    return this.#index.get(type) ?? empty;
  }

  edge(from: number, to: number, { technique = noTechnique, evidence, cost = technique === noTechnique ? 0 : 1, unsure = false }: EdgeOptions = {}): void {
    if (from !== to) this.edges.push({ from, to, technique, cost, evidence, unsure });
  }
}

const empty: ReadonlyMap<string, ReadonlyMap<string, number>> = new Map();

/** Edges grouped by one end: those of node n are `list[start[n]] … list[start[n + 1] - 1]`. */
export interface Rows {
  readonly start: Uint32Array;
  readonly list: Uint32Array;
}

/** Groups edge indices by their `from` (forward) or `to` (backward) end, in the order they were made. */
export function rowsOf(nodes: number, edges: readonly Edge[], end: 'from' | 'to'): Rows {
  const start = new Uint32Array(nodes + 1);
  for (const edge of edges) start[edge[end] + 1]! += 1;
  for (let node = 0; node < nodes; node += 1) start[node + 1]! += start[node]!;
  const next = start.slice(0, nodes);
  const list = new Uint32Array(edges.length);
  edges.forEach((edge, index) => {
    list[next[edge[end]]!] = index;
    next[edge[end]]! += 1;
  });
  return { start, list };
}
