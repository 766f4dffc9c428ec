// `sa-lint diff`: what a change gives and takes away, between directories and between revisions.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { saLint } from '../sa-lint.js';

const directory = mkdtempSync(join(tmpdir(), 'sa-lint-diff-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(directory, dirname(name)), { recursive: true });
    writeFileSync(join(directory, name), content);
  }
}

function run(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return saLint(['diff', ...args], { cwd: directory });
}

interface Lists {
  readonly gained: readonly Record<string, unknown>[];
  readonly lost: readonly Record<string, unknown>[];
}

function data(...args: string[]): { status: number | null; identities: Lists; grants: Lists; tokens: Lists; findings: Lists; notEvaluated: readonly unknown[] } {
  const { status, stdout, stderr } = run(...args, '-f', 'json');
  expect(stderr.replace(/^sa-lint: \d+ files? or document.*\n/, '')).toBe('');
  return { status, ...(JSON.parse(stdout) as Omit<ReturnType<typeof data>, 'status'>) };
}

const role = (name: string, rules: string): string => `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: ${name}, namespace: shop }
rules: [${rules}]
`;
const binding = (name: string, roleName: string, subject = 'kind: Group, name: dev, apiGroup: rbac.authorization.k8s.io'): string => `---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: ${name}, namespace: shop }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: ${roleName} }
subjects: [{ ${subject} }]
`;
const pods = (verbs: string): string => `{ apiGroups: [""], resources: [pods], verbs: [${verbs}] }`;

describe('grants are compared by what they allow', () => {
  test('of a widened rule only the new verb is gained, at its place', () => {
    write({ 'old/a.yaml': role('deployer', pods('get, list')) + binding('dev', 'deployer'), 'new/a.yaml': role('deployer', pods('get, list, create')) + binding('dev', 'deployer') });
    const { status, grants, findings, identities } = data('old', 'new');
    expect(status).toBe(1);
    expect(grants.gained).toMatchObject([{ subject: 'group:dev', namespace: 'shop', verbs: ['create'], permission: 'create pods', location: { file: 'new/a.yaml', line: 4, route: 'rules[0].verbs[2]' } }]);
    expect([grants.lost, identities.gained, identities.lost]).toEqual([[], [], []]);
    expect(findings.gained.map(({ rule }) => rule)).toContain('workloads-creatable');
    // The other way round it is lost, and nothing fails.
    const back = data('new', 'old');
    expect([back.status, back.grants.gained]).toEqual([0, []]);
    expect(back.grants.lost).toMatchObject([{ verbs: ['create'], location: { file: 'new/a.yaml' } }]);
  });

  test('other files, other lines, other names of roles, rules split in two: nothing changes', () => {
    write({
      'moved/rbac/role.yaml': `# moved\n\n${role('renamed', `${pods('list')}, ${pods('get')}`)}`,
      'moved/rbac/binding.yaml': binding('renamed', 'renamed'),
    });
    expect(run('old', 'moved')).toMatchObject({ status: 0, stdout: 'nothing gained; nothing lost\n', stderr: '' });
  });

  test('a right of the whole cluster covers that of a namespace', () => {
    const cluster = `apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: { name: dev }\nroleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin }\nsubjects: [{ kind: Group, name: dev, apiGroup: rbac.authorization.k8s.io }]\n`;
    write({ 'admin/a.yaml': cluster, 'both/a.yaml': cluster, 'both/b.yaml': role('deployer', pods('create')) + binding('dev', 'deployer') });
    expect(data('admin', 'both').grants).toEqual({ gained: [], lost: [] });
  });

  test('what a role of no file gives is unknown, and said', () => {
    write({ 'unknown/a.yaml': role('deployer', pods('get, list')) + binding('dev', 'deployer') + binding('more', 'elsewhere') });
    expect(data('old', 'unknown').grants.gained).toMatchObject([{ subject: 'group:dev', verbs: [], permission: 'whatever Role elsewhere allows, which is in no file' }]);
  });
});

test('a token that is mounted now is gained with its ServiceAccount', () => {
  const pod = (automount: boolean): string => `apiVersion: v1\nkind: Pod\nmetadata: { name: web, namespace: shop }\nspec: { serviceAccountName: web, automountServiceAccountToken: ${automount}, containers: [{ name: main, image: web }] }\n`;
  const account = 'apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: web, namespace: shop }\n';
  write({ 'off/pod.yaml': pod(false), 'on/pod.yaml': pod(true), 'on/account.yaml': account });
  const { tokens, identities } = data('off', 'on');
  expect(tokens).toMatchObject({ gained: [{ workload: 'Pod shop/web', container: 'main', serviceAccount: 'shop/web', source: 'automount', audience: '' }], lost: [] });
  expect(identities.gained).toMatchObject([{ identity: 'shop/web', location: { file: 'on/account.yaml' } }]);
});

test('SARIF and Markdown tell only what is new', () => {
  const { runs } = JSON.parse(run('old', 'new', '-f', 'sarif').stdout) as { runs: { results: { ruleId: string }[] }[] };
  expect(runs[0]?.results.map(({ ruleId }) => ruleId)).toEqual(data('old', 'new').findings.gained.map(({ rule }) => rule));
  const markdown = run('old', 'new', '-f', 'markdown').stdout;
  expect(markdown).toContain('group:dev: create pods in namespace shop');
  expect(markdown).not.toContain('<summary>Lost');
  expect(run('new', 'old', '-f', 'markdown').stdout).toContain('<summary>Lost');
});

