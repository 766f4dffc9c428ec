// Parts the grants of a role into those that one finding tells of together: who holds it in the whole cluster, and who in namespaces.
import type { Finding } from '#finding/finding.js';
import { onceEach } from '#kube/once.js';
import type { Grant, Subject } from '#rbac/model.js';
import { displayName } from '#rbac/subjects.js';
import type { GrantRule } from '#rule/rule.js';

/** Grants that are told together. */
export interface Part {
  readonly grants: readonly Grant[];
  /** Others are told by a finding of their own, so that what none of these gives is not said here. */
  readonly isOneOfMany: boolean;
}

/** The finding about each part of the grants, what reaches further first. Nobody is told twice. */
export function tellEach(rule: GrantRule, grants: readonly Grant[], tell: (part: Part) => Finding | undefined): readonly Finding[] {
  const parts = dependsOnReach(rule) ? byReach(grants) : [grants];
  const found: Finding[] = [];
  const told = new Set<string>();
  for (const part of parts) {
    const rest = told.size === 0 ? part : heldBy(part, (subject) => !told.has(displayName(subject)));
    if (told.size > 0 && rest.length === 0) continue;
    const finding = tell({ grants: rest, isOneOfMany: parts.length > 1 });
    if (!finding) continue;
    found.push(finding);
    for (const subject of finding.subjects) told.add(subject);
  }
  return found;
}

/** Whether a finding of the rule says how far the grants reach, by its weight or its words. */
export function dependsOnReach({ severity, message }: GrantRule): boolean {
  return message.includes('{scope}') || (typeof severity !== 'string' && severity.cluster !== severity.namespace);
}

/** Those of the whole cluster, then those of namespaces; the one list where all reach equally far. Bindings without subjects count only where there are no others. */
const byReach = onceEach((grants: readonly Grant[]): readonly (readonly Grant[])[] => {
  const isCluster = ({ scope }: Grant): boolean => scope.in === 'cluster';
  if (!grants.some(isCluster) || grants.every(isCluster)) return [grants];
  const held = grants.filter(({ binding }) => binding.subjects.length > 0);
  const parts = [held.filter(isCluster), held.filter((grant) => !isCluster(grant))].filter((part) => part.length > 0);
  return parts.length === 0 ? [grants] : parts;
});

/** The grants with those of their subjects alone of whom it is true; grants that lose all of them fall away. */
export function heldBy(grants: readonly Grant[], isKept: (subject: Subject) => boolean): readonly Grant[] {
  return grants.flatMap((grant) => grantHeldBy(grant, isKept) ?? []);
}

/** The same for one grant; it is left as it is where it keeps its subjects. */
export function grantHeldBy(grant: Grant, isKept: (subject: Subject) => boolean): Grant | undefined {
  const { binding } = grant;
  if (binding.subjects.every(isKept)) return grant;
  const subjects = binding.subjects.filter(isKept);
  return subjects.length > 0 ? { ...grant, binding: { ...binding, subjects } } : undefined;
}
