// Chooses the one key of a path that a person has to change, and says how.
import type { Path } from '#graph/path.js';
import type { Proof } from '#graph/proof.js';
import { nodeLabel } from '#graph/node.js';
import { onceEach } from '#kube/once.js';
import { isReviewed, restatesBinding } from './bound-roles.js';
import type { CheckContext } from './context.js';
import { objectAt } from './object-at.js';

export interface Anchor {
  readonly proof: Proof;
  /** What the marked key does on the path. */
  readonly label: string;
  /** The smallest edit that breaks the path there. */
  readonly advice: string;
}

/**
 * The first policy rule of the reviewed files on the path, else the first binding or object of theirs; undefined when the path rests only on `--cluster` files and
 * on what every cluster ships, written down or not. Where the path is unsure it is the last one: many weak beginnings lead over a node to one strong grant, which
 * is the cause that is written for certain, and one finding then names them all.
 */
export function anchorOf(context: CheckContext, path: Path): Anchor | undefined {
  const steps = [...path.steps.map(({ places, message }) => ({ places, message })), { places: path.holds, message: `is ${nodeLabel(path.to)}` }];
  if (path.confidence !== 'high') steps.reverse();
  const shipped = shippedObjects(context);
  const usable = steps.flatMap(({ places, message }) =>
    places.filter(({ place }) => !place.file.cluster && !shipped.has(objectAt(context.inventory, place))).map((proof) => ({ proof, label: message })),
  );
  const found = usable.find(({ proof }) => proof.role === 'rule') ?? usable.find(({ proof }) => proof.role === 'binding') ?? usable[0];
  return found && { ...found, advice: adviceFor(found.proof, path) };
}

function adviceFor({ role, place, message }: Proof, path: Path): string {
  const text = place.file.text.slice(place.start, place.end).replace(/^(['"])(.*)\1$/s, '$2');
  const first = role === 'rule' ? `Take \`${text}\` out of this rule of ${message}` : role === 'binding' ? `Drop ${message.split(' -> ')[0] ?? message}, or bind a smaller role` : `Do without ${text}`;
  const used = path.steps.find(({ technique, places }) => technique === 'use-serviceaccount' && places.length > 0);
  return used ? `${first}, or keep ${nodeLabel(used.to)} in a namespace of its own` : first;
}

/** Objects of the files that only restate what every cluster ships. */
const shippedObjects = onceEach((context: CheckContext): ReadonlySet<unknown> => {
  const { roles, bindings } = context.access;
  return new Set<unknown>([
    ...roles.filter((role) => role.object && role.origin === 'files' && !isReviewed(role)).map(({ object }) => object),
    ...bindings.filter((binding) => binding.object && restatesBinding(binding)).map(({ object }) => object),
  ]);
});
