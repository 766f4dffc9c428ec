// Loads the heavy packages on first use, synchronously: from the source tree as packages, from the bundle as sibling chunks of src/source/chunks.
import { createRequire } from 'node:module';
import type * as Globby from './chunks/globby.js';
import type * as Ignore from './chunks/ignore.js';

/** Defined as true by the bundle script; not defined at all when the TypeScript source runs. */
declare const SA_LINT_BUNDLED: boolean | undefined;

function load(name: string): unknown {
  // A variable, so that the bundler leaves this `require` to run time.
  const chunk = `./${name}.cjs`;
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- the bundle is CommonJS, and the chunks stand beside it
  if (typeof SA_LINT_BUNDLED !== 'undefined') return require(chunk);
  return createRequire(import.meta.url)(name);
}

/** The `globby` package: 150 ms, needed only by glob patterns. */
export function loadGlobby(): typeof Globby {
  return load('globby') as typeof Globby;
}

/** The `ignore` package, needed only where a .gitignore is met. */
export function loadIgnore(): typeof Ignore.default {
  return (load('ignore') as typeof Ignore).default;
}
