// Acting as the node that a pod runs on, where the scheduler or a DaemonSet chooses it.
import { expect, test } from 'vitest';
import { lint } from '#lint.js';

const rbac = 'apiVersion: rbac.authorization.k8s.io/v1';

/** An agent that may act as its node for tokens, beside a cluster-admin whose pod may land on any node. */
function cluster(kind: string, account = 'agent'): string {
  const pods = (name: string, namespace: string, of: string, as: string): string => `
apiVersion: apps/v1
kind: ${of}
metadata: {name: ${name}, namespace: ${namespace}}
spec:
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec: {serviceAccountName: ${as}, containers: [{name: c, image: "c:1"}]}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: ${name}, namespace: ${namespace}}
---`;
  const bound = (name: string, namespace: string, role: string): string => `
${rbac}
kind: ClusterRoleBinding
metadata: {name: ${name}}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: ${role}}
subjects: [{kind: ServiceAccount, name: ${name}, namespace: ${namespace}}]
---`;
  return `${pods('agent', 'agents', kind, account)}${pods('operator', 'platform', 'Deployment', 'operator')}${bound('operator', 'platform', 'cluster-admin')}${bound('agent', 'agents', 'agent')}
${rbac}
kind: ClusterRole
metadata: {name: agent}
rules:
  - {apiGroups: [authentication.k8s.io], resources: [nodes], verbs: ["impersonate:associated-node"]}
  - {apiGroups: [""], resources: [serviceaccounts/token], verbs: ["impersonate-on:associated-node:create"]}
`;
}

function confidenceOf(text: string): string | undefined {
  const { findings } = lint([{ name: 'all.yaml', text, cluster: false, directory: '.' }]);
  return findings.find(({ rule, subjects }) => rule === 'reaches-cluster-admin' && subjects.includes('agents/agent'))?.confidence;
}

test('a DaemonSet acts as whichever node holds the pod it wants', () => {
  expect(confidenceOf(cluster('DaemonSet'))).toBe('medium');
});

test('a pod that the scheduler places may', () => {
  expect(confidenceOf(cluster('Deployment'))).toBeDefined();
});

test('an account that no pod runs as has no node', () => {
  expect(confidenceOf(cluster('DaemonSet', 'default'))).toBeUndefined();
});
