// What follows from holding more: everything contains each permission, the cluster each namespace, no name every name.
import type { GrantEdges } from './grants.js';
import { anywhere, everywhere, isPermission, isThing } from './node.js';
import type { GraphStore } from './store.js';
import type { PermissionPattern } from './technique.js';

/** Premises of these types are held only as they are: holding some does not mean holding each. */
export const unordered: ReadonlySet<string> = new Set(['bound-role', 'bound-clusterrole', 'missing-role', 'missing-clusterrole', 'role', 'namespaced-role']);

/** Who holds everything in a namespace, or in every namespace, holds each permission there. */
export function addAdminReach(store: GraphStore, patterns: readonly PermissionPattern[]): void {
  for (const [scope, names] of [...store.ofType('admin')]) if (scope !== everywhere) for (const id of names.values()) addPermissions(store, id, scope, patterns);
  for (const id of store.ofType('namespace-admin').get(everywhere)?.values() ?? []) addPermissions(store, id, everywhere, patterns);
}

function addPermissions(store: GraphStore, admin: number, scope: string, patterns: readonly PermissionPattern[]): void {
  if (store.find('permissions', scope) !== undefined) return;
  const permissions = store.node('permissions', scope);
  store.edge(admin, permissions);
  for (const pattern of patterns) if (!pattern.clusterOnly) store.edge(permissions, store.node(pattern.type, scope));
}

/** From what is held in the whole cluster to the same in each namespace, from what is held without names to each name, and from cluster-admin to all of it. */
export function addNarrowing(store: GraphStore, grants: GrantEdges): void {
  addEveryRole(store, grants);
  for (const type of new Set(store.nodes.filter((node) => isHeldInScopes(node) && node.scope !== everywhere).map((node) => node.type))) {
    if (!isPermission(type)) store.node(type, everywhere);
  }
  const admin = store.node('admin', everywhere);
  for (const node of [...store.nodes]) {
    if (!isHeldInScopes(node)) continue;
    if (node.scope === anywhere) {
      for (const [scope, names] of store.ofType(node.type)) if (scope !== anywhere) for (const id of names.values()) store.edge(id, node.id);
      continue;
    }
    const wider = [
      node.name === '' ? undefined : store.find(node.type, node.scope),
      node.scope === everywhere ? undefined : store.find(node.type, everywhere, node.name),
      node.scope === everywhere || node.name === '' ? undefined : store.find(node.type, everywhere),
    ];
    for (const from of wider) if (from !== undefined) store.edge(from, node.id);
    if (node.scope === everywhere && node.name === '' && !isPermission(node.type) && node.type !== 'every-group') store.edge(admin, node.id);
  }
  const everyNamespace = store.find('namespace-admin', everywhere);
  if (everyNamespace !== undefined) for (const [scope, names] of store.ofType('admin')) if (scope !== everywhere) for (const id of names.values()) store.edge(everyNamespace, id);
}

/** Every Role of a namespace, for whoever may bind any of them. */
function addEveryRole(store: GraphStore, grants: GrantEdges): void {
  const asked = store.ofType('every-role');
  if (asked.has(everywhere)) for (const namespace of grants.roleNamespaces) store.node('every-role', namespace);
  for (const [scope, names] of asked) {
    if (scope === everywhere) continue;
    for (const id of names.values()) for (const name of grants.roleNames(scope)) for (const role of grants.roles(name, scope)) store.edge(id, role);
  }
}

function isHeldInScopes(node: { type: string; scope: string; name: string }): boolean {
  return !(isThing(node) || unordered.has(node.type) || node.type === 'node' || node.type === 'node-identity');
}
