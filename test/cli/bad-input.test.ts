// Input that other tools pass over in silence: it is named, the exit code says so, and everything else is still analysed.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { saLint } from '../sa-lint.js';

const directory = mkdtempSync(join(tmpdir(), 'sa-lint-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const role = ['apiVersion: rbac.authorization.k8s.io/v1', 'kind: ClusterRole', 'metadata: {name: all}', 'rules:', '- apiGroups: ["*"]', '  resources: ["*"]', '  verbs: ["*"]', ''].join('\n');
const indented = role.trimEnd().split('\n').join('\n  ');

function write(files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(directory, dirname(name)), { recursive: true });
    writeFileSync(join(directory, name), content);
  }
}

interface Report {
  readonly findings: readonly { readonly rule: string }[];
  readonly notEvaluated: readonly { readonly file: string; readonly line: number; readonly code: string; readonly message: string }[];
}

function run(args: readonly string[], input?: string): { status: number | null; report: Report; stderr: string } {
  const { status, stdout, stderr } = saLint([...args, '-f', 'json'], { cwd: directory, input: input ?? '' });
  return { status, report: (stdout === '' ? { findings: [], notEvaluated: [] } : JSON.parse(stdout)) as Report, stderr };
}

describe('a role that allows everything is found', () => {
  const wrappings: Readonly<Record<string, string>> = {
    'behind-broken/a.yaml': `this is: not: yaml: [\n---\n${role}`,
    'before-broken/a.yaml': `${role}---\nfoo: [1,\n`,
    'comment-on-separator/a.yaml': `apiVersion: v1\nkind: Service\nmetadata: {name: web}\n--- # the role\n${role}`,
    'json/a.json': JSON.stringify({ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'all' }, rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }] }),
    'list/a.yaml': `apiVersion: v1\nkind: List\nitems:\n- ${indented}\n`,
    'typed-list/a.yaml': `apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleList\nitems:\n- ${indented}\n`,
    'upper-case/A.YAML': role,
    '.hidden/a.yaml': role,
    'beside-template/a.yaml': `${role}---\nkind: ConfigMap\nmetadata: {name: {{ .Release.Name }}}\n`,
  };
  test.each(Object.entries(wrappings))('%s', (name, text) => {
    write({ [name]: text });
    const { status, report } = run([dirname(name)]);
    expect(report.findings.map(({ rule }) => rule)).toContain('wildcard-role');
    expect(status).toBe(1);
    const broken = /broken|template/.test(name);
    expect(report.notEvaluated.length > 0, 'what is not read is named').toBe(broken);
  });

  test('a symbolic link inside the tree', () => {
    write({ 'linked/role.txt': role });
    symlinkSync('role.txt', join(directory, 'linked/role.yaml'));
    expect(run(['linked']).report.findings.map(({ rule }) => rule)).toContain('wildcard-role');
  });
});

describe('what cannot be read has a code, a place and exit code 3', () => {
  write({
    'binary/a.yaml': new Uint8Array([0x61, 0, 1, 2, 0xff]),
    'deep/a.yaml': `a: ${'['.repeat(10_000)}${']'.repeat(10_000)}`,
    'rules-text/a.yaml': 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: odd}\nrules: everything\n',
    'kind-number/a.yaml': 'apiVersion: v1\nkind: 12\nmetadata: {name: odd}\n',
    'truncated/a.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: "we',
  });
  mkdirSync(join(directory, 'empty'));
  mkdirSync(join(directory, 'links'));
  symlinkSync('nowhere', join(directory, 'links/broken.yaml'));
  symlinkSync('.', join(directory, 'links/loop'));
  test.each([
    ['missing', 'not-found', 1],
    ['empty', 'no-input', 1],
    ['binary', 'binary', 1],
    ['deep', 'too-deep', 1],
    ['rules-text', 'invalid-object', 4],
    ['kind-number', 'invalid-object', 2],
    ['truncated', 'syntax', 3],
    ['links', 'broken-link', 1],
    ['links', 'link-loop', 1],
  ])('%s: %s', (path, code, line) => {
    const { status, report } = run([path]);
    expect(report.notEvaluated.filter((problem) => problem.code === code)).toEqual([expect.objectContaining({ line })]);
    expect(status).toBe(3);
  });

  test('a file over the limit', () => {
    write({ 'large/a.yaml': role + `# ${'x'.repeat(1_100_000)}\n` });
    expect(run(['large', '--max-file-size', '1']).report.notEvaluated).toEqual([expect.objectContaining({ code: 'too-large' })]);
    expect(run(['large']).status).toBe(1);
  });
});

test('a binding without subjects is no problem', () => {
  write({ 'nobody/a.yaml': 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: nobody}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}\nsubjects: null\n' });
  const { status, report } = run(['nobody']);
  expect(report.notEvaluated).toEqual([]);
  expect(status).toBe(0);
});

test('stdin is read under the name that is given', () => {
  const { status, report } = run(['-', '--stdin-filename', 'made/up.yaml'], `foo: [\n---\n${role}`);
  expect(report.notEvaluated).toEqual([expect.objectContaining({ file: 'made/up.yaml', code: 'syntax' })]);
  expect(status).toBe(1);
});

test.each([
  [['--nope'], 'unknown option --nope'],
  [['-f', 'nope'], '-f takes'],
  [['--fail-on', 'nope'], '--fail-on takes'],
  [['explain', 'wildcard-rol'], 'did you mean "wildcard-role"'],
])('wrong usage %j is exit code 2 and says what to do', (args, words) => {
  const { status, stdout, stderr } = saLint(args, { cwd: directory });
  expect(stderr).toContain(words);
  expect(stdout).toBe('');
  expect(status).toBe(2);
});
