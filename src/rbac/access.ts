// All grants of a world, indexed by subject: the RBAC authorizer over roles and bindings.
import { qualifiedName, type KubeObject } from '#kube/object.js';
import { resolveAggregation } from './aggregate.js';
import { builtInWorld } from './default-roles.js';
import { questionOf, ruleAnswers } from './match.js';
import type { Access, Binding, FileAccess, Grant, PolicyRule, RequestAttributes, Role, Subject } from './model.js';
import { readRoles } from './read-roles.js';
import { decide, grantsOf, indexBySubject } from './subject-index.js';

/** `complete`: nothing exists beyond what is given, so a missing role denies. `version`: of Kubernetes, for the built-in roles. */
export interface AccessOptions {
  readonly complete?: boolean;
  readonly version?: string;
  /** False leaves out the built-in roles and bindings. */
  readonly builtIn?: boolean;
}

/**
 * Access by what the objects of one world say, joined with what every cluster ships. A written object replaces the built-in one of its name; of two with
 * the same name the first counts. Objects that the API server would reject are in `rejected` and `problems`, and count for nothing.
 */
export function accessOf(objects: readonly KubeObject[], options: AccessOptions = {}): FileAccess {
  const { roles, bindings, problems, rejected } = readRoles(objects);
  const builtIn = options.builtIn === false ? { roles: [], bindings: [] } : builtInWorld(options.version);
  const rejectedNames = new Set(rejected.map(({ object }) => nameKey(object)));
  return { ...accessFrom([...roles, ...builtIn.roles], [...bindings, ...builtIn.bindings], { ...options, rejectedNames }), problems, rejected };
}

interface PlainOptions extends Pick<AccessOptions, 'complete'> {
  /** Of roles that are there, but that the API server would not store. */
  readonly rejectedNames?: ReadonlySet<string>;
}

/** Access by plain roles and bindings, nothing added; aggregation is resolved in place. */
export function accessFrom(allRoles: readonly Role[], allBindings: readonly Binding[], options: PlainOptions = {}): Access {
  const roleByName = firstByName(allRoles);
  const roles = [...roleByName.values()];
  resolveAggregation(roles);
  const bindings = [...firstByName(allBindings).values()];
  const role: Access['role'] = (kind, namespace, name) => roleByName.get(nameKey({ kind, namespace, name }));
  const grants = grantsFrom(bindings, role, options.rejectedNames ?? new Set());
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
function grantsFrom(bindings: readonly Binding[], roleNamed: Access['role'], rejected: ReadonlySet<string>): readonly Grant[] {
  const cluster: Grant[] = [];
  const namespaced: Grant[] = [];
  for (const binding of bindings) {
    const inCluster = binding.kind === 'ClusterRoleBinding';
    const { kind, name } = binding.roleRef;
    const target = kind === 'ClusterRole' ? { kind, namespace: '', name } : kind === 'Role' && !inCluster ? { kind, namespace: binding.namespace, name } : undefined;
    const role = target && roleNamed(target.kind as Role['kind'], target.namespace, target.name);
    const isRejected = role === undefined && target !== undefined && rejected.has(nameKey(target));
    (inCluster ? cluster : namespaced).push({
      binding,
      role,
      scope: inCluster ? { in: 'cluster' } : { in: 'namespace', namespace: binding.namespace },
      ...(role ? {} : { missing: missingText(binding, isRejected), isRejected }),
    });
  }
  return [...cluster, ...namespaced];
}

function missingText(binding: Binding, isRejected: boolean): string {
  const { kind, name } = binding.roleRef;
  const role = `${kind} ${kind === 'Role' ? qualifiedName({ namespace: binding.namespace, name }) : name}`;
  return `${role}, named by ${binding.kind} ${qualifiedName(binding)}, ${isRejected ? 'is in the files, but the API server rejects it' : 'is in no file and not built in'}`;
}

/** Every subject that may by one of the grants, each with the first grant and rule that lets it. */
export function whoCan(grants: readonly Grant[], request: RequestAttributes): ReturnType<Access['whoCan']> {
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
