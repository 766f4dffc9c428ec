// Pieces of ways: from one thing that an attacker holds to the next one. Many ways share them.
import type { Confidence } from '#finding/finding.js';
import { listIn } from '#kube/grouped.js';
import { onceEach } from '#kube/once.js';
import { PathWriter } from './path-writer.js';
import type { PrivilegeGraph } from './privilege-graph.js';
import type { Proof } from './proof.js';
import type { Search } from './search.js';
import type { Step } from './step.js';

/** Edges of a way from one thing to the next one, or to the way's end: what they come to does not depend on what was before. */
export interface Stretch {
  readonly steps: readonly Step[];
  /** What holds at the end of the way without a step. */
  readonly holds: readonly Proof[];
  /** The lowest of the steps. */
  readonly confidence: Confidence;
  /** The node behind the last edge. */
  readonly end: number;
}

interface Written extends Stretch {
  /** Indexes of the edges plus one, as a search gives them. */
  readonly vias: readonly number[];
  /** The way ends before the next thing is reached. */
  readonly endsWay: boolean;
}

class Stretches {
  readonly #graph: PrivilegeGraph;
  /** By their first edge. */
  readonly #written = new Map<number, Written[]>();

  constructor(graph: PrivilegeGraph) {
    this.#graph = graph;
  }

  from(start: number, search: Search): Stretch {
    const alike = listIn(this.#written, search.viaOf(start));
    const known = alike.find((stretch) => this.#isTaken(stretch, start, search));
    if (known) return known;
    const made = this.#write(start, search);
    // Those without an edge are alike but for where they are.
    if (made.vias.length > 0) alike.push(made);
    return made;
  }

  #isTaken({ vias, end, endsWay }: Written, start: number, search: Search): boolean {
    const { edges } = this.#graph.store;
    let at = start;
    for (const via of vias) {
      if (search.viaOf(at) !== via) return false;
      at = edges[via - 1]!.to;
    }
    return !endsWay || search.viaOf(end) === 0;
  }

  #write(start: number, search: Search): Written {
    const writer = new PathWriter(this.#graph, start);
    const vias: number[] = [];
    let end = start;
    for (let via = search.viaOf(end); via !== 0 && !writer.hasArrivedAt(end); via = search.viaOf(end)) {
      const edge = this.#graph.store.edges[via - 1]!;
      writer.follow([edge]);
      vias.push(via);
      end = edge.to;
    }
    const { steps, holds, confidence } = writer;
    return { steps, holds, confidence, end, vias, endsWay: !writer.hasArrivedAt(end) };
  }
}

const stretchesIn = onceEach((graph: PrivilegeGraph) => new Stretches(graph));

/** The stretch with which the best way that a search (made by `towards`) knows begins at a node. */
export function stretchFrom(graph: PrivilegeGraph, start: number, search: Search): Stretch {
  return stretchesIn(graph).from(start, search);
}
