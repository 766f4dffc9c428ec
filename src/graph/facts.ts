// Facts that technique rules may ask for in `where`: each answers for a scope, and for a name when a premise has `names: each`.
import { grouped } from '#kube/grouped.js';
import type { Inventory } from '#kube/inventory.js';
import type { KubeObject } from '#kube/object.js';
import { onceEach } from '#kube/once.js';
import type { Access, Subject } from '#rbac/model.js';
import { parsePermission, type Permission } from '#rule/permission.js';
import { Mapping } from '#source/document.js';
import { mayRefusePods } from './admission-policies.js';
import { everywhere } from './node.js';
import type { ObjectIndex } from './object-index.js';
import { matchPolicy } from './policy-match.js';

/** `unknown`: no file shows it, and no file rules it out. */
export type Answer = 'yes' | 'no' | 'unknown';

export interface FactContext {
  readonly inventory: Inventory;
  readonly access: Access;
  readonly objects: ObjectIndex;
}

/** A fact, and where it is sure to hold. */
export interface Fact {
  /** In scope `*`: in some namespace. Name '' is that of any object. */
  readonly holds: (context: FactContext, scope: string, name: string) => Answer;
  /** For facts that tell places apart: the scopes and names, within the scope and name given, for which it holds. */
  readonly places?: (context: FactContext, scope: string, name: string) => Iterable<readonly [string, string]>;
}

/** A fact by the name that rules use; one that nobody knows never holds. */
export interface NamedFact extends Fact {
  readonly name: string;
}

const plain: Readonly<Record<string, Fact>> = {
  /** The namespace's enforced Pod Security level lets a pod reach its node. */
  'admits-host-access': {
    holds: ({ inventory }, scope) => {
      if (scope === everywhere) return yesIf([...inventory.namespaces.values()].some(({ enforce }) => enforce === 'privileged'));
      const namespace = inventory.namespaces.get(scope);
      if (!namespace || (namespace.labelsUnknown && !inventory.complete)) return 'unknown';
      return yesIf(namespace.enforce === 'privileged');
    },
  },
  /** An admission policy or a validating webhook of the files may refuse pods of the namespace: which, is not worked out. */
  'admission-policy': { holds: ({ inventory }, scope) => (mayRefusePods(inventory, scope) ? 'unknown' : 'no') },
  /** The namespace enforces a level above privileged: there is a guard to lift. */
  'guards-host-access': {
    holds: ({ inventory }, scope) =>
      yesIf(scope === everywhere ? [...inventory.namespaces.values()].some(({ enforce }) => enforce !== 'privileged') : (inventory.namespaces.get(scope)?.enforce ?? 'privileged') !== 'privileged'),
  },
  /** The permission is limited to a name. */
  named: { holds: (_context, _scope, name) => yesIf(name !== '') },
  /** The user of that name is a node, or any may be: `system:node:worker-1`. */
  'user-of-node': { holds: (_context, _scope, name) => yesIf(name === '' || name.startsWith('system:node:')) },
  /** The permission has no name. */
  unnamed: { holds: (_context, _scope, name) => yesIf(name === '') },
  /** There are pods in the scope. */
  'exists-workload': {
    holds: ({ inventory, objects }, scope) => objects.workloads.has(scope, '') || (inventory.complete ? 'no' : 'unknown'),
    places: ({ objects }, scope) => objects.workloads.places(scope, ''),
  },
  /** The Secret of that name holds a ServiceAccount token. */
  'token-secret': {
    holds: ({ objects, inventory }, scope, name) => objects.secrets.has(scope, name, isTokenSecret) || (inventory.complete ? 'no' : 'unknown'),
    places: ({ objects }, scope, name) => objects.secrets.places(scope, name, isTokenSecret),
  },
  /** A token Secret can bear that name: none exists under it, or one that is a token Secret. */
  'free-secret-name': { holds: ({ objects }, scope, name) => yesIf(name === '' || objects.secrets.has(scope, name, isTokenSecret) === 'yes' || !objects.secrets.has(scope, name)) },
  /** A MutatingAdmissionPolicyBinding refers to the policy of that name. */
  'bound-policy': {
    holds: ({ inventory, objects }, _scope, name) => (objects.boundPolicies.size > 0 && (name === '' || objects.boundPolicies.has(name)) ? 'yes' : inventory.complete ? 'no' : 'unknown'),
  },
  /** The files are of an EKS cluster: its map of identities, or an account with an IAM role. */
  eks: { holds: ({ objects }) => yesIf(objects.of('configmaps').has('kube-system', 'aws-auth') === 'yes' || objects.of('serviceaccounts').has(everywhere, '', isForEks) === 'yes') },
  /** A Node of the files belongs to the control plane. */
  'control-plane-node': { holds: ({ objects }) => yesIf(objects.controlPlane) },
};

