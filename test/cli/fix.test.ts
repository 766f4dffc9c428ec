// `--fix`: what is reported is fixed, and nothing else; files stay as they are but for the edit.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { saLint } from '../sa-lint.js';

const temporary = mkdtempSync(join(tmpdir(), 'sa-lint-fix-'));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

const manifest = (name: string): string =>
  `apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: ${name}, namespace: shop}\nautomountServiceAccountToken: false\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}, namespace: shop}\n` +
  `spec:\n  selector: {matchLabels: {app: ${name}}}\n  template:\n    metadata: {labels: {app: ${name}}}\n    spec:\n      serviceAccount: ${name}\n      containers: [{name: web, image: web}]\n`;
const fixed = (name: string): string => manifest(name).replace('serviceAccount:', 'serviceAccountName:');

/** A directory of its own with the files; `read` gives one as it is then. */
function given(name: string, files: Readonly<Record<string, string | Uint8Array>>): { run: (args: readonly string[], input?: string) => ReturnType<typeof saLint>; read: (file: string) => Buffer } {
  const cwd = join(temporary, name);
  mkdirSync(join(cwd, '.git'), { recursive: true });
  for (const [file, content] of Object.entries(files)) writeFileSync(join(cwd, file), content);
  return { run: (args, input = '') => saLint(args, { cwd, input }), read: (file) => readFileSync(join(cwd, file)) };
}

test('writes no file for standard input, whatever its name', () => {
  const { run, read } = given('stdin', { 'a.yaml': 'kind: x\n' });
  const { status, stderr } = run(['--fix', 'safe', '-', '--stdin-filename', 'a.yaml'], manifest('web'));
  expect(status).toBe(2);
  expect(stderr).toContain('standard input');
  expect(read('a.yaml').toString()).toBe('kind: x\n');
  expect(run(['--fix', 'safe', '--dry-run', '-'], manifest('web')).stdout).toContain('+      serviceAccountName: web');
});

test('fixes what is reported: no file that is not changed, nothing that the baseline knows', () => {
  const { run, read } = given('changed', { 'a.yaml': manifest('a'), 'b.yaml': manifest('b') });
  run(['--fix', 'safe', '--changed', 'a.yaml']);
  expect([read('a.yaml').toString(), read('b.yaml').toString()]).toEqual([fixed('a'), manifest('b')]);
  run(['--baseline', 'known.json', '--update-baseline']);
  run(['--fix', 'safe', '--baseline', 'known.json']);
  expect(read('b.yaml').toString()).toBe(manifest('b'));
  run(['--fix', 'safe']);
  expect(read('b.yaml').toString()).toBe(fixed('b'));
});

test('keeps the encoding, and leaves alone what is no text', () => {
  const utf16 = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le');
  const latin = (text: string): Buffer => Buffer.concat([Buffer.from('# caf'), Buffer.from([0xe9, 0x0a]), Buffer.from(text)]);
  const { run, read } = given('encoding', { 'a.yaml': utf16(manifest('a')), 'b.yaml': utf16(manifest('b')).swap16(), 'c.yaml': latin(manifest('c')) });
  const { stderr } = run(['--fix', 'safe']);
  expect(read('a.yaml').equals(utf16(fixed('a')))).toBe(true);
  expect(read('b.yaml').equals(utf16(fixed('b')).swap16())).toBe(true);
  expect(read('c.yaml').equals(latin(manifest('c')))).toBe(true);
  expect(stderr).toContain('c.yaml is left alone');
});
