// `--verify`: the question that a live cluster would have to answer with yes, for each hop and each kind of identity.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { saLint } from '../sa-lint.js';

const directory = mkdtempSync(join(tmpdir(), 'sa-lint-verify-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function commands(path: string, ...args: string[]): string[] {
  const { stdout } = saLint(['--fail-on', 'info', ...args, path]);
  return stdout.replace(/ \\\n\s+/g, ' ').split('\n').map((line) => line.trim()).filter((line) => line.startsWith('kubectl'));
}

test('group and ServiceAccount, namespace and cluster', () => {
  const shown = commands('fixtures/quickstart', '--verify');
  expect(shown).toContain('kubectl auth can-i create pods -n shop --as=somebody --as-group=ci');
  expect(shown).toContain('kubectl auth can-i bind clusterroles.rbac.authorization.k8s.io -A --as=system:serviceaccount:shop:access-operator');
  expect(commands('fixtures/quickstart')).toEqual([]);
});

test('subresource, name, and the namespace that kubectl is set to', () => {
  const file = join(directory, 'rbac.yaml');
  const bound = (name: string, rule: string): string => `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: ${name} }
rules: [${rule}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: ${name} }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: ${name} }
subjects: [{ apiGroup: rbac.authorization.k8s.io, kind: User, name: "o'neil" }]
---
`;
  writeFileSync(file, bound('shell', '{ apiGroups: [""], resources: [pods/exec], verbs: [create] }') + bound('db', '{ apiGroups: [""], resources: [secrets], resourceNames: [db], verbs: [get] }'));
  const shown = commands(file, '--verify');
  expect(shown).toContain("kubectl auth can-i create pods --subresource=exec --as='o'\\''neil'");
  expect(commands(file, '--verify', '-n', 'shop')).toContain("kubectl auth can-i create pods --subresource=exec -n shop --as='o'\\''neil'");
});
