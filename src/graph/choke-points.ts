// Finds the fewest bindings whose removal cuts every path from some positions to one other: a minimum cut over grants.
import { listIn } from '#kube/grouped.js';
import type { Binding } from '#rbac/model.js';
import type { PrivilegeGraph } from './privilege-graph.js';
import { unreachable, type Search } from './search.js';
import type { Edge } from './store.js';

/** Bindings to remove. */
export interface Cut {
  readonly bindings: readonly Binding[];
  /** Removed together they leave no path; false when they were chosen greedily, because any such set is large. */
  readonly cutsAll: boolean;
}

/** One arc of the flow network: `capacity` is 1 for a binding that may be removed, else without limit. */
interface Arc {
  readonly to: number;
  capacity: number;
  /** Index of the arc back. */
  readonly back: number;
}

const unlimited = 1_000_000;
/** Larger cuts are nobody's plan for a morning; beyond it the greedy choice says enough. */
const largestExact = 24;

/** The smallest cut, as far as conjunctions let one say, or undefined when some path needs no binding that `removable` admits. */
export function smallestCut(graph: PrivilegeGraph, starts: readonly number[], target: number, removable: (binding: Binding) => boolean): Cut | undefined {
  const network = new Network(graph, starts, target, removable);
  for (let size = 0; size <= largestExact; size += 1) {
    const found = network.augment();
    if (found === 'none') return { bindings: network.cut(), cutsAll: true };
    if (found === 'unlimited') return undefined;
  }
  return { bindings: network.mostUsed(), cutsAll: false };
}

/**
 * The premise of a conjunction that stands for it here: without one of its halves it is gone, so a way to the half that fewest edges lead to is cut in its place.
 * What is cut so is cut for certain; that no smaller set would do is not.
 */
function cuttablePremise({ searcher: { backward } }: PrivilegeGraph, { evidence }: Edge): number | undefined {
  if (evidence?.of !== 'premises') return undefined;
  const waysTo = (node: number): number => backward.start[node + 1]! - backward.start[node]!;
  return [...evidence.nodes].sort((a, b) => waysTo(a) - waysTo(b) || a - b)[0];
}

/** Everything on some way to the target; what leads to a conjunction is what `through` says. */
function leadingTo(graph: PrivilegeGraph, target: number, through: (edge: Edge) => readonly number[]): ReadonlySet<number> {
  const { backward, edges } = graph.searcher;
  const found = new Set([target]);
  for (const node of found) {
    for (let row = backward.start[node]!; row < backward.start[node + 1]!; row += 1) {
      const edge = edges[backward.list[row]!]!;
      for (const node of edge.evidence?.of === 'premises' ? through(edge) : [edge.from]) found.add(node);
    }
  }
  return found;
}

/** Beyond so many edges it takes seconds to ask of every conjunction what it rests on: all are taken to stay, so that fewer paths are said to be cut than are. */
const mostAsked = 50_000;

/** Distances towards `target` when a binding is gone, and with it every conjunction that rests on it, however far below. */
export function withoutBinding(graph: PrivilegeGraph, target: number, binding: Binding): Search['distanceOf'] {
  const { searcher } = graph;
  const asks = searcher.edges.length <= mostAsked;
  const left = new Set<Edge>();
  const stays = (edge: Edge): boolean => (edge.evidence?.of === 'grant' ? edge.evidence.grant.binding !== binding : !asks || edge.evidence?.of !== 'premises' || left.has(edge));
  for (const round of asks ? roundsOf(graph, target) : []) {
    const towards = new Map<number, Search['distanceOf']>();
    const holds = (from: number, premise: number): boolean => {
      let distanceOf = towards.get(premise);
      if (!distanceOf) towards.set(premise, (distanceOf = searcher.towardsOver(premise, stays).distanceOf));
      return distanceOf(from) !== unreachable;
    };
    const added = round.filter(({ from, evidence }) => evidence?.of === 'premises' && evidence.nodes.every((premise) => holds(from, premise)));
    for (const edge of added) left.add(edge);
  }
  return searcher.towardsOver(target, stays).distanceOf;
}

/** The conjunctions on some way to the target, those first that others rest on. */
function roundsOf(graph: PrivilegeGraph, target: number): Edge[][] {
  const leading = leadingTo(graph, target, ({ from, evidence }) => [from, ...(evidence?.of === 'premises' ? evidence.nodes : [])]);
  const rounds = new Map<number, Edge[]>();
  for (const edge of graph.searcher.edges) if (edge.evidence?.of === 'premises' && leading.has(edge.to)) listIn(rounds, edge.evidence.known).push(edge);
  return [...rounds].sort(([a], [b]) => a - b).map(([, round]) => round);
}

