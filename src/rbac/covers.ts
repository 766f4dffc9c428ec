// Do some rules cover others? component-helpers/auth/rbac/validation/policy_comparator.go, which the escalation check stands on.
import { trimStars } from './match.js';
import type { RuleManifest } from './manifest.js';
import type { PolicyRule } from './model.js';

/** A single right: one verb on one resource of one group, maybe by one name, or one verb on one URL. */
export type Right =
  | { readonly verb: string; readonly apiGroup: string; readonly resource: string; readonly name?: string }
  | { readonly verb: string; readonly url: string };

type Rule = Pick<PolicyRule, 'verbs' | 'apiGroups' | 'resources' | 'resourceNames' | 'nonResourceURLs'>;

/**
 * The rights of `wanted` that no single rule of `owned` covers, in upstream's order, duplicates kept; empty when all are covered. A wanted right without
 * name needs a rule without names, a wanted `*` a literal `*`. Rules need not be valid: one without verbs wants nothing.
 */
export function uncoveredRights(owned: readonly Rule[], wanted: readonly Rule[]): readonly Right[] {
  // Rules that hold everything answer at once; they are what an owner usually has.
  const owners = owned.some((rule) => rule.verbs.includes('*') && rule.apiGroups.includes('*') && rule.resources.includes('*') && rule.resourceNames.length === 0);
  return wanted.flatMap((rule) => {
    if (owned.some((owner) => coversRule(owner, rule))) return [];
    return [...rightsOf(rule)].filter((right) => !((owners && 'resource' in right) || owned.some((owner) => ruleCovers(owner, right))));
  });
}

/** Whether a single rule covers every right of another: rights are all combinations of entries, so the entries of each list can be asked for by themselves. */
export function coversRule(owner: Rule, rule: Rule): boolean {
  if (rule.verbs.length === 0) return true;
  const { apiGroups, resources, resourceNames: names, nonResourceURLs } = rule;
  const isOnResources = apiGroups.length > 0 && resources.length > 0;
  if (!isOnResources && nonResourceURLs.length === 0) return true;
  if (!hasAll(owner.verbs, rule.verbs)) return false;
  const { resourceNames: own } = owner;
  if (nonResourceURLs.length > 0 && !(own.length === 0 && nonResourceURLs.every((url) => owner.nonResourceURLs.some((one) => urlCovers(one, url))))) return false;
  if (!isOnResources) return true;
  const named = own.length === 0 || (names.length > 0 && names.every((name) => own.includes(name)));
  return named && hasAll(owner.apiGroups, apiGroups) && resources.every((resource) => resourceCovers(owner.resources, resource));
}

/** Every right that a rule grants. */
export function* rightsOf(rule: Rule): Generator<Right> {
  for (const apiGroup of rule.apiGroups) {
    for (const resource of rule.resources) {
      for (const verb of rule.verbs) {
        if (rule.resourceNames.length === 0) yield { verb, apiGroup, resource };
        else for (const name of rule.resourceNames) yield { verb, apiGroup, resource, name };
      }
    }
  }
  for (const url of rule.nonResourceURLs) for (const verb of rule.verbs) yield { verb, url };
}

/** One right as the rule that grants it and nothing else. */
export function ruleOfRight(right: Right): RuleManifest {
  if ('url' in right) return { verbs: [right.verb], nonResourceURLs: [right.url] };
  const names = right.name === undefined ? {} : { resourceNames: [right.name] };
  return { verbs: [right.verb], apiGroups: [right.apiGroup], resources: [right.resource], ...names };
}

function ruleCovers(owner: Rule, right: Right): boolean {
  if (!hasOrAll(owner.verbs, right.verb)) return false;
  // A rule with names covers nothing that has none, URLs included.
  if ('url' in right) return owner.resourceNames.length === 0 && owner.nonResourceURLs.some((url) => urlCovers(url, right.url));
  const named = owner.resourceNames.length === 0 || (right.name !== undefined && owner.resourceNames.includes(right.name));
  return named && hasOrAll(owner.apiGroups, right.apiGroup) && resourceCovers(owner.resources, right.resource);
}

function hasAll(list: readonly string[], wanted: readonly string[]): boolean {
  return list.includes('*') || wanted.every((one) => list.includes(one));
}

function hasOrAll(list: readonly string[], wanted: string): boolean {
  return list.includes('*') || list.includes(wanted);
}

function resourceCovers(owned: readonly string[], wanted: string): boolean {
  if (hasOrAll(owned, wanted)) return true;
  const slash = wanted.indexOf('/');
  return slash >= 0 && owned.includes(`*/${wanted.slice(slash + 1)}`);
}

function urlCovers(owned: string, wanted: string): boolean {
  return owned === wanted || (owned.endsWith('*') && wanted.startsWith(trimStars(owned)));
}
