// Facts that grant rules may ask for in `where`: about roles, bindings and subjects. Those about single policy rules: src/check/policy-facts.ts.
import type { Confidence, Evidence } from '#finding/finding.js';
import type { PolicyMatch } from '#graph/policy-match.js';
import { unnamedNamespace } from '#kube/object.js';
import { uncoveredRights } from '#rbac/covers.js';
import type { Binding, Grant, PolicyRule, Role, Subject } from '#rbac/model.js';
import { placeAlong } from '#rbac/places.js';
import type { Place } from '#source/document.js';
import { freshCluster, isBuiltIn } from './bound-roles.js';
import type { CheckContext } from './context.js';
import { inertInNamespace, policyFact } from './policy-facts.js';
import { inWords, rightText } from './policy-words.js';
import { mismatchOf } from './subject-mismatch.js';

/** What a fact is asked of: a role with its grants and maybe one policy rule, or one subject of one binding. */
export interface GrantFactContext {
  readonly context: CheckContext;
  readonly role: Role | undefined;
  readonly grants: readonly Grant[];
  readonly match: PolicyMatch | undefined;
  readonly policy: PolicyRule | undefined;
  readonly binding: Binding | undefined;
  readonly subject: Subject | undefined;
}

/** What a fact that holds can add: a better place, words for the message, proof. */
export interface Found {
  readonly place?: Place;
  readonly words?: Readonly<Record<string, string>>;
  readonly confidence?: Confidence;
  readonly evidence?: readonly Evidence[];
  /** What tells the finding from others of the same rule on the same object. */
  readonly key?: string;
}

/** False: it does not hold. */
export type GrantFact = (given: GrantFactContext) => boolean | Found;

