// Kinds that no API server knows: said where they are written when one that was meant is near, and left alone otherwise.
import { expect, test } from 'vitest';
import { lint } from '#lint.js';

function problems(apiVersion: string, kind: string): string[] {
  const text = `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: web}\n`;
  return lint([{ name: 'a.yaml', text, cluster: false, directory: '.' }]).problems.map(({ code, line, severity, message }) => `${code} ${line} ${severity}: ${message}`);
}

test.each([
  ['rbac.authorization.k8s.io/v1', 'ClusterRolebinding', 'ClusterRoleBinding'],
  ['v1', 'pod', 'Pod'],
  ['v1', 'ServiceAcount', 'ServiceAccount'],
  ['apps/v1', 'Deployments', 'Deployment'],
])('%s %s', (apiVersion, kind, meant) => {
  expect(problems(apiVersion, kind)).toContain(`unknown-kind 2 not-evaluated: no API server knows the kind ${kind} of ${apiVersion}: did you mean ${meant}?`);
});

test.each([
  ['v1', 'Service'],
  ['v1', 'Config'],
  ['serving.knative.dev/v1', 'service'],
  ['apps/v1', 'DeploymentConfig'],
  ['rbac.authorization.k8s.io/v1', 'Role'],
])('no word about %s %s', (apiVersion, kind) => {
  expect(problems(apiVersion, kind).filter((problem) => problem.startsWith('unknown-kind'))).toEqual([]);
});
