// Knows the operators in the files: which ServiceAccounts reconcile a custom resource, and what their own grants let them do for its author.
import type { Access, PolicyRule, Subject } from '#rbac/model.js';
import { identityOf } from '#rbac/subjects.js';
import { parsePermission, type Permission } from '#rule/permission.js';
import type { EmbeddedResources } from './technique.js';
import { matchPolicy } from './policy-match.js';

type Kind = keyof EmbeddedResources;

/** What an operator has to be allowed, any of it, to give the author of a custom resource what it carries. What it only hands on to pods takes creating them. */
const makesPods = [
  'create,update,patch pods', 'create,update,patch deployments.apps', 'create,update,patch daemonsets.apps', 'create,update,patch statefulsets.apps',
  'create,update,patch replicasets.apps', 'create,update,patch jobs.batch', 'create,update,patch cronjobs.batch', 'create,update,patch replicationcontrollers',
];
const asked: Readonly<Partial<Record<Kind, readonly string[]>>> = {
  pod: makesPods,
  serviceaccount: [...makesPods, 'create serviceaccounts/token', 'impersonate serviceaccounts', 'impersonate users'],
  secret: [...makesPods, 'get,list,watch secrets'],
};

/** Whether the operators of a resource (`workflows.argoproj.io`) leave its author what it carries: false when they are in the files, and none is allowed what that takes. */
export function operatorLimits(access: Access): (resource: string, kind: Kind) => boolean {
  const operators = operatorsOf(access);
  const answers = new Map<string, boolean>();
  return (resource, kind) => {
    const found = operators(resource);
    const wanted = asked[kind];
    if (found.length === 0 || !wanted) return true;
    return found.some((operator) => {
      const key = `${operator.namespace}/${operator.name} ${kind}`;
      const known = answers.get(key);
      if (known !== undefined) return known;
      const may = isAllowedOne(access, operator, wanted.map(parsePermission).filter((permission) => permission !== undefined));
      answers.set(key, may);
      return may;
    });
  };
}

/** Who watches the resource and writes its status or finalizers, by rules that name its group: cluster-admins reconcile nothing by being that. */
function operatorsOf(access: Access): (resource: string) => readonly Subject[] {
  const watchers = new Map<string, Set<string>>();
  const writers = new Map<string, Set<string>>();
  const accounts = new Map<string, Subject>();
  for (const { role, binding } of access.grants) {
    if (!role || binding.origin === 'builtin') continue;
    const subjects = binding.subjects.filter(({ kind }) => kind === 'ServiceAccount');
    if (subjects.length === 0) continue;
    for (const subject of subjects) accounts.set(`${subject.namespace}/${subject.name}`, subject);
    for (const rule of role.rules) {
      if (!rule.apiGroups.some(isCustom)) continue;
      for (const [map, resources] of [[watchers, watched(rule)], [writers, reconciled(rule)]] as const) {
        for (const resource of resources) for (const group of rule.apiGroups) if (isCustom(group)) add(map, `${resource}.${group}`, subjects);
      }
    }
  }
  return (resource) => {
    const anyOf = `*.${resource.slice(resource.indexOf('.') + 1)}`;
    const writing = new Set([...(writers.get(resource) ?? []), ...(writers.get(anyOf) ?? [])]);
    const both = new Set([...(watchers.get(resource) ?? []), ...(watchers.get(anyOf) ?? [])].filter((name) => writing.has(name)));
    return [...both].map((name) => accounts.get(name)).filter((subject) => subject !== undefined);
  };
}

function isCustom(group: string): boolean {
  return group.includes('.') && !group.endsWith('.k8s.io');
}

function watched({ verbs, resources }: PolicyRule): readonly string[] {
  return verbs.includes('watch') || verbs.includes('*') ? resources.filter((resource) => !resource.includes('/')) : [];
}

function reconciled({ verbs, resources }: PolicyRule): readonly string[] {
  if (!['update', 'patch', '*'].some((verb) => verbs.includes(verb))) return [];
  return resources.flatMap((resource) => (resource === '*' ? ['*'] : (/^(.+)\/(?:status|finalizers)$/.exec(resource)?.slice(1) ?? [])));
}

function add(map: Map<string, Set<string>>, key: string, subjects: readonly Subject[]): void {
  let names = map.get(key);
  if (!names) map.set(key, (names = new Set()));
  for (const { namespace, name } of subjects) names.add(`${namespace}/${name}`);
}

/** Writing other custom resources counts: their operator may do the rest. */
function isAllowedOne(access: Access, operator: Subject, permissions: readonly Permission[]): boolean {
  const grants = access.grantsOf(identityOf(operator));
  if (grants.some(({ role }) => role === undefined)) return true;
  return grants.some(({ role }) =>
    role?.rules.some((rule) => permissions.some((permission) => matchPolicy(rule, permission)) || (rule.apiGroups.some(isCustom) && ['create', '*'].some((verb) => rule.verbs.includes(verb)))),
  );
}
