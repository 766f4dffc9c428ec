// Shortest ways through the graph, counted in steps an attacker takes.
import { rowsOf, type Edge, type GraphStore, type Rows } from './store.js';

/** Distances to (or from) a set of nodes, and the edge to take first (or last). */
export interface Search {
  /** Steps; `unreachable` where there is no way. */
  readonly distance: Uint32Array;
  /** Index of the edge on the shortest way, plus one; 0 at the ends and where there is none. */
  readonly via: Uint32Array;
}

export const unreachable = 0xffffffff;

/** A graph made ready for searching; make it anew after edges were added. */
export class Searcher {
  readonly forward: Rows;
  readonly backward: Rows;
  /** The edges as they were when this was made. */
  readonly edges: readonly Edge[];
  readonly #nodes: number;

  constructor(store: GraphStore) {
    this.edges = [...store.edges];
    this.#nodes = store.nodes.length;
    this.forward = rowsOf(this.#nodes, this.edges, 'from');
    this.backward = rowsOf(this.#nodes, this.edges, 'to');
  }

  /** Distance of every node to the nearest of `targets`, not walking beyond nodes that `stop` names. */
  towards(targets: readonly number[], stop?: (node: number) => boolean): Search {
    return this.#search(targets, this.backward, 'from', stop);
  }

  /** Distance from the nearest of `starts` to every node. */
  from(starts: readonly number[]): Search {
    return this.#search(starts, this.forward, 'to', undefined);
  }

  /** Distances towards `target` over the edges that `keep` admits. */
  towardsOver(target: number, keep: (edge: Edge) => boolean): Search {
    return this.#search([target], this.backward, 'from', undefined, keep);
  }

  // Dial's buckets: costs are small whole numbers, so this is linear in the edges.
  #search(ends: readonly number[], rows: Rows, next: 'from' | 'to', stop: ((node: number) => boolean) | undefined, keep?: (edge: Edge) => boolean): Search {
    const distance = new Uint32Array(this.#nodes).fill(unreachable);
    const via = new Uint32Array(this.#nodes);
    const buckets: number[][] = [[...ends]];
    for (const end of ends) distance[end] = 0;
    for (let cost = 0; cost < buckets.length; cost += 1) {
      const bucket = buckets[cost];
      if (!bucket) continue;
      // The bucket grows while it is read: edges of cost 0 stay in it.
      for (let at = 0; at < bucket.length; at += 1) {
        const node = bucket[at]!;
        if (distance[node] !== cost || (cost > 0 && stop?.(node))) continue;
        const last = rows.start[node + 1]!;
        for (let row = rows.start[node]!; row < last; row += 1) {
          const index = rows.list[row]!;
          const edge = this.edges[index]!;
          const far = cost + edge.cost;
          if (far >= distance[edge[next]]! || (keep && !keep(edge))) continue;
          distance[edge[next]] = far;
          via[edge[next]] = index + 1;
          (buckets[far] ??= []).push(edge[next]);
        }
      }
    }
    return { distance, via };
  }
}
