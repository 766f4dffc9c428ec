// The graph grows with what is written, and no shape of it is too deep or goes round in circles for ever.
import { expect, test } from 'vitest';
import { nodeKey } from '#graph/node.js';
import { pathOf } from '#graph/path.js';
import type { PrivilegeGraph } from '#graph/privilege-graph.js';
import { unreachable } from '#graph/search.js';
import { builtinRules } from '#rule/builtin.js';
import { contextOf, wayBetween } from '../graph-of.js';

const rbac = 'rbac.authorization.k8s.io';
const rules = builtinRules();

const graphOf = (objects: readonly object[]): PrivilegeGraph =>
  contextOf([{ name: 'cluster.yaml', text: objects.map((object) => JSON.stringify(object)).join('\n---\n') }], rules, { complete: true }).graph;
const object = (kind: string, name: string, namespace: string, body: object = {}) => ({ apiVersion: kind.includes('Role') ? `${rbac}/v1` : 'v1', kind, metadata: { name, ...(namespace === '' ? {} : { namespace }) }, ...body });
const account = (name: string, namespace: string) => ({ kind: 'ServiceAccount', name, namespace });
const binding = (name: string, namespace: string, kind: string, role: string, ...subjects: readonly object[]) =>
  object(namespace === '' ? 'ClusterRoleBinding' : 'RoleBinding', name, namespace, { roleRef: { apiGroup: rbac, kind, name: role }, subjects });
const rule = (group: string, resource: string, verbs: readonly string[], resourceNames?: readonly string[]) => ({ apiGroups: [group], resources: [resource], verbs, ...(resourceNames ? { resourceNames } : {}) });

/** Edges more for twice as much, compared with once. */
function growth(make: (count: number) => readonly object[], count: number): number {
  const base = graphOf([]).store.edges.length;
  return (graphOf(make(count * 2)).store.edges.length - base) / (graphOf(make(count)).store.edges.length - base);
}

test('edges grow with namespaces and subjects, not with their product', () => {
  const trap = (count: number) => [
    object('ClusterRole', 'deployer', '', { rules: [rule('', 'pods', ['create']), rule('', 'secrets', ['get', 'list', 'create']), rule(rbac, 'rolebindings', ['create', 'patch']), rule(rbac, 'clusterroles', ['bind'], ['view'])] }),
    ...Array.from({ length: count }, (_, index) => object('Namespace', `n${index}`, '')),
    ...Array.from({ length: count }, (_, index) => object('ServiceAccount', 'web', `n${index}`)),
    ...Array.from({ length: count }, (_, index) => object('Role', 'deployer', `n${index}`, { rules: [rule('', 'pods', ['create']), rule(rbac, 'roles', ['escalate', 'patch']), rule('', 'secrets', ['create'])] })),
    ...Array.from({ length: count }, (_, index) => binding('deployer', `n${index}`, 'Role', 'deployer', account('web', `n${index}`))),
    ...Array.from({ length: count }, (_, index) => binding(`b${index}`, '', 'ClusterRole', 'deployer', { kind: 'User', name: `user-${index}`, apiGroup: rbac })),
  ];
  expect(growth(trap, 60)).toBeLessThan(2.1);
});

test('ten thousand accounts in one namespace', () => {
  const many = (count: number) => [
    object('Role', 'deployer', 'shop', { rules: [rule('', 'pods', ['create']), rule('', 'secrets', ['create', 'get'])] }),
    binding('deployer', 'shop', 'Role', 'deployer', account('a0', 'shop')),
    ...Array.from({ length: count }, (_, index) => object('ServiceAccount', `a${index}`, 'shop')),
  ];
  expect(growth(many, 5_000)).toBeLessThan(2.1);
});

test('one account with ten thousand bindings', () => {
  const many = (count: number) => [
    object('ServiceAccount', 'web', 'shop'),
    object('Role', 'reader', 'shop', { rules: [rule('', 'secrets', ['get'])] }),
    ...Array.from({ length: count }, (_, index) => binding(`b${index}`, 'shop', 'Role', 'reader', account('web', 'shop'))),
  ];
  expect(growth(many, 5_000)).toBeLessThan(2.1);
});

