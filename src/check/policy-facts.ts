// Facts that grant rules may ask of single policy rules: entries that no request ever matches, and rules that add nothing.
import { createsByName } from '#graph/policy-match.js';
import type { PolicyRule, Role } from '#rbac/model.js';
import { coversRule } from '#rbac/covers.js';
import { placeAlong } from '#rbac/places.js';
import type { Place } from '#source/document.js';
import { apiTable } from './api-table.js';
import type { Found, GrantFact } from './grant-facts.js';
import { isClusterScopedResource } from './grant-match.js';
import { inWords } from './policy-words.js';

const facts: Readonly<Record<string, GrantFact>> = {
  /** An entry of `resources` is a pattern that RBAC does not know, like `pods/*`: it is compared as plain text. */
  'resource-pattern': ({ policy, role }) =>
    firstEntry(policy, role, 'resources', (entry) => (/^[^*].*\*|^\*[^/]|^\*\/\*$/.test(entry) ? { why: `\`*\` stands for everything only by itself or before a subresource` } : undefined)),
  /** An entry of `apiGroups` is no group: `core`, `v1`, `apps/v1`. */
  'group-misspelt': ({ policy, role }) => firstEntry(policy, role, 'apiGroups', misspeltGroup),
  /** An entry of `resources` exists in none of the groups beside it, while something of another spelling or group does. */
  'resource-misspelt': ({ policy, role }) => firstEntry(policy, role, 'resources', (entry) => policy && misspeltResource(entry, policy.apiGroups)),
  /** An entry of `verbs` is an HTTP method or a pattern, or has capitals: requests never carry it. */
  'verb-misspelt': ({ policy, role }) => (policy && policy.nonResourceURLs.length === 0 ? firstEntry(policy, role, 'verbs', misspeltVerb) : false),
  /** An entry of `verbs` is one that no request for any of the resources beside it carries: `bind` on bindings, `delete` on logs. */
  'verb-never-asked': ({ policy, role }) => {
    if (!policy || policy.nonResourceURLs.length > 0 || policy.apiGroups.length === 0 || policy.resources.length === 0) return false;
    return firstEntry(policy, role, 'verbs', (verb) => (isNeverAsked(verb, policy) ? { resources: inWords(policy.resources) } : undefined));
  },
  /** The rule is limited by resourceNames to requests that never carry a name. */
  'names-never-match': ({ policy, role }) => {
    if (!policy || policy.resourceNames.length === 0 || policy.resources.some((resource) => resource.includes('/') || resource === '*')) return false;
    const creates = policy.apiGroups.some((group) => createsByName(policy, group));
    return firstEntry(policy, role, 'verbs', (verb) => (verb === 'deletecollection' || (verb === 'create' && !creates) ? {} : undefined));
  },
  /** A Role speaks of resources that lie outside namespaces. */
  'cluster-scoped-in-role': ({ policy, role }) => {
    if (role?.kind !== 'Role' || !policy) return false;
    return firstEntry(policy, role, 'resources', (entry) => (takesNoEffect(entry, policy) ? {} : undefined));
  },
  /** Another single rule of the role allows all that this one allows. */
  redundant: ({ policy, role }) => {
    if (!policy || !role || policy.verbs.length === 0) return false;
    const other = role.written.find((one) => one !== policy && coversRule(one, policy) && (one.index < policy.index || !coversRule(policy, one)));
    const place = other && ruleNode(role, other);
    return other !== undefined && { ...(place ? { evidence: [{ message: 'this rule allows it already', place }] } : {}) };
  },
};

/** The fact of that name; undefined when there is none. */
export function policyFact(name: string): GrantFact | undefined {
  return facts[name];
}

/** What of a rule takes no effect in a namespace: URLs, and resources for which requests carry none. */
export function inertInNamespace(policy: PolicyRule): readonly string[] {
  return [...policy.nonResourceURLs, ...policy.resources.filter((entry) => takesNoEffect(entry, policy))];
}

