// Runs every rule over one world.
import type { Finding } from '#finding/finding.js';
import type { Place } from '#source/document.js';
import { placeKey } from '#source/place.js';
import type { CheckContext } from './context.js';
import { checkGrants } from './grant-rules.js';
import { checkObjects } from './object-rules.js';
import { checkPaths } from './path-rules.js';

/**
 * The findings of one world, unsorted. Nothing that stands in `--cluster` files or in every cluster is reported on. A flat finding gives way to a path
 * that is anchored at the same key, where its rule says so by `unless`: one cause, one finding.
 */
export function check(context: CheckContext): Finding[] {
  const paths = [...checkPaths(context)];
  const spoken = new Set(paths.map(({ rule, place }) => causeOf(rule, place)));
  const unless = new Map(context.rules.grant.map((rule) => [rule.id, rule.unless ?? []]));
  const flat = checkGrants(context).filter(({ rule, place }) => !unless.get(rule)?.some((path) => spoken.has(causeOf(path, place))));
  return [...paths, ...flat, ...checkObjects(context)];
}

function causeOf(rule: string, place: Place): string {
  return `${rule}\n${placeKey(place)}`;
}
