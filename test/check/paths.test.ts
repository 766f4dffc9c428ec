// What a finding about a path says besides the path: other ways to begin it, and other namespaces.
import { describe, expect, test } from 'vitest';
import type { Finding } from '#finding/finding.js';
import { lint } from '#lint.js';

function findings(text: string, rule: string): readonly Finding[] {
  return lint([{ name: 'all.yaml', text, cluster: false, directory: '.' }]).findings.filter((finding) => finding.rule === rule);
}

const granted = (namespace: string, rules: readonly string[], subject: string): string => `
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: ci, namespace: ${namespace} }
rules: [${rules.join(', ')}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: ci, namespace: ${namespace} }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: ci }
subjects: [${subject}]
`;
const createPods = '{ apiGroups: [""], resources: [pods], verbs: [create] }';
const createDeployments = '{ apiGroups: [apps], resources: [deployments], verbs: [create] }';
const requestTokens = '{ apiGroups: [""], resources: [serviceaccounts/token], verbs: [create] }';
const jane = '{ kind: User, name: jane, apiGroup: rbac.authorization.k8s.io }';

describe('other routes', () => {
  test('are the techniques that the same person could begin with instead', () => {
    const [finding] = findings(granted('kube-system', [createPods, requestTokens], jane), 'reaches-cluster-admin');
    expect(finding?.otherRoutes).toBe(1);
  });

  test('are none when only another permission of the same technique is there', () => {
    const [finding] = findings(granted('kube-system', [createPods, createDeployments], jane), 'reaches-cluster-admin');
    expect(finding?.otherRoutes).toBe(0);
  });
});

describe('a namespace', () => {
  const ci = '{ kind: ServiceAccount, name: ci, namespace: build }';
  const teller = 'apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: teller, namespace: bank }\n---\n';
  const tellerMay = granted('bank', ['{ apiGroups: [""], resources: [configmaps], verbs: [get] }'], '{ kind: ServiceAccount, name: teller, namespace: bank }').replaceAll('name: ci', 'name: teller-reads');
  const pod = '---\napiVersion: v1\nkind: Pod\nmetadata: { name: ci, namespace: build }\nspec: { serviceAccountName: ci, containers: [{ name: ci, image: ci }] }\n';
  const account = '---\napiVersion: v1\nkind: ServiceAccount\nmetadata: { name: ci, namespace: build }\n';

  test('is crossed by a workload whose account has tokens of another one issued', () => {
    const [finding] = findings(`${teller}${tellerMay}---${granted('bank', [requestTokens], ci)}${account}${pod}`, 'crosses-namespaces');
    expect(finding?.message).toBe('Pod build/ci can reach ServiceAccount bank/teller from another namespace in 2 steps');
  });

  test('is not crossed for an account that may do nothing', () => {
    expect(findings(`${teller}${granted('bank', [requestTokens], ci)}${account}${pod}`, 'crosses-namespaces')).toEqual([]);
  });

  test('is not crossed by who reads the Secrets of all: that is told by itself', () => {
    const everywhere = granted('bank', ['{ apiGroups: [""], resources: [secrets], verbs: [list] }'], ci).replaceAll('kind: Role,', 'kind: ClusterRole,').replace('kind: Role\n', 'kind: ClusterRole\n').replace('kind: RoleBinding', 'kind: ClusterRoleBinding').replaceAll(', namespace: bank }', ' }');
    expect(findings(`${everywhere}${account}${pod}`, 'reaches-every-secret')).toHaveLength(1);
    expect(findings(`${everywhere}${account}${pod}`, 'crosses-namespaces')).toEqual([]);
  });
});

