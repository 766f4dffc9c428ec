// An answer that may be incomplete says so by exit code 3; a yes that stands whatever else there is stays one.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { saLint } from '../sa-lint.js';

const cwd = mkdtempSync(join(tmpdir(), 'sa-lint-open-'));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));
mkdirSync(join(cwd, 'chart/templates'), { recursive: true });
writeFileSync(join(cwd, 'chart/Chart.yaml'), 'apiVersion: v2\nname: shop\nversion: 1.0.0\n');
writeFileSync(join(cwd, 'chart/templates/role.yaml'), 'kind: {{ .Values.kind }}\n');
mkdirSync(join(cwd, 'plain'));
writeFileSync(
  join(cwd, 'plain/rbac.yaml'),
  `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: ci }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin }
subjects: [{ kind: Group, name: ci, apiGroup: rbac.authorization.k8s.io }]
`,
);
writeFileSync(join(cwd, 'plain/notes.yaml'), '# nothing yet\n');

test.each([
  [['reach', 'group:ci'], 0, 3],
  [['who-can', 'get', 'secrets', '-A'], 0, 3],
  [['can-i', 'get', 'secrets', '--as-group', 'ci'], 0, 0],
  [['can-i', 'get', 'secrets', '--as', 'jane'], 1, 3],
  [['can-i', '--list', '--as', 'jane'], 0, 3],
  [['can-i', '--object', 'plain/rbac.yaml', '--as', 'jane'], 1, 3],
  [['reach', 'shop/web'], 2, 3],
  [['graph'], 0, 3],
])('%j: %i where all is read, %i beside a chart', (args, whole, open) => {
  expect(saLint([...args, 'plain'], { cwd }).status).toBe(whole);
  const { status, stderr } = saLint([...args, 'plain', 'chart'], { cwd });
  expect(status).toBe(open);
  expect(stderr).toContain('chart/Chart.yaml:1:1: is a Helm chart: 1 template not rendered');
  expect(stderr).toContain('`helm template DIR | sa-lint -`');
});

test('the reason stands in the answer', () => {
  expect(saLint(['can-i', 'get', 'secrets', '--as', 'jane', 'chart'], { cwd }).stdout).toBe('unknown: User jane may or may not get secrets in namespace default\n\n  1 file or document was not evaluated\n');
});

test('the way forward is said once, for what there is', () => {
  const { stdout } = saLint(['chart', 'plain'], { cwd });
  expect(stdout.match(/helm template/g)).toHaveLength(1);
  expect(stdout).not.toContain('kustomize');
});

test.each(['', '\n', '# Source: chart\n---\n', '\ufeff---\r\n# empty\r\n...\r\n'])('standard input of %j is no input', (input) => {
  expect(saLint(['-'], { cwd, input })).toMatchObject({ status: 3, stdout: expect.stringContaining('no-input  stdin.yaml:1:1') as string });
  expect(saLint(['-', 'plain', '--fail-on', 'critical', '-f', 'json'], { cwd, input }).stdout).toContain('"code": "no-input"');
});

test('a file of comments beside manifests is no problem, nor is any object on standard input', () => {
  expect(saLint(['plain', '-f', 'json'], { cwd }).stdout).toContain('"notEvaluated": []');
  expect(saLint(['-'], { cwd, input: '# a\n---\napiVersion: v1\nkind: Namespace\nmetadata: { name: shop }\n' }).status).toBe(0);
});

test.skipIf(process.platform === 'win32').each(['json', 'sarif', 'text'])('a closed pipe changes no exit code: %s', (format) => {
  const program = `${process.execPath} --import ${resolve('node_modules/tsx/dist/loader.mjs')} ${resolve('src/cli/main.ts')}`;
  expect(spawnSync('bash', ['-c', `set -o pipefail; ${program} -f ${format} fixtures/quickstart | true`]).status).toBe(1);
});

test('of pods and accounts that the API server cannot read nothing is said but that', () => {
  const lint = (account: string, pod: string): { rules: string[]; told: string[]; status: number | null } => {
    const text = `apiVersion: v1
kind: ServiceAccount
${account}
---
apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop }
spec:
  ${pod}
  containers: [{ name: web, image: example.com/web:1 }]
`;
    const { stdout, status } = saLint(['--fail-on', 'high', '-f', 'json', '-'], { input: text });
    const report = JSON.parse(stdout) as { findings: { rule: string }[]; notEvaluated: { message: string }[] };
    return { rules: report.findings.map(({ rule }) => rule), told: report.notEvaluated.map(({ message }) => message), status };
  };
  const named = 'metadata: { name: web, namespace: shop }';
  expect(lint(named, 'serviceAccountName: web')).toEqual({ rules: ['token-without-use'], told: [], status: 0 });
  expect(lint(named, 'serviceAccountName: true')).toEqual({ rules: ['serviceaccount-automounts'], told: ['Pod web: spec.serviceAccountName is a boolean, not a string; the API server refuses it'], status: 3 });
  expect(lint(named, 'automountServiceAccountToken: "false"').rules).toEqual(['serviceaccount-automounts']);
  expect(lint('metadata: { name: on, namespace: shop }', 'automountServiceAccountToken: false')).toEqual({ rules: [], told: ['ServiceAccount has no metadata.name that is a string'], status: 3 });
  expect(lint(`${named}\nautomountServiceAccountToken: "false"`, 'automountServiceAccountToken: false')).toEqual({
    rules: [],
    told: ['ServiceAccount web: automountServiceAccountToken is a string, not a boolean; the API server refuses it'],
    status: 3,
  });
});
