// Mistakes that tools of this field make about RBAC, each as the case that must be found and the near miss that must not.
import { expect, test } from 'vitest';
import { lint } from '#lint.js';
import { builtInWorld } from '#rbac/default-roles.js';

/** `RULE severity` of every finding, sorted; `rules` picks some of them. */
function found(manifests: string, rules: readonly string[] = [], options: { complete?: boolean; name?: string } = {}): string[] {
  const { name = 'rbac.yaml', ...rest } = options;
  const { findings } = lint([{ name, text: manifests, cluster: false, directory: '.' }], rest);
  return findings.filter(({ rule }) => rules.length === 0 || rules.includes(rule)).map(({ rule, severity }) => `${rule} ${severity}`).sort();
}

interface RuleText {
  readonly groups?: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly names?: readonly string[];
}

const role = (name: string, rules: readonly RuleText[], namespace = '') =>
  JSON.stringify({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: namespace === '' ? 'ClusterRole' : 'Role',
    metadata: { name, ...(namespace === '' ? {} : { namespace }) },
    rules: rules.map(({ groups = [''], resources, verbs, names }) => ({ apiGroups: groups, resources, verbs, ...(names ? { resourceNames: names } : {}) })),
  });

const binding = (name: string, roleName: string, options: { namespace?: string; kind?: string; subject?: object } = {}) => {
  const { namespace = '', kind = 'ClusterRole', subject = { kind: 'ServiceAccount', name: 'web', namespace: 'shop' } } = options;
  return JSON.stringify({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: namespace === '' ? 'ClusterRoleBinding' : 'RoleBinding',
    metadata: { name, ...(namespace === '' ? {} : { namespace }) },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name: roleName },
    subjects: [subject],
  });
};

const documents = (...parts: readonly string[]) => parts.join('\n---\n');
const rbac = ['rbac.authorization.k8s.io'];

test('bind is asked on roles, not on bindings', () => {
  expect(found(role('r', [{ groups: rbac, resources: ['clusterroles'], verbs: ['bind'] }]), ['bind-roles'])).toEqual(['bind-roles medium']);
  expect(found(role('r', [{ groups: rbac, resources: ['clusterrolebindings'], verbs: ['bind'] }]), ['bind-roles'])).toEqual([]);
});

test('every rule of a role is read, not the first only', () => {
  const harmless = { resources: ['pods'], verbs: ['get'] };
  expect(found(role('r', [harmless, harmless, { resources: ['secrets'], verbs: ['get'] }]), ['secrets-readable'])).toEqual(['secrets-readable low']);
});

test('a RoleBinding to a ClusterRole counts, and in its namespace only', () => {
  const reader = role('r', [{ resources: ['secrets'], verbs: ['list'] }]);
  expect(found(documents(reader, binding('b', 'r', { namespace: 'shop' })), ['secrets-readable'])).toEqual(['secrets-readable medium']);
  expect(found(documents(reader, binding('b', 'r')), ['secrets-readable'])).toEqual(['secrets-readable high']);
});

test('workloads of apps and batch count, in their group and in the plural', () => {
  const creating = (group: string, resource: string) => found(role('r', [{ groups: [group], resources: [resource], verbs: ['create'] }]), ['workloads-creatable']);
  expect(creating('apps', 'deployments')).toEqual(['workloads-creatable low']);
  expect(creating('batch', 'cronjobs')).toEqual(['workloads-creatable low']);
  expect(creating('batch', 'cronjob')).toEqual([]);
  expect(creating('', 'deployments')).toEqual([]);
});

test('wildcards are expanded, patterns that RBAC does not know are not', () => {
  const exec = (resource: string, verb: string, group = '') => found(role('r', [{ groups: [group], resources: [resource], verbs: [verb] }]), ['pods-exec', 'every-core-resource', 'wildcard-role']);
  expect(exec('pods/exec', '*')).toEqual(['pods-exec low']);
  expect(exec('*/exec', 'create')).toEqual(['pods-exec low']);
  expect(exec('pods/exec', 'create', '*')).toEqual(['pods-exec low']);
  expect(exec('*', '*')).toEqual(['every-core-resource medium']);
  expect(exec('*', '*', '*')).toEqual(['wildcard-role medium']);
  expect(exec('pods/*', 'create')).toEqual([]);
  expect(exec('pods', 'create')).toEqual([]);
});

test('a name in another API group is another resource, and no group has to be a wildcard', () => {
  expect(found(role('r', [{ groups: ['external-secrets.io'], resources: ['secrets'], verbs: ['get'] }]), ['secrets-readable'])).toEqual([]);
  expect(found(role('r', [{ groups: ['', 'external-secrets.io'], resources: ['secrets'], verbs: ['get'] }]), ['secrets-readable'])).toEqual(['secrets-readable low']);
});

