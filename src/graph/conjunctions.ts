// Solves conjunctions: whoever reaches every premise, by whatever identities, reaches what the technique gives. Repeated to a fixpoint.
import { everywhere } from './node.js';
import type { Conjunction } from './instances.js';
import { rowsOf, type Edge, type GraphStore, type Rows } from './store.js';

/** Nodes that reach one node, with the steps it takes them. */
type Holders = ReadonlyMap<number, number>;

/**
 * Adds, for every conjunction, edges from its holders to what it gives. Who already reaches everything in the cluster is passed over: `admin@*` itself has
 * the edge. An edge is left out where a neighbour on the way has it, so one role with both halves gets one edge, not one for each of its subjects.
 */
export function solveConjunctions(store: GraphStore, conjunctions: readonly Conjunction[]): void {
  let open = conjunctions.filter((conjunction) => conjunction.gives.length > 0);
  const made = new Set<string>();
  while (open.length > 0) {
    const before = store.edges.length;
    const walk = new Walk(store);
    open = open.filter((conjunction) => !solve(store, walk, conjunction, made));
    if (store.edges.length === before) return;
  }
}

/** Adds the edges there are now; true when `admin@*` alone holds it for good and nothing can change. */
function solve(store: GraphStore, walk: Walk, { technique, premises, gives }: Conjunction, made: Set<string>): boolean {
  let all: Map<number, number> | undefined;
  for (const premise of [...premises].sort((a, b) => walk.holders(a).size - walk.holders(b).size)) {
    const holders = walk.holders(premise);
    if (!all) all = new Map(holders);
    else {
      for (const [node, steps] of all) {
        const more = holders.get(node);
        if (more === undefined) all.delete(node);
        else all.set(node, steps + more);
      }
    }
    if (all.size === 0) return false;
  }
  if (!all) return true;
  const covered = new Map<number, number>();
  for (const [node, steps] of [...all].sort((a, b) => a[1] - b[1] || a[0] - b[0])) {
    if (!walk.leadsInto(node, steps, covered)) {
      for (const to of gives) {
        const key = `${node}\n${to}\n${technique.index}`;
        if (made.has(key)) continue;
        made.add(key);
        store.edge(node, to, technique.index, { of: 'premises', nodes: premises }, steps + 1);
      }
    }
    covered.set(node, steps);
  }
  return false;
}

/** Backward walks over the graph as it was when this was made. */
class Walk {
  readonly #edges: readonly Edge[];
  readonly #backward: Rows;
  readonly #forward: Rows;
  readonly #admin: number | undefined;
  readonly #reachesAdmin: ReadonlyMap<number, number>;
  readonly #known = new Map<number, Holders>();

  constructor(store: GraphStore) {
    this.#edges = [...store.edges];
    this.#backward = rowsOf(store.nodes.length, this.#edges, 'to');
    this.#forward = rowsOf(store.nodes.length, this.#edges, 'from');
    this.#admin = store.find('admin', everywhere);
    this.#reachesAdmin = this.#admin === undefined ? new Map() : this.#backwards(this.#admin, () => true);
  }

  holders(node: number): Holders {
    const known = this.#known.get(node);
    if (known) return known;
    const made = this.#backwards(node, (from) => from === this.#admin || !this.#reachesAdmin.has(from));
    this.#known.set(node, made);
    return made;
  }

  /** True when an edge from `node` leads to one that is covered, at no more steps. */
  leadsInto(node: number, steps: number, covered: ReadonlyMap<number, number>): boolean {
    for (let row = this.#forward.start[node]!; row < this.#forward.start[node + 1]!; row += 1) {
      const edge = this.#edges[this.#forward.list[row]!]!;
      const there = covered.get(edge.to);
      if (there !== undefined && there <= steps) return true;
    }
    return false;
  }

  #backwards(target: number, enter: (node: number) => boolean): Holders {
    const distance = new Map<number, number>([[target, 0]]);
    const buckets: number[][] = [[target]];
    for (let cost = 0; cost < buckets.length; cost += 1) {
      const bucket = buckets[cost];
      if (!bucket) continue;
      for (let at = 0; at < bucket.length; at += 1) {
        const node = bucket[at]!;
        if (distance.get(node) !== cost) continue;
        for (let row = this.#backward.start[node]!; row < this.#backward.start[node + 1]!; row += 1) {
          const edge = this.#edges[this.#backward.list[row]!]!;
          const far = cost + edge.cost;
          if (far >= (distance.get(edge.from) ?? Infinity) || !enter(edge.from)) continue;
          distance.set(edge.from, far);
          (buckets[far] ??= []).push(edge.from);
        }
      }
    }
    return distance;
  }
}
