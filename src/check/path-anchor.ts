// Chooses the one key of a path that a person has to change.
import { nodeLabel } from '#graph/node.js';
import type { Path } from '#graph/path.js';
import type { Proof } from '#graph/proof.js';
import type { Step } from '#graph/step.js';
import { onceEach } from '#kube/once.js';
import { isReviewed, restatesBinding } from './bound-roles.js';
import type { CheckContext } from './context.js';
import { objectAt } from './object-at.js';

/** The key of a path that has to change. */
export interface Anchor {
  readonly proof: Proof;
  /** The step that rests on it; undefined for what holds without one. */
  readonly step: Step | undefined;
}

/**
 * The first policy rule of the reviewed files on the path, else the first binding or object of theirs; undefined when the path rests only on `--cluster` files and
 * on what every cluster ships, written down or not. Where the path is unsure it is the last one: many weak beginnings lead over a node to one strong grant, which
 * is the cause that is written for certain, and one finding then names them all.
 */
export function anchorOf(context: CheckContext, path: Path): Anchor | undefined {
  const shipped = shippedObjects(context);
  let found: Anchor | undefined;
  for (const step of inOrderOfCause(path)) {
    for (const proof of step?.places ?? path.holds) {
      if (proof.place.file.cluster || shipped.has(objectAt(context.inventory, proof.place))) continue;
      if (proof.role === 'rule') return { proof, step };
      if (!found || (found.proof.role === 'thing' && proof.role === 'binding')) found = { proof, step };
    }
  }
  return found;
}

/** The steps, and undefined for what holds behind the last one. */
function inOrderOfCause({ steps, confidence }: Path): readonly (Step | undefined)[] {
  return confidence === 'high' ? [...steps, undefined] : [undefined, ...[...steps].reverse()];
}

/** What the marked key does on the path. */
export function anchorLabel({ step }: Anchor, { to }: Path): string {
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
