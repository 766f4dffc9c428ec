// Puts RBAC into the graph: subject → role in a scope → permissions that techniques ask for.
import type { Access, Grant, PolicyRule, Role, Subject } from '#rbac/model.js';
import { parseServiceAccountUser, serviceAccountUser } from '#rbac/subjects.js';
import { parsePermission } from '#rule/permission.js';
import { BoundRoles, scopeOf, type RbacKind } from './bound-roles.js';
import { everywhere } from './node.js';
import { PatternIndex } from './pattern-index.js';
import { matchPolicy, type PolicyMatch } from './policy-match.js';
import type { EdgeEvidence, GraphStore } from './store.js';
import type { PermissionPattern } from './technique.js';

/** Holding this in a scope is holding everything there: `*` on `*.*`. */
const everything = parsePermission('* *.*');

/** What one role gives of what techniques ask for. */
interface RoleMatches {
  readonly admin: PolicyMatch | undefined;
  readonly matches: readonly { readonly pattern: PermissionPattern; readonly match: PolicyMatch }[];
}

export class GrantEdges {
  readonly #store: GraphStore;
  readonly #access: Access;
  readonly #namespaces: readonly string[];
  readonly #patterns: PatternIndex;
  readonly #bindings: BoundRoles;
  readonly #matches = new Map<Role, RoleMatches>();
  readonly #made = new Set<number>();

  constructor(store: GraphStore, access: Access, namespaces: Iterable<string>, patterns: readonly PermissionPattern[]) {
    this.#store = store;
    this.#namespaces = [...namespaces];
    this.#access = access;
    this.#patterns = new PatternIndex(patterns);
    this.#bindings = new BoundRoles(access);
  }

