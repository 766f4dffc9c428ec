// Facts that object rules may ask for in `where`.
import { cloudIdentitiesOf, isClusterAdmin } from '#cluster/cloud.js';
import { qualifiedName, type KubeObject } from '#kube/object.js';
import { abacPolicyOf } from '#rbac/abac.js';
import { accountFacts } from './account-facts.js';
import { credentialFacts } from './credential-facts.js';
import { when, type ObjectFact } from './fact.js';
import { workloadFacts } from './workload-facts.js';

const facts: Readonly<Record<string, ObjectFact>> = {
  ...workloadFacts,
  ...accountFacts,
  ...credentialFacts,
  /** Nothing exists beyond the files (`--complete`). */
  complete: ({ context }) => when(context.inventory.complete),
  /** The object makes a principal of the cloud cluster-admin, whatever RBAC says. */
  'cloud-identity-is-cluster-admin': ({ object }) => {
    const admins = cloudIdentitiesOf([object]).filter(isClusterAdmin);
    const [first] = admins;
    if (!first) return undefined;
    const others = admins.length > 1 ? ` and ${admins.length - 1} more` : '';
    return { place: first.place, words: { identity: `${first.identity}${others}` } };
  },
  /** An ABAC policy that allows every verb on every resource of every namespace. */
  'abac-allows-everything': ({ object }) => {
    const policy = abacPolicyOf(object);
    if (!policy || policy.readonly || [policy.apiGroup, policy.resource, policy.namespace].some((field) => field !== '*')) return undefined;
    return { words: { subject: [policy.user && `user ${policy.user}`, policy.group && `group ${policy.group}`].filter((word) => word !== '').join(' of ') } };
  },
  /** An ABAC policy for everybody who is authenticated. */
  'abac-for-everybody': ({ object }) => {
    const policy = abacPolicyOf(object);
    return when(policy?.user === '' && policy.group === 'system:authenticated');
  },
  /** The namespace has no label that enforces a Pod Security level, and the cluster enforces none by default. */
  'enforces-no-level': ({ context, object }) => {
    const namespace = context.inventory.namespaces.get(object.name);
    return when(!object.labels.has('pod-security.kubernetes.io/enforce') && namespace?.enforce === 'privileged' && !namespace.labelsUnknown);
  },
};

const valued: Readonly<Record<string, (value: string) => ObjectFact>> = {
  /** `type` of the object is this. */
  type: (value) => ({ object }) => when(object.node?.get('type') === value),
  /** The object is in this namespace. */
  namespace: (value) => ({ object }) => when(object.namespace === value),
  /** The object has this name. */
  name: (value) => ({ object }) => when(object.name === value),
  /** The pod runs as the ServiceAccount of this name. */
  account: (value) => ({ workload }) => when(workload?.serviceAccountName === value),
  /** The name of some image of the pod has this in it. */
  image: (value) => ({ workload }) => when(workload?.containers.some(({ node }) => hasText(node.get('image'), value)) ?? false),
};

/** The fact a rule names, `not-` negated, `a or b` the first of them that holds; undefined when nobody knows it. */
export function objectFact(name: string): ObjectFact | undefined {
  if (name.includes(' or ')) {
    const alternatives = name.split(' or ').map((each) => objectFact(each.trim()));
    if (alternatives.includes(undefined)) return undefined;
    return (given) => {
      for (const fact of alternatives) {
        const result = fact?.(given);
        if (result) return result;
      }
      return undefined;
    };
  }
  if (name.startsWith('not-')) {
    const fact = objectFact(name.slice(4));
    return fact && ((given) => when(!fact(given)));
  }
  const colon = name.indexOf(':');
  return colon < 0 ? facts[name] : valued[name.slice(0, colon)]?.(name.slice(colon + 1));
}

function hasText(value: unknown, text: string): boolean {
  return typeof value === 'string' && value.includes(text);
}

/** `Deployment shop/web`. */
export function objectTitle(object: KubeObject): string {
  return `${object.kind} ${qualifiedName(object)}`;
}
