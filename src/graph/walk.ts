// Finds who reaches all premises of a conjunction, without walking through the whole cluster for every namespace.
import type { Conjunction } from './instances.js';
import { anywhere, everywhere, isThing, type GraphNode } from './node.js';
import type { Searcher } from './search.js';
import type { Stops } from './stops.js';
import type { Edge, GraphStore, Rows } from './store.js';

/** Steps by node, the nearer first; without nodes that cannot get there. */
type Distances = ReadonlyMap<number, number>;

/** Who reaches a premise: nodes of its own with their steps, and gates with the steps from there, behind which the whole cluster may stand. */
interface Holders {
  readonly own: Distances;
  readonly gates: readonly (readonly [number, number])[];
  /** The gates in words: premises of many namespaces have the same. */
  readonly gatesKey: string;
}

const far = 0xffff;

/**
 * Backward walks over the graph as it was when this was made. A walk stops at gates; what is behind one is walked once, so that a thousand namespaces do not each walk
 * through a thousand subjects.
 */
export class Walk {
  readonly #edges: readonly Edge[];
  readonly #nodes: readonly GraphNode[];
  readonly #backward: Rows;
  /** Steps to everything in the cluster. */
  readonly #toAdmin: Uint16Array;
  readonly #stops: Stops;
  /** Distances of the walk that is under way; far between walks. */
  readonly #tentative: Uint16Array;
  readonly #holders = new Map<number, Holders>();
  readonly #near = new Map<number, Holders>();
  readonly #gates = new Map<number, Distances>();
  readonly #throughGates = new Map<string, Distances>();
  readonly #behind = new Map<string, Distances>();

  /** Edges that there were. */
  get known(): number {
    return this.#edges.length;
  }