test('a finding that concerns somebody more is gained, one that concerns fewer is not lost', () => {
  const secrets = role('reader', '{ apiGroups: [""], resources: [secrets], verbs: [list] }');
  write({ 'few/a.yaml': secrets + binding('dev', 'reader'), 'many/a.yaml': secrets + binding('dev', 'reader') + binding('more', 'reader', 'kind: User, apiGroup: rbac.authorization.k8s.io, name: jane') });
  const rules = ({ gained, lost }: Lists): unknown => ({ gained: gained.map(({ rule }) => rule), lost: lost.map(({ rule }) => rule) });
  expect(data('few', 'many').status).toBe(1);
  expect(rules(data('few', 'many').findings)).toEqual({ gained: ['secrets-readable'], lost: [] });
  expect(rules(data('many', 'few').findings)).toEqual({ gained: [], lost: [] });
});

test('hostile names come out harmless', () => {
  const name = 'x\\u001b[2J</details>\\n::error::';
  write({ 'hostile/a.yaml': role('deployer', pods('get')) + binding('dev', 'deployer', `kind: User, apiGroup: rbac.authorization.k8s.io, name: "${name}"`), 'none/a.yaml': 'apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: web, namespace: shop }\n' });
  for (const format of ['text', 'markdown', 'json']) {
    const { stdout } = run('none', 'hostile', '-f', format);
    expect(stdout).not.toContain('\u001b');
    expect(stdout).not.toContain('\n::error::');
    expect(stdout).not.toContain('x</details>');
  }
});

test('what cannot be read on either side is said, and the exit code is 3', () => {
  write({ 'broken/a.yaml': `${role('deployer', pods('get, list')) + binding('dev', 'deployer')}---\nkind: [` });
  expect(run('old', 'broken')).toMatchObject({ status: 3, stdout: 'nothing gained; nothing lost\n', stderr: expect.stringContaining('1 file or document was not evaluated') as string });
  expect(data('old', 'broken').notEvaluated).toHaveLength(1);
  expect(run('old', 'missing').status).toBe(3);
});

describe('revisions of git', () => {
  const git = (...args: string[]): void => {
    const { status, stderr } = spawnSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@example.com', ...args], { cwd: join(directory, 'repo'), encoding: 'utf8' });
    expect(status, stderr).toBe(0);
  };

  test('a revision is read without a checkout, from a directory below as well', () => {
    write({ 'repo/k8s/a.yaml': role('deployer', pods('get')) + binding('dev', 'deployer'), 'repo/docs/readme.md': 'kind: no' });
    git('init', '-q');
    git('add', '.');
    git('commit', '-qm', 'first');
    write({ 'repo/k8s/ä b.yaml': role('more', pods('delete')) + binding('more', 'more') });
    git('add', '.');
    git('commit', '-qm', 'second');
    const diff = (cwd: string, ...args: string[]): { status: number | null; stdout: string; stderr: string } => saLint(['diff', ...args], { cwd: join(directory, cwd) });
    const gained = diff('repo', 'git:HEAD~1', 'git:HEAD');
    expect(gained.stdout).toContain('+ group:dev: delete pods in namespace shop\n      k8s/ä b.yaml:4:');
    expect(diff('repo', 'git:HEAD~1:k8s', 'k8s').stdout).toBe(gained.stdout);
    expect(diff('repo/k8s', 'git:HEAD~1', '.').stdout).toBe(gained.stdout.replaceAll('k8s/', ''));
    expect(diff('repo', 'git:HEAD', '.')).toMatchObject({ status: 0, stdout: 'nothing gained; nothing lost\n' });
    expect(diff('repo', 'git:HEAD:docs', '.').status).toBe(3);
  });

  test('--base hides what the revision has already; a path that is not there yet is new as a whole', () => {
    const lintRepo = (...args: string[]): { status: number | null; stdout: string; stderr: string } => saLint(['-f', 'json', ...args], { cwd: join(directory, 'repo') });
    const rules = (stdout: string): string[] => (JSON.parse(stdout) as { findings: { rule: string }[] }).findings.map(({ rule }) => rule);
    write({ 'repo/k8s/a.yaml': `# a comment moves the lines\n${role('deployer', pods('get, create')) + binding('dev', 'deployer')}`, 'repo/new/c.yaml': role('other', pods('create')) + binding('other', 'other') });
    expect(rules(lintRepo('--base', 'HEAD', 'k8s').stdout)).toContain('workloads-creatable');
    git('add', '.');
    git('commit', '-qm', 'third');
    const nothing = JSON.parse(lintRepo('--base', 'HEAD').stdout) as { findings: unknown[]; summary: { hidden: { baseline: number } } };
    expect(nothing.findings).toEqual([]);
    expect(nothing.summary.hidden.baseline).toBeGreaterThan(0);
    expect(rules(lintRepo('--base', 'HEAD~1', 'new').stdout)).toContain('workloads-creatable');
    write({ 'repo/k8s/a.yaml': role('deployer', pods('get, create')) + binding('dev', 'deployer').replace('}]', '}, { kind: User, apiGroup: rbac.authorization.k8s.io, name: jane }]') });
    expect(rules(lintRepo('--base', 'HEAD', 'k8s').stdout)).toContain('workloads-creatable');
    expect(lintRepo('--base', 'HEAD', 'k8s/*').stderr).toContain('not the pattern k8s/*');
    expect(lintRepo('--base', 'nowhere').stderr).toContain('fetch-depth: 0');
  });

  test.each([
    [['git:nowhere', '.'], 'not a git repository'],
    [['git:--output=x', '.'], 'names no revision'],
    [['git:', '.'], 'names no revision'],
    [['.'], 'diff takes two trees'],
    [['a', 'b', 'c'], 'diff takes two trees'],
  ])('%j is wrong usage', (words, message) => {
    const { status, stderr } = run(...words);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
  });
});
