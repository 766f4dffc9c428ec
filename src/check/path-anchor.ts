// Chooses the one key of a path that a person has to change.
import { nodeLabel, type GraphNode } from '#graph/node.js';
import type { Proof } from '#graph/proof.js';
import type { Step } from '#graph/step.js';
import type { Stretch } from '#graph/stretches.js';
import { onceEach } from '#kube/once.js';
import { placeKey } from '#source/place.js';
import { isReviewed, restatesBinding } from './bound-roles.js';
import type { CheckContext } from './context.js';
import { objectAt } from './object-at.js';

/** The key of a path that has to change. */
export interface Anchor {
  readonly proof: Proof;
  /** The step that rests on it; undefined for what holds without one. */
  readonly step: Step | undefined;
  /** What tells its place from others. */
  readonly key: string;
}

/** Keys of a piece of a path: the one to change where all of the path is sure, and the one where it is not. */
export interface Anchors {
  readonly first: Anchor | undefined;
  readonly final: Anchor | undefined;
}

/**
 * The first policy rule of the reviewed files on the steps and in what holds behind them, else the first binding or object of theirs; undefined when they rest only
 * on `--cluster` files and on what every cluster ships, written down or not. Where the path is unsure it is the last one: many weak beginnings lead over a node to
 * one strong grant, which is the cause that is written for certain, and one finding then names them all.
 */
export function anchorsOf(context: CheckContext, stretch: Stretch): Anchors {
  let known = anchorsOfStretches.get(stretch);
  if (!known) {
    const anchors = (proofs: readonly Proof[], step: Step | undefined): readonly Anchor[] => proofs.map((proof) => ({ proof, step, key: placeKey(proof.place) }));
    const inOrder = [...stretch.steps.map((step) => anchors(step.places, step)), anchors(stretch.holds, undefined)];
    known = { first: narrowestOf(context, inOrder.flat()), final: narrowestOf(context, inOrder.toReversed().flat()) };
    anchorsOfStretches.set(stretch, known);
  }
  return known;
}

/** A stretch is of one graph, and that of one context. */
const anchorsOfStretches = new WeakMap<Stretch, Anchors>();

function narrowestOf(context: CheckContext, anchors: readonly Anchor[]): Anchor | undefined {
  const shipped = shippedObjects(context);
  const isReviewedPlace = ({ proof: { place } }: Anchor): boolean => !place.file.cluster && !shipped.has(objectAt(context.inventory, place));
  return anchors.filter(isReviewedPlace).reduce<Anchor | undefined>(narrower, undefined);
}

const roles: readonly Proof['role'][] = ['rule', 'binding', 'thing'];

/** A policy rule before a binding before a thing, the first of equals. */
export function narrower(first: Anchor | undefined, second: Anchor | undefined): Anchor | undefined {
  if (!first || !second) return first ?? second;
  return roles.indexOf(second.proof.role) < roles.indexOf(first.proof.role) ? second : first;
}

/** What the marked key does on the path. */
export function anchorLabel({ step }: Anchor, to: GraphNode): string {
  return step?.message ?? `is ${nodeLabel(to)}`;
}

/** Objects of the files that only restate what every cluster ships. */
const shippedObjects = onceEach((context: CheckContext): ReadonlySet<unknown> => {
  const { roles, bindings } = context.access;
  return new Set<unknown>([
    ...roles.filter((role) => role.object && role.origin === 'files' && !isReviewed(role)).map(({ object }) => object),
    ...bindings.filter((binding) => binding.object && restatesBinding(binding)).map(({ object }) => object),
  ]);
});
