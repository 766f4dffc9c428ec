// sa-lint.yaml: what it changes, what it does not, and what is said about mistakes. The schema for editors agrees with the reader.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { afterAll, describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config/read.js';
import { saLint } from '../sa-lint.js';

const temporary = mkdtempSync(join(tmpdir(), 'sa-lint-config-'));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));
let count = 0;

interface Report {
  readonly findings: readonly { readonly rule: string; readonly severity: string; readonly location: { readonly file: string } }[];
  readonly notEvaluated: readonly { readonly file: string }[];
  readonly summary: { readonly hidden: { readonly off?: number } };
}

/** Runs sa-lint in `cwd` of a directory that holds the quickstart under k8s/ and the files. */
function run(files: Readonly<Record<string, string>>, args: readonly string[] = [], cwd = '.'): { status: number | null; stderr: string; report: Report | undefined } {
  const directory = join(temporary, String(count++));
  mkdirSync(join(directory, '.git'), { recursive: true });
  cpSync('fixtures/quickstart', join(directory, 'k8s'), { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(directory, dirname(name)), { recursive: true });
    writeFileSync(join(directory, name), text);
  }
  const { status, stdout, stderr } = saLint(['-f', 'json', ...args], { cwd: join(directory, cwd) });
  return { status, stderr, report: stdout === '' ? undefined : (JSON.parse(stdout) as Report) };
}

const severitiesOf = (report: Report | undefined, rule: string): string[] => (report?.findings ?? []).filter((finding) => finding.rule === rule).map(({ severity }) => severity);

describe('rules', () => {
  test('off drops findings and counts them, a severity replaces theirs, the last entry that fits decides', () => {
    const plain = run({}).report;
    expect(severitiesOf(plain, 'workloads-creatable')).not.toEqual([]);
    const { report } = run({ 'sa-lint.yaml': "rules:\n  'reaches-*': off\n  reaches-cluster-admin: low\n  workloads-creatable: off\n" });
    expect(severitiesOf(report, 'workloads-creatable')).toEqual([]);
    expect(new Set(severitiesOf(report, 'reaches-cluster-admin'))).toEqual(new Set(['low']));
    expect(report?.summary.hidden.off).toBe(severitiesOf(plain, 'workloads-creatable').length);
    // Others stay as they are.
    expect(severitiesOf(report, 'bind-roles')).toEqual(severitiesOf(plain, 'bind-roles'));
  });

  test('by path, from a directory below the config as well; the near miss is the other file', () => {
    const config = { 'sa-lint.yaml': "paths:\n  - files: [k8s/platform/]\n    rules: { '*': info }\n" };
    for (const [cwd, file] of [['.', 'k8s/platform/operator.yaml'], ['k8s', 'platform/operator.yaml']] as const) {
      const found = run(config, [], cwd).report?.findings ?? [];
      expect(new Set(found.filter(({ location }) => location.file === file).map(({ severity }) => severity))).toEqual(new Set(['info']));
      expect(found.some(({ severity }) => severity === 'critical')).toBe(true);
    }
  });
});

test('what is excluded is not there, unreadable or not', () => {
  const { report } = run({ 'sa-lint.yaml': 'exclude: [k8s/platform/, broken.yaml]\n', 'broken.yaml': 'kind: [' });
  expect(report?.notEvaluated).toEqual([]);
  expect(report?.findings.some(({ rule }) => rule === 'reaches-cluster-admin')).toBe(false);
});

test('options: the file, unless the command line says otherwise; paths start from the file', () => {
  const config = { 'sa-lint.yaml': 'fail-on: critical\nbaseline: config/known.json\n', 'config/known.json': '{ "version": 1, "findings": {} }' };
  expect(run(config, [], 'k8s').status).toBe(1);
  expect(run({ ...config, 'sa-lint.yaml': "fail-on: critical\nrules: { 'reaches-*': off }\n" }).status).toBe(0);
  expect(run({ ...config, 'sa-lint.yaml': "fail-on: critical\nrules: { 'reaches-*': off }\n" }, ['--fail-on', 'medium']).status).toBe(1);
  expect(run({ 'other.yaml': "rules: { '*': off }\n" }, ['-c', 'other.yaml'], '.').status).toBe(0);
});

test('an empty config, and one above the repository, change nothing', () => {
  const plain = run({}).report?.findings;
  expect(run({ 'sa-lint.yaml': '# nothing yet\n' }).report?.findings).toEqual(plain);
  writeFileSync(join(temporary, 'sa-lint.yaml'), "rules: { '*': off }\n");
  expect(run({}).report?.findings).toEqual(plain);
});

test('rules of your own are known', () => {
  const rule = readFileSync('rules/grant/wildcard-role.yaml', 'utf8').replace('id: wildcard-role', 'id: our-rule');
  const own = { 'policies/grant/our-rule.yaml': rule };
  expect(run({ ...own, 'sa-lint.yaml': 'rule-directories: [policies]\nexclude: [policies/]\nrules: { our-rule: off }\n' }).stderr).toBe('');
  expect(run({ ...own, 'sa-lint.yaml': 'rules: { our-rule: off }\n' }).stderr).toContain('no rule is called our-rule');
});

