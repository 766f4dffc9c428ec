// The Action as the runner meets it: its entry, bundled, with inputs and files in the environment, in a workspace.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';

interface Metadata {
  readonly name: string;
  readonly description: string;
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly required: boolean; readonly default: string }>>;
  readonly outputs: Readonly<Record<string, { readonly description: string }>>;
  readonly runs: { readonly using: string; readonly main: string };
}
const action = parse(readFileSync('action.yml', 'utf8')) as Metadata;

const wildcardRole = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: everything
rules:
  - apiGroups: ['*']
    resources: ['*']
    verbs: ['*']
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: everything
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: everything
subjects:
  - kind: ServiceAccount
    name: web
    namespace: shop
`;

const temporary = mkdtempSync(join(tmpdir(), 'sa-lint-action-'));
const bundle = join(temporary, 'dist');

beforeAll(() => {
  const built = spawnSync(process.execPath, ['node_modules/tsx/dist/cli.mjs', 'scripts/bundle.ts', bundle], { encoding: 'utf8' });
  expect(built.stderr).toBe('');
}, 120_000);
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

let runs = 0;

/** One step: `files` in a fresh workspace, `inputs` over the defaults of action.yml. */
function step(files: Readonly<Record<string, string>>, inputs: Readonly<Record<string, string>> = {}, prepare?: (workspace: string) => Readonly<Record<string, string>>) {
  const home = join(temporary, `run-${runs++}`);
  const workspace = join(home, 'workspace');
  mkdirSync(workspace, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(workspace, name, '..'), { recursive: true });
    writeFileSync(join(workspace, name), text);
  }
  const environment: Record<string, string> = { PATH: process.env['PATH'] ?? '', GITHUB_WORKSPACE: workspace, GITHUB_OUTPUT: join(home, 'output'), GITHUB_STEP_SUMMARY: join(home, 'summary') };
  for (const name of ['GITHUB_OUTPUT', 'GITHUB_STEP_SUMMARY']) writeFileSync(environment[name] ?? '', '');
  for (const [name, { default: value }] of Object.entries(action.inputs)) environment[`INPUT_${name.toUpperCase()}`] = inputs[name] ?? value;
  Object.assign(environment, prepare?.(workspace));
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(bundle, 'action.cjs')], { env: environment, cwd: workspace, encoding: 'utf8' });
  const outputs: Record<string, string> = {};
  for (const [, name = '', , value = ''] of readFileSync(join(home, 'output'), 'utf8').matchAll(/^([\w-]+)<<(\S+)\n([\s\S]*?)\n\2\n/gm)) outputs[name] = value;
  return { status, stdout, stderr, outputs, summary: readFileSync(join(home, 'summary'), 'utf8'), workspace };
}

describe('action.yml', () => {
  test('has the keys that GitHub documents, and no others', () => {
    expect(Object.keys(action).filter((key) => !['name', 'author', 'description', 'inputs', 'outputs', 'runs', 'branding'].includes(key))).toEqual([]);
    expect(action.runs).toEqual({ using: 'node24', main: 'dist/action.cjs' });
    for (const input of Object.values(action.inputs)) {
      expect(Object.keys(input)).toEqual(['description', 'required', 'default']);
      expect([typeof input.description, typeof input.required, typeof input.default]).toEqual(['string', 'boolean', 'string']);
    }
    for (const output of Object.values(action.outputs)) expect(Object.keys(output)).toEqual(['description']);
  });
});

test('by default: SARIF, counts, a summary, the report in the log, and exit code 1', () => {
  const { status, stdout, stderr, outputs, summary, workspace } = step({ 'deploy/rbac.yaml': wildcardRole });
  expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
  expect(Object.keys(outputs).sort()).toEqual(Object.keys(action.outputs).sort());
  expect(outputs).toMatchObject({ sarif: 'sa-lint.sarif', 'exit-code': '1' });
  const sarif = JSON.parse(readFileSync(join(workspace, 'sa-lint.sarif'), 'utf8')) as { runs: { results: unknown[] }[] };
  expect(sarif.runs[0]?.results.length).toBe(Number(outputs['findings']));
  const bySeverity = ['critical', 'high', 'medium', 'low', 'info'].map((severity) => Number(outputs[severity]));
  expect(bySeverity.reduce((sum, count) => sum + count, 0)).toBe(Number(outputs['findings']));
  expect(summary).toContain('### sa-lint: ');
  expect(stdout).toContain('deploy/rbac.yaml');
  expect(stdout).not.toMatch(/^::(error|warning|notice)/m);
  expect(stdout).toMatch(/^::stop-commands::(\S+)\n[\s\S]*\n::\1::\n$/);
});

test('nothing wrong: exit code 0 and zeros', () => {
  const { status, outputs } = step({ 'a.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  labels: { pod-security.kubernetes.io/enforce: restricted }\n' });
  expect({ status, findings: outputs['critical'] }).toEqual({ status: 0, findings: '0' });
});

test('annotations when no SARIF is made, or when asked for', () => {
  const without = step({ 'rbac.yaml': wildcardRole }, { format: 'markdown' });
  expect(without.stdout).toMatch(/^::error file=rbac\.yaml,line=\d+/m);
  expect(without.outputs['sarif']).toBe('');
  expect(existsSync(join(without.workspace, 'sa-lint.sarif'))).toBe(false);
  const both = step({ 'rbac.yaml': wildcardRole }, { format: 'sarif, github', 'sarif-file': 'out/report.sarif' });
  expect(both.stdout).toMatch(/^::error file=rbac\.yaml/m);
  expect(existsSync(join(both.workspace, 'out/report.sarif'))).toBe(true);
});

test('paths: several, with spaces in quotes, and one called like a command', () => {
  const { outputs, stdout } = step({ 'rules/a.yaml': wildcardRole, 'my files/b.yaml': wildcardRole.replaceAll('everything', 'all'), 'other/c.yaml': 'kind: [' }, { paths: "rules\n'my files'" });
  expect(outputs['exit-code']).toBe('1');
  expect(stdout).toContain('rules/a.yaml');
  expect(stdout).toContain('my files/b.yaml');
  expect(stdout).not.toContain('other/c.yaml');
});

describe('base', () => {
  const git = (workspace: string, ...args: string[]): string => spawnSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@example.com', ...args], { cwd: workspace, encoding: 'utf8' }).stdout.trim();
  /** A repository with the files committed, one of them then changed, and a pull request from that commit. */
  const pullRequest = (change: string) => (workspace: string): Record<string, string> => {
    git(workspace, 'init', '-q');
    git(workspace, 'add', '.');
    git(workspace, 'commit', '-qm', 'base');
    const event = join(workspace, '../event.json');
    writeFileSync(event, JSON.stringify({ pull_request: { base: { sha: git(workspace, 'rev-parse', 'HEAD') } } }));
    writeFileSync(join(workspace, 'rbac.yaml'), change);
    return { GITHUB_EVENT_PATH: event, GITHUB_ACTIONS: 'true', GITHUB_SERVER_URL: 'https://github.com', GITHUB_REPOSITORY: 'acme/shop', GITHUB_SHA: 'f'.repeat(40) };
  };

  test('auto: what the pull request brings, and SARIF that names the repository', () => {
    const same = step({ 'rbac.yaml': wildcardRole }, { base: 'auto' }, pullRequest(`# moved\n${wildcardRole}`));
    expect(same).toMatchObject({ status: 0, outputs: { findings: '0' } });
    const more = step({ 'rbac.yaml': wildcardRole }, { base: 'auto' }, pullRequest(`${wildcardRole}---\n${wildcardRole.replaceAll('everything', 'again')}`));
    expect(more.status).toBe(1);
    const { runs: [run] } = JSON.parse(readFileSync(join(more.workspace, 'sa-lint.sarif'), 'utf8')) as { runs: [{ results: { message: { text: string } }[]; versionControlProvenance: unknown }] };
    expect(run.versionControlProvenance).toMatchObject([{ repositoryUri: 'https://github.com/acme/shop', revisionId: 'f'.repeat(40) }]);
    expect(run.results).toHaveLength(Number(more.outputs['findings']));
    expect(run.results.length).toBeGreaterThan(0);
  });

  test('outside a pull request everything is new; a missing commit is said with what to do', () => {
    expect(step({ 'rbac.yaml': wildcardRole }, { base: 'auto' }).status).toBe(1);
    expect(step({ 'rbac.yaml': wildcardRole }, { base: '0'.repeat(40) }, pullRequest(wildcardRole))).toMatchObject({ status: 2, stdout: expect.stringContaining('fetch-depth: 0') as string });
  });
});

