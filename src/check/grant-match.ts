// Finds the policy rule of a role that allows what a grant rule asks for, where it takes effect.
import { matchEffective, type PolicyMatch } from '#graph/policy-match.js';
import { unnamedNamespace } from '#kube/object.js';
import type { Grant, PolicyRule, Role } from '#rbac/model.js';
import { resolveResource } from '#rbac/resources.js';
import { parseServiceAccountUser } from '#rbac/subjects.js';
import { parsePermission, type Permission } from '#rule/permission.js';
import type { NamesMode, PermissionText } from '#rule/rule.js';

/** A permission with the scope in which requests for it are made. */
export interface Wanted {
  readonly permission: Permission;
  /** Requests carry no namespace, so that only a ClusterRoleBinding can grant it. */
  readonly clusterScoped: boolean;
  /** Entries of `resources` one of which a rule must have to allow it; undefined when that rules nothing out. */
  readonly entries: readonly string[] | undefined;
}

/** The permissions of a rule; texts of another form are left out (loading rules complains about them). */
export function wantedOf(texts: readonly PermissionText[]): Wanted[] {
  return texts.flatMap((text) => {
    const permission = parsePermission(text);
    return permission ? [new WantedPermission(permission)] : [];
  });
}

/** Works out its scope when it is first asked for: most rules are never asked of anything. */
class WantedPermission implements Wanted {
  readonly permission: Permission;
  readonly entries: readonly string[] | undefined;
  #clusterScoped: boolean | undefined;

  constructor(permission: Permission) {
    this.permission = permission;
    this.entries = entriesOf(permission);
  }

  get clusterScoped(): boolean {
    return (this.#clusterScoped ??= isClusterScoped(this.permission));
  }
}

/** How a role allows what is wanted, and the grants that make it count. */
export interface RoleMatch {
  readonly permission: Permission;
  readonly match: PolicyMatch;
  /** As what is wanted is. */
  readonly clusterScoped: boolean;
  readonly grants: readonly Grant[];
}

/** Every way in which rules of a role allow what is wanted. Cluster-scoped permissions of a Role, or through a RoleBinding, take no effect. */
export function matchesIn(role: Role, rules: readonly PolicyRule[], wanted: readonly Wanted[], names: NamesMode, grants: readonly Grant[]): readonly RoleMatch[] {
  const found: RoleMatch[] = [];
  for (const one of wanted) {
    if (role.kind === 'Role' && one.clusterScoped) continue;
    let effective: readonly Grant[] | undefined;
    for (const rule of rules) {
      const match = matchAsked(rule, one.permission, names);
      if (!match || (role.kind === 'Role' && !isInReach(one.permission, match, role.namespace))) continue;
      effective ??= one.clusterScoped ? grants.filter((grant) => grant.scope.in === 'cluster') : grants;
      const reaching = match.names.length === 0 ? effective : effective.filter(({ scope }) => scope.in === 'cluster' || isInReach(one.permission, match, scope.namespace));
      found.push({ permission: one.permission, match, clusterScoped: one.clusterScoped, grants: reaching });
    }
  }
  return found;
}

/** Through a RoleBinding requests for one Namespace come, that of the binding: rules for others by name allow nothing there. */
function isInReach(permission: Permission, { names }: PolicyMatch, namespace: string): boolean {
  return permission.path !== undefined || permission.resource !== 'namespaces' || permission.group !== '' || names.length === 0 || namespace === unnamedNamespace || names.includes(namespace);
}

function entriesOf(permission: Permission): readonly string[] | undefined {
  if (permission.path !== undefined || permission.resource === '?') return undefined;
  return permission.entries;
}

/** Whether the rule allows one of what is wanted. */
export function allowsAny(rule: PolicyRule, wanted: readonly Wanted[], names: NamesMode): boolean {
  return wanted.some(({ permission }) => matchAsked(rule, permission, names) !== undefined);
}

/** As a request for the permission is allowed. */
function matchAsked(rule: PolicyRule, permission: Permission, names: NamesMode): PolicyMatch | undefined {
  const match = matchEffective(rule, permission, names);
  return match && permission.path === undefined && permission.resource === 'users' && permission.subresource === '' ? ofUsers(match) : match;
}

/** Less the names of ServiceAccounts: to act as one is asked for on `serviceaccounts`, however it is written (apiserver/pkg/endpoints/filters/impersonation). */
function ofUsers(match: PolicyMatch): PolicyMatch | undefined {
  const names = match.names.filter((name) => parseServiceAccountUser(name) === undefined);
  return names.length === 0 && match.names.length > 0 ? undefined : { ...match, names };
}

/** Requests for a Namespace carry that namespace, and `bind` is asked in the namespace of the binding that is written. */
function isClusterScoped(permission: Permission): boolean {
  if (permission.path !== undefined) return true;
  const { group, resource, verbs } = permission;
  if (resource === 'namespaces' || verbs.includes('bind') || resource === '*' || resource === '?') return false;
  return isClusterScopedResource(group, resource);
}

const outsideNamespaces = new Map<string, boolean>();

/** Whether a built-in resource lies outside namespaces; false for what is not known. */
export function isClusterScopedResource(group: string, resource: string): boolean {
  const key = `${resource}.${group}`;
  const known = outsideNamespaces.get(key);
  if (known !== undefined) return known;
  const { known: found } = resolveResource(key);
  const made = found?.group === group && !found.namespaced;
  outsideNamespaces.set(key, made);
  return made;
}
