// Answers whether .gitignore files of the walked tree leave a path out. Only files below the walked directory count: what a user names is read.
import { readFileSync } from 'node:fs';
import type { Ignore } from 'ignore';
import { loadIgnore } from './lazy.js';

/** The rules in force in one directory; a link to those of the directory above. */
export interface IgnoreRules {
  readonly base: string;
  readonly matcher: Ignore;
  readonly above: IgnoreRules | undefined;
}

/** Rules of `directory` on top of those above it; letters count as they are, as for git on Linux. An unreadable .gitignore ignores nothing. */
export function rulesBelow(directory: string, above: IgnoreRules | undefined): IgnoreRules | undefined {
  let text: string;
  try {
    text = readFileSync(`${directory}/.gitignore`, 'utf8');
  } catch {
    return above;
  }
  return { base: `${directory}/`, matcher: loadIgnore()({ ignorecase: false }).add(text), above };
}

/** Whether `path` (absolute) is left out; the nearest .gitignore that says anything decides, as in git. */
export function isIgnored(path: string, isDirectory: boolean, rules: IgnoreRules | undefined): boolean {
  for (let scope = rules; scope; scope = scope.above) {
    const answer = scope.matcher.test(path.slice(scope.base.length) + (isDirectory ? '/' : ''));
    if (answer.ignored) return true;
    if (answer.unignored) return false;
  }
  return false;
}
