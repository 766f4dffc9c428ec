// Runs every rule over one world.
import type { Finding } from '#finding/finding.js';
import type { CheckContext } from './context.js';
import { checkGrants } from './grant-rules.js';
import { checkObjects } from './object-rules.js';
import { checkPaths } from './path-rules.js';

/** The findings of one world, unsorted. Nothing that stands in `--cluster` files or in every cluster is reported on. */
export function check(context: CheckContext): Finding[] {
  return [...checkGrants(context), ...checkObjects(context), ...checkPaths(context)];
}