test('resourceNames limit what carries a name, and void what carries none', () => {
  const named = (resource: string, verbs: readonly string[], rule: string) => found(role('r', [{ resources: [resource], verbs, names: ['one'] }]), [rule]);
  expect(named('secrets', ['get'], 'secrets-readable')).toEqual(['secrets-readable info']);
  expect(named('pods', ['create'], 'workloads-creatable')).toEqual([]);
  // Server-side apply creates by name.
  expect(named('pods', ['create', 'patch'], 'workloads-creatable')).toEqual(['workloads-creatable low']);
  expect(named('serviceaccounts/token', ['create'], 'token-request')).toEqual(['token-request low']);
});

test('conjunctions hold over rules, roles and bindings, in any order, and not over subjects', () => {
  const group = ['certificates.k8s.io'];
  const approve = { groups: group, resources: ['signers'], verbs: ['approve'] };
  const update = { groups: group, resources: ['certificatesigningrequests/approval'], verbs: ['update'] };
  const other = { kind: 'ServiceAccount', name: 'api', namespace: 'shop' };
  expect(found(role('r', [approve, update]), ['csr-approvable'])).toEqual(['csr-approvable medium']);
  expect(found(role('r', [update, approve]), ['csr-approvable'])).toEqual(['csr-approvable medium']);
  const halves = documents(role('a', [approve]), role('u', [update]), binding('a', 'a'));
  expect(found(documents(halves, binding('u', 'u')), ['csr-approvable'])).toEqual(['csr-approvable high']);
  expect(found(documents(halves, binding('u', 'u', { subject: other })), ['csr-approvable'])).toEqual([]);
  expect(found(role('r', [approve]), ['csr-approvable'])).toEqual([]);
});

test('resources outside namespaces are granted by ClusterRoleBindings only', () => {
  const proxy = role('r', [{ resources: ['nodes/proxy'], verbs: ['get'] }]);
  expect(found(documents(proxy, binding('b', 'r')), ['nodes-proxy'])).toEqual(['nodes-proxy high']);
  // Through a RoleBinding the role is as good as unbound.
  expect(found(documents(proxy, binding('b', 'r', { namespace: 'shop' })), ['nodes-proxy'])).toEqual(['nodes-proxy medium']);
  expect(found(role('r', [{ resources: ['nodes/proxy'], verbs: ['get'] }], 'shop'), ['nodes-proxy', 'cluster-scoped-in-role'])).toEqual(['cluster-scoped-in-role low']);
});

test('a role that is not in the files is built in, unknown, or absent', () => {
  const rules = ['cluster-admin-binding', 'role-unknown', 'role-absent', 'role-kind-mistaken'];
  expect(found(binding('b', 'cluster-admin'), rules)).toEqual(['cluster-admin-binding critical']);
  expect(found(binding('b', 'reader'), rules)).toEqual(['role-unknown info']);
  expect(found(binding('b', 'reader'), rules, { complete: true })).toEqual(['role-absent medium']);
  expect(found(binding('b', 'cluster-admin', { namespace: 'shop', kind: 'Role' }), rules)).toEqual(['role-kind-mistaken low']);
});

test('a ServiceAccount that is not in the files is unknown unless they are complete', () => {
  expect(found(binding('b', 'view'), ['serviceaccount-absent'])).toEqual([]);
  expect(found(binding('b', 'view'), ['serviceaccount-absent'], { complete: true })).toEqual(['serviceaccount-absent medium']);
});

test('a cluster-admin of another name is one, and a name that only looks like it is none', () => {
  const rules = ['wildcard-role', 'cluster-admin-binding'];
  expect(found(documents(role('helper', [{ groups: ['*'], resources: ['*'], verbs: ['*'] }]), binding('b', 'helper')), rules)).toEqual(['wildcard-role critical']);
  expect(found(documents(role('cluster-admin-lite', [{ resources: ['pods'], verbs: ['get'] }]), binding('b', 'cluster-admin-lite')), rules)).toEqual([]);
});

test('one cause is one finding for each reach: the wildcard says it for all', () => {
  const everything = documents(role('helper', [{ groups: ['*'], resources: ['*'], verbs: ['*'] }]), binding('a', 'helper'), binding('b', 'helper', { namespace: 'shop', subject: { kind: 'User', name: 'jane' } }));
  const { findings } = lint([{ name: 'rbac.yaml', text: everything, cluster: false, directory: '.' }]);
  const flat = findings.filter(({ rule }) => !rule.startsWith('reaches-') && rule !== 'clusterrole-in-namespace' && rule !== 'serviceaccount-unknown');
  expect(flat.map(({ rule, subjects }) => [rule, subjects])).toEqual([
    ['wildcard-role', ['shop/web']],
    ['wildcard-role', ['user:jane']],
  ]);
});

test('a wide rule says nothing for another rule of its role', () => {
  const wideAndDeep = role('r', [{ resources: ['*'], verbs: ['get', 'list'] }, { resources: ['pods/exec'], verbs: ['create'] }]);
  expect(found(wideAndDeep, ['every-core-resource-readable', 'secrets-readable', 'pods-exec'])).toEqual(['every-core-resource-readable low', 'pods-exec low']);
});

