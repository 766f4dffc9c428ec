// Finds the config file of a directory: one look for each directory above it, so that it costs nothing where there is none.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

export const configName = 'sa-lint.yaml';

/** The nearest sa-lint.yaml at or above `directory` (absolute), not beyond the root of its git repository; undefined when there is none. */
export function findConfig(directory: string): string | undefined {
  for (let at = directory; ; at = dirname(at)) {
    const file = join(at, configName);
    if (existsSync(file)) return file;
    if (existsSync(join(at, '.git')) || dirname(at) === at) return undefined;
  }
}
