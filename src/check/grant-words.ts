// The words of findings about grants: who holds it, where, through which role, proven by which bindings.
import type { AskedPermission, Evidence } from '#finding/finding.js';
import { listed, type Named } from '#finding/named.js';
import { askedPermission } from '#graph/asked.js';
import { everywhere } from '#graph/node.js';
import type { PolicyMatch } from '#graph/policy-match.js';
import { unnamedNamespace } from '#kube/object.js';
import { onceEach } from '#kube/once.js';
import type { Binding, Grant, Role, Subject } from '#rbac/model.js';
import { placeOfRoleRef } from '#rbac/places.js';
import { displayName, titleOf } from '#rbac/subjects.js';
import { bindingName, roleName } from '#rbac/words.js';
import type { Reach } from '#rule/rule.js';
import type { RoleMatch } from './grant-match.js';
import { inWords } from './policy-words.js';

/** The subjects of all bindings, each once, by name. */
export const subjectsOf = onceEach((grants: readonly Grant[]): readonly Subject[] => {
  const seen = new Map<string, Subject>();
  for (const grant of grants) for (const subject of grant.binding.subjects) seen.set(displayName(subject), subject);
  return [...seen.keys()].sort().flatMap((name) => seen.get(name) ?? []);
});

/** Their names, as findings list them. */
export const subjectNames = onceEach((grants: readonly Grant[]): readonly string[] => subjectsOf(grants).map(displayName));

/** What messages call them. */
export const holdersOf = onceEach((grants: readonly Grant[]): readonly Named[] => subjectsOf(grants).map(holderNamed));

/** What messages call a subject. */
export function holderNamed(subject: Subject): Named {
  return { subject: displayName(subject), label: titleOf(subject) };
}

/** One step for each binding. */
export const evidenceOfGrants = onceEach((grants: readonly Grant[]): readonly Evidence[] => grants.flatMap((grant) => bindingEvidence(grant.binding)));

/** `{holder}`: "ServiceAccount shop/web", or "Whoever gets Role shop/deployer". */
export function holderOf(subjects: readonly Subject[], role: Role | undefined): string {
  if (subjects.length > 0) return listed(subjects.map(titleOf));
  return role ? `Whoever gets ${roleName(role)}` : 'Whoever is bound';
}

/** `{scope}`: "in the whole cluster", "in namespace shop", "in 3 namespaces", "wherever it is bound". */
export function scopeOf(reach: Reach, grants: readonly Grant[], role: Role | undefined): string {
  if (reach === 'cluster') return 'in the whole cluster';
  const namespaces = new Set(grants.map((grant) => grant.binding.namespace));
  if (namespaces.size === 0) return role?.kind === 'Role' ? namespaceWords(role.namespace) : 'wherever it is bound';
  return namespaces.size === 1 ? namespaceWords([...namespaces][0] ?? '') : `in ${namespaces.size} namespaces`;
}

function namespaceWords(namespace: string): string {
  return namespace === unnamedNamespace ? 'in its namespace' : `in namespace ${namespace}`;
}

/** `{namespaces}`: "every Namespace in the whole cluster"; through a RoleBinding the one that it is in, "Namespace shop". */
export function namespacesOf({ match }: Pick<RoleMatch, 'match'>, reach: Reach, grants: readonly Grant[], role: Role | undefined): string {
  const bound = [...new Set(grants.map(({ binding }) => binding.namespace))];
  const [one = '', ...more] = bound.length > 0 ? bound : role?.kind === 'Role' ? [role.namespace] : [];
  if (reach === 'cluster' || one === '') return `${match.names.length > 0 ? `the Namespace named ${listed(match.names)}` : 'every Namespace'} ${scopeOf(reach, grants, role)}`;
  if (more.length > 0) return `each of ${more.length + 1} Namespaces`;
  return one === unnamedNamespace ? 'its own Namespace' : `Namespace ${one}`;
}

/** Words of the match itself. `{what}` is the resource that was asked for, `{resource}` the entry that allows it; `{every}`, `{all}` and `{named}` make "every Secret", "all pods", "the Secret named tls". */
export function matchWords({ match, permission }: Pick<RoleMatch, 'match' | 'permission'>): Record<string, string> {
  const named = match.names.length > 0;
  const { verbs } = match.rule;
  return {
    verb: match.verb === '*' ? 'do anything with' : match.verb,
    verbs: verbs.includes('*') ? 'every verb' : inWords(verbs),
    what: permission.path ?? permission.entries[0] ?? '',
    resource: match.resource === '*' ? 'every resource' : match.resource,
    every: named ? 'the' : 'every',
    all: named ? '' : 'all ',
    named: named ? ` named ${listed(match.names)}` : '',
    groups: groupWords(match.rule.apiGroups),
  };
}

/** "of every API group", "of API group apps", "of the core group". */
function groupWords(groups: readonly string[]): string {
  if (groups.includes('*')) return 'of every API group';
  const names = groups.map((group) => (group === '' ? 'the core group' : group));
  return names.length === 1 && groups[0] !== '' ? `of API group ${names[0] ?? ''}` : `of ${listed(names)}`;
}

/** What to ask a live cluster for the first subject of a grant. */
export function askedOf({ binding: { subjects }, scope }: Grant, match: PolicyMatch): AskedPermission[] {
  const [subject] = subjects;
  if (!subject) return [];
  const holder = { type: subject.kind.toLowerCase(), scope: subject.namespace, name: subject.name };
  return [askedPermission(holder, match, scope.in === 'cluster' ? everywhere : scope.namespace)].filter((asked) => asked !== undefined);
}

/** One step for a binding; built-in ones have no place. */
export function bindingEvidence(binding: Binding, asks: readonly AskedPermission[] = []): Evidence[] {
  const place = placeOfRoleRef(binding);
  if (!place) return binding.origin === 'files' ? [] : [{ message: `${bindingName(binding)} binds it`, place: null }];
  return [{ message: `${bindingName(binding)} binds it to ${listed(binding.subjects.map(titleOf)) || 'nobody'}`, place, ...(asks.length > 0 && { asks }) }];
}
