// Same input, same bytes: whatever the locale, the time zone, the order of the arguments and the directory.
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { saLint } from '../sa-lint.js';

const directory = mkdtempSync(join(tmpdir(), 'sa-lint-bytes-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** A copy of the fixtures at some depth, so that only what is in it can be told. */
function copyAt(...path: readonly string[]): string {
  const at = join(directory, ...path);
  mkdirSync(at, { recursive: true });
  for (const tree of ['quickstart', 'inherited', 'always-allow', 'clusters']) cpSync(join('fixtures', tree), join(at, tree), { recursive: true });
  return at;
}

const shallow = copyAt('a');
const deep = copyAt('b', 'with spaces', 'ünïcode', 'deep');

function run(cwd: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}): string {
  const { stdout, stderr, status } = saLint(args, { cwd, env: environment });
  return `${status}\n${stderr}\n${stdout}`;
}

const commands: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(['text', 'json', 'sarif', 'markdown', 'github', 'junit', 'html'].map((format) => [format, ['-f', format]])),
  summary: ['--summary'],
  graph: ['graph', '-f', 'json'],
  identities: ['identities', '-f', 'json'],
  'who-can': ['who-can', 'get', 'secrets', '-A'],
};

const trees = ['quickstart', 'inherited', 'always-allow', 'clusters'];

test.each(Object.entries(commands))('%s', (_, args) => {
  const usual = run(shallow, [...args, ...trees], { LANG: 'C', LC_ALL: 'C', TZ: 'Pacific/Honolulu' });
  expect(usual.length).toBeGreaterThan(200);
  const elsewhere = run(deep, [...args, ...trees.toReversed()], { LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8', TZ: 'Asia/Kathmandu' });
  expect(elsewhere).toBe(usual.replaceAll(shallow, deep));
});

test('a directory, or all that is in it', () => {
  expect(run(shallow, ['-f', 'json', '.'])).toBe(run(shallow, ['-f', 'json', ...trees]));
});
