// Puts RBAC into the graph: subject → role in a scope → permissions that techniques ask for.
import type { Access, Grant, Role } from '#rbac/model.js';
import { everywhere } from './node.js';
import { matchPolicy, type PolicyMatch } from './policy-match.js';
import { noTechnique, type GraphStore } from './store.js';
import type { PermissionPattern } from './technique.js';
import { parsePermission } from '#rule/permission.js';

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
  readonly #patterns: readonly PermissionPattern[];
  readonly #matches = new Map<Role, RoleMatches>();
  readonly #made = new Set<number>();

  constructor(store: GraphStore, access: Access, patterns: readonly PermissionPattern[]) {
    this.#store = store;
    this.#access = access;
    this.#patterns = patterns;
  }

  /** Adds every binding: one edge a subject, and each role once a scope. */
  addAll(): void {
    for (const grant of this.#access.grants) this.#add(grant);
  }

  #add(grant: Grant): void {
    const scope = grant.scope.in === 'cluster' ? everywhere : grant.scope.namespace;
    const kind = grant.role?.kind ?? grant.binding.roleRef.kind;
    if (kind !== 'Role' && kind !== 'ClusterRole') return;
    const role = this.role(kind, grant.binding.roleRef.name, scope);
    for (const subject of grant.binding.subjects) {
      const from =
        subject.kind === 'ServiceAccount'
          ? this.#store.node('serviceaccount', subject.namespace, subject.name)
          : this.user(subject.kind === 'User' ? 'user' : 'group', subject.name);
      this.#store.edge(from, role, noTechnique, { of: 'grant', grant, subject });
    }
  }

  /** Node of a user or group; a user that is a ServiceAccount's is that ServiceAccount (pkg/serviceaccount/util.go, MatchesUsername). */
  user(type: 'user' | 'group', name: string): number {
    const account = type === 'user' ? /^system:serviceaccount:([^:]+):([^:]+)$/.exec(name) : null;
    if (account) return this.#store.node('serviceaccount', account[1] ?? '', account[2] ?? '');
    return this.#store.node(type, everywhere, name);
  }

  /** Node for holding a role in a scope, with what it gives; a role that is nowhere gives nothing yet. */
  role(kind: Role['kind'], name: string, scope: string): number {
    const id = this.#store.node('role', scope, `${kind}/${name}`);
    if (this.#made.has(id)) return id;
    this.#made.add(id);
    const bound = kind === 'Role' ? 'bound-role' : 'bound-clusterrole';
    this.#store.edge(id, this.#store.node(bound, scope));
    this.#store.edge(id, this.#store.node(bound, scope, name));
    const role = this.#access.role(kind, kind === 'Role' ? scope : '', name);
    if (role) this.#addRules(id, role, scope);
    return id;
  }

  #addRules(id: number, role: Role, scope: string): void {
    const { admin, matches } = this.#matchesOf(role);
    if (admin) this.#store.edge(id, this.#store.node('admin', scope), noTechnique, evidence(admin));
    for (const { pattern, match } of matches) {
      if (scope !== everywhere && pattern.clusterOnly) continue;
      for (const [inScope, name] of placesHeld(pattern, match, scope)) {
        this.#store.edge(id, this.#store.node(pattern.type, inScope, name), noTechnique, evidence(match));
      }
    }
  }

  #matchesOf(role: Role): RoleMatches {
    const known = this.#matches.get(role);
    if (known) return known;
    const made = { admin: everything && first(role, [everything], 'unnamed'), matches: this.#patterns.flatMap((pattern) => matchesOf(role, pattern)) };
    this.#matches.set(role, made);
    return made;
  }
}

function matchesOf(role: Role, pattern: PermissionPattern): RoleMatches['matches'] {
  if (pattern.names !== 'each' && pattern.names !== 'namespace') {
    const match = first(role, pattern.permissions, pattern.names);
    return match ? [{ pattern, match }] : [];
  }
  // Every rule counts when names matter: one may name what another does not.
  const found: { pattern: PermissionPattern; match: PolicyMatch }[] = [];
  for (const rule of role.rules) {
    for (const permission of pattern.permissions) {
      const match = matchPolicy(rule, permission, pattern.names);
      if (!match) continue;
      if (match.names.length === 0) return [{ pattern, match }];
      found.push({ pattern, match });
    }
  }
  return found;
}

function first(role: Role, permissions: readonly NonNullable<typeof everything>[], names: PermissionPattern['names']): PolicyMatch | undefined {
  for (const rule of role.rules) {
    for (const permission of permissions) {
      const match = matchPolicy(rule, permission, names);
      if (match) return match;
    }
  }
  return undefined;
}

/** Scope and name pairs in which a match is held. A request for a Namespace object carries the namespace as its name (pkg/endpoints/request/requestinfo.go). */
function placesHeld(pattern: PermissionPattern, match: PolicyMatch, scope: string): readonly (readonly [string, string])[] {
  if (match.names.length === 0) return [[scope, '']];
  if (pattern.names === 'each') return match.names.map((name) => [scope, name] as const);
  if (pattern.names !== 'namespace') return [[scope, '']];
  if (scope === everywhere) return match.names.map((name) => [name, ''] as const);
  return match.names.includes(scope) ? [[scope, '']] : [];
}

function evidence(match: PolicyMatch): { of: 'rule'; rule: PolicyMatch['rule']; verb: string; resource: string } {
  return { of: 'rule', rule: match.rule, verb: match.verb, resource: match.resource };
}