describe('what is said of several', () => {
  const deployer = '{ kind: ServiceAccount, name: deployer, namespace: kube-system }';
  const runs = '---\napiVersion: v1\nkind: ServiceAccount\nmetadata: { name: deployer, namespace: kube-system }\n---\napiVersion: v1\nkind: Pod\nmetadata: { name: deployer, namespace: kube-system }\nspec: { serviceAccountName: deployer, containers: [{ name: a, image: a }] }\n';
  const deploys = granted('kube-system', [createPods], deployer);
  const messages = (text: string, rule: string): string[] => findings(text, rule).map(({ message }) => message);

  test('is how many steps each of them needs', () => {
    expect(messages(deploys, 'reaches-cluster-admin')).toEqual(['ServiceAccount kube-system/deployer can become cluster-admin in 3 steps']);
    expect(messages(deploys + runs, 'reaches-cluster-admin')).toEqual(['ServiceAccount kube-system/deployer and Pod kube-system/deployer can become cluster-admin in 3 to 4 steps']);
  });

  test('is as sure of each of them', () => {
    const operator = '{ kind: ServiceAccount, name: operator, namespace: shop }';
    const top = `apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: operator, namespace: shop }\n---${granted('kube-system', [requestTokens], operator)}---\n`;
    const definition = 'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: { name: jobs.ops.example.com }\nspec: { group: ops.example.com, scope: Namespaced, names: { plural: jobs, singular: job, kind: Job }, versions: [{ name: v1, served: true, storage: true, schema: { openAPIV3Schema: { type: object, properties: { spec: { type: object, properties: { containers: { type: array, items: { type: object, properties: { name: { type: string }, image: { type: string } } } } } } } } } }] }\n---';
    const saidOf = (text: string): unknown[] => findings(text, 'reaches-cluster-admin').map(({ confidence, message }) => [confidence, message]);
    const sure = ['high', 'ServiceAccount shop/operator can become cluster-admin in 2 steps'];
    const byPods = granted('shop', [createPods], jane);
    expect(saidOf(top + byPods)).toEqual(expect.arrayContaining([sure]));
    const bySomeOperator = definition + granted('shop', ['{ apiGroups: [ops.example.com], resources: [jobs], verbs: [create] }'], jane);
    expect(saidOf(top + bySomeOperator)).toEqual([sure, ['medium', 'User jane can become cluster-admin in 4 steps']]);
  });

  test('is every namespace that they get into', () => {
    const teller = (namespace: string): string => `apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: teller, namespace: ${namespace} }\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: { name: view, namespace: ${namespace} }\nroleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view }\nsubjects: [{ kind: ServiceAccount, name: teller, namespace: ${namespace} }]\n---\n`;
    const issued = `apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: ci }\nrules: [${requestTokens}]\n---\n`;
    const bound = (namespace: string, name: string): string => `apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: { name: ci, namespace: ${namespace} }\nroleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: ci }\nsubjects: [{ kind: ServiceAccount, name: ${name}, namespace: build }]\n---\n`;
    const runsAs = (name: string): string => `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name}, namespace: build }\nspec: { serviceAccountName: ${name}, containers: [{ name: a, image: a }] }\n---\napiVersion: v1\nkind: ServiceAccount\nmetadata: { name: ${name}, namespace: build }\n---\n`;
    const tree = teller('bank') + teller('post') + issued + runsAs('ci') + bound('bank', 'ci');
    expect(messages(tree, 'crosses-namespaces')).toEqual(['Pod build/ci can reach ServiceAccount bank/teller from another namespace in 2 steps']);
    expect(messages(tree + bound('post', 'ci'), 'crosses-namespaces')).toEqual(['Pod build/ci can reach ServiceAccount bank/teller and ServiceAccount post/teller from another namespace in 2 steps']);
    expect(messages(tree + runsAs('cd') + bound('post', 'cd'), 'crosses-namespaces')).toEqual(['Pod build/cd and Pod build/ci can reach ServiceAccount post/teller or ServiceAccount bank/teller from another namespace in 2 steps']);
  });
});

describe('the holders of a path', () => {
  const rbac = 'apiVersion: rbac.authorization.k8s.io/v1\n';
  const runs = 'apiVersion: example.com/v1\nkind: FooJob\nmetadata: {name: x, namespace: kube-system}\nspec: {template: {spec: {serviceAccountName: ci, containers: [{name: a, image: a}]}}}\n---\n';
  const account = 'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: ci, namespace: kube-system}\n---\n';
  const role = `${rbac}kind: Role\nmetadata: {name: ci, namespace: kube-system}\nrules: [${createPods}]\n---\n`;
  const bound = (...subjects: readonly string[]): string => `${rbac}kind: RoleBinding\nmetadata: {name: ci, namespace: kube-system}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: ci}\nsubjects: [${subjects.join(', ')}]\n---\n`;
  const ci = '{kind: ServiceAccount, name: ci, namespace: kube-system}';

  test('are called by their kinds, at the beginning of the message', () => {
    const [finding] = findings(account + runs + role + bound(ci), 'reaches-cluster-admin');
    expect(finding?.message).toMatch(/^ServiceAccount kube-system\/ci and FooJob kube-system\/x can become cluster-admin/);
    expect(findings(role + bound(jane), 'reaches-cluster-admin')[0]?.message).toMatch(/^User jane can become cluster-admin/);
  });

  test('that the message names are known', () => {
    const named = (...subjects: readonly string[]): (string[] | undefined)[] => findings(account + role + bound(...subjects), 'reaches-cluster-admin').map((finding) => finding.named?.map(({ subject }) => subject));
    expect(named(jane)).toEqual([['user:jane']]);
    expect(named(jane, ci)).toEqual([['kube-system/ci', 'user:jane']]);
    expect(named(jane, ci, '{kind: Group, name: dev, apiGroup: rbac.authorization.k8s.io}')).toEqual([['group:dev']]);
  });
});