class Network {
  readonly #arcs: Arc[] = [];
  readonly #from: number[][] = [];
  readonly #bindings: { readonly binding: Binding; readonly entry: number; readonly exit: number; readonly edges: number }[] = [];
  readonly #source: number;
  readonly #target: number;

  constructor(graph: PrivilegeGraph, starts: readonly number[], target: number, removable: (binding: Binding) => boolean) {
    const { nodes, edges } = graph.store;
    const ahead = graph.searcher.from(starts).distanceOf;
    const behind = leadingTo(graph, target, (edge) => [cuttablePremise(graph, edge) ?? edge.from]);
    this.#source = nodes.length;
    this.#target = target;
    let next = nodes.length + 1;
    const gates = new Map<string, { entry: number; exit: number }>();
    const uses = new Map<Binding, number>();
    const gatesOf = new Map<Binding, { entry: number; exit: number }>();
    for (const edge of edges) {
      if (ahead(edge.from) === unreachable || !behind.has(edge.to)) continue;
      const premise = cuttablePremise(graph, edge);
      if (premise !== undefined) {
        this.#connect(premise, edge.to, unlimited);
        continue;
      }
      if (edge.evidence?.of !== 'grant' || !removable(edge.evidence.grant.binding)) {
        this.#connect(edge.from, edge.to, unlimited);
        continue;
      }
      const { binding } = edge.evidence.grant;
      const key = `${binding.kind}\n${binding.namespace}\n${binding.name}`;
      let gate = gates.get(key);
      if (!gate) {
        gate = { entry: next, exit: next + 1 };
        next += 2;
        gates.set(key, gate);
        gatesOf.set(binding, gate);
        this.#connect(gate.entry, gate.exit, 1);
      }
      uses.set(binding, (uses.get(binding) ?? 0) + 1);
      this.#connect(edge.from, gate.entry, unlimited);
      this.#connect(gate.exit, edge.to, unlimited);
    }
    for (const start of new Set(starts)) if (behind.has(start)) this.#connect(this.#source, start, unlimited);
    for (const [binding, gate] of gatesOf) this.#bindings.push({ binding, ...gate, edges: uses.get(binding) ?? 0 });
  }

  /** Sends one unit along a shortest way with room: `none` when there is no way left, `unlimited` when a way meets no binding at all. */
  augment(): 'sent' | 'none' | 'unlimited' {
    const via = this.#search();
    if (!via.has(this.#target)) return 'none';
    let room = unlimited;
    for (const arc of this.#way(via)) room = Math.min(room, arc.capacity);
    if (room > unlimited / 2) return 'unlimited';
    for (const arc of this.#way(via)) {
      arc.capacity -= 1;
      this.#arcs[arc.back]!.capacity += 1;
    }
    return 'sent';
  }

  /** After the last augment: the bindings between what is still reached and what is not. */
  cut(): Binding[] {
    const reached = this.#search();
    return this.#bindings.filter(({ entry, exit }) => reached.has(entry) && !reached.has(exit)).map(({ binding }) => binding);
  }

  /** The bindings that most edges pass, most used first. */
  mostUsed(): Binding[] {
    return [...this.#bindings].sort((a, b) => b.edges - a.edges).slice(0, largestExact).map(({ binding }) => binding);
  }

  /** Breadth first from the source over arcs with room; for each node the arc by which it was reached. */
  #search(): Map<number, number> {
    const via = new Map<number, number>([[this.#source, -1]]);
    const open = [this.#source];
    for (let at = 0; at < open.length; at += 1) {
      for (const index of this.#from[open[at]!] ?? []) {
        const arc = this.#arcs[index]!;
        if (arc.capacity === 0 || via.has(arc.to)) continue;
        via.set(arc.to, index);
        if (arc.to === this.#target) return via;
        open.push(arc.to);
      }
    }
    return via;
  }

  *#way(via: ReadonlyMap<number, number>): Generator<Arc> {
    for (let at = this.#target; at !== this.#source; ) {
      const arc = this.#arcs[via.get(at)!]!;
      yield arc;
      at = this.#arcs[arc.back]!.to;
    }
  }

  #connect(from: number, to: number, capacity: number): void {
    const index = this.#arcs.length;
    this.#arcs.push({ to, capacity, back: index + 1 }, { to: from, capacity: 0, back: index });
    (this.#from[from] ??= []).push(index);
    (this.#from[to] ??= []).push(index + 1);
  }
}
