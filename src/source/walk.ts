// Walks a directory for manifests and what else sets up a cluster. Links are looked at last, so that a file is known by its own name and not by a link's.
import { readdirSync, realpathSync, statSync, type Dirent, type Stats } from 'node:fs';
import type { Problem, ProblemCode } from './document.js';
import { isIgnored, rulesBelow, type IgnoreRules } from './gitignore.js';
import { mayMatter } from './file-names.js';
import { diskProblem, problemOf } from './load.js';

/** Manifests found: the path under which each is known, by its real path. */
export type Found = Map<string, string>;

interface Place {
  readonly path: string;
  readonly real: string;
  readonly rules: IgnoreRules | undefined;
}

const skippedDirectories = new Set(['.git', 'node_modules']);

/** Adds all manifests below `root` (absolute, `/`-separated) to `found`. `nameOf` gives the name under which a problem is reported. */
export function walk(root: string, found: Found, nameOf: (path: string) => string): Problem[] {
  const problems: Problem[] = [];
  const links: Place[] = [];
  const walked = new Set<string>();
  const realRoot = realpathSync(root);

  visit({ path: root, real: realRoot, rules: undefined });
  for (const link of links) follow(link);
  return problems;

  function visit(top: Place): void {
    const pending = [top];
    for (let next = pending.pop(); next; next = pending.pop()) {
      if (walked.has(next.real)) continue;
      walked.add(next.real);
      const entries = list(next.path);
      const rules = entries.some((entry) => entry.name === '.gitignore') ? rulesBelow(next.path, next.rules) : next.rules;
      for (const entry of entries) {
        const below = { path: join(next.path, entry.name), real: join(next.real, entry.name), rules };
        if (entry.isDirectory()) {
          if (!skippedDirectories.has(entry.name) && !isIgnored(below.path, true, rules)) pending.push(below);
        } else if (entry.isSymbolicLink()) {
          links.push(below);
        } else if (mayMatter(below.path) && !isIgnored(below.path, false, rules)) {
          if (entry.isFile()) found.set(below.real, below.path);
          else report(below.path, 'not-a-file', 'is neither a file nor a directory (a pipe, socket or device)');
        }
      }
    }
  }

  function list(directory: string): Dirent[] {
    try {
      return readdirSync(directory, { withFileTypes: true });
    } catch (error) {
      problems.push(diskProblem(nameOf(directory), error));
      return [];
    }
  }

  function follow(link: Place): void {
    if (isIgnored(link.path, false, link.rules)) return;
    try {
      const stats = statSync(link.path);
      if (stats.isDirectory() || mayMatter(link.path)) take(link, realpathSync(link.path), stats);
    } catch (error) {
      problems.push(diskProblem(nameOf(link.path), error, 'link'));
    }
  }

  function take(link: Place, target: string, stats: Stats): void {
    if (target !== realRoot && !target.startsWith(join(realRoot, ''))) {
      report(link.path, 'link-outside', 'is a symbolic link out of the tree; name its target to have it read');
    } else if (link.real.startsWith(join(target, ''))) {
      report(link.path, 'link-loop', 'is a symbolic link to a directory that contains it');
    } else if (stats.isDirectory()) {
      visit({ path: link.path, real: target, rules: link.rules });
    } else if (!stats.isFile()) {
      report(link.path, 'not-a-file', 'is a link to neither a file nor a directory');
    } else if (!found.has(target)) {
      found.set(target, link.path);
    }
  }

  function report(path: string, code: ProblemCode, message: string): void {
    problems.push(problemOf(nameOf(path), code, message));
  }
}

function join(directory: string, name: string): string {
  return directory.endsWith('/') ? directory + name : `${directory}/${name}`;
}
