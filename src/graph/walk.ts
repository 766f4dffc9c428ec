// Finds who reaches all premises of a conjunction, without walking through the whole cluster for every namespace.
import type { Conjunction } from './instances.js';
import { anywhere, everywhere, isThing, type GraphNode } from './node.js';
import type { Searcher } from './search.js';
import type { Edge, GraphStore, Rows } from './store.js';

/** Who reaches a premise: nodes of its own with their steps, and gates with the steps from there, behind which the whole cluster may stand. */
interface Holders {
  readonly own: ReadonlyMap<number, number>;
  readonly gates: readonly (readonly [number, number])[];
}

/** Steps to a gate by node, the nearer to the gate first; without nodes that cannot get there. */
type Distances = ReadonlyMap<number, number>;
const far = 0xffff;

const openGroups = /^system:(authenticated|unauthenticated|serviceaccounts)$/;

/**
 * Backward walks over the graph as it was when this was made. A walk stops at gates: capabilities and roles held in the whole cluster, and groups that hold everybody. What
 * is behind a gate is walked once, so that a thousand namespaces do not each walk through a thousand subjects.
 */
export class Walk {
  readonly #edges: readonly Edge[];
  readonly #nodes: readonly GraphNode[];
  readonly #backward: Rows;
  /** Steps to everything in the cluster. */
  readonly #toAdmin: Uint16Array;
  readonly #holders = new Map<number, Holders>();
  readonly #gates = new Map<number, Distances>();
  readonly #behind = new Map<string, ReadonlyMap<number, number>>();

  /** Edges that there were. */
  get known(): number {
    return this.#edges.length;
  }

  constructor(store: GraphStore, { backward, edges }: Searcher) {
    this.#nodes = [...store.nodes];
    this.#edges = edges;
    this.#backward = backward;
    this.#toAdmin = new Uint16Array(this.#nodes.length).fill(far);
    const admin = store.find('admin', everywhere);
    const toAdmin = this.#toAdmin;
    const reach = (node: number, steps: number): boolean => {
      if (toAdmin[node]! <= steps) return false;
      toAdmin[node] = steps;
      return true;
    };
    if (admin !== undefined) this.#walkBackwards(admin, reach, (node) => toAdmin[node]!, []);
  }

