// What is nearly enough for a request that is denied: grants that lack one thing only, so that a person sees which.
import { qualifiedName } from '#kube/object.js';
import { inScope } from './access.js';
import { questionOf, mismatchesOf } from './match.js';
import type { Access, Grant, Identity, PolicyRule, RequestAttributes, Subject } from './model.js';
import { titleOf, userOf } from './subjects.js';
import { namespaceText, permissionText } from './words.js';

/** One grant that would allow the request if one thing were different. `message` is a fact: "Role shop/deployer allows create pods, but only in namespace shop". */
export interface NearMiss {
  readonly message: string;
  readonly grant: Grant;
  readonly rule: PolicyRule;
}

/** In the order of how little is missing: scope, name, subresource, group, verb, and last the binding itself. One miss a rule. */
export function nearMisses(access: Access, identity: Identity, request: RequestAttributes): readonly NearMiss[] {
  const own = access.grantsOf(identity);
  const held = own.flatMap((grant) => missesOf(grant, request));
  const ownGrants = new Set(own);
  const others = access.grants.flatMap((grant) => (ownGrants.has(grant) || !inScope(grant, request) ? [] : unbound(grant, identity, request)));
  const ranked = [...held.sort((a, b) => a.rank - b.rank), ...others.sort((a, b) => a.rank - b.rank)];
  const seen = new Set<PolicyRule>();
  return ranked.filter(({ rule }) => !seen.has(rule) && seen.add(rule)).map(({ message, grant, rule }) => ({ message, grant, rule }));
}

type Ranked = NearMiss & { readonly rank: number };

function missesOf(grant: Grant, request: RequestAttributes): Ranked[] {
  const { role } = grant;
  if (!role) return [];
  const question = questionOf(request);
  const who = `${role.kind} ${qualifiedName(role)}`;
  return role.rules.flatMap((rule): Ranked[] => {
    const missing: readonly string[] = [...(inScope(grant, request) ? [] : ['scope']), ...mismatchesOf(rule, question)];
    const [lack] = missing;
    if (missing.length !== 1 || lack === undefined) return [];
    const miss = lackText(lack, grant, rule, request);
    return miss === undefined ? [] : [{ message: `${who} ${miss.message}`, rank: miss.rank, grant, rule }];
  });
}

function lackText(lack: string, grant: Grant, rule: PolicyRule, request: RequestAttributes): { message: string; rank: number } | undefined {
  const asked = permissionText(request);
  if (lack === 'scope') {
    const where = grant.scope.in === 'namespace' ? namespaceText(grant.scope.namespace) : 'the cluster';
    return { rank: 0, message: request.path === undefined ? `allows ${asked}, but only in ${where}` : `allows ${asked}, but a RoleBinding gives no URLs` };
  }
  if (request.path !== undefined) return lack === 'verb' ? { rank: 4, message: `allows ${listOf(rule.verbs)} ${request.path}, not ${request.verb}` } : undefined;
  if (lack === 'name') {
    const names = `name${rule.resourceNames.length > 1 ? 's' : ''} ${listOf(rule.resourceNames)}`;
    return { rank: 1, message: request.name === '' ? `allows ${asked} only with the ${names}, and the request carries none` : `allows ${asked} only for the ${names}` };
  }
  if (lack === 'resource') {
    // Another subresource, or the resource without it, is near; another resource is not.
    const near = rule.resources.filter((entry) => entry.split('/')[0] === request.resource || entry === `${request.resource}/*`);
    if (near.length === 0) return undefined;
    const full = request.subresource === '' ? request.resource : `${request.resource}/${request.subresource}`;
    return { rank: 2, message: `allows ${request.verb} ${listOf(near)}, which does not cover ${full}` };
  }
  if (lack === 'apiGroup') return { rank: 3, message: `allows ${asked} in API group ${listOf(rule.apiGroups.map(groupText))}, not in ${groupText(request.apiGroup)}` };
  // A rule for everything says nothing about this resource.
  if (rule.resources.includes('*') && rule.apiGroups.includes('*')) return undefined;
  return { rank: 4, message: `allows ${listOf(rule.verbs)} on it, not ${request.verb}` };
}

/** Grants to others: only those whose subject has the same name are a likely slip; system groups that hold everything are not worth a word. */
function unbound(grant: Grant, identity: Identity, request: RequestAttributes): Ranked[] {
  const rule = grant.role?.rules.find((candidate) => mismatchesOf(candidate, questionOf(request)).length === 0);
  if (!rule || !grant.role || grant.binding.origin === 'builtin') return [];
  const name = identity.user.slice(identity.user.lastIndexOf(':') + 1);
  const similar = grant.binding.subjects.find((subject) => subject.name === name || (subject.name === identity.user && userOf(subject) !== identity.user));
  const subjects: readonly Subject[] = similar ? [similar] : grant.binding.subjects.slice(0, 3);
  const more = similar ? 0 : grant.binding.subjects.length - subjects.length;
  const to = subjects.length === 0 ? 'nobody' : `${subjects.map(titleOf).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  const message = `${grant.role.kind} ${qualifiedName(grant.role)} allows ${permissionText(request)}, but ${grant.binding.kind} ${qualifiedName(grant.binding)} gives it to ${to}`;
  return [{ message, rank: similar ? 5 : 6, grant, rule }];
}

function groupText(group: string): string {
  return group === '' ? '""' : group;
}

function listOf(words: readonly string[]): string {
  return words.length <= 4 ? words.join(', ') : `${words.slice(0, 4).join(', ')} and ${words.length - 4} more`;
}
