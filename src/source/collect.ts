// Finds and reads the files that a user's arguments mean: files, directories, glob patterns and standard input.
import { existsSync, lstatSync, realpathSync, statSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import type { Problem, SourceFile } from './document.js';
import { loadGlobby } from './lazy.js';
import { diskProblem, loadBytes, loadFile, problemOf } from './load.js';
import { isManifestName, isWhatItSeems } from './file-names.js';
import { walk, type Found } from './walk.js';

export interface CollectOptions {
  /** What came over standard input, and the name to report it under. */
  readonly stdin?: { readonly text: string | Uint8Array; readonly name: string };
  /** Names of files are relative to this directory. Default: the working directory. */
  readonly cwd?: string;
  /** Larger files become problems. Default: 100 MB. */
  readonly maximumBytes?: number;
  /** The files describe what exists in the cluster (`--cluster`). */
  readonly cluster?: boolean;
}

const defaultMaximumBytes = 100e6;
const globCharacters = /[*?[\]{}!]/;

/**
 * Collects `paths` from the disk: what is named is read whatever it is called, directories are walked for `.yaml`, `.yml` and `.json`, systemd units and
 * kubeconfigs of the cluster, and ABAC policies.
 * A pattern behind `!` leaves out what it matches. The order of arguments does not matter; a file named twice or reached by a link as well is read once. Never throws for what the disk holds.
 */
export function collect(paths: readonly string[], options: CollectOptions = {}): { files: SourceFile[]; problems: Problem[] } {
  const cwd = toSlashes(resolve(options.cwd ?? process.cwd()));
  const maximumBytes = options.maximumBytes ?? defaultMaximumBytes;
  const cluster = options.cluster ?? false;
  const files: SourceFile[] = [];
  const problems: Problem[] = [];
  const nameOf = (path: string): string => toSlashes(relative(cwd, path)) || '.';

  if (options.stdin) addInput(options.stdin);
  const found: Found = new Map();
  const named = new Set<string>();
  const isExclusion = (path: string): boolean => path.startsWith('!') && !existsSync(resolve(cwd, path));
  for (const path of paths) if (path !== '-' && !isExclusion(path)) expand(path);
  for (const path of paths.filter(isExclusion)) leaveOut(path.slice(1));
  for (const path of [...found.values()].sort(byText)) {
    const name = nameOf(path);
    const loaded = loadFile(path, name, maximumBytes);
    const wanted = named.has(path) || isManifestName(name);
    if ('problem' in loaded) problems.push(...(wanted || loaded.problem.code === 'unreadable' ? [loaded.problem] : []));
    else if (wanted || isWhatItSeems(name, loaded.text)) files.push(sourceFile(name, loaded.text, cluster));
  }
  if (files.length === 0 && problems.length === 0) problems.push(problemOf(paths.join(' ') || '.', 'no-input', 'holds no .yaml, .yml or .json file'));
  return { files: files.sort((a, b) => byText(a.name, b.name)), problems: distinct(problems) };

  function addInput({ text, name }: { text: string | Uint8Array; name: string }): void {
    const loaded = typeof text === 'string' ? { text } : loadBytes(text, name, maximumBytes);
    if ('problem' in loaded) problems.push(loaded.problem);
    else if (isBlank(loaded.text)) problems.push(problemOf(name, 'no-input', 'holds nothing: what was to write it wrote no manifest'));
    else files.push(sourceFile(name, loaded.text, cluster));
  }

  function expand(path: string): void {
    const absolute = toSlashes(resolve(cwd, path));
    try {
      const stats = statSync(absolute);
      if (stats.isDirectory()) problems.push(...walk(absolute, found, nameOf));
      else if (stats.isFile()) take(absolute);
      else problems.push(problemOf(nameOf(absolute), 'not-a-file', 'is neither a file nor a directory (a pipe, socket or device)'));
    } catch (error) {
      if (globCharacters.test(path) && !isLink(absolute)) expandGlob(path);
      else problems.push(diskProblem(nameOf(absolute), error, isLink(absolute) ? 'link' : 'path'));
    }
  }

  function take(absolute: string): void {
    found.set(toSlashes(realpathSync(absolute)), absolute);
    named.add(absolute);
  }

  function matchesOf(pattern: string, ignore: readonly string[]): readonly string[] {
    return loadGlobby().globbySync(toSlashes(pattern), { cwd, dot: true, onlyFiles: false, ignore: [...ignore], expandDirectories: false });
  }

  /** Takes out what a pattern matches, and what stands below. */
  function leaveOut(pattern: string): void {
    const matches = matchesOf(pattern, []).map((match) => toSlashes(resolve(cwd, match)));
    for (const [real, path] of found) if (matches.some((match) => path === match || path.startsWith(`${match}/`))) found.delete(real);
  }

  function expandGlob(pattern: string): void {
    const matches = matchesOf(pattern, ['**/.git', '**/node_modules']);
    const namesExtension = /\.\w+$/.test(pattern);
    for (const match of matches) if (namesExtension || isManifestName(match) || isDirectory(resolve(cwd, match))) expand(match);
    if (matches.length === 0) problems.push(problemOf(pattern, 'no-input', 'matches no file'));
  }
}

/** Whether nothing stands in a text but comments and separators of documents: a pipe whose writer failed. */
function isBlank(text: string): boolean {
  return text.replace(/^\ufeff/, '').split(/\r?\n/).every((line) => /^(?:---|\.\.\.)?\s*(?:#.*)?$/.test(line));
}

function sourceFile(name: string, text: string, cluster: boolean): SourceFile {
  const slash = name.lastIndexOf('/');
  return { name, text, cluster, directory: slash < 0 ? '.' : name.slice(0, slash) };
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function toSlashes(path: string): string {
  return sep === '/' ? path : path.replaceAll(sep, '/');
}

function distinct(problems: readonly Problem[]): Problem[] {
  const seen = new Map(problems.map((problem) => [`${problem.file}\n${problem.code}`, problem]));
  return [...seen.values()].sort((a, b) => byText(a.file, b.file) || byText(a.code, b.code));
}

// Code units, not the locale: the same bytes everywhere.
function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
