// Shortest ways through the graph, counted in steps an attacker takes; sure steps go before doubtful ones.
import { rowsOf, type Edge, type GraphStore, type Rows } from './store.js';

/** Distances to (or from) a set of nodes, and the edge to take first (or last). */
export interface Search {
  /** Steps on the best way; `unreachable` where there is no way. */
  readonly distanceOf: (node: number) => number;
  /** Index of the edge on the best way, plus one; 0 at the ends and where there is none. */
  readonly viaOf: (node: number) => number;
}

/** Limits of a search. */
interface Limits {
  /** Not walked beyond. */
  readonly stop?: ((node: number) => boolean) | undefined;
  readonly keep?: ((edge: Edge) => boolean) | undefined;
  /** Only the first so many edges: those that were known at some time. */
  readonly known?: number | undefined;
}

export const unreachable = 0xffffffff;

/**
 * Length of a step, and what doubt adds to it: a way of low confidence is taken only where sure ones are three steps longer. What is `behind` a conjunction of several steps
 * has doubts of its own, and takes longer to tell.
 */
const stepLength = 4;
export const doubts = { high: 0, medium: 1, low: 12, unsure: 3, behind: 1 } as const;

/** A graph made ready for searching; make it anew after edges were added. */
export class Searcher {
  readonly forward: Rows;
  readonly backward: Rows;
  /** The edges as they were when this was made. */
  readonly edges: readonly Edge[];
  readonly #nodes: number;
  readonly #doubts: readonly number[];
  /** For the next search, when one has left them: `unreachable`, and 0 for `via`. */
  #tables: Tables | undefined;

  /** `doubtOf` is that of each technique, by its index. */
  constructor(store: GraphStore, doubtOf: readonly number[]) {
    this.edges = [...store.edges];
    this.#nodes = store.nodes.length;
    this.#doubts = doubtOf;
    this.forward = rowsOf(this.#nodes, this.edges, 'from');
    this.backward = rowsOf(this.#nodes, this.edges, 'to');
  }

  /** Distance of every node to the nearest of `targets`, not walking beyond nodes that `stop` names. */
  towards(targets: readonly number[], limits: Limits = {}): Search {
    return this.#search(targets, this.backward, 'from', limits);
  }

  /** Distance from the nearest of `starts` to every node. */
  from(starts: readonly number[]): Search {
    return this.#search(starts, this.forward, 'to', {});
  }

  /** Distances towards `target` over the edges that `keep` admits. */
  towardsOver(target: number, keep: (edge: Edge) => boolean): Search {
    return this.#search([target], this.backward, 'from', { keep });
  }

  // Dial's buckets: lengths are small whole numbers, so this is linear in the edges.
  #search(ends: readonly number[], rows: Rows, next: 'from' | 'to', { stop, keep, known = this.edges.length }: Limits): Search {
    const tables = (this.#tables ??= emptyTables(this.#nodes));
    const { lengths, distance, via } = tables;
    const met = [...new Set(ends)];
    const buckets: number[][] = [[...met]];
    for (const end of met) lengths[end] = distance[end] = 0;
    for (let length = 0; length < buckets.length; length += 1) {
      const bucket = buckets[length];
      if (!bucket) continue;
      // The bucket grows while it is read: edges without length stay in it.
      for (let at = 0; at < bucket.length; at += 1) {
        const node = bucket[at]!;
        if (lengths[node] !== length || (length > 0 && stop?.(node))) continue;
        const last = rows.start[node + 1]!;
        for (let row = rows.start[node]!; row < last; row += 1) {
          const index = rows.list[row]!;
          if (index >= known) continue;
          const edge = this.edges[index]!;
          const far = length + edge.cost * stepLength + this.#doubts[edge.technique]! + (edge.unsure ? doubts.unsure : 0) + (edge.cost > 1 ? doubts.behind : 0);
          if (far >= lengths[edge[next]]! || (keep && !keep(edge))) continue;
          if (lengths[edge[next]] === unreachable) met.push(edge[next]);
          lengths[edge[next]] = far;
          distance[edge[next]] = distance[node]! + edge.cost;
          via[edge[next]] = index + 1;
          (buckets[far] ??= []).push(edge[next]);
        }
      }
    }
    return this.#found(met, tables);
  }

  /** What was found: the tables themselves, or of a few nodes their own entries, so that the next search has the tables. */
  #found(met: readonly number[], { lengths, distance, via }: Tables): Search {
    if (met.length * 16 >= this.#nodes) {
      this.#tables = undefined;
      return { distanceOf: (node) => distance[node] ?? unreachable, viaOf: (node) => via[node] ?? 0 };
    }
    const found = new Map(met.map((node) => [node, { distance: distance[node]!, via: via[node]! }]));
    for (const node of met) {
      lengths[node] = distance[node] = unreachable;
      via[node] = 0;
    }
    return { distanceOf: (node) => found.get(node)?.distance ?? unreachable, viaOf: (node) => found.get(node)?.via ?? 0 };
  }
}

/** By node: how long the best way is, doubts included, its steps, and its edge. */
interface Tables {
  readonly lengths: Uint32Array;
  readonly distance: Uint32Array;
  readonly via: Uint32Array;
}

function emptyTables(nodes: number): Tables {
  return { lengths: new Uint32Array(nodes).fill(unreachable), distance: new Uint32Array(nodes).fill(unreachable), via: new Uint32Array(nodes) };
}
