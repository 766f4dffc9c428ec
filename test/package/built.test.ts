// The built CLI where it loads a package that stands in a file of its own: what runs from source proves nothing about that.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const temporary = mkdtempSync(join(tmpdir(), 'sa-lint-built-'));
const tree = join(temporary, 'tree');
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

beforeAll(() => {
  const built = spawnSync(process.execPath, ['node_modules/tsx/dist/cli.mjs', 'scripts/bundle.ts', join(temporary, 'dist')], { encoding: 'utf8' });
  expect(built.stderr).toBe('');
  for (const directory of ['app', 'build']) {
    mkdirSync(join(tree, directory), { recursive: true });
    writeFileSync(join(tree, directory, 'account.yaml'), `apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: ${directory}, namespace: shop }\n`);
  }
});

function filesRead(...args: readonly string[]): number {
  const { stdout } = spawnSync(process.execPath, [join(temporary, 'dist/sa-lint.cjs'), '--format', 'json', ...args], { cwd: tree, encoding: 'utf8' });
  return (JSON.parse(stdout) as { summary: { files: number } }).summary.files;
}

test('a pattern of files', () => {
  expect(filesRead('**/account.yaml')).toBe(2);
  expect(filesRead('b*/*.yaml')).toBe(1);
});

test('`exclude` and `paths` of the config', () => {
  writeFileSync(join(tree, 'sa-lint.yaml'), 'exclude: [build/]\n');
  expect(filesRead('.')).toBe(1);
  rmSync(join(tree, 'sa-lint.yaml'));
  expect(filesRead('.')).toBe(2);
});

test('a .gitignore', () => {
  writeFileSync(join(tree, '.gitignore'), 'build/\n');
  expect(filesRead('.')).toBe(1);
});