const valued: Readonly<Record<string, (value: string) => Fact>> = {
  /** `exists:deployments.apps`: an object of that resource, of that name when there is one. */
  exists: (resource) => ({
    holds: ({ inventory, objects }, scope, name) => objects.of(resource).has(scope, name) || (inventory.complete ? 'no' : 'unknown'),
    places: ({ objects }, scope, name) => objects.of(resource).places(scope, name),
  }),
  /** `name-prefix:bootstrap-token-`: the name starts so. */
  'name-prefix': (prefix) => ({ holds: (_context, _scope, name) => yesIf(name.startsWith(prefix)) }),
  /** `speaks-of:helm.cattle.io`: an object or a rule of the files names that API group, so that the cluster has it. */
  'speaks-of': (group) => {
    const speaks = onceEach((access: Access) => access.roles.some(({ rules }) => rules.some(({ apiGroups }) => apiGroups.includes(group))));
    const exists = onceEach(({ objects }: Inventory) => objects.some((object) => object.group === group || (object.kind === 'CustomResourceDefinition' && object.name.endsWith(`.${group}`))));
    return { holds: ({ inventory, access }) => yesIf(exists(inventory) || speaks(access)) };
  },
  /** `gate:ConstrainedImpersonation`: the cluster has the feature. */
  gate: (name) => ({ holds: ({ inventory }) => yesIf(inventory.features.isOn(name)) }),
  /** `user-may:get:secrets`: the user of that name may do so in the scope. */
  'user-may': (text) => holderMay(text, 'User'),
  /** `account-may:get:secrets`: the ServiceAccount of that name may do so somewhere. */
  'account-may': (text) => holderMay(text, 'ServiceAccount'),
};

/** The fact of that name; `not-` negates. Nobody knows it: it never holds, and `isTechniqueFact` says so. */
export function techniqueFact(name: string): NamedFact {
  const alternatives = name.split(' or ').map((each) => each.trim());
  if (alternatives.length > 1) return anyOf(name, alternatives.map(techniqueFact));
  if (name.startsWith('not-')) {
    const { holds } = techniqueFact(name.slice('not-'.length));
    return { name, holds: (context, scope, object) => negated[holds(context, scope, object)] };
  }
  const colon = name.indexOf(':');
  const fact = colon < 0 ? plain[name] : valued[name.slice(0, colon)]?.(name.slice(colon + 1));
  return { name, ...(fact ?? { holds: () => 'no' }) };
}

/** Whether rules may name it. */
export function isTechniqueFact(name: string): boolean {
  if (name.includes(' or ')) return name.split(' or ').every((each) => isTechniqueFact(each.trim()));
  const positive = name.startsWith('not-') ? name.slice('not-'.length) : name;
  const colon = positive.indexOf(':');
  return colon < 0 ? positive in plain : positive.slice(0, colon) in valued;
}

function anyOf(name: string, facts: readonly NamedFact[]): NamedFact {
  const holds: Fact['holds'] = (context, scope, object) => {
    const answers = facts.map((fact) => fact.holds(context, scope, object));
    return answers.includes('yes') ? 'yes' : answers.includes('unknown') ? 'unknown' : 'no';
  };
  return { name, holds };
}

const negated: Readonly<Record<Answer, Answer>> = { yes: 'no', no: 'yes', unknown: 'unknown' };

function yesIf(condition: boolean): Answer {
  return condition ? 'yes' : 'no';
}

function isTokenSecret({ node }: KubeObject): boolean {
  return node instanceof Mapping && node.get('type') === 'kubernetes.io/service-account-token';
}

function isForEks({ annotations }: KubeObject): boolean {
  return annotations.has('eks.amazonaws.com/role-arn');
}

function holderMay(text: string, kind: 'User' | 'ServiceAccount'): Fact {
  const colon = text.indexOf(':');
  const permission = parsePermission(`${text.slice(0, colon)} ${text.slice(colon + 1)}`);
  const holdersOf = onceEach((access: Access) => (permission ? holders(access, permission, kind) : []));
  const byName = onceEach((access: Access) => grouped(holdersOf(access), ({ name }) => name));
  const byPlace = onceEach((access: Access) => grouped(holdersOf(access), ({ where }) => where));
  function heldIn(access: Access, scope: string): readonly Holder[] {
    return scope === everywhere ? holdersOf(access) : [everywhere, scope].flatMap((where) => byPlace(access).get(where) ?? []);
  }
  function heldBy(access: Access, name: string, scope: string): readonly Holder[] {
    return (byName(access).get(name) ?? []).filter(({ where }) => scope === everywhere || where === everywhere || where === scope);
  }
  function* places({ access }: FactContext, scope: string, name: string): Generator<readonly [string, string]> {
    for (const holder of name === '' ? heldIn(access, scope) : heldBy(access, name, scope)) yield [kind === 'User' ? scope : holder.where, holder.name];
  }
  return {
    holds: (context, scope, name) => {
      for (const _place of places(context, scope, name)) return 'yes';
      return 'no';
    },
    places,
  };
}

interface Holder {
  readonly name: string;
  /** Where the fact holds of it: in the scope of what a user was granted, in the namespace of a ServiceAccount. */
  readonly where: string;
}

/** Who is allowed something by a binding of their own, once for each grant. */
function holders(access: Access, permission: Permission, kind: Subject['kind']): Holder[] {
  const allowing = new Set(access.roles.filter((role) => role.rules.some((rule) => matchPolicy(rule, permission))));
  return access.grants.flatMap(({ role, binding, scope }) => {
    if (!role || !allowing.has(role)) return [];
    const granted = scope.in === 'cluster' ? everywhere : scope.namespace;
    return binding.subjects.filter((subject) => subject.kind === kind).map(({ name, namespace }) => ({ name, where: kind === 'User' ? granted : namespace }));
  });
}
