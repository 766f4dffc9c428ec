// Finds sa-lint.yaml and reads it from the disk.
import { readFileSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';
import type { Problem } from '#source/document.js';
import { readConfig, type ConfigText } from './read.js';

/** The config of a file; a file that cannot be read is a problem as well. */
export function loadConfig(path: string, ruleIds?: readonly string[]): ConfigText {
  const name = relative(process.cwd(), resolve(path)).replaceAll(sep, '/');
  try {
    return readConfig({ name, text: readFileSync(path, 'utf8'), cluster: false, directory: '.' }, dirname(resolve(path)), ruleIds);
  } catch (error) {
    const problem: Problem = { file: name, line: 1, column: 1, code: 'unreadable', message: `cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}`, severity: 'not-evaluated' };
    return { config: undefined, problems: [problem] };
  }
}
