// The part of the `globby` package that glob patterns need; bundled on its own and loaded only when a pattern is given.
export { globbySync } from 'globby';
