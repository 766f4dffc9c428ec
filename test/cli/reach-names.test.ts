// Whom `sa-lint reach` means: who is named in no file does not look safe.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { saLint } from '../sa-lint.js';

const cwd = mkdtempSync(join(tmpdir(), 'sa-lint-names-'));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

test.each([
  ['nobody', 'nothing in the files names nobody; write shop/web'],
  ['shop/nobody', 'nothing in the files names shop/nobody; write shop/web'],
  ['shop/wbe', 'did you mean shop/web?'],
  ['system:serviceaccount:shop:wbe', 'did you mean shop/web?'],
  ['web', 'did you mean shop/web?'],
  ['ci', 'did you mean group:ci?'],
  ['group:c', 'did you mean group:ci?'],
  ['workload:shop/deployment/wbe', 'did you mean workload:shop/deployment/web?'],
])('%s is nobody', (from, words) => {
  const { status, stdout, stderr } = saLint(['reach', from, 'fixtures/quickstart']);
  expect(stderr).toContain(words);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
});

test.each([['shop/web'], ['user:nobody', '--as-group', 'ci'], ['group:ci'], ['user:system:kube-scheduler']])('%s is somebody', (...args) => {
  expect(saLint(['reach', ...args, 'fixtures/quickstart'])).toMatchObject({ status: 0, stderr: '' });
});

const binding = (subject: string): string => `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: admins }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin }
subjects: [${subject}]
`;
function tree(name: string, text: string): string {
  mkdirSync(join(cwd, name));
  writeFileSync(join(cwd, name, 'a.yaml'), text);
  return name;
}

test('somebody whom no file names reaches what everybody like it reaches', () => {
  const open = tree('everybody', binding('{ kind: Group, name: "system:authenticated", apiGroup: rbac.authorization.k8s.io }'));
  expect(saLint(['reach', 'jane', open], { cwd })).toMatchObject({ status: 0, stderr: 'sa-lint: nothing in the files names jane; this is what everybody like it reaches\n', stdout: expect.stringContaining('cluster-admin') as string });
});

test('a ServiceAccount without a namespace goes by its bare name where no user has it', () => {
  const account = (user: string): string => `apiVersion: v1
kind: ServiceAccount
metadata: { name: dex }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: dex }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin }
subjects: [{ kind: ServiceAccount, name: dex }${user}]
`;
  const alone = tree('alone', account(''));
  for (const name of ['dex', '/dex']) expect(saLint(['reach', name, alone], { cwd }).stdout).toContain('ServiceAccount dex reaches');
  // The near miss: somebody of that name.
  const both = tree('both', account(', { kind: User, name: dex, apiGroup: rbac.authorization.k8s.io }'));
  expect(saLint(['reach', 'dex', both], { cwd }).stdout).toContain('User dex reaches');
  expect(saLint(['identities', alone], { cwd }).stdout).toMatch(/^dex {2}pod .*\n(?: {2}has .*\n)*(?: {2}reaches .*\n)+/);
});

test('identities say how sure a reach is, as reach does', () => {
  const { stdout } = saLint(['identities', 'fixtures/quickstart']);
  const { stdout: told } = saLint(['reach', 'group:ci', 'fixtures/quickstart']);
  expect(stdout).toContain('reaches  cluster-admin\n');
  expect(stdout.includes('a node of the control plane  (low confidence)')).toBe(told.includes('A node of the control plane  (low confidence)') || told.includes('a node of the control plane  (low confidence)'));
});

test('who-can says where else to ask', () => {
  expect(saLint(['who-can', 'create', 'pods', 'fixtures/quickstart']).stderr).toBe('sa-lint: asked for namespace default only; in others 1 subject can: -n NAMESPACE or -A asks there\n');
  expect(saLint(['who-can', 'create', 'pods', '-n', 'default', 'fixtures/quickstart']).stderr).toBe('');
});