function isNeverAsked(verb: string, policy: PolicyRule): boolean {
  const table = apiTable();
  return policy.apiGroups.every((group) => policy.resources.every((entry) => table.neverAsked(group, entry, verb)));
}

function takesNoEffect(entry: string, policy: PolicyRule): boolean {
  const resource = entry.split('/')[0] ?? '';
  if (resource === 'namespaces' || resource === '*' || policy.apiGroups.length === 0) return false;
  // `bind` on ClusterRoles is asked in the namespace of the RoleBinding that is written.
  if (resource === 'clusterroles' && policy.verbs.some((verb) => verb === 'bind' || verb === '*')) return false;
  const groups = policy.apiGroups.includes('*') ? apiTable().groupsOf(resource) : policy.apiGroups.filter((group) => apiTable().has(group, resource));
  return groups.length > 0 && groups.every((group) => isClusterScopedResource(group, resource));
}

/** The first entry of a list of which something can be said, with its place; `{entry}` is the entry. */
function firstEntry(
  policy: PolicyRule | undefined,
  role: Role | undefined,
  key: 'verbs' | 'apiGroups' | 'resources',
  say: (entry: string) => Readonly<Record<string, string>> | undefined,
): Found | false {
  if (!policy || !role?.object) return false;
  const entries = policy[key];
  // Of most rules there is nothing to say.
  for (const [index, entry] of entries.entries()) {
    const words = say(entry);
    if (!words) continue;
    const place = placeAlong(role.object, ['rules', policy.index, key, index]);
    const others = entries.slice(index + 1).filter((other) => say(other) !== undefined);
    return { ...(place ? { place } : {}), key: `${key} ${entry}`, words: { ...words, entry, entries: inWords([entry, ...others]) } };
  }
  return false;
}

function ruleNode(role: Role, policy: PolicyRule): Place | undefined {
  return role.object && placeAlong(role.object, ['rules', policy.index]);
}

function misspeltGroup(group: string): { why: string } | undefined {
  if (group === 'core' || group === 'v1' || group === 'core/v1' || group === 'api') return { why: 'the core group is written ""' };
  const [name = '', version] = group.split('/');
  return version === undefined ? undefined : { why: `a group is written without its version: ${JSON.stringify(name)}` };
}

/** Words that are no verbs, and the verbs that they stand for. */
const meantVerbs: Readonly<Record<string, string>> = { post: 'create', put: 'update', read: 'get, list, watch', write: 'create, update, patch', edit: 'update, patch', view: 'get, list, watch', all: '*', remove: 'delete' };

function misspeltVerb(verb: string): { why: string } | undefined {
  if (verb !== '*' && verb.includes('*')) return { why: '`*` stands for every verb only by itself' };
  const lower = verb.toLowerCase();
  if (lower !== verb && /^(get|list|watch|create|update|patch|delete|deletecollection|bind|escalate|impersonate|use)$/.test(lower)) return { why: `verbs are written in small letters: ${lower}` };
  const meant = meantVerbs[lower];
  return meant === undefined ? undefined : { why: `the API calls it ${meant}` };
}

function misspeltResource(entry: string, groups: readonly string[]): { why: string } | undefined {
  const table = apiTable();
  if (entry.includes('*') || groups.length === 0 || groups.includes('*') || groups.some((group) => !table.isBuiltIn(group))) return undefined;
  const [resource = '', subresource] = entry.split('/', 2);
  if (groups.some((group) => table.has(group, resource))) {
    if (subresource === undefined || groups.some((group) => table.hasSubresource(group, resource, subresource))) return undefined;
    const near = table.subresourceLike(groups, resource, subresource);
    return near === undefined ? undefined : { why: `the subresource is ${resource}/${near}` };
  }
  const plural = table.pluralOf(groups, resource);
  if (plural !== undefined) return { why: `the resource is called ${plural}` };
  const elsewhere = table.groupsOf(resource);
  if (elsewhere.length > 0) return { why: `${resource} is in API group ${inWords(elsewhere.map((group) => group || '"" (core)'))}` };
  return undefined;
}
