// What the disk holds, and what becomes of it: every path is read or named as a problem.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { collect, type CollectOptions } from '#source/collect.js';

let cwd = '';
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'collect-'));
});
afterEach(() => {
  rmSync(cwd, { recursive: true, force: true });
});

function write(name: string, content: string | Uint8Array = 'a: 1\n'): void {
  mkdirSync(join(cwd, name, '..'), { recursive: true });
  writeFileSync(join(cwd, name), content);
}

function collected(paths: string[], options: CollectOptions = {}): { files: string[]; problems: string[] } {
  const { files, problems } = collect(paths, { cwd, ...options });
  return { files: files.map(({ name }) => name), problems: problems.map(({ file, code }) => `${file} ${code}`) };
}

test('walks directories for manifests, hidden ones included', () => {
  for (const name of ['b/x.yaml', 'a.YML', '.hidden/c.json', 'README.md', 'node_modules/p/x.yaml', '.git/x.yaml']) write(name);
  expect(collected(['.'])).toEqual({ files: ['.hidden/c.json', 'a.YML', 'b/x.yaml'], problems: [] });
  expect(collected(['b', 'a.YML', '.', 'b/x.yaml'])).toEqual(collected(['.']));
});

test('reads a Kustomization without extension, if it is one', () => {
  write('a/Kustomization', 'resources: [x.yaml]\n');
  write('b/Kustomization', 'what we do here\n');
  expect(collected(['.'])).toEqual({ files: ['a/Kustomization'], problems: [] });
});

test('reads a named file whatever it is called', () => {
  write('manifest.txt');
  expect(collected(['manifest.txt'])).toEqual({ files: ['manifest.txt'], problems: [] });
});

test('leaves out what .gitignore files below leave out, the nearest deciding', () => {
  for (const name of ['out/x.yaml', 'a.local.yaml', 'sub/b.local.yaml', 'sub/c.yaml']) write(name);
  write('.gitignore', 'out/\n*.local.yaml\n');
  write('sub/.gitignore', '!b.local.yaml\n');
  expect(collected(['.']).files).toEqual(['sub/b.local.yaml', 'sub/c.yaml']);
  expect(collected(['out']).files).toEqual(['out/x.yaml']);
});

test('minds the case of letters in .gitignore, as git does', () => {
  for (const name of ['Out/x.yaml', 'out/y.yaml']) write(name);
  write('.gitignore', 'out/\n');
  expect(collected(['.']).files).toEqual(['Out/x.yaml']);
});

test('leaves out what a pattern behind ! matches, and adds nothing by it', () => {
  for (const name of ['a/1.yaml', 'a/2.yaml', 'b/sub/3.yaml', 'other.yaml']) write(name);
  expect(collected(['a/*', '!a/1.yaml']).files).toEqual(['a/2.yaml']);
  expect(collected(['!b', '.']).files).toEqual(['a/1.yaml', 'a/2.yaml', 'other.yaml']);
  expect(collected(['!a/1.yaml'])).toEqual({ files: [], problems: ['!a/1.yaml no-input'] });
  write('!c.yaml');
  expect(collected(['!c.yaml']).files).toEqual(['!c.yaml']);
});

test('expands glob patterns, but not the name of a file that is there', () => {
  for (const name of ['a/x.yaml', 'a/y.md', 'b/x.yaml', '[c].yaml', 'c.yaml']) write(name);
  expect(collected(['*/*']).files).toEqual(['a/x.yaml', 'b/x.yaml']);
  expect(collected(['a/*.md']).files).toEqual(['a/y.md']);
  expect(collected(['[c].yaml']).files).toEqual(['[c].yaml']);
  expect(collected(['*.toml'])).toEqual({ files: [], problems: ['*.toml no-input'] });
});

test('says what is not there, and when there is nothing at all', () => {
  mkdirSync(join(cwd, 'empty'));
  expect(collected(['gone.yaml', 'empty/gone'])).toEqual({ files: [], problems: ['empty/gone not-found', 'gone.yaml not-found'] });
  expect(collected(['empty'])).toEqual({ files: [], problems: ['empty no-input'] });
});

test('follows links within the tree, and names the others', () => {
  write('tree/real/a.yaml');
  write('tree/notes.txt');
  write('outside.yaml');
  symlinkSync('a.yaml', join(cwd, 'tree/real/z.yaml'));
  symlinkSync('notes.txt', join(cwd, 'tree/by-link.yaml'));
  symlinkSync('gone', join(cwd, 'tree/broken.yaml'));
  symlinkSync('self.yaml', join(cwd, 'tree/self.yaml'));
  symlinkSync('..', join(cwd, 'tree/real/up'));
  symlinkSync('real', join(cwd, 'tree/again'));
  symlinkSync('../outside.yaml', join(cwd, 'tree/out.yaml'));
  expect(collected(['tree'])).toEqual({
    files: ['tree/by-link.yaml', 'tree/real/a.yaml'],
    problems: ['tree/broken.yaml broken-link', 'tree/out.yaml link-outside', 'tree/real/up link-loop', 'tree/self.yaml link-loop'],
  });
  expect(collected(['tree/out.yaml']).files).toEqual(['tree/out.yaml']);
});

test.skipIf(process.platform === 'win32')('does not wait for pipes', () => {
  execFileSync('mkfifo', [join(cwd, 'pipe.yaml')]);
  expect(collected(['.']).problems).toEqual(['pipe.yaml not-a-file']);
  expect(collected(['pipe.yaml']).problems).toEqual(['pipe.yaml not-a-file']);
});

test('decodes UTF-16 and refuses binary data and what is too large', () => {
  write('le.yaml', Buffer.from('\ufeffa: é\n', 'utf16le'));
  write('be.yaml', Buffer.from('\ufeffa: é\n', 'utf16le').swap16());
  write('binary.yaml', Buffer.from([0x61, 0, 0x62]));
  write('large.yaml', 'a: 123456789012345678901234567890\n');
  const { files, problems } = collect(['.'], { cwd, maximumBytes: 30 });
  expect(files.map(({ text }) => text)).toEqual(['\ufeffa: é\n', '\ufeffa: é\n']);
  expect(problems.map(({ file, code }) => `${file} ${code}`)).toEqual(['binary.yaml binary', 'large.yaml too-large']);
});

test('names what lies outside of the working directory relative to it', () => {
  write('platform/a.yaml');
  write('team/b.yaml');
  expect(collected(['..'], { cwd: join(cwd, 'team') }).files).toEqual(['../platform/a.yaml', 'b.yaml']);
  expect(collected(['../gone'], { cwd: join(cwd, 'team') }).problems).toEqual(['../gone not-found']);
  expect(collected([join(cwd, 'platform')], { cwd: join(cwd, 'team') }).files).toEqual(['../platform/a.yaml']);
});

test('takes standard input beside files', () => {
  write('a.yaml');
  expect(collected(['-', 'a.yaml'], { stdin: { text: 'b: 2\n', name: 'stdin.yaml' } }).files).toEqual(['a.yaml', 'stdin.yaml']);
  expect(collect([], { cwd, stdin: { text: Buffer.from('b: 2\n'), name: '-' } }).files.map(({ text }) => text)).toEqual(['b: 2\n']);
});

test.skipIf(process.getuid?.() === 0)('names directories and files that it may not read', () => {
  write('closed/a.yaml');
  write('b.yaml');
  execFileSync('chmod', ['0', join(cwd, 'closed'), join(cwd, 'b.yaml')]);
  expect(collected(['.']).problems).toEqual(['b.yaml unreadable', 'closed unreadable']);
  execFileSync('chmod', ['755', join(cwd, 'closed')]);
});
