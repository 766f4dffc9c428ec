// `can-i` asks the authorizers that the files start the API server with.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { saLint } from '../sa-lint.js';

const directory = mkdtempSync(join(tmpdir(), 'sa-lint-authorizers-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
writeFileSync(join(directory, 'policy.jsonl'), '{"apiVersion":"abac.authorization.kubernetes.io/v1beta1","kind":"Policy","spec":{"user":"jane","namespace":"*","resource":"pods","apiGroup":"*"}}\n');

function canCreatePods(flag: string | undefined, ...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const file = join(directory, 'apiserver.yaml');
  const command = flag === undefined ? '[kube-proxy]' : `[kube-apiserver${flag === '' ? '' : `, "--${flag}"`}]`;
  writeFileSync(file, `apiVersion: v1\nkind: Pod\nmetadata: { name: apiserver, namespace: kube-system }\nspec:\n  containers:\n    - name: apiserver\n      image: registry.k8s.io/apiserver:v1.36.0\n      command: ${command}\n`);
  return saLint(['can-i', 'create', 'pods', '--as', 'jane', ...args, 'apiserver.yaml'], { cwd: directory });
}

test.each([
  ['authorization-mode=Node,RBAC', 1, 'apiserver.yaml:8:55: authorized by Node, RBAC'],
  ['authorization-mode=Node,AlwaysAllow', 0, 'authorized by Node, AlwaysAllow'],
  // What a plain API server does by default.
  ['', 0, 'authorized by AlwaysAllow'],
  ['authorization-mode=RBAC,Webhook', 3, 'Webhook'],
  ['authorization-mode=ABAC', 3, 'name it with --abac FILE'],
  ['authorization-mode=RBAC,Magic', 3, 'Magic is no authorization mode'],
  ['authorization-config=/etc/authz.yaml', 1, 'apiserver.yaml:8:33: /etc/authz.yaml is not among the files; Node and RBAC are asked'],
  [undefined, 1, ''],
])('%s: exit code %i', (flag, status, said) => {
  const answer = canCreatePods(flag);
  expect(answer.status).toBe(status);
  if (said === '') expect(answer.stderr).toBe('');
  else expect(answer.stderr).toContain(said);
});

test('a policy file stands where the flag puts it', () => {
  expect(canCreatePods('authorization-mode=ABAC', '--abac', 'policy.jsonl')).toMatchObject({ status: 0, stdout: expect.stringContaining('policy.jsonl') as string });
  // Without ABAC among the modes nobody reads it.
  expect(canCreatePods('authorization-mode=RBAC', '--abac', 'policy.jsonl').status).toBe(1);
});
