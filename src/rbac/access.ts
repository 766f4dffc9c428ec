// All grants of a world, indexed by subject: the RBAC authorizer over roles and bindings.
import type { KubeObject } from '#kube/object.js';
import { resolveAggregation } from './aggregate.js';
import { builtInWorld } from './default-roles.js';
import { questionOf, ruleAnswers, type Question } from './match.js';
import type { Access, Binding, Decision, FileAccess, Grant, Identity, PolicyRule, RequestAttributes, Role, Subject } from './model.js';
import { readRoles } from './read-roles.js';
import { userOf } from './subjects.js';

/** `complete`: nothing exists beyond what is given, so a missing role denies. `version`: of Kubernetes, for the built-in roles. */
export interface AccessOptions {
  readonly complete?: boolean;
  readonly version?: string;
  /** False leaves out the built-in roles and bindings. */
  readonly builtIn?: boolean;
}

/** One subject of one grant; `order` is the order in which the authorizer looks. */
interface Entry {
  readonly order: number;
  readonly grant: Grant;
  readonly subject: Subject;
}

type Holders = { readonly users: Map<string, Entry[]>; readonly groups: Map<string, Entry[]> };

/**
 * Access by what the objects of one world say, joined with what every cluster ships. A written object replaces the built-in one of its name; of two with
 * the same name the first counts. Objects that the API server would reject are in `rejected` and `problems`, and count for nothing.
 */
export function accessOf(objects: readonly KubeObject[], options: AccessOptions = {}): FileAccess {
  const { roles, bindings, problems, rejected } = readRoles(objects);
  const builtIn = options.builtIn === false ? { roles: [], bindings: [] } : builtInWorld(options.version);
  return { ...accessFrom([...roles, ...builtIn.roles], [...bindings, ...builtIn.bindings], options), problems, rejected };
}

/** Access by plain roles and bindings, nothing added; aggregation is resolved in place. */
export function accessFrom(allRoles: readonly Role[], allBindings: readonly Binding[], options: Pick<AccessOptions, 'complete'> = {}): Access {
  const roleByName = firstByName(allRoles);
  const roles = [...roleByName.values()];
  resolveAggregation(roles);
  const bindings = [...firstByName(allBindings).values()];
  const role: Access['role'] = (kind, namespace, name) => roleByName.get(nameKey({ kind, namespace, name }));
  const grants = grantsFrom(bindings, role);
  const index = indexBySubject(grants);
  const complete = options.complete ?? false;
  return {
    roles,
    bindings,
    grants,
    role,
    grantsOf: (identity) => grantsOf(index, identity),
    decide: (identity, request) => decide(index, identity, request, complete),
    whoCan: (request) => whoCan(grants, request),
  };
}

function firstByName<T extends { kind: string; namespace: string; name: string }>(items: readonly T[]): Map<string, T> {
  const byName = new Map<string, T>();
  for (const item of items) {
    const key = nameKey(item);
    if (!byName.has(key)) byName.set(key, item);
  }
  return byName;
}

function nameKey({ kind, namespace, name }: { kind: string; namespace: string; name: string }): string {
  return `${kind}\n${namespace}\n${name}`;
}

/** A RoleBinding finds a Role in its own namespace only; a ClusterRoleBinding finds ClusterRoles only. */
function grantsFrom(bindings: readonly Binding[], role: Access['role']): readonly Grant[] {
  const cluster: Grant[] = [];
  const namespaced: Grant[] = [];
  for (const binding of bindings) {
    const { kind, name } = binding.roleRef;
    if (binding.kind === 'ClusterRoleBinding') {
      cluster.push({ binding, role: kind === 'ClusterRole' ? role('ClusterRole', '', name) : undefined, scope: { in: 'cluster' } });
    } else {
      const found = kind === 'ClusterRole' ? role(kind, '', name) : kind === 'Role' ? role(kind, binding.namespace, name) : undefined;
      namespaced.push({ binding, role: found, scope: { in: 'namespace', namespace: binding.namespace } });
    }
  }
  return [...cluster, ...namespaced];
}

interface SubjectIndex {
  readonly cluster: Holders;
  readonly namespaces: ReadonlyMap<string, Holders>;
}

