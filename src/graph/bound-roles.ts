// Which roles the bindings of a scope refer to: what somebody holds who may add subjects to them.
import { listIn } from '#kube/grouped.js';
import type { Access, Grant, Role } from '#rbac/model.js';
import { everywhere } from './node.js';
import type { PermissionPattern } from './technique.js';

/** `*`, or the namespace in which a grant counts. */
export function scopeOf(grant: Grant): string {
  return grant.scope.in === 'cluster' ? everywhere : grant.scope.namespace;
}

/** Roles that are objects, and so can be bound. */
export type RbacKind = Exclude<Role['kind'], 'Authorizer'>;

/** Which roles the bindings of a scope refer to. */
export class BoundRoles {
  /** Role a binding refers to, by kind of role, then scope, then name of the binding. */
  readonly #referred = { ClusterRole: new Map<string, Map<string, string>>(), Role: new Map<string, Map<string, string>>() };
  readonly #referredTo = new Map<string, ReadonlySet<string>>();
  /** Namespaces by kind and name of a role that their RoleBindings refer to; filled when first asked for. */
  readonly #namespaces = new Map<string, string[]>();
  readonly rolesByName = new Map<string, string[]>();
  readonly rolesByNamespace = new Map<string, string[]>();

  constructor(access: Access) {
    for (const role of access.roles) {
      if (role.kind !== 'Role') continue;
      listIn(this.rolesByName, role.name).push(role.namespace);
      listIn(this.rolesByNamespace, role.namespace).push(role.name);
    }
    for (const grant of access.grants) {
      const { kind, name } = grant.binding.roleRef;
      if (!grant.role || (kind !== 'ClusterRole' && kind !== 'Role')) continue;
      const scope = scopeOf(grant);
      let names = this.#referred[kind].get(scope);
      if (!names) this.#referred[kind].set(scope, (names = new Map()));
      names.set(grant.binding.name, name);
    }
  }

  /** Where the roles behind the bindings named stand. */
  referredBy(pattern: PermissionPattern, names: readonly string[], scope: string): (readonly [string, string])[] {
    const scopes = pattern.clusterOnly || scope !== everywhere ? [scope] : [...this.#rolesOf(pattern).keys()].filter((each) => each !== everywhere);
    return scopes.flatMap((each) =>
      names.flatMap((name) => {
        const role = this.#rolesOf(pattern).get(each)?.get(name);
        return role === undefined ? [] : [[each, role] as const];
      }),
    );
  }

  /** Namespaces with RoleBindings that refer to a role, or to that one. */
  namespacesOf(kind: RbacKind, name: string): readonly string[] {
    if (name === '') return [...this.#referred[kind].keys()].filter((scope) => scope !== everywhere);
    if (this.#namespaces.size === 0) {
      for (const [each, scopes] of Object.entries(this.#referred)) {
        for (const [scope, names] of scopes) if (scope !== everywhere) for (const role of new Set(names.values())) listIn(this.#namespaces, `${each}\n${role}`).push(scope);
      }
    }
    return this.#namespaces.get(`${kind}\n${name}`) ?? [];
  }

  /** Names of the roles that bindings of the scope refer to. */
  referredTo(kind: RbacKind, scope: string): ReadonlySet<string> {
    const key = `${kind}\n${scope}`;
    const known = this.#referredTo.get(key);
    if (known) return known;
    const made = new Set(this.#referred[kind].get(scope)?.values());
    this.#referredTo.set(key, made);
    return made;
  }

  #rolesOf(pattern: PermissionPattern): ReadonlyMap<string, ReadonlyMap<string, string>> {
    return this.#referred[pattern.names === 'role-of-binding' ? 'Role' : 'ClusterRole'];
  }
}
