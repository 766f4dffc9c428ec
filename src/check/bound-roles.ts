// Roles of the files with everything that makes use of them; what restates the built-in world is left out of both.
import { listIn } from '#kube/grouped.js';
import { onceEach } from '#kube/once.js';
import { accessFrom } from '#rbac/access.js';
import { uncoveredRights } from '#rbac/covers.js';
import { builtInWorld, isDefaultName } from '#rbac/default-roles.js';
import type { Access, Binding, Grant, PolicyRule, Role } from '#rbac/model.js';
import { roleName } from '#rbac/words.js';
import type { CheckContext } from './context.js';
import { grantHeldBy } from './grant-parts.js';
import { matchesSomebody } from './subject-mismatch.js';

/** A role with the grants that use it, directly or through an aggregated role that takes its rules in. */
export interface BoundRole {
  readonly role: Role;
  /** As reports call it. */
  readonly name: string;
  readonly grants: readonly Grant[];
  /** The rules it wrote itself, as far as they count (those of an aggregated role are replaced). */
  readonly own: readonly PolicyRule[];
  /** All entries of `resources` of its own rules: most questions end here. */
  readonly resources: ReadonlySet<string>;
  /** Every cluster ships a role of that name that allows all of it: nothing flat is to be said about it. */
  readonly restated: boolean;
}

/** The roles of the files, each with its grants, as far as their subjects match somebody. */
export function boundRolesOf({ access }: CheckContext): BoundRole[] {
  const grants = new Map<Role, Grant[]>();
  for (const written of access.grants) {
    const grant = grantHeldBy(written, matchesSomebody);
    if (!grant?.role) continue;
    const owners = grant.role.aggregated ? new Set([grant.role, ...grant.role.rules.map((rule) => rule.owner)]) : [grant.role];
    for (const owner of owners) listIn(grants, owner).push(grant);
  }
  return access.roles.filter((role) => role.origin === 'files').map((role) => {
    const own = role.rules.filter((policy) => policy.owner === role);
    return { role, name: roleName(role), grants: grants.get(role) ?? [], own, resources: new Set(own.flatMap((policy) => policy.resources)), restated: restatesRole(role) };
  });
}

let world: Access | undefined;

/** The roles and bindings of a fresh cluster, aggregation resolved. */
export function freshCluster(): Access {
  if (!world) {
    const { roles, bindings } = builtInWorld();
    world = accessFrom(roles, bindings);
  }
  return world;
}

/** Whether every cluster ships the role with all that it allows here: an export of a cluster is no risk of its own. */
export const restatesRole = onceEach((role: Role): boolean => {
  const shipped = isDefaultName(role.kind, role.namespace, role.name) ? freshCluster().role(role.kind, role.namespace, role.name) : undefined;
  return shipped !== undefined && uncoveredRights(shipped.rules, role.written).length === 0;
});

/** Whether findings are made about the role itself: it stands in the files under review, and is not what every cluster ships. */
export function isReviewed(role: Role): boolean {
  return role.origin === 'files' && !restatesRole(role);
}

/** Whether every cluster ships the binding with all its subjects. */
export function restatesBinding(binding: Binding): boolean {
  if (!isDefaultName(binding.kind, binding.namespace, binding.name)) return false;
  const shipped = freshCluster().bindings.find(({ kind, namespace, name }) => kind === binding.kind && namespace === binding.namespace && name === binding.name);
  if (shipped?.roleRef.kind !== binding.roleRef.kind || shipped.roleRef.name !== binding.roleRef.name) return false;
  return binding.subjects.every((subject) => shipped.subjects.some(({ kind, namespace, name }) => kind === subject.kind && namespace === subject.namespace && name === subject.name));
}

/** Whether a role is what every cluster ships, from a file or not. */
export function isBuiltIn(role: Role): boolean {
  return role.origin === 'builtin' || restatesRole(role);
}
