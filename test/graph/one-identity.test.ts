// What one request is asked for, one identity must hold: halves that two identities hold are no way, however both are reached.
import { describe, expect, test } from 'vitest';
import { lint } from '#lint.js';

const rbac = 'apiVersion: rbac.authorization.k8s.io/v1\n';
const rule = (group: string, resource: string, verbs: string, names = ''): string => `{ apiGroups: ["${group}"], resources: [${resource}], verbs: [${verbs}]${names === '' ? '' : `, resourceNames: [${names}]`} }`;
const ofRbac = (resource: string, verbs: string, names = ''): string => rule('rbac.authorization.k8s.io', resource, verbs, names);
const jane = '{ kind: User, name: jane, apiGroup: rbac.authorization.k8s.io }';
const ci = '{ kind: ServiceAccount, name: ci, namespace: shop }';
const bound = (name: string, subject: string, ...rules: readonly string[]): string =>
  `${rbac}kind: ClusterRole\nmetadata: { name: ${name} }\nrules: [${rules.join(', ')}]\n---\n${rbac}kind: ClusterRoleBinding\nmetadata: { name: ${name} }\nroleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: ${name} }\nsubjects: [${subject}]\n`;
// Jane runs pods as the account, in a namespace whose pods get to no node: what the account may do she may do as well, but not in the same request.
const reachable = `apiVersion: v1\nkind: Namespace\nmetadata: { name: shop, labels: { pod-security.kubernetes.io/enforce: restricted } }\n---\napiVersion: v1\nkind: ServiceAccount\nmetadata: { name: ci, namespace: shop }\n---\n${rbac}kind: Role\nmetadata: { name: pods, namespace: shop }\nrules: [${rule('', 'pods', 'create')}]\n---\n${rbac}kind: RoleBinding\nmetadata: { name: pods, namespace: shop }\nroleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: pods }\nsubjects: [${jane}]\n`;

function techniques(...objects: readonly string[]): readonly string[] {
  const { findings } = lint([{ name: 'all.yaml', text: [reachable, ...objects].join('---\n'), cluster: false, directory: '.' }], { complete: true });
  return findings.filter(({ rule: id, subjects }) => id.startsWith('reaches-') && subjects.includes('user:jane')).flatMap(({ evidence }) => evidence.flatMap(({ technique }) => technique ?? []));
}

const csr = 'certificates.k8s.io';
const halves: readonly (readonly [technique: string, one: string, other: string])[] = [
  ['escalate-clusterrole', ofRbac('clusterroles', 'escalate'), ofRbac('clusterroles', 'update')],
  ['bind-clusterrole', ofRbac('clusterroles', 'bind'), ofRbac('clusterrolebindings', 'create')],
  ['join-clusterrolebinding', ofRbac('clusterroles', 'bind'), ofRbac('clusterrolebindings', 'patch', 'admins')],
  ['impersonate-group', rule('', 'groups', 'impersonate'), rule('', 'users', 'impersonate', 'joe')],
];

describe.each(halves)('%s', (technique, one, other) => {
  const admins = `${rbac}kind: ClusterRoleBinding\nmetadata: { name: admins }\nroleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin }\nsubjects: [{ kind: Group, name: admins, apiGroup: rbac.authorization.k8s.io }]\n`;

  test('is a way for one identity, by whatever bindings', () => {
    expect(techniques(admins, bound('one', jane, one), bound('other', jane, other))).toContain(technique);
    expect(techniques(admins, bound('one', ci, one), bound('other', ci, other))).toContain(technique);
  });

  test('is none where each half is that of another one', () => {
    expect(techniques(admins, bound('one', jane, one), bound('other', ci, other))).not.toContain(technique);
    expect(techniques(admins, bound('one', ci, one), bound('other', jane, other))).not.toContain(technique);
  });
});

test('what one identity gives itself counts as its own', () => {
  const binder = bound('binder', jane, ofRbac('clusterroles', 'bind', 'updater'), ofRbac('clusterrolebindings', 'create'), ofRbac('clusterroles', 'escalate'));
  const updater = `${rbac}kind: ClusterRole\nmetadata: { name: updater }\nrules: [${ofRbac('clusterroles', 'update')}]\n`;
  expect(techniques(binder, updater)).toEqual(expect.arrayContaining(['bind-clusterrole', 'escalate-clusterrole']));
});

test('two requests may be those of two identities', () => {
  const requests = bound('requests', jane, rule(csr, 'certificatesigningrequests', 'create'));
  const approves = bound('approves', ci, rule(csr, 'certificatesigningrequests/approval', 'update'), rule(csr, 'signers', 'approve', 'kubernetes.io/kube-apiserver-client'));
  expect(techniques(requests, approves)).toContain('approve-client-certificate');
  const halved = bound('approves', ci, rule(csr, 'certificatesigningrequests/approval', 'update'));
  const signer = bound('signer', jane, rule(csr, 'signers', 'approve', 'kubernetes.io/kube-apiserver-client'));
  expect(techniques(requests, halved, signer)).not.toContain('approve-client-certificate');
});
