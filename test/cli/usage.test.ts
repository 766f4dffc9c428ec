// Wrong usage is said at once, with what was meant, and nothing is done; each command takes its own words and options only.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { saLint } from '../sa-lint.js';

const directory = mkdtempSync(join(tmpdir(), 'sa-lint-usage-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const tree = 'fixtures/quickstart';

test.each([
  [['who-can', 'create', 'pods', '--list'], '--list is no option of who-can, but of can-i'],
  [['reach', 'group:ci', tree, '--as', 'jane'], '--as is no option of reach, but of can-i'],
  [['reach', 'group:ci', '-A'], '-A is no option of reach, but of can-i and who-can'],
  [['rules', 'foo'], 'sa-lint explain foo'],
  [['completion', 'bash', 'more'], 'not bash more'],
  [['cani', 'create', 'pods', tree], 'did you mean "can-i"?'],
  [['verify', '--help'], 'did you mean "--verify"?'],
  [['lint', tree], 'sa-lint [PATH…]'],
  [['can-i', 'get', 'secrets', '--as', '', tree], '--as is empty; is a variable not set?'],
  [['can-i', 'get', 'secrets', '--as-group=', tree], '--as-group is empty'],
  [['can-i', 'get', 'secrets', '--as', 'shop/', tree], '--as shop/ names nobody: what stands behind / is empty'],
  [['can-i', 'get', 'secrets', '--as', 'system:serviceaccount:shop:', tree], 'names nobody'],
  [['can-i', '', 'secrets', '--as', 'shop/web', tree], 'argument 1 is empty; is a variable not set?'],
  [['who-can', 'get', '', tree], 'argument 2 is empty'],
  [['-n', '', tree], '--namespace is empty'],
  [['can-i', 'create'], 'can-i needs somebody who asks'],
  [['can-i', 'create', '--as', 'jane'], 'can-i needs a verb and a resource'],
  [['can-i', 'crate', '--object', `${tree}/team/ci.yaml`, '--as', 'jane', tree], 'did you mean "create"?'],
  [['can-i', '--object', 'gone.yaml', '--as', 'jane', tree], 'cannot read the objects of gone.yaml: it does not exist'],
  [['-f', 'json=', tree], '-f json= names no file'],
  [['-f', 'json=gone/report.json', tree], 'cannot write gone/report.json: there is no directory gone'],
  [['-f', `json=${directory}`, tree], `cannot write ${directory}: it is a directory`],
  [['--baseline', 'gone/b.json', '--update-baseline', tree], 'cannot write gone/b.json: no such directory'],
])('%j', (args, words) => {
  const { status, stdout, stderr } = saLint(args);
  expect(stderr).toContain(words);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
});

test('init with a word writes nothing', () => {
  const cwd = join(directory, 'init');
  mkdirSync(cwd);
  expect(saLint(['init', 'extra'], { cwd }).status).toBe(2);
  expect(readdirSync(cwd)).toEqual([]);
});

test('a directory that is called nearly like a command is a path, and options may stand before the command', () => {
  mkdirSync(join(directory, 'graphs'));
  writeFileSync(join(directory, 'graphs/a.yaml'), 'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop }\n');
  expect(saLint(['graphs'], { cwd: directory }).status).toBe(0);
  expect(saLint(['gone.yaml'], { cwd: directory }).status).toBe(3);
  expect(saLint(['-f', 'json', 'can-i', 'create', 'pods', '-n', 'shop', '--as-group', 'ci', tree]).stdout).toContain('"allowed": true');
});

test('with --object the words are paths, behind a verb or none', () => {
  for (const verb of [['create'], []]) expect(saLint(['can-i', ...verb, '--object', `${tree}/team/ci.yaml`, '--as-group', 'ci', tree]).stdout).toContain('Group ci cannot create all 2 objects');
});

test('help lists the formats and the options of a command, and no others', () => {
  const help = (...args: string[]): string => saLint([...args, '--help']).stdout.replace(/\s+/g, ' ');
  expect(help()).toContain('text, json, sarif, markdown, github, junit, html (default text)');
  expect(help('graph')).toContain('json, dot, mermaid, graphml, html (default json)');
  expect(help('can-i')).toContain('--requests FILE');
  expect(help('reach')).toContain('/web (one without a namespace)');
  for (const option of ['--list', '--requests', '--object', '--as ']) expect(help('reach') + help('who-can')).not.toContain(option);
});

test('two reports of one answer', () => {
  const file = join(directory, 'can.json');
  expect(saLint(['can-i', 'create', 'pods', '-n', 'shop', '--as-group', 'ci', '-f', 'text', '-f', `json=${file}`, tree]).stdout).toContain('yes: Group ci can create pods');
  expect(existsSync(file)).toBe(true);
});