test('something that could not be read: exit code 3', () => {
  expect(step({ 'a.yaml': 'kind: [' }).outputs['exit-code']).toBe('3');
});

test('wrong inputs are one annotation that says what to do', () => {
  const rbac = { 'rbac.yaml': wildcardRole };
  expect(step(rbac, { format: 'pdf' })).toMatchObject({ status: 2, stdout: '::error title=sa-lint::the input format takes sarif, github, text, markdown, json, junit, not pdf\n', outputs: { 'exit-code': '2' } });
  expect(step(rbac, { complete: 'maybe' }).stdout).toContain('takes true or false, not maybe');
  expect(step(rbac, { args: 'explain wildcard' }).stdout).toContain('paths go into the input paths');
  expect(step(rbac, { paths: "'deploy" }).stdout).toContain('has a quote that does not end');
  expect(step(rbac, { 'fail-on': 'worst' }).status).toBe(2);
});

test('the finest threshold and further options reach the command line', () => {
  const { status, outputs } = step({ 'rbac.yaml': wildcardRole, 'live.yaml': wildcardRole }, { paths: 'live.yaml', args: '--max-file-size 1', 'fail-on': 'info', complete: 'true', namespace: 'shop' });
  expect(status).toBe(1);
  expect(Number(outputs['findings'])).toBeGreaterThan(0);
});

test('a baseline hides what it lists', () => {
  const home = join(temporary, 'baseline');
  mkdirSync(home);
  writeFileSync(join(home, 'rbac.yaml'), wildcardRole);
  spawnSync(process.execPath, [join(bundle, 'sa-lint.cjs'), 'rbac.yaml', '--baseline', 'known.json', '--update-baseline'], { cwd: home });
  const known = readFileSync(join(home, 'known.json'), 'utf8');
  expect(step({ 'rbac.yaml': wildcardRole, 'known.json': known }, { paths: 'rbac.yaml', baseline: 'known.json' }).outputs).toMatchObject({ findings: '0', 'exit-code': '0' });
});