function indexBySubject(grants: readonly Grant[]): SubjectIndex {
  const cluster: Holders = { users: new Map(), groups: new Map() };
  const namespaces = new Map<string, Holders>();
  let order = 0;
  for (const grant of grants) {
    const holders = grant.scope.in === 'cluster' ? cluster : getOrMake(namespaces, grant.scope.namespace, () => ({ users: new Map(), groups: new Map() }));
    for (const subject of grant.binding.subjects) {
      if (subject.kind === 'ServiceAccount' && subject.namespace === '') continue;
      const [map, key] = subject.kind === 'Group' ? [holders.groups, subject.name] : [holders.users, userOf(subject)];
      getOrMake(map, key, () => []).push({ order: order++, grant, subject });
    }
  }
  return { cluster, namespaces };
}

function getOrMake<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

/** The entries that reach an identity, one list a name. */
function reaching(holders: Holders | undefined, identity: Identity): Entry[][] {
  if (!holders) return [];
  const lists: Entry[][] = [];
  const byUser = holders.users.get(identity.user);
  if (byUser) lists.push(byUser);
  for (const group of identity.groups) {
    const byGroup = holders.groups.get(group);
    if (byGroup) lists.push(byGroup);
  }
  return lists;
}

function grantsOf(index: SubjectIndex, identity: Identity): readonly Grant[] {
  const lists = [index.cluster, ...index.namespaces.values()].flatMap((holders) => reaching(holders, identity));
  return [...new Set(lists.flat().sort((a, b) => a.order - b.order).map((entry) => entry.grant))];
}

function decide(index: SubjectIndex, identity: Identity, request: RequestAttributes, complete: boolean): Decision {
  const question = questionOf(request);
  const inCluster = reaching(index.cluster, identity);
  const found = firstAllowing(inCluster, question);
  if (found) return found;
  // Only requests in a namespace ask its RoleBindings.
  const namespaced = request.path === undefined && request.namespace !== '' ? reaching(index.namespaces.get(request.namespace), identity) : [];
  const foundInNamespace = firstAllowing(namespaced, question);
  if (foundInNamespace) return foundInNamespace;
  const unknown = complete ? undefined : missingRoles([...inCluster, ...namespaced].flat());
  return unknown === undefined ? { allowed: false } : { allowed: false, unknown };
}

function firstAllowing(lists: readonly Entry[][], question: Question): Decision | undefined {
  let best: Entry | undefined;
  let bestRule: PolicyRule | undefined;
  for (const list of lists) {
    for (const entry of list) {
      if (best && entry.order > best.order) break;
      const rule = entry.grant.role?.rules.find((candidate) => ruleAnswers(candidate, question));
      if (!rule) continue;
      [best, bestRule] = [entry, rule];
      break;
    }
  }
  return best && bestRule ? { allowed: true, by: { grant: best.grant, subject: best.subject, rule: bestRule } } : undefined;
}

function missingRoles(entries: readonly Entry[]): string | undefined {
  const missing = entries.filter((entry) => entry.grant.role === undefined).sort((a, b) => a.order - b.order);
  if (missing.length === 0) return undefined;
  return [...new Set(missing.map(({ grant }) => missingRole(grant)))].join('; ');
}

/** Why a grant without role leaves an answer open. */
export function missingRole({ binding }: Grant): string {
  const namespace = binding.roleRef.kind === 'Role' && binding.namespace !== '' ? `${binding.namespace}/` : '';
  const from = binding.namespace === '' ? binding.name : `${binding.namespace}/${binding.name}`;
  return `${binding.roleRef.kind} ${namespace}${binding.roleRef.name}, named by ${binding.kind} ${from}, is in no file and not built in`;
}

function whoCan(grants: readonly Grant[], request: RequestAttributes): ReturnType<Access['whoCan']> {
  const question = questionOf(request);
  const ruleOf = new Map<Role, PolicyRule | undefined>();
  const found = new Map<string, { subject: Subject; grant: Grant; rule: PolicyRule }>();
  for (const grant of grants) {
    if (!grant.role || !inScope(grant, request)) continue;
    if (!ruleOf.has(grant.role)) ruleOf.set(grant.role, grant.role.rules.find((rule) => ruleAnswers(rule, question)));
    const rule = ruleOf.get(grant.role);
    if (!rule) continue;
    for (const subject of grant.binding.subjects) {
      if (subject.kind === 'ServiceAccount' && subject.namespace === '') continue;
      const key = nameKey(subject);
      if (!found.has(key)) found.set(key, { subject, grant, rule });
    }
  }
  return [...found.values()];
}

/** Whether a grant is asked at all: cluster grants always, those of a namespace for requests in it. */
export function inScope(grant: Grant, request: RequestAttributes): boolean {
  return grant.scope.in === 'cluster' || (request.path === undefined && request.namespace !== '' && request.namespace === grant.scope.namespace);
}