const facts: Readonly<Record<string, GrantFact>> = {
  /** The role is one that every cluster ships. */
  'built-in-role': ({ role }) => role !== undefined && isBuiltIn(role),
  /** The role is in no file, and not built in. Of one that the API server rejects that is said already. */
  'role-missing': ({ role, grants }) => role === undefined && !grants.some(({ isRejected }) => isRejected),
  /** Nothing exists beyond the files (`--complete`). */
  complete: ({ context }) => context.inventory.complete,
  /** The subject is the `default` ServiceAccount of a namespace. */
  'default-serviceaccount': ({ subject }) => subject?.kind === 'ServiceAccount' && subject.name === 'default',
  /** The subject is a ServiceAccount that no file holds, not even in a namespace that is not known. */
  'serviceaccount-missing': ({ context, subject }) =>
    subject?.kind === 'ServiceAccount' &&
    subject.namespace !== unnamedNamespace &&
    [subject.namespace, unnamedNamespace].every((namespace) => context.inventory.serviceAccount(namespace, subject.name) === undefined),
  /** The subject's name is reserved for Kubernetes' own components. */
  'system-subject': ({ subject }) => subject?.name.startsWith('system:') ?? false,
  /** The policy rule has no resource names. */
  unnamed: ({ match }) => match?.names.length === 0,
  /** The binding counts in the whole cluster. */
  'cluster-wide': ({ grants }) => grants.some((grant) => grant.scope.in === 'cluster'),
  /** Some binding of the files uses the role. */
  bound: ({ grants }) => grants.length > 0,
  /** The role allows more than every member of the subject's group, or every visitor, may do anyway; so does one that is in no file. */
  'beyond-what-everyone-may': ({ role, subject }) => role === undefined || (subject !== undefined && uncoveredRights(rulesForEveryone(subject), role.rules).length > 0),
  /** The subject is a User or Group whose name belongs to the other kind, or a ServiceAccount's user name that is misspelt: it matches nobody. */
  'matches-nobody': ({ subject }) => {
    const why = subject && mismatchOf(subject);
    return why !== undefined && { words: { why } };
  },
  /** The role is aggregated, and the controller replaces rules written into it. */
  'written-rules-replaced': ({ role }) => {
    if (!role?.aggregated || role.written.length === 0) return false;
    const lost = uncoveredRights(role.rules, role.written);
    const place = role.object && placeAlong(role.object, ['rules']);
    return lost.length > 0 && { ...(place ? { place } : {}), words: { lost: rightText(lost) } };
  },
  /** The role has an aggregationRule. */
  aggregated: ({ role }) => {
    const place = role?.aggregated && role.object ? placeAlong(role.object, ['aggregationRule']) : undefined;
    return place !== undefined && { place };
  },
  /** The role carries a label by which `admin`, `edit` or `view` take its rules in. */
  'aggregated-into-built-in': ({ role }) => {
    const labels = [...(role?.labels ?? [])].filter(([key, value]) => /^rbac\.authorization\.k8s\.io\/aggregate-to-(admin|edit|view)$/.test(key) && value === 'true').map(([key]) => key);
    const [first] = labels;
    if (first === undefined || !role?.object) return false;
    const place = placeAlong(role.object, ['metadata', 'labels', first]);
    return { ...(place ? { place } : {}), words: { target: inWords(labels.map((label) => label.slice(label.lastIndexOf('-') + 1))) } };
  },
  /** The role has the name of a built-in one and allows more. */
  'more-than-built-in': ({ role }) => {
    const shipped = role && freshCluster().role(role.kind, role.namespace, role.name);
    const added = shipped && role ? uncoveredRights(shipped.rules, role.written) : [];
    return added.length > 0 && { words: { added: rightText(added) } };
  },
  /** The role has the name of a built-in one and lacks some of its rules, which the API server adds again when it starts. */
  'less-than-built-in': ({ role }) => {
    const shipped = role && !role.aggregated ? freshCluster().role(role.kind, role.namespace, role.name) : undefined;
    if (!shipped || shipped.aggregated || role?.object?.annotations.get('rbac.authorization.kubernetes.io/autoupdate') === 'false') return false;
    const missing = uncoveredRights(role?.written ?? [], shipped.rules);
    return missing.length > 0 && { words: { missing: rightText(missing) } };
  },
  /** The binding is a RoleBinding to a ClusterRole of the files, some entries of which take no effect in a namespace. */
  'inert-in-namespace': ({ role, binding }) => {
    if (binding?.kind !== 'RoleBinding' || role?.kind !== 'ClusterRole' || isBuiltIn(role)) return false;
    const inert = [...new Set(role.rules.flatMap(inertInNamespace))];
    return inert.length > 0 && { words: { entries: inWords(inert) } };
  },
  /** The binding refers to a Role that is in no file, while every cluster ships a ClusterRole of the name. */
  'clusterrole-meant': ({ role, binding }) => role === undefined && binding?.roleRef.kind === 'Role' && freshCluster().role('ClusterRole', '', binding.roleRef.name) !== undefined,
  /** The binding is a RoleBinding that refers to a ClusterRole. */
  'clusterrole-in-namespace': ({ binding }) => binding?.kind === 'RoleBinding' && binding.roleRef.kind === 'ClusterRole',
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
  /** The cluster has the feature of this gate. */
  gate: (value) => ({ context }) => context.inventory.features.isOn(value),
  /** Whether the cluster has it follows from a version that is given, or from a flag. */
  'gate-known': (value) => ({ context }) => context.inventory.features.isSure(value),
  /** The role counts in this namespace, or in all of them. */
  namespace: (value) => ({ role, grants }) => grants.some(({ scope }) => scope.in === 'cluster' || scope.namespace === value) || (grants.length === 0 && (role?.kind === 'ClusterRole' || role?.namespace === value)),
};

/** The fact a rule names, `not-` negated, alternatives split by ` or `; undefined when nobody knows it. */
export function grantFact(name: string): GrantFact | undefined {
  if (name.includes(' or ')) {
    const parts = name.split(' or ').map(grantFact);
    if (parts.includes(undefined)) return undefined;
    return (given) => parts.reduce<boolean | Found>((held, part) => held || (part?.(given) ?? false), false);
  }
  if (name.startsWith('not-')) {
    const fact = grantFact(name.slice(4));
    return fact && ((given) => fact(given) === false);
  }
  const colon = name.indexOf(':');
  return colon < 0 ? (facts[name] ?? policyFact(name)) : valued[name.slice(0, colon)]?.(name.slice(colon + 1));
}

/** What a fresh cluster lets everybody do who is in the group, or has not even logged in. */
function rulesForEveryone(subject: Subject): readonly PolicyRule[] {
  const anonymous = subject.name === 'system:anonymous' || subject.name === 'system:unauthenticated';
  const groups = anonymous ? ['system:unauthenticated'] : [subject.name, 'system:authenticated', 'system:serviceaccounts'];
  return freshCluster().grantsOf({ user: anonymous ? 'system:anonymous' : '', groups }).flatMap((grant) => grant.role?.rules ?? []);
}
