// Reads the manifests of a git revision, without a checkout: `git:main`, `git:HEAD~1:k8s`.
import { spawnSync } from 'node:child_process';
import { posix } from 'node:path';
import type { Problem, SourceFile } from '#source/document.js';
import { loadBytes, problemOf } from '#source/load.js';
import { isManifestName, isWhatItSeems, mayMatter } from '#source/file-names.js';
import type { Inputs } from './inputs.js';
import { UsageError } from './usage-error.js';

const mostBytes = 2 ** 31 - 1;

/** Whether a word names a revision and no directory. */
export function isRevision(word: string): boolean {
  return word.startsWith('git:');
}

/**
 * Manifests of `git:REVISION` below the working directory, or of `git:REVISION:PATH`, PATH being relative to it; named as they would be on the disk. What git does not
 * know is a UsageError. Links and submodules are not followed.
 */
export function loadRevision(word: string, maximumBytes: number): Inputs {
  const [, revision = '', path = '.'] = /^git:([^:]*)(?::(.*))?$/s.exec(word) ?? [];
  if (revision === '' || revision.startsWith('-')) throw new UsageError(`${word} names no revision: git:main, git:HEAD~1, git:v1.2:k8s`);
  const commit = git(['rev-parse', '--verify', '--quiet', `${revision}^{commit}`], word).toString('utf8').trim();
  const listed = git(['ls-tree', '-r', '-z', commit, '--', `${posix.normalize(path)}`], word).toString('utf8');
  const files: SourceFile[] = [];
  const problems: Problem[] = [];
  const blobs = listed.split('\0').flatMap((line) => {
    const [, mode = '', type, hash = '', name = ''] = /^(\d+) (\w+) (\w+)\t(.*)$/s.exec(line) ?? [];
    return type === 'blob' && mode !== linkMode && mayMatter(name) ? [{ hash, name }] : [];
  });
  let rest = git(['cat-file', '--batch'], word, `${blobs.map(({ hash }) => hash).join('\n')}\n`);
  for (const { name } of blobs) {
    // "HASH blob SIZE", a line break, the bytes, a line break.
    const end = rest.indexOf(10);
    const size = Number(rest.subarray(0, end).toString('latin1').split(' ')[2]);
    const loaded = loadBytes(rest.subarray(end + 1, end + 1 + size), name, maximumBytes);
    rest = rest.subarray(end + 2 + size);
    if ('problem' in loaded) problems.push(...(isManifestName(name) ? [loaded.problem] : []));
    else if (isWhatItSeems(name, loaded.text)) files.push({ name, text: loaded.text, cluster: false, directory: posix.dirname(name) });
  }
  if (blobs.length === 0) problems.push(problemOf(word, 'no-input', 'holds no .yaml, .yml or .json file'));
  return { files: files.sort((a, b) => (a.name < b.name ? -1 : 1)), problems };
}

const linkMode = '120000';

function git(args: readonly string[], word: string, input = ''): Buffer {
  // Names as they are, whatever the user's configuration says; the program is called without a shell.
  const { status, stdout, stderr, error } = spawnSync('git', ['-c', 'core.quotePath=false', ...args], { input, maxBuffer: mostBytes });
  if (error) throw new UsageError(`${word} needs git, which cannot be run: ${(error as NodeJS.ErrnoException).code ?? error.message}`);
  if (status !== 0) throw new UsageError(`git does not know ${word}${hint(stderr.toString('utf8'))}`);
  return stdout;
}

function hint(stderr: string): string {
  const [first = ''] = stderr.trim().split('\n');
  return first === '' ? '; in a shallow clone of CI, fetch it first (fetch-depth: 0)' : `: ${first.replace(/^fatal: /, '')}`;
}
