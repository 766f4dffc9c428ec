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
    expect(finding?.message).toBe('Pod build/ci can reach ServiceAccount bank/teller, out of its own namespace, in 2 steps');
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
