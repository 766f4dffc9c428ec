// `sa-lint who-can` leaves unread what allows nothing, and answers as if it had read all of it.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { saLint } from '../sa-lint.js';

const directory = mkdtempSync(join(tmpdir(), 'sa-lint-who-can-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function namespacesOfDev(name: string, files: Readonly<Record<string, string>>): readonly string[] {
  const cwd = join(directory, name);
  mkdirSync(cwd);
  for (const [file, text] of Object.entries(files)) writeFileSync(join(cwd, file), text);
  const { stdout } = saLint(['who-can', 'list', 'configmaps', '-A', '-f', 'json'], { cwd });
  const { subjects } = JSON.parse(stdout) as { subjects: readonly { subject: string; by: { binding: { namespace: string } } }[] };
  return subjects.filter(({ subject }) => subject === 'group:dev').map(({ by }) => by.binding.namespace);
}

const grant = (namespace: string): string => `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: reader${namespace}}
rules: [{apiGroups: [""], resources: [configmaps], verbs: [list]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: reader${namespace}}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
subjects: [{kind: Group, name: dev, apiGroup: rbac.authorization.k8s.io}]
`;
const workload = (namespace: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec: {template: {spec: {serviceAccountName: web, containers: [{name: web, image: web}]}}}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: web, namespace: ${namespace}}
`;

test('roles that name their namespace need nothing else', () => {
  expect(namespacesOfDev('named', { 'rbac.yaml': grant(', namespace: shop'), 'web.yaml': workload('shop') })).toEqual(['shop']);
});

test('roles that name none land where the workloads beside them are', () => {
  expect(namespacesOfDev('unnamed', { 'rbac.yaml': grant(''), 'web.yaml': workload('shop') })).toEqual(['shop']);
  expect(namespacesOfDev('elsewhere', { 'rbac.yaml': grant(''), 'web.yaml': workload('other') })).toEqual(['other']);
});
