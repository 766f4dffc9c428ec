// The `ignore` package, bundled on its own and loaded only when a .gitignore is met.
export { default } from 'ignore';
