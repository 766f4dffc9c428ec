// Finds the permissions that a policy rule allows, by the resources it names, so that a role is not compared with every permission there is.
import { listIn } from '#kube/grouped.js';
import type { PolicyRule } from '#rbac/model.js';
import type { Permission } from '#rule/permission.js';
import { matchEffective, matchPolicy, type PolicyMatch } from './policy-match.js';
import type { PermissionPattern } from './technique.js';

type ResourcePermission = Extract<Permission, { resource: string }>;

interface Asked {
  readonly pattern: PermissionPattern;
  readonly permission: ResourcePermission;
}

interface Found {
  readonly pattern: PermissionPattern;
  readonly match: PolicyMatch;
}

type Matches = Map<PermissionPattern, PolicyMatch[]>;

/** Patterns by the entries of `resources` and `verbs` that can allow them. */
export class PatternIndex {
  readonly #byResource = new Map<string, Asked[]>();
  readonly #byVerb = new Map<string, Asked[]>();
  readonly #all: Asked[] = [];

  constructor(patterns: readonly PermissionPattern[]) {
    for (const pattern of patterns) {
      for (const permission of pattern.permissions) {
        if (permission.path !== undefined) continue;
        const asked = { pattern, permission };
        this.#all.push(asked);
        for (const verb of permission.verbs) listIn(this.#byVerb, verb).push(asked);
        for (const entry of permission.entries) listIn(this.#byResource, entry).push(asked);
      }
    }
  }

  /** For each pattern the first match, or, where names tell instances apart, every match until one without names. */
  matchesOf(rules: readonly PolicyRule[]): Found[] {
    const matches: Matches = new Map();
    for (const rule of rules) {
      if (!rule.resources.includes('*')) for (const entry of rule.resources) addMatches(rule, this.#byResource.get(entry) ?? [], matches);
      else if (rule.verbs.includes('*')) addMatches(rule, this.#all, matches);
      else for (const verb of rule.verbs) addMatches(rule, this.#byVerb.get(verb) ?? [], matches);
    }
    return foundIn(matches);
  }

  /** The same for one request alone, to every pattern that contains it. */
  matchesOfRequest(rules: readonly PolicyRule[], request: ResourcePermission): Found[] {
    const [entry = ''] = request.entries;
    const asked = (this.#byResource.get(entry) ?? []).filter(({ permission }) => contains(permission, request)).map(({ pattern }) => ({ pattern, permission: request }));
    const matches: Matches = new Map();
    for (const rule of rules) addMatches(rule, asked, matches);
    return foundIn(matches);
  }
}

function addMatches(rule: PolicyRule, all: readonly Asked[], matches: Matches): void {
  for (const { pattern, permission } of all) {
    const known = matches.get(pattern);
    const last = known?.at(-1);
    if (last && (!tellsNamesApart(pattern) || last.names.length === 0 || last.rule === rule)) continue;
    const match = pattern.names === 'any' ? matchEffective(rule, permission, 'any') : matchPolicy(rule, carriesName(rule, permission), pattern.names);
    if (!match) continue;
    // What is allowed without names needs no names besides.
    if (!known || match.names.length === 0) matches.set(pattern, [match]);
    else known.push(match);
  }
}

/**
 * Less the verbs that a rule with resourceNames never allows beside others: a request to a collection carries no name. `create` asked for alone, name by name, is half of a
 * server-side apply, whose other half may come from another rule (endpoints/handlers/create.go, patch.go).
 */
function carriesName({ resourceNames }: PolicyRule, permission: ResourcePermission): ResourcePermission {
  const { verbs, subresource } = permission;
  if (resourceNames.length === 0 || resourceNames.includes('') || subresource !== '' || verbs.length === 1) return permission;
  return verbs.some(isOfCollection) ? { ...permission, verbs: verbs.filter((verb) => !isOfCollection(verb)) } : permission;
}

function isOfCollection(verb: string): boolean {
  return verb === 'create' || verb === 'deletecollection';
}

function foundIn(matches: Matches): Found[] {
  const found: Found[] = [];
  for (const [pattern, list] of matches) for (const match of list) found.push({ pattern, match });
  return found;
}

function contains(wide: ResourcePermission, narrow: ResourcePermission): boolean {
  return wide.resource === narrow.resource && wide.subresource === narrow.subresource && wide.group === narrow.group && narrow.verbs.every((verb) => wide.verbs.includes(verb));
}

function tellsNamesApart({ names }: PermissionPattern): boolean {
  return names === 'each' || names === 'namespace' || names === 'clusterrole-of-binding' || names === 'role-of-binding';
}
