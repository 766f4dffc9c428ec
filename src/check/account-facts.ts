// Facts of ServiceAccounts and of their token Secrets.
import type { KubeObject } from '#kube/object.js';
import { grouped } from '#kube/grouped.js';
import type { Inventory, ServiceAccount, Workload } from '#kube/inventory.js';
import { onceEach } from '#kube/once.js';
import { identityOf } from '#rbac/subjects.js';
import type { CheckContext } from './context.js';
import { when, workloadsOf, type ObjectFact } from './fact.js';

const accountAnnotation = 'kubernetes.io/service-account.name';

export const accountFacts: Readonly<Record<string, ObjectFact>> = {
  /** No binding of the files gives the account (of the workload, or itself) anything beyond what every ServiceAccount has, nor that of a variant: both are one line to change. */
  'account-has-no-grants': ({ context, workload, object }) => {
    const account = accountOf(workload, object);
    if (!account || !context.inventory.serviceAccount(account.namespace, account.name) || hasGrants(context, account)) return undefined;
    return when(variantsOf(context.inventory, object).every(({ namespace }) => !hasGrants(context, { ...account, namespace })));
  },
  /** The ServiceAccount says that its token is not mounted. */
  'account-opts-out': (given) => when(written(given.context, given.object)?.automount === false),
  /** A pod or pod template of the files runs as the ServiceAccount. */
  'account-is-used': ({ context, object }) => when(workloadsOf(context.inventory, object.namespace, object.name).length > 0),
  /** The ServiceAccount lists Secrets, as clusters before 1.24 did for its tokens. */
  'account-lists-secrets': (given) => when((written(given.context, given.object)?.secrets.length ?? 0) > 0),
  /** The ServiceAccount lists pull secrets, which all its pods inherit. */
  'account-has-pull-secrets': (given) => when((written(given.context, given.object)?.imagePullSecrets.length ?? 0) > 0),
  /** The annotation that limits its pods to listed Secrets, deprecated since 1.32. */
  'account-enforces-mountable-secrets': (given) => when(written(given.context, given.object)?.enforcesMountableSecrets ?? false),
  /** The Secret names a ServiceAccount. */
  'names-account': ({ object }) => {
    const account = object.annotations.get(accountAnnotation);
    return account ? { words: { account } } : undefined;
  },
  /** The namespace has no ServiceAccount but `default`, as far as the files go: none is written, run as or bound. Those that every cluster has are left out. */
  'has-default-account-only': ({ context, object }) => {
    if (object.kind !== 'Namespace' || /^kube-/.test(object.name)) return undefined;
    return when(!namespacesWithAccounts(context).has(object.name));
  },
  /** The ServiceAccount that the token Secret names is in no file. */
  'named-account-not-in-files': ({ context, object }) => {
    const account = object.annotations.get(accountAnnotation);
    return account && !context.inventory.serviceAccount(object.namespace, account) ? { words: { account } } : undefined;
  },
};

/** Namespaces that have a ServiceAccount beside `default`: one that is written, run as or bound. */
const namespacesWithAccounts = onceEach(({ inventory, access }: CheckContext): ReadonlySet<string> => {
  const accounts = [
    ...inventory.serviceAccounts.map(({ object }) => object),
    ...inventory.workloads.map(({ object, serviceAccountName }) => ({ namespace: object.namespace, name: serviceAccountName })),
    ...access.bindings.flatMap(({ subjects }) => subjects.filter(({ kind }) => kind === 'ServiceAccount')),
  ];
  return new Set(accounts.flatMap(({ namespace, name }) => (name === 'default' ? [] : (namespace ?? []))));
});

/** True when some binding beyond the built-in ones reaches the account, or one that may: its role is in no file. */
export function hasGrants({ access }: CheckContext, account: { readonly namespace: string; readonly name: string }): boolean {
  return access.grantsOf(identityOf({ kind: 'ServiceAccount', ...account })).some((grant) => grant.binding.origin !== 'builtin');
}

function written({ inventory }: CheckContext, object: KubeObject): ServiceAccount | undefined {
  const account = object.kind === 'ServiceAccount' ? inventory.serviceAccount(object.namespace, object.name) : undefined;
  return account?.object === object ? account : undefined;
}

function accountOf(workload: Workload | undefined, object: KubeObject): { namespace: string; name: string } | undefined {
  if (workload) return { namespace: object.namespace, name: workload.serviceAccountName };
  return object.kind === 'ServiceAccount' ? { namespace: object.namespace, name: object.name } : undefined;
}

/** All that kustomizations make of what an object is written as; nothing where that is one object. */
function variantsOf(inventory: Inventory, { variant, node }: KubeObject): readonly KubeObject[] {
  return variant === undefined ? [] : (variants(inventory).get(node) ?? []);
}

const variants = onceEach((inventory: Inventory) => grouped(inventory.objects.filter(({ variant }) => variant !== undefined), ({ node }) => node));
