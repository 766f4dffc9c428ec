// Loads the heavy packages on first use, synchronously: from the source tree as packages, from the bundle as sibling chunks of src/source/chunks.
import { createRequire } from 'node:module';

/** Defined as true by the bundle script; not defined at all when the TypeScript source runs. */
declare const SA_LINT_BUNDLED: boolean | undefined;

function load(name: string): unknown {
  // A variable, so that the bundler leaves this `require` to run time.
  const chunk = `./${name}.cjs`;
  if (typeof SA_LINT_BUNDLED !== 'undefined') return require(chunk);
  return createRequire(import.meta.url)(name);
}

/** The `yaml` package: 60 ms, needed only by documents outside the subset that the fast reader is certain of. */
export function loadYaml(): typeof import('./chunks/yaml.js') {
  return load('yaml') as typeof import('./chunks/yaml.js');
}

/** The `globby` package: 150 ms, needed only by glob patterns. */
export function loadGlobby(): typeof import('./chunks/globby.js') {
  return load('globby') as typeof import('./chunks/globby.js');
}

/** The `ignore` package, needed only where a .gitignore is met. */
export function loadIgnore(): typeof import('./chunks/ignore.js').default {
  return (load('ignore') as typeof import('./chunks/ignore.js')).default;
}