  constructor(store: GraphStore, { backward, edges }: Searcher, stops: Stops) {
    this.#nodes = store.nodes;
    this.#stops = stops;
    this.#edges = edges;
    this.#backward = backward;
    this.#toAdmin = new Uint16Array(this.#nodes.length).fill(far);
    this.#tentative = new Uint16Array(this.#nodes.length).fill(far);
    const admin = store.find('admin', everywhere);
    if (admin === undefined) return;
    for (const [node, steps] of this.#walkBackwards(admin, stops.ends)) this.#toAdmin[node] = steps;
  }

  /** Nodes that reach every premise, with the steps it takes them; without those that a wider instance serves. */
  holdersOfAll({ premises, wider }: Conjunction): Map<number, number> {
    if (premises.some((premise) => this.#isUnheld(premise))) return new Map();
    const all = new Map<number, number>();
    const wide = wider.map((some) => some.map((premise) => this.#holdersOf(premise)));
    const served = (node: number): boolean => wide.some((some) => some.every((part) => part.own.has(node) || this.#through(part).has(node)));
    const parts = this.#partsOf(premises);
    for (const part of parts) {
      for (const node of this.#candidates(part, parts)) {
        if (all.has(node)) continue;
        const steps = this.#stepsToAll(node, parts);
        if (steps !== far && !served(node)) all.set(node, steps);
      }
    }
    if (parts.some((part) => part.gates.length === 0)) return all;
    for (const [node, steps] of this.#behindGates(parts, wider)) if (!all.has(node) && !served(node)) all.set(node, steps);
    return all;
  }

  /**
   * Holders of each premise, as far back as matters: where every identity that comes first reaches all premises, whoever becomes one of them needs no edge of his own,
   * and nobody further away is looked for.
   */
  #partsOf(premises: readonly number[]): readonly Holders[] {
    const near = premises.map((premise) => this.#nearTo(premise));
    const { ends, requesters } = this.#stops;
    if (ends === requesters) return near;
    const isEnough = ({ own }: Holders): boolean => [...own.keys()].every((node) => requesters[node] !== 1 || near.every((part) => part.own.has(node) || this.#through(part).has(node)));
    const isNearEnough = near.every(isEnough) || near.some((part) => part.gates.length === 0 && isEnough(part));
    return isNearEnough ? near : premises.map((premise) => this.#holdersOf(premise));
  }

  /**
   * Holders with their steps, nearest first, from which no edge leads to another at no more steps: the others lead into these. Among equals those come first that the walk
   * met first.
   */
  *uncovered(holders: ReadonlyMap<number, number>): Generator<readonly [number, number]> {
    const covered = new Set<number>();
    for (const holder of [...holders].sort((a, b) => a[1] - b[1])) {
      const [node, steps] = holder;
      if (!covered.has(node)) yield holder;
      for (let row = this.#backward.start[node]!; row < this.#backward.start[node + 1]!; row += 1) {
        const { from, cost } = this.#edges[this.#backward.list[row]!]!;
        const there = holders.get(from);
        if (there !== undefined && steps + cost <= there) covered.add(from);
      }
    }
  }

  /** Holders of a part that may hold the others too: where fewer hold one of those, they are looked through instead. */
  #candidates(part: Holders, parts: readonly Holders[]): Iterable<number> {
    const sizeOf = (other: Holders): number => (other === part ? part.own.size : other.own.size + this.#through(other).size);
    const fewest = parts.reduce((best, other) => (sizeOf(other) < sizeOf(best) ? other : best), part);
    return fewest === part ? part.own.keys() : [...fewest.own.keys(), ...this.#through(fewest).keys()].filter((node) => part.own.has(node));
  }

  #stepsToAll(node: number, parts: readonly Holders[]): number {
    let total = 0;
    for (const part of parts) {
      const best = Math.min(part.own.get(node) ?? far, this.#through(part).get(node) ?? far);
      if (best === far) return far;
      total += best;
    }
    return total < far && this.#worthwhile(node, total) ? total : far;
  }

  /**
   * Nodes that pass a gate to each premise, without those that an instance for the whole cluster serves, and without those who only come by way of another of them.
   * Namespaces whose gates are the same share the answer.
   */
  #behindGates(parts: readonly Holders[], wider: Conjunction['wider']): Distances {
    const inCluster = wider.filter((wide) => wide.every((premise) => this.#nodes[premise]!.scope === everywhere || this.#nodes[premise]!.scope === anywhere));
    const key = `${parts.map(({ gatesKey }) => gatesKey).join('\n')}\n${inCluster.join(' ')}`;
    const known = this.#behind.get(key);
    if (known) return known;
    const made = new Map<number, number>();
    const [fewest, ...others] = parts.map((part) => this.#through(part)).sort((a, b) => a.size - b.size);
    const served = inCluster.map((wide) => wide.map((premise) => this.#distancesTo(premise)));
    for (const [node, there] of fewest ?? []) {
      const steps = others.reduce((sum, through) => sum + (through.get(node) ?? far), there);
      if (steps >= far || !this.#worthwhile(node, steps) || served.some((wide) => wide.every((reached) => reached.has(node)))) continue;
      made.set(node, steps);
    }
    const first = new Map(this.uncovered(made));
    this.#behind.set(key, first);
    return first;
  }

  /** Steps to a premise by the nearest of its gates. */
  #through({ gates, gatesKey }: Holders): Distances {
    const [only] = gates;
    if (only && gates.length === 1 && only[1] === 0) return this.#distancesTo(only[0]);
    const known = this.#throughGates.get(gatesKey);
    if (known) return known;
    const made = new Map<number, number>();
    for (const [gate, more] of gates) {
      // Behind a gate that stands behind another there is nobody new.
      if ((made.get(gate) ?? far) <= more) continue;
      for (const [node, there] of this.#distancesTo(gate)) if (there + more < (made.get(node) ?? far)) made.set(node, there + more);
    }
    this.#throughGates.set(gatesKey, made);
    return made;
  }

  #holdersOf(premise: number): Holders {
    return this.#holdersUpTo(premise, this.#stops.ends, this.#holders);
  }

  /** Holders as far as to the first identities, those included. */
  #nearTo(premise: number): Holders {
    return this.#holdersUpTo(premise, this.#stops.requesters, this.#near);
  }

  #holdersUpTo(premise: number, ends: Uint8Array, made: Map<number, Holders>): Holders {
    const known = made.get(premise);
    if (known) return known;
    const gates = new Map<number, number>();
    const own = this.#walkBackwards(premise, ends, gates);
    const sorted = [...gates].sort((a, b) => a[1] - b[1] || a[0] - b[0]);
    const holders = { own, gates: sorted, gatesKey: sorted.map((gate) => gate.join('+')).join(' ') };
    made.set(premise, holders);
    return holders;
  }

  #distancesTo(gate: number): Distances {
    const known = this.#gates.get(gate);
    if (known) return known;
    const made = this.#walkBackwards(gate, this.#stops.ends);
    this.#gates.set(gate, made);
    return made;
  }

  /** False where everything is as near: whoever gets there that way is not helped by a conjunction. */
  #worthwhile(node: number, steps: number): boolean {
    return steps + 1 < this.#toAdmin[node]!;
  }

  /** Nodes from which the way to `end` is worthwhile, nearest first. With `gates` it stops at those that it meets, and notes them there. */
  #walkBackwards(end: number, ends: Uint8Array, gates?: Map<number, number>): Map<number, number> {
    const met = new Map<number, number>();
    const tentative = this.#tentative;
    const { gates: isGate, outs } = this.#stops;
    const touched: number[] = [];
    const buckets: number[][] = [];
    const reach = (node: number, steps: number): void => {
      if (tentative[node]! <= steps || outs[node] === 1 || !this.#worthwhile(node, steps)) return;
      if (tentative[node] === far) touched.push(node);
      tentative[node] = steps;
      (buckets[steps] ??= []).push(node);
    };
    reach(end, 0);
    for (let steps = 0; steps < buckets.length; steps += 1) {
      const bucket = buckets[steps];
      if (!bucket) continue;
      // The bucket grows while it is read: edges of cost 0 stay in it.
      for (let at = 0; at < bucket.length; at += 1) {
        const node = bucket[at]!;
        if (tentative[node] !== steps) continue;
        if (gates && isGate[node] === 1) {
          gates.set(node, steps);
          continue;
        }
        met.set(node, steps);
        if (ends[node] === 1) continue;
        const last = this.#backward.start[node + 1]!;
        for (let row = this.#backward.start[node]!; row < last; row += 1) {
          const { from, cost } = this.#edges[this.#backward.list[row]!]!;
          reach(from, Math.min(steps + cost, far - 1));
        }
      }
    }
    for (const node of touched) tentative[node] = far;
    return met;
  }

  /** A capability that no edge leads to: nobody has it by now. Who gets it later is news, and asked about again. */
  #isUnheld(premise: number): boolean {
    return this.#backward.start[premise] === this.#backward.start[premise + 1] && !isThing(this.#nodes[premise]!);
  }
}
