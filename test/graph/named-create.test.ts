// What `create` with resourceNames allows: nothing by POST, which carries no name; beside `patch` on the same name, the object by server-side apply.
import { expect, test } from 'vitest';
import { builtinRules } from '#rule/builtin.js';
import { contextOf, wayBetween } from '../graph-of.js';

const group: Readonly<Record<string, string>> = {
  mutatingwebhookconfigurations: 'admissionregistration.k8s.io',
  validatingwebhookconfigurations: 'admissionregistration.k8s.io',
  apiservices: 'apiregistration.k8s.io',
};

test.each([
  ['mutatingwebhookconfigurations', 'create', undefined],
  ['mutatingwebhookconfigurations', 'create, patch', 'mutation@*'],
  ['mutatingwebhookconfigurations', 'update', 'mutation@*'],
  ['validatingwebhookconfigurations', 'create', undefined],
  ['validatingwebhookconfigurations', 'create, patch', 'admission@*'],
  ['apiservices', 'create, deletecollection', undefined],
  ['apiservices', 'create, patch', 'api-group@*'],
])('%s, by name: %s', (resource, verbs, reached) => {
  const ways = ['mutation@*', 'admission@*', 'api-group@*'].filter((end) => wayBetween(contextOf([{ name: 'ops.yaml', text: named(resource, verbs) }], builtinRules()), 'user:jane', end));
  expect(ways.includes(reached ?? '')).toBe(reached !== undefined);
  if (reached === undefined) expect(ways).toEqual([]);
});

function named(resource: string, verbs: string): string {
  return `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: installer}
rules:
  - {apiGroups: [${group[resource] ?? ''}], resources: [${resource}], resourceNames: [ours], verbs: [${verbs}]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: installer}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: installer}
subjects: [{kind: User, name: jane, apiGroup: rbac.authorization.k8s.io}]
`;
}
