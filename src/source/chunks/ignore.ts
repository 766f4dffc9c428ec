// The `ignore` package, bundled on its own and loaded only when a .gitignore is met.
import ignore from 'ignore';

export { ignore, ignore as default };
