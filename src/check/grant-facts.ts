// Facts that grant rules may ask for in `where`.
import type { PolicyMatch } from '#graph/policy-match.js';
import type { Binding, Grant, Role, Subject } from '#rbac/model.js';
import type { CheckContext } from './context.js';

/** What a fact is asked of: a role with its grants, or one subject of one binding. */
export interface GrantFactContext {
  readonly context: CheckContext;
  readonly role: Role | undefined;
  readonly grants: readonly Grant[];
  readonly match: PolicyMatch | undefined;
  readonly binding: Binding | undefined;
  readonly subject: Subject | undefined;
}

export type GrantFact = (given: GrantFactContext) => boolean;

const facts: Readonly<Record<string, GrantFact>> = {
  /** The role is one that every cluster ships. */
  'built-in-role': ({ role }) => role?.origin === 'builtin',
  /** The role is in no file, and not built in. */
  'role-missing': ({ role }) => role === undefined,
  /** Nothing exists beyond the files (`--complete`). */
  complete: ({ context }) => context.inventory.complete,
  /** The subject is the `default` ServiceAccount of a namespace. */
  'default-serviceaccount': ({ subject }) => subject?.kind === 'ServiceAccount' && subject.name === 'default',
  /** The subject is a ServiceAccount that no file holds. */
  'serviceaccount-missing': ({ context, subject }) =>
    subject?.kind === 'ServiceAccount' && context.inventory.serviceAccount(subject.namespace, subject.name) === undefined,
  /** Its name is reserved for Kubernetes' own components. */
  'system-subject': ({ subject }) => subject?.name.startsWith('system:') ?? false,
  /** The rule has no resource names. */
  unnamed: ({ match }) => match?.names.length === 0,
  /** The binding counts in the whole cluster. */
  'cluster-wide': ({ grants }) => grants.some((grant) => grant.scope.in === 'cluster'),
  /** Some binding of the files uses the role. */
  bound: ({ grants }) => grants.length > 0,
};

/** Facts with a value: `subject:system:masters`, `role:cluster-admin`. */
const valued: Readonly<Record<string, (value: string) => GrantFact>> = {
  /** The subject has exactly this name. */
  subject: (value) => ({ subject }) => subject?.name === value,
  /** The subject's name begins so. */
  'subject-prefix': (value) => ({ subject }) => subject?.name.startsWith(value) ?? false,
  /** User, Group or ServiceAccount. */
  'subject-kind': (value) => ({ subject }) => subject?.kind === value,
  /** The binding refers to a role of this name. */
  role: (value) => ({ binding }) => binding?.roleRef.name === value,
};

/** The fact a rule names, `not-` negated, alternatives split by ` or `; undefined when nobody knows it. */
export function grantFact(name: string): GrantFact | undefined {
  if (name.includes(' or ')) {
    const parts = name.split(' or ').map(grantFact);
    return parts.every((part) => part !== undefined) ? (given) => parts.some((part) => part(given)) : undefined;
  }
  if (name.startsWith('not-')) {
    const fact = grantFact(name.slice(4));
    return fact && ((given) => !fact(given));
  }
  const colon = name.indexOf(':');
  return colon < 0 ? facts[name] : valued[name.slice(0, colon)]?.(name.slice(colon + 1));
}