test('a chain of three thousand accounts, each of which mints the token of the next, ends in a path of as many steps', () => {
  const length = 3_000;
  const chain = Array.from({ length }, (_, index) => [
    object('ServiceAccount', `a${index}`, 'shop'),
    object('Role', `r${index}`, 'shop', { rules: [rule('', 'serviceaccounts/token', ['create'], [`a${index + 1}`])] }),
    binding(`b${index}`, 'shop', 'Role', `r${index}`, account(`a${index}`, 'shop')),
  ]).flat();
  const graph = graphOf([...chain, object('ServiceAccount', `a${length}`, 'shop')]);
  const start = graph.store.find('serviceaccount', 'shop', 'a0') ?? -1;
  const end = graph.store.find('serviceaccount', 'shop', `a${length}`) ?? -1;
  expect(pathOf(graph, start, graph.towards(end)).length).toBe(length);
});

test('conjunctions that rest on conjunctions', () => {
  const length = 40;
  // Each account may make Secrets in one namespace more; the next one reads them there.
  const ladder = Array.from({ length }, (_, index) => [
    object('ServiceAccount', 'step', `n${index}`),
    object('Role', 'maker', `n${index + 1}`, { rules: [rule('', 'secrets', ['create'])] }),
    object('Role', 'reader', `n${index + 1}`, { rules: [rule('', 'secrets', ['get'])] }),
    binding('maker', `n${index + 1}`, 'Role', 'maker', account('step', `n${index}`)),
    binding('reader', `n${index + 1}`, 'Role', 'reader', account('step', 'n0')),
  ]).flat();
  const graph = graphOf([...ladder, object('ServiceAccount', 'step', `n${length}`)]);
  const start = graph.store.find('serviceaccount', 'n0', 'step') ?? -1;
  const end = graph.store.find('serviceaccount', `n${length}`, 'step') ?? -1;
  expect(graph.towards(end).distanceOf(start)).not.toBe(unreachable);
  const { steps } = pathOf(graph, start, graph.towards(end));
  expect(steps.at(-1)?.message).toBe(`makes a Secret with a token of ServiceAccount n${length}/step`);
  expect(steps.length).toBeLessThanOrEqual(length);
});

test('accounts that mint each other, and a role that lets its holders rewrite and bind it', () => {
  const context = contextOf(
    [
      {
        name: 'cluster.yaml',
        text: [
          object('ServiceAccount', 'a', 'shop'),
          object('ServiceAccount', 'b', 'shop'),
          object('Role', 'mint', 'shop', { rules: [rule('', 'serviceaccounts/token', ['create'])] }),
          binding('mint', 'shop', 'Role', 'mint', account('a', 'shop'), account('b', 'shop')),
          object('ClusterRole', 'self', '', { rules: [rule(rbac, 'clusterroles', ['bind', 'escalate', 'update'], ['self']), rule(rbac, 'clusterrolebindings', ['create'])] }),
          binding('self', '', 'ClusterRole', 'self', account('b', 'shop')),
        ]
          .map((each) => JSON.stringify(each))
          .join('\n---\n'),
      },
    ],
    rules,
    { complete: true },
  );
  expect(wayBetween(context, 'shop/a', 'admin@*')).toEqual(['request-token', 'escalate-clusterrole']);
});

test('aggregation that goes round in a circle', () => {
  const aggregated = (name: string, other: string) => ({ ...object('ClusterRole', name, ''), metadata: { name, labels: { collects: name } }, aggregationRule: { clusterRoleSelectors: [{ matchLabels: { collects: other } }] }, rules: [] });
  const graph = graphOf([aggregated('one', 'two'), aggregated('two', 'one'), binding('one', '', 'ClusterRole', 'one', { kind: 'User', name: 'jane', apiGroup: rbac })]);
  const start = graph.store.find('user', '*', 'jane') ?? -1;
  const { distanceOf } = graph.searcher.from([start]);
  expect(graph.store.nodes.filter(({ id }) => distanceOf(id) !== unreachable).map(nodeKey)).not.toContain('admin@*');
});
