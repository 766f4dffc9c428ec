// Admission policies of the files: those that may refuse pods make a way to the node unsure, others say nothing of it.
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
const deny = binding('validationActions: [Deny]');
const policy = (rule: string): string => `---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {name: guard}
spec: {matchConstraints: {resourceRules: [{${rule}}]}, validations: [{expression: "false"}]}
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
])('a policy %s does not', (_, text) => {
  expect(sureOfNode(text)).toBe('high');
});
