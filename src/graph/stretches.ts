// Pieces of ways: from one thing that an attacker holds to the next one. Many ways share them.
import type { Confidence } from '#finding/finding.js';
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

/** Stretches by their edges, one after the other. */
interface Branch {
  /** By the index of the next edge plus one, as a search gives it. */
  readonly further: Map<number, Branch>;
  /** The stretch that ends here at a thing. */
  stretch?: Stretch;
  /** The one that ends here because the way does. */
  last?: Stretch;
}

class Stretches {
  readonly #graph: PrivilegeGraph;
  readonly #written: Branch = { further: new Map() };

  constructor(graph: PrivilegeGraph) {
    this.#graph = graph;
  }

  from(start: number, search: Search): Stretch {
    const { edges } = this.#graph.store;
    let at = start;
    for (let branch: Branch | undefined = this.#written; branch; ) {
      if (branch.stretch) return branch.stretch;
      const via = search.viaOf(at);
      if (via === 0) {
        if (branch.last) return branch.last;
        break;
      }
      branch = branch.further.get(via);
      at = edges[via - 1]!.to;
    }
    return this.#write(start, search);
  }

  #write(start: number, search: Search): Stretch {
    const writer = new PathWriter(this.#graph, start);
    let branch = this.#written;
    let end = start;
    for (let via = search.viaOf(end); via !== 0; via = search.viaOf(end)) {
      const edge = this.#graph.store.edges[via - 1]!;
      writer.follow([edge]);
      branch = behind(branch, via);
      end = edge.to;
      if (writer.hasArrivedAt(end)) break;
    }
    const { steps, holds, confidence } = writer;
    const made = { steps, holds, confidence, end };
    // Those without an edge are alike but for where they are.
    if (branch !== this.#written) branch[writer.hasArrivedAt(end) ? 'stretch' : 'last'] = made;
    return made;
  }
}

function behind({ further }: Branch, via: number): Branch {
  let next = further.get(via);
  if (!next) further.set(via, (next = { further: new Map() }));
  return next;
}

const stretchesIn = onceEach((graph: PrivilegeGraph) => new Stretches(graph));

/** The stretch with which the best way that a search (made by `towards`) knows begins at a node. */
export function stretchFrom(graph: PrivilegeGraph, start: number, search: Search): Stretch {
  return stretchesIn(graph).from(start, search);
}