const ids = ['wildcard-role', 'reaches-node'];
const mistakes: readonly (readonly [string, string])[] = [
  ['failon: high', '1:1: "failon" is no setting (did you mean "fail-on"?)'],
  ['fail-on: hgih', '1:10: "fail-on" takes critical, high, medium, low, info, not "hgih"'],
  ['rules:\n  wildcard-rol: off', '2:3: no rule is called wildcard-rol (did you mean "wildcard-role"?)'],
  ['rules:\n  wildcard-role: never', '2:18: "wildcard-role" takes'],
  ['rules: [wildcard-role]', '1:1: "rules" is a mapping'],
  ['paths: [{ files: [x] }]', '1:11: this entry of "paths" lacks "rules"'],
  ['paths: [{ files: x, rules: {} }]', '1:18: "files" takes a list of texts, not "x"'],
  ['exclude: vendor', '1:10: "exclude" takes a list'],
  ['kubernetes-version: 1.36', '1:21: "kubernetes-version" takes a version in quotes'],
  ['complete: maybe', '1:11: "complete" takes true or false'],
  ['namespace: 3', '1:12: "namespace" takes a text'],
  ['- a', '1:1: is no mapping'],
];

const validate = new Ajv({ strict: false }).compile(JSON.parse(readFileSync('src/config/schema.json', 'utf8')) as object);

test.each(mistakes)('%s', (text, message) => {
  const { config, problems } = readConfig({ name: 'sa-lint.yaml', text, cluster: false, directory: '.' }, '/', ids);
  expect(config).toBeUndefined();
  expect(problems.map((problem) => `${problem.line}:${problem.column}: ${problem.message}`).join('\n')).toContain(message);
  if (!message.includes('no rule is called')) expect(validate(parse(text))).toBe(false);
});

test('what the schema takes the reader takes', () => {
  const text = "rules: { 'reaches-*': low, wildcard-role: 'off' }\npaths: [{ files: ['a/*'], rules: { wildcard-role: on } }]\nexclude: [b]\nfail-on: info\nnamespace: shop\ncluster: [live.yaml]\ncomplete: true\nkubernetes-version: '1.36'\nrule-directories: [r]\nbaseline: b.json\n";
  expect(validate(parse(text))).toBe(true);
  expect(readConfig({ name: 'sa-lint.yaml', text, cluster: false, directory: '.' }, '/', ids).problems).toEqual([]);
});

test('a broken config stops the run with exit code 2', () => {
  const { status, stderr, report } = run({ 'sa-lint.yaml': 'fail-on: [' });
  expect({ status, report }).toEqual({ status: 2, report: undefined });
  expect(stderr).toMatch(/broken config:\n {2}sa-lint\.yaml:\d+:\d+: /);
  expect(run({}, ['-c', 'missing.yaml']).stderr).toContain('missing.yaml:1:1: cannot be read');
});

describe('init and completion', () => {
  const command = (cwd: string, ...args: string[]): string => saLint(args, { cwd }).stdout;

  test('init writes what is missing, a config that is read without complaint, and never overwrites', () => {
    const cwd = mkdtempSync(join(temporary, 'init-'));
    writeFileSync(join(cwd, '.pre-commit-config.yaml'), 'mine');
    expect(command(cwd, 'init')).toBe('wrote   sa-lint.yaml\nkept    .pre-commit-config.yaml, which is there already\nwrote   .github/workflows/sa-lint.yaml\n');
    expect(readFileSync(join(cwd, '.pre-commit-config.yaml'), 'utf8')).toBe('mine');
    const text = readFileSync(join(cwd, 'sa-lint.yaml'), 'utf8');
    expect(readConfig({ name: 'sa-lint.yaml', text, cluster: false, directory: '.' }, '/').problems).toEqual([]);
    // Every example in it is right as well.
    const examples = text.replace(/^# (?=( {2,}|rules:|paths:|exclude:|cluster:|complete:))/gm, '');
    expect(readConfig({ name: 'sa-lint.yaml', text: examples, cluster: false, directory: '.' }, '/').problems).toEqual([]);
    expect(validate(parse(examples))).toBe(true);
    expect(command(cwd, 'init')).not.toContain('wrote');
  });

  test.skipIf(spawnSync('bash', ['--version']).status !== 0)('bash completes commands, options, severities and rules', () => {
    writeFileSync(join(temporary, 'completion.bash'), command('.', 'completion', 'bash'));
    const complete = (...words: string[]): string[] => {
      const script = `source "$1"; shift; COMP_WORDS=(sa-lint "$@"); COMP_CWORD=$#; _sa_lint; printf '%s\\n' "\${COMPREPLY[@]}"`;
      return spawnSync('bash', ['-c', script, 'bash', join(temporary, 'completion.bash'), ...words], { encoding: 'utf8' }).stdout.trim().split('\n');
    };
    expect(complete('can')).toContain('can-i');
    expect(complete('graph', '--for')).toEqual(['--format']);
    expect(complete('--fail-on', 'cr')).toEqual(['critical']);
    expect(complete('explain', 'wildcard-r')).toContain('wildcard-role');
    expect(complete('who-can', '--fix')).toEqual(['']);
  });

  test('zsh and fish have a script, another shell is wrong usage', () => {
    expect(command('.', 'completion', 'zsh')).toContain('bashcompinit');
    expect(command('.', 'completion', 'fish')).toContain("-l fail-on -r -d 'lowest severity");
    expect(saLint(['completion', 'tcsh'])).toMatchObject({ status: 2, stderr: expect.stringContaining('not tcsh') as string });
  });
});
