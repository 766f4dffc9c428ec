// What the ways of many beginnings to one end come to, without telling each of them: what lies on the way of several is worked out once.
import type { Confidence } from '#finding/finding.js';
import type { GraphNode } from '#graph/node.js';
import { node } from '#graph/path-writer.js';
import type { Search } from '#graph/search.js';
import { stretchFrom, type Stretch } from '#graph/stretches.js';
import { confidences } from '#graph/technique.js';
import type { CheckContext } from './context.js';
import { anchorsOf, narrower, type Anchor, type Anchors } from './path-anchor.js';

/** The best way from a beginning to where a search leads: a stretch, and the way that goes on behind it. */
export interface Way {
  readonly stretch: Stretch;
  readonly behind: Way | undefined;
  readonly anchors: Anchors;
  readonly from: GraphNode;
  readonly to: GraphNode;
  /** Its steps. */
  readonly length: number;
  /** The lowest of its steps. */
  readonly confidence: Confidence;
  /** What its last step leads to, where it has one. */
  readonly last: GraphNode | undefined;
}

/** The key of the reviewed files that has to change, if there is one. */
export function anchorOf({ confidence, anchors }: Way): Anchor | undefined {
  return confidence === 'high' ? anchors.first : anchors.final;
}

/** Whether one of the steps of a way is one of these techniques. */
export function takes(way: Way, techniques: readonly string[]): boolean {
  for (let at: Way | undefined = way; at; at = at.behind) if (at.stretch.steps.some(({ technique }) => techniques.includes(technique))) return true;
  return false;
}

/** The ways to where one search (made by `towards`) leads. */
export class Ways {
  readonly #context: CheckContext;
  readonly #search: Search;
  readonly #known = new Map<number, Way>();

  constructor(context: CheckContext, search: Search) {
    this.#context = context;
    this.#search = search;
  }

  /** The best way from a node, which must reach the end. */
  // Ways are as long as the cluster: a list stands in for the call stack.
  from(start: number): Way | undefined {
    const ahead: { readonly at: number; readonly stretch: Stretch }[] = [];
    let way: Way | undefined;
    for (let at = start; !(way = this.#known.get(at)); ) {
      const stretch = stretchFrom(this.#context.graph, at, this.#search);
      ahead.push({ at, stretch });
      at = stretch.end;
      if (this.#search.viaOf(at) === 0) break;
    }
    for (const { at, stretch } of ahead.reverse()) this.#known.set(at, (way = this.#joined(at, stretch, way)));
    return way;
  }

  #joined(start: number, stretch: Stretch, behind: Way | undefined): Way {
    const { graph } = this.#context;
    const { first, final } = anchorsOf(this.#context, stretch);
    return {
      stretch,
      behind,
      anchors: { first: narrower(first, behind?.anchors.first), final: narrower(behind?.anchors.final, final) },
      from: node(graph, start),
      to: behind?.to ?? node(graph, stretch.end),
      length: stretch.steps.length + (behind?.length ?? 0),
      confidence: behind ? lower(stretch.confidence, behind.confidence) : stretch.confidence,
      last: behind?.last ?? stretch.steps.at(-1)?.to,
    };
  }
}

function lower(a: Confidence, b: Confidence): Confidence {
  return confidences.indexOf(a) < confidences.indexOf(b) ? b : a;
}
