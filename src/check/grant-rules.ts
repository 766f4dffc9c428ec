// Flat risks of RBAC: a policy rule joined with its role, bindings and subjects.
import type { Evidence, Finding, Severity } from '#finding/finding.js';
import { matchPolicy, placeOfMatch, type PolicyMatch } from '#graph/policy-match.js';
import { bindingName, roleName } from '#graph/path.js';
import { unnamedNamespace } from '#kube/object.js';
import { placeOfRoleRef, placeOfSubject } from '#rbac/places.js';
import type { Binding, Grant, PolicyRule, Role, Subject } from '#rbac/model.js';
import { displayName, titleOf } from '#rbac/subjects.js';
import { parsePermission, type Permission } from '#rule/permission.js';
import type { GrantRule, Reach } from '#rule/rule.js';
import type { CheckContext } from './context.js';
import { findingOf, listed } from './finding-of.js';
import { grantFact, type GrantFactContext } from './grant-facts.js';
import { inOrderOfUnless } from './order.js';

/** A role of the files with everything that makes use of it. */
interface BoundRole {
  readonly role: Role;
  readonly grants: readonly Grant[];
}

/** Findings of all grant rules. */
export function* checkGrants(context: CheckContext): Generator<Finding> {
  const bound = boundRolesOf(context);
  const spoken = new Set<string>();
  for (const rule of inOrderOfUnless(context.rules.grant)) {
    const permissions = rule.allows?.map(parsePermission).filter((permission) => permission !== undefined);
    const findings = rule.anchor === 'rule' ? onRoles(context, rule, permissions ?? [], bound, spoken) : onBindings(context, rule, permissions, spoken);
    yield* findings;
  }
}

function* onRoles(context: CheckContext, rule: GrantRule, permissions: readonly Permission[], bound: readonly BoundRole[], spoken: Set<string>): Generator<Finding> {
  for (const { role, grants } of bound) {
    if (!role.object) continue;
    const key = `${role.kind}\n${role.namespace}\n${role.name}`;
    if (rule.unless?.some((other) => spoken.has(`${other}\n${key}`))) continue;
    const reach = reachOf(grants);
    const severity = severityOf(rule, reach);
    if (!severity) continue;
    const own = role.rules.filter((policy) => policy.owner === role);
    const match = firstMatch(own, permissions, rule, role);
    if (!match || !holds(rule, { context, role, grants, match, binding: undefined, subject: undefined })) continue;
    const place = placeOfMatch(match);
    if (!place) continue;
    spoken.add(`${rule.id}\n${key}`);
    const subjects = subjectsOf(grants);
    yield findingOf(rule, {
      severity,
      place,
      object: role.object,
      subjects: subjects.map(displayName),
      evidence: grants.flatMap((grant) => bindingEvidence(grant.binding)),
      words: { ...wordsOf(match, role), holder: holderOf(subjects, role), scope: scopeOf(reach, grants, role) },
      key: `${match.verb} ${match.resource} ${match.names.join(',')}`,
    });
  }
}

function* onBindings(context: CheckContext, rule: GrantRule, permissions: readonly Permission[] | undefined, spoken: Set<string>): Generator<Finding> {
  for (const grant of context.access.grants) {
    const { binding, role } = grant;
    if (binding.origin !== 'files' || !binding.object) continue;
    const key = `${binding.kind}\n${binding.namespace}\n${binding.name}`;
    if (rule.unless?.some((other) => spoken.has(`${other}\n${key}`))) continue;
    const severity = severityOf(rule, grant.scope.in);
    if (!severity) continue;
    const match = permissions && role ? firstMatch(role.rules, permissions, rule, role) : undefined;
    if (permissions && !match) continue;
    const hit = binding.subjects.filter((subject) => holds(rule, { context, role, grants: [grant], match, binding, subject }));
    if (hit.length === 0) continue;
    const place = (rule.anchor === 'subject' ? hit.map((subject) => placeOfSubject(binding, subject)).find(Boolean) : undefined) ?? placeOfRoleRef(binding);
    if (!place) continue;
    spoken.add(`${rule.id}\n${key}`);
    const proof = match && placeOfMatch(match);
    yield findingOf(rule, {
      severity,
      place,
      object: binding.object,
      subjects: hit.map(displayName),
      evidence: [...bindingEvidence(binding), ...(proof && role ? [{ message: `${roleName(role)} allows it`, place: proof }] : [])],
      words: {
        ...(match && role ? wordsOf(match, role) : {}),
        holder: holderOf(hit, role),
        role: role ? roleName(role) : `${binding.roleRef.kind} ${binding.roleRef.name}`,
        binding: bindingName(binding),
        scope: scopeOf(grant.scope.in, [grant], role),
      },
      key: rule.anchor,
    });
  }
}

