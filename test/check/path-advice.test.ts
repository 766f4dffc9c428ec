// What is said to do about a path: an edit that breaks it for certain, and leaves no empty list.
import { describe, expect, test } from 'vitest';
import { lint } from '#lint.js';

const rbac = 'apiVersion: rbac.authorization.k8s.io/v1\n';
const jane = '{kind: User, name: jane, apiGroup: rbac.authorization.k8s.io}';

function granted(rule: string, namespace?: string): string {
  const [of, at] = namespace === undefined ? ['Cluster', '{name: r}'] : ['', `{name: r, namespace: ${namespace}}`];
  return `${rbac}kind: ${of}Role\nmetadata: ${at}\nrules: [{${rule}}]\n---\n${rbac}kind: ${of}RoleBinding\nmetadata: ${at}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ${of}Role, name: r}\nsubjects: [${jane}]\n---\n`;
}

const advice = (text: string, rule: string): string[] => lint([{ name: 'all.yaml', text, cluster: false, directory: '.' }]).findings.filter((finding) => finding.rule === rule).map(({ remediation }) => remediation);

describe('of a policy rule', () => {
  const read = (rule: string): string[] => advice(granted(rule, 'kube-system'), 'reaches-cluster-admin');
  const readEverywhere = (rule: string): string[] => advice(granted(rule), 'reaches-cluster-admin');

  test('every verb goes that serves the step', () => {
    const text = granted('apiGroups: [""], resources: [secrets], verbs: [get, list, watch, update]') + 'apiVersion: v1\nkind: Secret\nmetadata: {name: t, namespace: kube-system, annotations: {kubernetes.io/service-account.name: clusterrole-aggregation-controller}}\ntype: kubernetes.io/service-account-token\n';
    expect(advice(text, 'reaches-cluster-admin')).toEqual(['Take `get`, `list` and `watch` out of this rule of ClusterRole r.']);
  });

  test('the one verb goes that serves it', () => {
    expect(read('apiGroups: [""], resources: [pods], verbs: [get, create]')).toEqual(['Take `create` out of this rule of Role kube-system/r.']);
  });

  test('the resource goes where every verb serves it, and the rule where every resource does', () => {
    expect(readEverywhere('apiGroups: [""], resources: [serviceaccounts/token, events], verbs: [create]')).toEqual(['Take `serviceaccounts/token` out of this rule of ClusterRole r.']);
    expect(readEverywhere('apiGroups: [""], resources: [serviceaccounts/token], verbs: [create]')).toEqual(['Drop this rule of ClusterRole r.']);
    expect(read('apiGroups: ["", apps], resources: [pods, deployments], verbs: [create]')).toEqual(['Drop this rule of Role kube-system/r.']);
  });

  test('a wildcard gives way to what is needed', () => {
    expect(readEverywhere('apiGroups: [""], resources: ["*"], verbs: [get, create]')).toEqual(['Name what is needed in place of `*` in this rule of ClusterRole r.']);
    expect(readEverywhere('apiGroups: [""], resources: [serviceaccounts/token], verbs: ["*"]')).toEqual(['Name what is needed in place of `*` in this rule of ClusterRole r.']);
  });
});

describe('of a strong account', () => {
  const admin = (namespace: string): string =>
    `apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: op, namespace: ${namespace}}\n---\n${rbac}kind: ClusterRoleBinding\nmetadata: {name: op}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}\nsubjects: [{kind: ServiceAccount, name: op, namespace: ${namespace}}]\n---\n`;
  const createPods = 'apiGroups: [""], resources: [pods], verbs: [create, get]';

  test('it moves out of the namespace in which pods are created', () => {
    expect(advice(admin('shop') + granted(createPods, 'shop'), 'reaches-cluster-admin')).toEqual(['Take `create` out of this rule of Role shop/r, or keep ServiceAccount shop/op in a namespace of its own.']);
  });

  test('it moves nowhere when pods are created in every namespace', () => {
    expect(advice(admin('shop') + granted(createPods), 'reaches-cluster-admin')).toEqual(['Take `create` out of this rule of ClusterRole r.']);
  });
});

describe('of a node', () => {
  const node = (namespaces: string, namespace?: string): string[] => advice(namespaces + granted('apiGroups: [""], resources: [pods], verbs: [create, get]', namespace), 'reaches-node');
  const shop = (labels: string): string => `apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {${labels}}}\n---\n`;

  test('the level comes first where the namespace has none', () => {
    const expected = ['Enforce the `baseline` Pod Security level on namespace shop, or take `create` out of this rule of Role shop/r.'];
    expect(node(shop(''), 'shop')).toEqual(expected);
    expect(node('', 'shop')).toEqual(expected);
  });

  test('nothing is said of a level that somebody chose', () => {
    expect(node(shop('pod-security.kubernetes.io/enforce: privileged'), 'shop')).toEqual(['Take `create` out of this rule of Role shop/r.']);
  });

  test('of a role that counts in several namespaces all are named', () => {
    const bound = (namespace: string): string => `${rbac}kind: RoleBinding\nmetadata: {name: b, namespace: ${namespace}}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: maker}\nsubjects: [{kind: User, name: ${namespace}, apiGroup: rbac.authorization.k8s.io}]\n---\n`;
    const maker = `${rbac}kind: ClusterRole\nmetadata: {name: maker}\nrules: [{apiGroups: [""], resources: [pods], verbs: [create]}]\n---\n`;
    expect(advice(maker + bound('shop') + bound('bank'), 'reaches-node')).toEqual(['Enforce the `baseline` Pod Security level on namespaces bank and shop, or drop this rule of ClusterRole maker.']);
    expect(advice(maker + bound('shop') + bound('bank') + shop('pod-security.kubernetes.io/enforce: privileged'), 'reaches-node').every((text) => !text.includes('shop'))).toBe(true);
  });
});