  /** Nodes that reach every premise, with the steps it takes them; without those that a wider instance serves. */
  holdersOfAll({ premises, wider }: Conjunction): Map<number, number> {
    if (premises.some((premise) => this.#isUnheld(premise))) return new Map();
    const parts = premises.map((premise) => this.#holdersOf(premise));
    const all = new Map<number, number>();
    const served = (node: number): boolean => wider.some((wide) => wide.every((premise) => this.#distancesTo(premise).has(node)));
    for (const part of parts) {
      for (const node of part.own.keys()) {
        if (all.has(node)) continue;
        const steps = this.#stepsToAll(node, parts);
        if (steps !== far && !served(node)) all.set(node, steps);
      }
    }
    if (parts.some((part) => part.gates.length === 0)) return all;
    for (const [node, steps] of this.#behindGates(parts, wider)) if (!all.has(node) && !served(node)) all.set(node, steps);
    return all;
  }

  /** Adds to `covered` the holders from which an edge leads to `node`, at no more steps. */
  cover(node: number, steps: number, holders: ReadonlyMap<number, number>, covered: Set<number>): void {
    for (let row = this.#backward.start[node]!; row < this.#backward.start[node + 1]!; row += 1) {
      const { from, cost } = this.#edges[this.#backward.list[row]!]!;
      const there = holders.get(from);
      if (there !== undefined && steps + cost <= there) covered.add(from);
    }
  }

  #stepsToAll(node: number, parts: readonly Holders[]): number {
    let total = 0;
    for (const { own, gates } of parts) {
      let best = own.get(node) ?? far;
      for (const [gate, more] of gates) {
        const there = this.#distancesTo(gate).get(node);
        if (there !== undefined) best = Math.min(best, there + more);
      }
      if (best === far) return far;
      total += best;
    }
    return total < far && this.#worthwhile(node, total) ? total : far;
  }

  /** Nodes that pass a gate to each premise, without those that an instance for the whole cluster serves. Namespaces whose gates are the same share the answer. */
  #behindGates(parts: readonly Holders[], wider: Conjunction['wider']): ReadonlyMap<number, number> {
    const inCluster = wider.filter((wide) => wide.every((premise) => this.#nodes[premise]!.scope === everywhere || this.#nodes[premise]!.scope === anywhere));
    const key = `${parts.map(({ gates }) => gates.map((gate) => gate.join('+')).join(' ')).join('\n')}\n${inCluster.join(' ')}`;
    const known = this.#behind.get(key);
    if (known) return known;
    const made = new Map<number, number>();
    const ways = parts.map(({ gates }) => gates.map(([gate, more]): Way => ({ distances: this.#distancesTo(gate), more })));
    const served = inCluster.map((wide) => wide.map((premise) => this.#distancesTo(premise)));
    const candidates = [...ways].sort((a, b) => lengthOf(a) - lengthOf(b))[0] ?? [];
    for (const { distances } of candidates) {
      for (const node of distances.keys()) {
        if (made.has(node)) continue;
        const steps = stepsByWays(node, ways);
        if (steps === far || !this.#worthwhile(node, steps) || served.some((wide) => wide.every((reached) => reached.has(node)))) continue;
        made.set(node, steps);
      }
    }
    this.#behind.set(key, made);
    return made;
  }

  #holdersOf(premise: number): Holders {
    const known = this.#holders.get(premise);
    if (known) return known;
    const own = new Map<number, number>();
    const gates = new Map<number, number>();
    const reach = (node: number, steps: number): boolean => {
      if (!this.#worthwhile(node, steps)) return false;
      const kept = this.#isGate(node) ? gates : own;
      if ((kept.get(node) ?? far) <= steps) return false;
      kept.set(node, steps);
      return kept === own;
    };
    const met: number[] = [];
    this.#walkBackwards(premise, reach, (node) => own.get(node) ?? far, met);
    const made = { own: new Map(met.map((node) => [node, own.get(node) ?? far])), gates: [...gates].sort((a, b) => a[0] - b[0]) };
    this.#holders.set(premise, made);
    return made;
  }

  #distancesTo(gate: number): Distances {
    const known = this.#gates.get(gate);
    if (known) return known;
    const steps = new Map<number, number>();
    const reach = (node: number, there: number): boolean => {
      if (!this.#worthwhile(node, there) || (steps.get(node) ?? far) <= there) return false;
      steps.set(node, there);
      return true;
    };
    const met: number[] = [];
    this.#walkBackwards(gate, reach, (node) => steps.get(node) ?? far, met);
    const made = new Map(met.map((node) => [node, steps.get(node) ?? far]));
    this.#gates.set(gate, made);
    return made;
  }

  /** False where everything is as near: whoever gets there that way is not helped by a conjunction. */
  #worthwhile(node: number, steps: number): boolean {
    return steps + 1 < this.#toAdmin[node]!;
  }

  /** Visits nodes from `end` backwards, nearest first; `reach` keeps a distance and says whether to go on from there. `met` gets them in the order of the visit. */
  #walkBackwards(end: number, reach: (node: number, steps: number) => boolean, distanceOf: (node: number) => number, met: number[]): void {
    const buckets: number[][] = [];
    if (reach(end, 0)) buckets.push([end]);
    for (let steps = 0; steps < buckets.length; steps += 1) {
      const bucket = buckets[steps];
      if (!bucket) continue;
      // The bucket grows while it is read: edges of cost 0 stay in it.
      for (let at = 0; at < bucket.length; at += 1) {
        const node = bucket[at]!;
        if (distanceOf(node) !== steps) continue;
        met.push(node);
        for (let row = this.#backward.start[node]!; row < this.#backward.start[node + 1]!; row += 1) {
          const edge = this.#edges[this.#backward.list[row]!]!;
          const there = Math.min(steps + edge.cost, far - 1);
          if (reach(edge.from, there)) (buckets[there] ??= []).push(edge.from);
        }
      }
    }
  }

  /** A capability that no edge leads to: nobody has it by now. Who gets it later is news, and asked about again. */
  #isUnheld(premise: number): boolean {
    return this.#backward.start[premise] === this.#backward.start[premise + 1] && !isThing(this.#nodes[premise]!);
  }

  #isGate(id: number): boolean {
    const node = this.#nodes[id]!;
    if (node.type === 'group') return openGroups.test(node.name);
    if (node.scope === anywhere) return true;
    return node.scope === everywhere && !isThing(node) && (node.name === '' || node.type === 'role' || node.type === 'namespaced-role');
  }
}

/** Over a gate: the steps to it, and those from there to the premise. */
interface Way {
  readonly distances: Distances;
  readonly more: number;
}

/** Steps to all premises, the nearest way to each; `far` when one is not reached. */
function stepsByWays(node: number, ways: readonly (readonly Way[])[]): number {
  let total = 0;
  for (const toPremise of ways) {
    let best = far;
    for (const { distances, more } of toPremise) {
      const there = distances.get(node);
      if (there !== undefined && there + more < best) best = there + more;
    }
    if (best === far) return far;
    total += best;
  }
  return total < far ? total : far;
}

function lengthOf(all: readonly Way[]): number {
  return all.reduce((sum, { distances }) => sum + distances.size, 0);
}