/** Roles with their bindings, and with those of the aggregated roles that take them in. */
function boundRolesOf({ access }: CheckContext): BoundRole[] {
  const grants = new Map<Role, Grant[]>();
  for (const grant of access.grants) {
    if (!grant.role) continue;
    const owners = grant.role.aggregated ? new Set([grant.role, ...grant.role.rules.map((rule) => rule.owner)]) : [grant.role];
    for (const owner of owners) {
      const list = grants.get(owner);
      if (list) list.push(grant);
      else grants.set(owner, [grant]);
    }
  }
  return access.roles.filter((role) => role.origin === 'files').map((role) => ({ role, grants: grants.get(role) ?? [] }));
}

function firstMatch(rules: readonly PolicyRule[], permissions: readonly Permission[], rule: GrantRule, role: Role): PolicyMatch | undefined {
  const names = rule.names ?? 'any';
  for (const permission of permissions) {
    for (const policy of rules) {
      const match = matchPolicy(policy, permission, names);
      if (match && (permission.path === undefined || role.kind === 'ClusterRole')) return match;
    }
  }
  return undefined;
}

function reachOf(grants: readonly Grant[]): Reach {
  if (grants.length === 0) return 'unbound';
  return grants.some((grant) => grant.scope.in === 'cluster') ? 'cluster' : 'namespace';
}

function severityOf(rule: GrantRule, reach: Reach): Severity | undefined {
  return typeof rule.severity === 'string' ? rule.severity : rule.severity[reach];
}

function holds(rule: GrantRule, given: GrantFactContext): boolean {
  return (rule.where ?? []).every((fact) => grantFact(fact)?.(given) ?? false);
}

function subjectsOf(grants: readonly Grant[]): Subject[] {
  const seen = new Map<string, Subject>();
  for (const grant of grants) for (const subject of grant.binding.subjects) seen.set(displayName(subject), subject);
  return [...seen.keys()].sort().flatMap((name) => seen.get(name) ?? []);
}

function holderOf(subjects: readonly Subject[], role: Role | undefined): string {
  if (subjects.length > 0) return listed(subjects.map(titleOf));
  return role ? `Whoever gets ${roleName(role)}` : 'Whoever is bound';
}

function scopeOf(reach: Reach, grants: readonly Grant[], role: Role | undefined): string {
  if (reach === 'cluster') return 'in the whole cluster';
  const namespaces = new Set(grants.map((grant) => grant.binding.namespace));
  if (namespaces.size === 0) return role?.kind === 'Role' ? namespaceWords(role.namespace) : 'wherever it is bound';
  return namespaces.size === 1 ? namespaceWords([...namespaces][0] ?? '') : `in ${namespaces.size} namespaces`;
}

function namespaceWords(namespace: string): string {
  return namespace === unnamedNamespace ? 'in its namespace' : `in namespace ${namespace}`;
}

function wordsOf(match: PolicyMatch, role: Role): Record<string, string> {
  return {
    role: roleName(role),
    verb: match.verb === '*' ? 'do anything with' : match.verb,
    verbs: match.rule.verbs.join(', '),
    resource: match.resource === '*' ? 'every resource' : match.resource,
    names: match.names.length > 0 ? listed(match.names) : '',
  };
}

function bindingEvidence(binding: Binding): Evidence[] {
  const place = placeOfRoleRef(binding);
  if (!place) return binding.origin === 'files' ? [] : [{ message: `${bindingName(binding)} binds it`, place: null }];
  return [{ message: `${bindingName(binding)} binds it to ${listed(binding.subjects.map(titleOf)) || 'nobody'}`, place }];
}
