// Facts that object rules may ask for in `where`.
import { qualifiedName, type KubeObject } from '#kube/object.js';
import type { Token, Workload } from '#kube/inventory.js';
import { identityOf } from '#rbac/subjects.js';
import type { Evidence } from '#finding/finding.js';
import type { Place } from '#source/document.js';
import type { CheckContext } from './context.js';

export interface ObjectFactContext {
  readonly context: CheckContext;
  readonly object: KubeObject;
  /** When the object carries a pod template. */
  readonly workload: Workload | undefined;
}

/** What a fact that holds can add: a better place, words for the message, proof. */
export interface FactResult {
  readonly place?: Place;
  readonly words?: Readonly<Record<string, string>>;
  readonly evidence?: readonly Evidence[];
}

/** Undefined: it does not hold. */
export type ObjectFact = (given: ObjectFactContext) => FactResult | undefined;

const yes: FactResult = {};
const when = (condition: boolean): FactResult | undefined => (condition ? yes : undefined);

const facts: Readonly<Record<string, ObjectFact>> = {
  /** Some container has the token that admission injects. */
  'token-injected': ({ workload }) => {
    if (!workload || !tokensOf(workload).some((token) => token.source === 'automount')) return undefined;
    const { place, by } = workload.automount;
    return place ? { place, evidence: [{ message: decisionWords(by), place }] } : yes;
  },
  /** Some container has a token for the API server, however it came there. */
  'token-mounted': ({ workload }) => when(!!workload && tokensOf(workload).some((token) => token.forApiServer)),
  /** No binding of the files gives the account anything beyond what every ServiceAccount has. */
  'account-has-no-grants': ({ context, workload, object }) => {
    const account = accountOf(workload, object);
    if (!account || !context.inventory.serviceAccount(account.namespace, account.name)) return undefined;
    const grants = context.access.grantsOf(identityOf({ kind: 'ServiceAccount', ...account }));
    return when(grants.every((grant) => grant.binding.origin === 'builtin'));
  },
  /** The pod runs as the namespace's `default` ServiceAccount. */
  'runs-as-default-account': ({ workload }) => when(workload?.serviceAccountName === 'default'),
  /** The account that the pod names is in no file. */
  'account-not-in-files': ({ context, workload }) =>
    when(!!workload && workload.admitted !== true && !context.inventory.serviceAccount(workload.object.namespace, workload.serviceAccountName)),
  /** Nothing exists beyond the files (`--complete`). */
  complete: ({ context }) => when(context.inventory.complete),
};

const valued: Readonly<Record<string, (value: string) => ObjectFact>> = {
  /** `type` of the object is this. */
  type: (value) => ({ object }) => when(object.node?.get('type') === value),
  /** The object is in this namespace. */
  namespace: (value) => ({ object }) => when(object.namespace === value),
  /** The object has this name. */
  name: (value) => ({ object }) => when(object.name === value),
};

/** The fact a rule names, `not-` negated; undefined when nobody knows it. */
export function objectFact(name: string): ObjectFact | undefined {
  if (name.startsWith('not-')) {
    const fact = objectFact(name.slice(4));
    return fact && ((given) => (fact(given) ? undefined : yes));
  }
  const colon = name.indexOf(':');
  return colon < 0 ? facts[name] : valued[name.slice(0, colon)]?.(name.slice(colon + 1));
}

/** All tokens of all containers. */
export function tokensOf(workload: Workload): readonly Token[] {
  return workload.containers.flatMap((container) => container.tokens);
}

function accountOf(workload: Workload | undefined, object: KubeObject): { namespace: string; name: string } | undefined {
  if (workload) return { namespace: object.namespace, name: workload.serviceAccountName };
  return object.kind === 'ServiceAccount' ? { namespace: object.namespace, name: object.name } : undefined;
}

function decisionWords(by: Workload['automount']['by']): string {
  switch (by) {
    case 'pod':
      return 'the pod says so';
    case 'serviceaccount':
      return 'the pod says nothing, its ServiceAccount says so';
    case 'default':
      return 'pod and ServiceAccount say nothing, mounting is the default';
    case 'mirror-pod':
      return 'a mirror pod gets none';
  }
}

/** `Deployment shop/web`. */
export function objectTitle(object: KubeObject): string {
  return `${object.kind} ${qualifiedName(object)}`;
}
