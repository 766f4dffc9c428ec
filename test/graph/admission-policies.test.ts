// Admission policies and webhooks of the files: those that may refuse pods make a way to the node unsure, others say nothing of it.
import { expect, test } from 'vitest';
import { lint } from '#lint.js';

const deployer = `
apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: deployer, namespace: shop}
rules: [{apiGroups: [""], resources: [pods], verbs: [create]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: deployer, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: deployer}
subjects: [{kind: User, name: bob, apiGroup: rbac.authorization.k8s.io}]
`;

const binding = (spec: string): string => `---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: {name: guard}
spec: {policyName: guard, ${spec}}
`;
const bindingFor = (labels: string): string => binding(`validationActions: [Deny], matchResources: {namespaceSelector: {matchLabels: ${labels}}}`);
const deny = binding('validationActions: [Deny]');
const policy = (rule: string, more = ''): string => `---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {name: guard}
spec: {matchConstraints: {resourceRules: [{${rule}}]}, validations: [{expression: "false"}]${more}}
`;
const about = (resource: string, group = '""', operation = 'CREATE'): string => policy(`apiGroups: [${group}], apiVersions: ["*"], operations: [${operation}], resources: [${resource}]`);

function sureOfNode(text: string): string | undefined {
  return lint([{ name: 'all.yaml', text: deployer + text, cluster: false, directory: '.' }]).findings.find(({ rule }) => rule === 'reaches-node')?.confidence;
}

test.each([
  ['pods', about('pods') + deny],
  ['everything', about('"*"', '"*"', '"*"') + deny],
  ['pods and what is below them', about('pods/*') + deny],
  ['what no file says', deny],
  ['pods, denied and audited', about('pods') + binding('validationActions: [Audit, Deny]')],
  ['pods of namespaces that are called so', about('pods') + bindingFor('{kubernetes.io/metadata.name: shop}')],
  ['pods whatever their labels', about('pods') + binding('validationActions: [Deny], matchResources: {objectSelector: {}}')],
  ['pods with conditions', policy('apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]', ', matchConditions: [{name: people, expression: "true"}]') + deny],
])('a policy about %s makes the way to a node unsure', (_, text) => {
  expect(sureOfNode(text)).toBe('medium');
});

test.each([
  ['about ConfigMaps', about('configmaps') + deny],
  ['about Deployments, of another group', about('deployments', 'apps') + deny],
  ['about what is run in pods', about('pods/exec', '""', 'CONNECT') + deny],
  ['about the end of pods', about('pods', '""', 'DELETE') + deny],
  ['that only audits', about('pods') + binding('validationActions: [Audit, Warn]')],
  ['that nobody read, and that only warns', binding('validationActions: [Warn]')],
  ['whose binding limits it to ConfigMaps', about('"*"', '"*"') + binding('validationActions: [Deny], matchResources: {resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: ["*"], resources: [configmaps]}]}')],
  ['that nothing binds', about('pods')],
  ['for another namespace', about('pods') + bindingFor('{kubernetes.io/metadata.name: ops}')],
  ['for namespaces with a label', about('pods') + bindingFor('{stage: production}')],
  ['about pods with a label', about('pods') + binding('validationActions: [Deny], matchResources: {objectSelector: {matchLabels: {guarded: "yes"}}}')],
  ['about pods of one name', policy('apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods], resourceNames: [debug]') + deny],
  ['that excludes pods again', about('"*"') + binding('validationActions: [Deny], matchResources: {excludeResourceRules: [{apiGroups: [""], apiVersions: [v1], operations: ["*"], resources: [pods]}]}')],
  ['that only writes to the audit log', about('pods').replace('validations: [{expression: "false"}]', 'auditAnnotations: [{key: image, valueExpression: "string(1)"}]') + deny],
  ['about what is not in a namespace', policy('apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: ["*"], scope: Cluster') + deny],
])('a policy %s does not', (_, text) => {
  expect(sureOfNode(text)).toBe('high');
});

const webhook = (spec: string, rule = 'apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]', kind = 'ValidatingWebhookConfiguration'): string => `---
apiVersion: admissionregistration.k8s.io/v1
kind: ${kind}
metadata: {name: guard}
webhooks: [{name: guard.example.com, clientConfig: {url: "https://guard.example.com"}, sideEffects: None, admissionReviewVersions: [v1], rules: [{${rule}}]${spec}}]
`;

test.each([
  ['about pods', webhook('')],
  ['that nobody waits for', webhook(', failurePolicy: Ignore')],
  ['for all namespaces but one', webhook(', namespaceSelector: {matchExpressions: [{key: kubernetes.io/metadata.name, operator: NotIn, values: [kube-system]}]}')],
])('a webhook %s makes the way to a node unsure', (_, text) => {
  expect(sureOfNode(text)).toBe('medium');
});

test.each([
  ['about Deployments', webhook('', 'apiGroups: [apps], apiVersions: [v1], operations: [CREATE], resources: [deployments]')],
  ['about nothing', webhook('', '').replace('rules: [{}]', 'rules: []')],
  ['that a label of the pod switches off', webhook(', objectSelector: {matchExpressions: [{key: guard.example.com/ignore, operator: DoesNotExist}]}')],
  ['for labelled namespaces', webhook(', namespaceSelector: {matchLabels: {guarded: "yes"}}')],
  ['that changes pods', webhook('', undefined, 'MutatingWebhookConfiguration')],
])('a webhook %s does not', (_, text) => {
  expect(sureOfNode(text)).toBe('high');
});

test('where nothing exists beyond the files, a binding without its policy refuses nothing', () => {
  const sure = (complete: boolean): string | undefined =>
    lint([{ name: 'all.yaml', text: deployer + deny, cluster: false, directory: '.' }], { complete }).findings.find(({ rule }) => rule === 'reaches-node')?.confidence;
  expect([sure(false), sure(true)]).toEqual(['medium', 'high']);
});

test('policies that change objects are there from Kubernetes 1.36 on, or where the feature is switched on', () => {
  const installer = `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: installer}
rules: [{apiGroups: [admissionregistration.k8s.io], resources: [mutatingadmissionpolicies, mutatingadmissionpolicybindings], verbs: [create]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: installer}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: installer}
subjects: [{kind: User, name: bob, apiGroup: rbac.authorization.k8s.io}]
`;
  const paths = (version?: string): string[] =>
    lint([{ name: 'all.yaml', text: installer, cluster: false, directory: '.' }], version === undefined ? {} : { kubernetesVersion: version }).findings.map(({ rule }) => rule).filter((rule) => rule.startsWith('reaches-'));
  expect(paths()).toContain('reaches-cluster-admin');
  expect(paths('1.36')).toContain('reaches-cluster-admin');
  expect(paths('1.34')).toEqual([]);
});
