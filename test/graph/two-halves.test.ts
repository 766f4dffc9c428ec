// What takes two accounts is told with a step to each, and is longer than what takes one.
import { expect, test } from 'vitest';
import { pathOf } from '#graph/path.js';
import { subjectLabel } from '#graph/node.js';
import { builtinRules } from '#rule/builtin.js';
import { contextOf } from '../graph-of.js';

test('halves that two accounts of a namespace hold', () => {
  expect(told(halves('asks', 'approves', tokens), 'user:jane')).toEqual([
    'requests a token of ServiceAccount shop/asks',
    'requests a token of ServiceAccount shop/approves',
    'has a certificate made for User bob',
  ]);
});

test('halves that one account holds', () => {
  expect(told(halves('both', 'both', tokens), 'user:jane')).toEqual(['requests a token of ServiceAccount shop/both', 'has a certificate made for User bob']);
});

test('a half that an account holds itself takes no step to it', () => {
  expect(told(halves('asks', 'approves', tokens.replace('kind: User, name: jane', 'kind: ServiceAccount, name: asks, namespace: shop')), 'shop/asks')).toEqual([
    'requests a token of ServiceAccount shop/approves',
    'has a certificate made for User bob',
  ]);
});

test('pods that run as the one and as the other', () => {
  expect(told(halves('asks', 'approves', tokens.replace('serviceaccounts/token', 'pods')), 'user:jane')).toEqual([
    'creates a pod in namespace shop',
    'runs it as ServiceAccount shop/asks',
    'runs it as ServiceAccount shop/approves',
    'has a certificate made for User bob',
  ]);
});

/** Steps of the shortest path to what bob may do. */
function told(text: string, from: string): readonly string[] {
  const { graph } = contextOf([{ name: 'shop.yaml', text }], builtinRules());
  const start = graph.store.nodes.find((node) => subjectLabel(node) === from);
  const end = graph.store.find('user', '*', 'bob');
  return start && end !== undefined ? pathOf(graph, start.id, graph.towards(end)).steps.map(({ message }) => message) : [];
}

const rbac = 'apiVersion: rbac.authorization.k8s.io/v1';

const tokens = `
${rbac}
kind: Role
metadata: {name: helper, namespace: shop}
rules: [{apiGroups: [""], resources: [serviceaccounts/token], verbs: [create]}]
---
${rbac}
kind: RoleBinding
metadata: {name: helper, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: helper}
subjects: [{kind: User, name: jane}]
`;

function bound(name: string, rules: string, subject: string): string {
  return `---
${rbac}
kind: ClusterRole
metadata: {name: ${name}}
rules: [${rules}]
---
${rbac}
kind: ClusterRoleBinding
metadata: {name: ${name}}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: ${name}}
subjects: [${subject}]
`;
}

function halves(asks: string, approves: string, more: string): string {
  const rule = (resource: string, verb: string): string => `{apiGroups: [certificates.k8s.io], resources: [${resource}], verbs: [${verb}]}`;
  const account = (name: string): string => `{kind: ServiceAccount, name: ${name}, namespace: shop}`;
  const accounts = [...new Set([asks, approves])].map((name) => `---\napiVersion: v1\nkind: ServiceAccount\nmetadata: {name: ${name}, namespace: shop}\n`);
  return [
    more,
    ...accounts,
    bound('asking', rule('certificatesigningrequests', 'create'), account(asks)),
    bound('approving', `${rule('certificatesigningrequests/approval', 'update')}, ${rule('signers', 'approve')}`, account(approves)),
    bound('reading', '{apiGroups: [""], resources: [secrets], verbs: [list]}', '{kind: User, name: bob, apiGroup: rbac.authorization.k8s.io}'),
  ].join('');
}
