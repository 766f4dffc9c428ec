// The version of sa-lint, from package.json; the bundle carries it as text.
import manifest from '../package.json' with { type: 'json' };

export const version: string = manifest.version;
