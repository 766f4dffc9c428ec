// What the commands write fits the columns of the screen; what has to be copied whole does not break.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { saLint } from '../sa-lint.js';

const directory = mkdtempSync(join(tmpdir(), 'sa-lint-columns-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

mkdirSync(join(directory, 'before'));
mkdirSync(join(directory, 'after'));
writeFileSync(join(directory, 'before/empty.yaml'), '');
writeFileSync(
  join(directory, 'after/automation.yaml'),
  `apiVersion: v1
kind: ServiceAccount
metadata: { name: release-automation, namespace: delivery }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: release-automation-cluster-permissions }
rules:
  - { apiGroups: [rbac.authorization.k8s.io], resources: [clusterroles], verbs: [bind] }
  - { apiGroups: [rbac.authorization.k8s.io], resources: [clusterrolebindings], verbs: [create] }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: release-automation-cluster-permissions }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: release-automation-cluster-permissions }
subjects: [{ kind: ServiceAccount, name: release-automation, namespace: delivery }]
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: release-automation, namespace: delivery }
spec:
  selector: { matchLabels: { app: automation } }
  template:
    metadata: { labels: { app: automation } }
    spec:
      serviceAccountName: release-automation
      containers: [{ name: release-automation, image: example.com/automation:1 }]
`,
);

/** Lines wider than the screen; those of one word, which is to be copied or clicked, are none. */
function tooWide(columns: number, ...args: string[]): string[] {
  const { stdout } = saLint(args, { cwd: directory, env: { COLUMNS: String(columns) } });
  expect(stdout).not.toBe('');
  return stdout.split('\n').filter((line) => line.length > columns && line.replace(/^ *\|/, '').trim().includes(' '));
}

test.each([60, 80, 120])('in %i columns', (columns) => {
  for (const command of ['can-i', 'who-can', 'admit', 'reach', 'graph', 'identities', 'diff', 'rules', 'explain', 'init', 'completion']) expect(tooWide(columns, command, '--help')).toEqual([]);
  expect(tooWide(columns, '--help')).toEqual([]);
  expect(tooWide(columns, 'reach', 'delivery/release-automation', 'after')).toEqual([]);
  expect(tooWide(columns, 'reach', 'workload:delivery/deployment/release-automation', 'after')).toEqual([]);
  expect(tooWide(columns, 'identities', 'after')).toEqual([]);
  expect(tooWide(columns, 'diff', 'before', 'after')).toEqual([]);
  expect(tooWide(columns, 'who-can', 'bind', 'clusterroles', 'after')).toEqual([]);
  expect(tooWide(columns, 'can-i', 'bind', 'clusterroles', '--as', 'delivery/release-automation', 'after')).toEqual([]);
  expect(tooWide(columns, 'can-i', '--list', '--as', 'delivery/release-automation', 'after')).toEqual([]);
  // The path of a token is one word.
  if (columns >= 80) expect(tooWide(columns, 'admit', 'after')).toEqual([]);
  expect(tooWide(columns, '--verify', 'after')).toEqual([]);
});

test('a page of a rule: prose is wrapped, its manifests are as they are', () => {
  const page = (columns: number): string[] => saLint(['explain', 'secrets-readable'], { env: { COLUMNS: String(columns) } }).stdout.split('\n');
  const example = (line: string): boolean => line.startsWith('    ');
  for (const columns of [60, 80]) expect(page(columns).filter((line) => line.length > columns && !example(line) && line.includes(' '))).toEqual([]);
  expect(page(60).filter(example)).toEqual(page(120).filter(example));
});

test('a command that confirms a step runs as it is copied, however long it is', () => {
  const commands = (columns: number): string => saLint(['--verify', 'after'], { cwd: directory, env: { COLUMNS: String(columns) } }).stdout;
  const whole = 'kubectl auth can-i bind clusterroles.rbac.authorization.k8s.io -A --as=system:serviceaccount:delivery:release-automation';
  expect(commands(80).replace(/ \\\n\s+/g, ' ')).toContain(whole);
  expect(commands(80)).toContain('-A \\\n');
});