test('of a whole fresh cluster, exported, nothing flat is said', () => {
  const { roles, bindings } = builtInWorld();
  const items = [
    ...roles.map(({ kind, name, namespace, labels, written, selectors, aggregated }) => ({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind,
      metadata: { name, ...(namespace ? { namespace } : {}), labels: Object.fromEntries(labels) },
      ...(aggregated ? { aggregationRule: { clusterRoleSelectors: selectors.map((selector) => ({ matchLabels: Object.fromEntries(selector.map(({ key, values }) => [key, values[0]])) })) } } : {}),
      rules: written.map(({ verbs, apiGroups, resources, resourceNames, nonResourceURLs }) => ({ verbs, apiGroups, resources, resourceNames, nonResourceURLs })),
    })),
    ...bindings.map(({ kind, name, namespace, roleRef, subjects }) => ({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind,
      metadata: { name, ...(namespace ? { namespace } : {}) },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', ...roleRef },
      subjects: subjects.map((subject) => ({ kind: subject.kind, name: subject.name, ...(subject.namespace ? { namespace: subject.namespace } : {}) })),
    })),
  ];
  expect(found(JSON.stringify({ apiVersion: 'v1', kind: 'List', items })).filter((finding) => !finding.startsWith('reaches-'))).toEqual([]);
});

test('a built-in role with a rule more is no restatement', () => {
  const view = JSON.stringify({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: 'system:discovery' },
    rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['get'] }],
  });
  expect(found(view, ['built-in-role-widened', 'secrets-readable'])).toEqual(['built-in-role-widened medium', 'secrets-readable high']);
});

test('aggregation carries the reach of the role that takes the rules in', () => {
  const part = `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: part, labels: {shop.example.com/aggregate: "true"}}
rules: [{apiGroups: [""], resources: [secrets], verbs: [get]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: whole}
aggregationRule: {clusterRoleSelectors: [{matchLabels: {shop.example.com/aggregate: "true"}}]}
rules: []
`;
  expect(found(documents(part, binding('b', 'whole')), ['secrets-readable'])).toEqual(['secrets-readable high']);
});

test('a role given with --cluster is no finding of its own, its binding is', () => {
  const files = [
    { name: 'cluster.yaml', text: role('helper', [{ groups: ['*'], resources: ['*'], verbs: ['*'] }]), cluster: true, directory: '.' },
    { name: 'rbac.yaml', text: binding('b', 'helper'), cluster: false, directory: '.' },
  ];
  const flat = lint(files).findings.filter(({ rule }) => rule === 'wildcard-role' || rule === 'cluster-admin-binding');
  expect(flat.map(({ rule, place }) => [rule, place.file.name])).toEqual([['cluster-admin-binding', 'rbac.yaml']]);
});

test('a role that aggregates a built-in one has its rights', () => {
  const mine = `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: mine}
aggregationRule: {clusterRoleSelectors: [{matchLabels: {rbac.authorization.k8s.io/aggregate-to-edit: "true"}}]}
rules: []
`;
  expect(found(documents(mine, binding('b', 'mine')), ['strong-role-binding'])).toEqual(['strong-role-binding high']);
});

test('through a RoleBinding only the Namespace it is in can be changed, and it is called by its name', () => {
  const told = (names: readonly string[] | undefined, ...namespaces: readonly string[]): string[] => {
    const text = documents(
      role('owner', [{ resources: ['namespaces'], verbs: ['patch'], ...(names ? { names } : {}) }]),
      ...namespaces.map((namespace) => binding(`owner-${namespace}`, 'owner', namespace === '' ? {} : { namespace })),
    );
    const { findings } = lint([{ name: 'rbac.yaml', text, cluster: false, directory: '.' }]);
    return findings.filter(({ rule }) => rule === 'namespaces-writable').map(({ message }) => message);
  };
  const web = 'ServiceAccount shop/web can change';
  expect(told(undefined, '')).toEqual([`${web} every Namespace in the whole cluster, its Pod Security level included`]);
  expect(told(['ops'], '')).toEqual([`${web} the Namespace named ops in the whole cluster, its Pod Security level included`]);
  expect(told(undefined, 'shop')).toEqual([`${web} Namespace shop, its Pod Security level included`]);
  expect(told(['shop', 'ops'], 'shop')).toEqual([`${web} Namespace shop, its Pod Security level included`]);
  expect(told(undefined, 'shop', 'ops')).toEqual([`${web} each of 2 Namespaces, its Pod Security level included`]);
  // Requests for Namespace ops carry the namespace ops.
  expect(told(['ops'], 'shop')).toEqual(['Whoever gets ClusterRole owner can change the Namespace named ops wherever it is bound, its Pod Security level included']);
});

test('a role that the API server rejects is not said to be in no file', () => {
  const rejected = role('reader', [{ groups: [], resources: ['pods'], verbs: ['get'] }]);
  for (const complete of [true, false]) expect(found(documents(rejected, binding('reader', 'reader')), ['role-unknown', 'role-absent'], { complete })).toEqual([]);
  expect(found(binding('reader', 'reader'), ['role-unknown', 'role-absent'])).toEqual(['role-unknown info']);
});