test('who gets by one key into several namespaces is named once', () => {
  const namespaces = ['shop', 'bank', 'post', 'till'];
  const ring = namespaces.map((namespace, index) => `
apiVersion: v1
kind: ServiceAccount
metadata: { name: ci, namespace: ${namespace} }
---${granted(namespace, [requestTokens], `{ kind: ServiceAccount, name: ci, namespace: ${namespaces[(index + 1) % 4] ?? ''} }`)}`);
  const crossing = findings(ring.join('---'), 'crosses-namespaces');
  expect(crossing.map(({ subjects }) => subjects)).toEqual([['bank/ci'], ['post/ci'], ['till/ci'], ['shop/ci']]);
  const [first] = crossing;
  expect(first?.message).toBe('ServiceAccount bank/ci can reach ServiceAccount till/ci and ServiceAccount post/ci from another namespace in 2 to 3 steps');
  expect(first?.evidence.map(({ message }) => message)).toEqual(['requests a token of ServiceAccount shop/ci', 'requests a token of ServiceAccount till/ci']);
});

test('a way into other namespaces over a node is told of the node, one by a binding is told of the binding', () => {
  const rbac = 'apiVersion: rbac.authorization.k8s.io/v1\n';
  const bound = (namespace: string, name: string, rules: string, subject: string): string =>
    `${rbac}kind: Role\nmetadata: {name: ${name}, namespace: ${namespace}}\nrules: [${rules}]\n---\n${rbac}kind: RoleBinding\nmetadata: {name: ${name}, namespace: ${namespace}}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: ${name}}\nsubjects: [${subject}]\n---\n`;
  const account = (namespace: string): string => `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${namespace}}\n---\napiVersion: v1\nkind: ServiceAccount\nmetadata: {name: web, namespace: ${namespace}}\n---\n`;
  const makesPods = '{apiGroups: [""], resources: [pods], verbs: [create]}';
  const tree = account('shop') + account('bank') + bound('shop', 'own', makesPods, '{kind: ServiceAccount, name: web, namespace: shop}') + bound('bank', 'own', makesPods, '{kind: ServiceAccount, name: web, namespace: bank}');
  const entered = bound('bank', 'deployer', makesPods, '{kind: ServiceAccount, name: deployer, namespace: ci}');
  const crossing = findings(tree + entered, 'crosses-namespaces').flatMap(({ subjects }) => subjects);
  expect(new Set(crossing)).toEqual(new Set(['ci/deployer']));
  expect(findings(tree + entered, 'reaches-node').flatMap(({ subjects }) => subjects)).toEqual(expect.arrayContaining(['shop/web', 'bank/web']));
});

test('of an endless path both ends are told, and how much lies between', () => {
  const rbac = 'apiVersion: rbac.authorization.k8s.io/v1\n';
  const account = (index: number): string => `{kind: ServiceAccount, name: sa-${index}, namespace: shop}`;
  const chain = (length: number): string =>
    Array.from({ length }, (_, index) => [
      `apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: sa-${index}, namespace: shop}\n`,
      `${rbac}kind: Role\nmetadata: {name: next-${index}, namespace: shop}\nrules: [{apiGroups: [""], resources: [serviceaccounts/token], verbs: [create], resourceNames: [sa-${index + 1}]}]\n`,
      `${rbac}kind: RoleBinding\nmetadata: {name: next-${index}, namespace: shop}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: next-${index}}\nsubjects: [${account(index)}]\n`,
    ])
      .flat()
      .concat(
        `apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: sa-${length}, namespace: shop}\n`,
        `${rbac}kind: ClusterRoleBinding\nmetadata: {name: top}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}\nsubjects: [${account(length)}]\n`,
      )
      .join('---\n');
  const longestIn = (length: number) => lint([{ name: 'a.yaml', text: chain(length), cluster: false, directory: '.' }]).findings.find(({ rule, message }) => rule === 'reaches-cluster-admin' && message.includes('sa-0 '));

  const whole = longestIn(20);
  expect(whole?.message).toContain('in 20 steps');
  expect(whole?.evidence.filter(({ technique }) => technique !== undefined)).toHaveLength(20);

  const endless = longestIn(200);
  expect(endless?.message).toContain('in 200 steps');
  const told = endless?.evidence ?? [];
  const gap = told.findIndex(({ message }) => message.includes('more steps lead to'));
  const steps = told.filter(({ technique }) => technique !== undefined);
  expect(told[gap]?.message).toMatch(new RegExp(`^${200 - steps.length} more steps lead to ServiceAccount shop/sa-1\\d\\d$`));
  expect(steps.length).toBeLessThan(50);
  expect(told[gap - 1]?.to).toMatch(/^serviceaccount:shop\/sa-\d+$/);
  expect(told[gap + 1]?.from).toMatch(/^serviceaccount:shop\/sa-1\d\d$/);
  expect(told.at(-1)?.to).toBe('admin@*');
});
