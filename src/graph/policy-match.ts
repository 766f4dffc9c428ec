// Decides whether a policy rule allows a permission that a rule file asks for.
import type { PolicyRule } from '#rbac/model.js';
import { placesOfRule } from '#rbac/places.js';
import type { Permission } from '#rule/permission.js';
import type { NamesMode } from '#rule/rule.js';
import type { Place } from '#source/document.js';

/** How a policy rule meets a permission: the entries that matched, and the names it is limited to (empty: none). */
export interface PolicyMatch {
  readonly rule: PolicyRule;
  /** The entry of `verbs` that matched, perhaps `*`. */
  readonly verb: string;
  /** The entry of `resources` (or `nonResourceURLs`) that matched. */
  readonly resource: string;
  readonly names: readonly string[];
}

/** The match, or undefined when the rule does not allow it. Semantics: plugin/pkg/auth/authorizer/rbac (VerbMatches … ResourceNameMatches). */
export function matchPolicy(rule: PolicyRule, permission: Permission, names: NamesMode = 'any'): PolicyMatch | undefined {
  if (permission.path !== undefined) {
    const url = rule.nonResourceURLs.find((entry) => coversPath(entry, permission.path));
    const asked = url === undefined ? undefined : matchVerb(rule.verbs, permission.verbs);
    return url === undefined || asked === undefined ? undefined : { rule, verb: asked, resource: url, names: [] };
  }
  // Most rules end at the resource.
  const resource = permission.resource === '?' ? rule.resources[0] : matchEntry(rule.resources, permission.entries);
  if (resource === undefined || !holdsGroup(rule.apiGroups, permission.group)) return undefined;
  const verb = matchVerb(rule.verbs, permission.verbs);
  if (verb === undefined) return undefined;
  const limited = allowedNames(rule.resourceNames, names);
  return limited === undefined ? undefined : { rule, verb, resource, names: limited };
}

/**
 * As `matchPolicy`, less the verbs that a rule with resourceNames never allows: a POST on a collection carries no name, except that a PATCH of a missing object
 * (server-side apply) is checked for `create` by its name (apiserver/pkg/endpoints/handlers/patch.go), and a PUT where the kind may be created by it, as those
 * of RBAC may; deletecollection never carries a name.
 */
export function matchEffective(rule: PolicyRule, permission: Permission, names: NamesMode): PolicyMatch | undefined {
  if (permission.path !== undefined || rule.resourceNames.length === 0 || rule.resourceNames.includes('') || permission.subresource !== '') return matchPolicy(rule, permission, names);
  const verbs = permission.verbs.filter((verb) => verb !== 'deletecollection' && (verb !== 'create' || createsByName(rule, permission.group)));
  return verbs.length === 0 ? undefined : matchPolicy(rule, verbs.length === permission.verbs.length ? permission : { ...permission, verbs }, names);
}

/** Whether a rule with resourceNames and the verb `create` lets objects of those names be created. */
export function createsByName(rule: PolicyRule, group: string): boolean {
  const verbs = group === 'rbac.authorization.k8s.io' ? ['update', 'patch', '*'] : ['patch', '*'];
  return verbs.some((verb) => rule.verbs.includes(verb));
}

/** Exact entries before wildcards, so that the place shown is the narrowest that grants. */
function matchEntry(entries: readonly string[], wanted: readonly string[]): string | undefined {
  for (const entry of wanted) if (entries.includes(entry)) return entry;
  return entries.includes('*') ? '*' : undefined;
}

function matchVerb(entries: readonly string[], wanted: readonly string[]): string | undefined {
  return wanted.includes('?') ? entries[0] : matchEntry(entries, wanted);
}

function holdsGroup(entries: readonly string[], group: string): boolean {
  return group === '?' ? entries.length > 0 : entries.includes(group) || entries.includes('*');
}

function allowedNames(resourceNames: readonly string[], mode: NamesMode): readonly string[] | undefined {
  if (resourceNames.length === 0) return [];
  // The name '' is legal and stands for requests that carry none.
  if (mode === 'unnamed') return resourceNames.includes('') ? [] : undefined;
  if (typeof mode === 'string') return namesOf(resourceNames);
  return resourceNames.some((name) => mode.includes(name)) ? [] : undefined;
}

function namesOf(resourceNames: readonly string[]): readonly string[] | undefined {
  if (!resourceNames.includes('')) return resourceNames;
  const names = resourceNames.filter((name) => name !== '');
  return names.length > 0 ? names : undefined;
}

function coversPath(entry: string, path: string): boolean {
  if (entry === '*' || entry === path) return true;
  return entry.endsWith('*') && path !== '*' && path.startsWith(entry.replace(/\*+$/, ''));
}

/** The one key to change: the entry that is too wide, else the verb. Undefined for built-in roles. */
export function placeOfMatch(match: Pick<PolicyMatch, 'rule' | 'verb' | 'resource'>): Place | undefined {
  const isPath = match.rule.nonResourceURLs.includes(match.resource);
  const places = placesOfRule(match.rule, isPath ? { verb: match.verb, path: match.resource } : { verb: match.verb, resource: match.resource });
  if (match.resource.includes('*') && match.verb !== '*') return places.resource ?? places.verb ?? places.rule;
  return places.verb ?? places.resource ?? places.rule;
}