  /** Adds every binding: one edge a subject, and each role once a scope. */
  addAll(): void {
    for (const grant of this.#access.grants) this.#add(grant);
    if (this.#access.bindings.length === this.#access.grants.length) return;
    // Where RBAC is not asked its bindings still say who there is.
    for (const { subjects } of this.#access.bindings) for (const subject of subjects) this.#subject(subject);
  }

  #add(grant: Grant): void {
    const scope = scopeOf(grant);
    const role = this.#holding(grant, scope);
    if (role === undefined) return;
    for (const subject of grant.binding.subjects) {
      const from = this.#subject(subject);
      if (from !== undefined) this.#store.edge(from, role, { evidence: { of: 'grant', grant, subject } });
    }
  }

  /** Node of whom a binding names; undefined for a ServiceAccount of no namespace, which is nobody. */
  #subject({ kind, namespace, name }: Subject): number | undefined {
    if (kind !== 'ServiceAccount') return this.user(kind === 'User' ? 'user' : 'group', name);
    return namespace === '' ? undefined : this.#store.node('serviceaccount', namespace, name);
  }

  /** Node for holding what a grant gives; undefined when it refers to no role. What another authorizer gives can be neither bound nor rewritten. */
  #holding({ binding, role }: Grant, scope: string): number | undefined {
    const { kind, name } = binding.roleRef;
    if (kind === 'Role' || kind === 'ClusterRole') return this.role(kind, name, scope);
    if (role?.kind !== 'Authorizer') return undefined;
    const id = this.#store.node('policy', scope, name);
    if (!this.#made.has(id)) this.#addRules(id, role, scope, false);
    this.#made.add(id);
    return id;
  }

  /** Node of a user or group; a user that is a ServiceAccount's is that ServiceAccount (pkg/serviceaccount/util.go, MatchesUsername). */
  user(type: 'user' | 'group', name: string): number {
    const account = type === 'user' ? parseServiceAccountUser(name) : undefined;
    if (account) return this.#store.node('serviceaccount', account.namespace, account.name);
    return this.#store.node(type, everywhere, name);
  }

  /**
   * Node for holding a role in a scope, with what it gives; a role that is nowhere gives nothing yet. `namespaced` is holding it by a RoleBinding in every
   * namespace, when the scope is the cluster: cluster-scoped resources stay closed then.
   */
  role(kind: Role['kind'], name: string, scope: string, namespaced = false): number {
    const id = this.#store.node(namespaced ? 'namespaced-role' : 'role', scope, `${kind}/${name}`);
    if (this.#made.has(id)) return id;
    this.#made.add(id);
    const role = this.#access.role(kind, kind === 'Role' ? scope : '', name);
    const word = kind === 'Role' ? 'role' : 'clusterrole';
    // Bound in every namespace is bound in each: roles that are given so are few, the ones that somebody may bind by name.
    for (const each of namespaced && scope === everywhere ? this.#namespaces : [scope]) {
      this.#store.edge(id, this.#store.node(`${role ? 'bound' : 'missing'}-${word}`, each));
      this.#store.edge(id, this.#store.node(`${role ? 'bound' : 'missing'}-${word}`, each, name));
      if (role?.aggregated) this.#store.edge(id, this.#store.node('aggregated-clusterrole', each));
    }
    if (!role) return id;
    this.#addRules(id, role, scope, namespaced);
    return id;
  }

  /**
   * What an identity may do of one request alone: `disguise:user:get:secrets` is whoever is impersonated for it. Named after the identity; in a namespace only
   * what it may do there counts.
   */
  disguises(type: string, name: string, scope: string): number[] {
    const [, kind = '', verb = '', resource = ''] = type.split(':');
    const permission = parsePermission(`${verb} ${resource}`);
    if (!permission || permission.path !== undefined || name === '') return [];
    const namespace = kind === 'user' ? everywhere : scope;
    const id = this.#store.node('disguise', namespace, `${kind}:${namespace === everywhere ? '' : `${namespace}/`}${name} for ${verb} ${resource}`);
    const user = kind === 'user' ? name : serviceAccountUser(scope, name);
    for (const grant of this.#access.grantsOf({ user, groups: [] })) {
      const held = scopeOf(grant);
      if (kind === 'user' && scope !== everywhere && held !== everywhere && held !== scope) continue;
      for (const { pattern, match } of this.#patterns.matchesOfRequest(grant.role?.rules ?? [], permission)) {
        const inScope = kind === 'user' && scope !== everywhere ? scope : held;
        if (pattern.clusterOnly && inScope !== everywhere) continue;
        for (const [where, object] of this.#placesHeld(pattern, match, inScope)) this.#store.edge(id, this.#store.node(pattern.type, where, object), { evidence: evidenceOf(match) });
      }
    }
    return [id];
  }

  /** Every Role of that name, or of any name, in the scope. */
  roles(name: string, scope: string): number[] {
    const namespaces = scope === everywhere ? this.#bindings.rolesByName.get(name) ?? [] : this.#access.role('Role', scope, name) ? [scope] : [];
    return namespaces.map((namespace) => this.role('Role', name, namespace));
  }

  /** Names of the Roles of a namespace. */
  roleNames(namespace: string): readonly string[] {
    return this.#bindings.rolesByNamespace.get(namespace) ?? [];
  }

  /** Namespaces with Roles. */
  get roleNamespaces(): Iterable<string> {
    return this.#bindings.rolesByNamespace.keys();
  }

  #addRules(id: number, role: Role, scope: string, namespaced: boolean): void {
    const { admin, matches } = this.#matchesOf(role);
    if (admin) {
      // Everything contains every single permission.
      this.#store.edge(id, this.#store.node(namespaced && scope === everywhere ? 'namespace-admin' : 'admin', scope), { evidence: evidenceOf(admin) });
      return;
    }
    for (const { pattern, match } of matches) {
      if (pattern.clusterOnly && (scope !== everywhere || namespaced)) continue;
      for (const [inScope, name] of this.#placesHeld(pattern, match, scope)) {
        this.#store.edge(id, this.#store.node(pattern.type, inScope, name), { evidence: evidenceOf(match) });
      }
    }
  }

  /** Scope and name pairs in which a match is held. A request for a Namespace object carries the namespace as its name (pkg/endpoints/request/requestinfo.go). */
  #placesHeld(pattern: PermissionPattern, { names }: PolicyMatch, scope: string): readonly (readonly [string, string])[] {
    if (names.length === 0) return [[scope, '']];
    switch (pattern.names) {
      case 'each':
        return names.map((name) => [scope, name] as const);
      case 'namespace':
        if (scope === everywhere) return names.map((name) => [name, ''] as const);
        return names.includes(scope) ? [[scope, '']] : [];
      case 'clusterrole-of-binding':
      case 'role-of-binding':
        return this.#bindings.referredBy(pattern, names, scope);
      default:
        return [[scope, '']];
    }
  }

  #matchesOf(role: Role): RoleMatches {
    const known = this.#matches.get(role);
    if (known) return known;
    const admin = role.rules.map((rule) => everything && matchPolicy(rule, everything, 'unnamed')).find((match) => match !== undefined);
    const made = { admin, matches: admin ? [] : this.#patterns.matchesOf(role.rules) };
    this.#matches.set(role, made);
    return made;
  }

  /**
   * Roles that bindings refer to, each with the scope it is bound in: those of ClusterRoleBindings for the cluster, of RoleBindings for a namespace, and
   * for `every` namespace at once. All of them, or those of one name.
   */
  joinable(kind: RbacKind, scope: string, every: boolean, name = ''): (readonly [string, string])[] {
    const scopes = every && scope === everywhere ? this.#bindings.namespacesOf(kind, name) : [scope];
    return scopes.flatMap((each) => {
      const names = this.#bindings.referredTo(kind, each);
      return name === '' ? [...names].map((role) => [each, role] as const) : names.has(name) ? [[each, name] as const] : [];
    });
  }
}

function evidenceOf({ rule, verb, resource }: { rule: PolicyRule; verb: string; resource: string }): EdgeEvidence {
  return { of: 'rule', rule, verb, resource };
}
