// Parts the grants of a role into those that one finding tells of together: who holds it in the whole cluster, and who in namespaces.
import type { Finding } from '#finding/finding.js';
import { onceEach } from '#kube/once.js';
import type { Grant, Subject } from '#rbac/model.js';
import { displayName } from '#rbac/subjects.js';
import type { ReadyRule } from './ready-rule.js';

/** Grants that are told together. */
export interface Part {
  readonly grants: readonly Grant[];
  /** Others are told by a finding of their own, so that what none of these gives is not said here. */
  readonly isOneOfMany: boolean;
}

/** The finding about each part of the grants, what reaches further first. Nobody is told twice. */
export function tellEach({ tellsReach }: ReadyRule, grants: readonly Grant[], tell: (part: Part) => Finding | undefined): readonly Finding[] {
  const parts = tellsReach ? byReach(grants) : undefined;
  if (parts === undefined || parts.length === 1) {
    const finding = tell({ grants: parts?.[0] ?? grants, isOneOfMany: false });
    return finding ? [finding] : nothing;
  }
  const found: Finding[] = [];
  const told = new Set<string>();
  for (const part of parts) {
    const rest = told.size === 0 ? part : heldBy(part, (subject) => !told.has(displayName(subject)));
    if (told.size > 0 && rest.length === 0) continue;
    const finding = tell({ grants: rest, isOneOfMany: true });
    if (!finding) continue;
    found.push(finding);
    for (const subject of finding.subjects) told.add(subject);
  }
  return found;
}

const nothing: readonly Finding[] = [];

/** Those of the whole cluster, then those of namespaces; the one list where all reach equally far. Bindings without subjects count only where there are no others. */
const byReach = onceEach((grants: readonly Grant[]): readonly (readonly Grant[])[] => {
  const isCluster = ({ scope }: Grant): boolean => scope.in === 'cluster';
  if (!grants.some(isCluster) || grants.every(isCluster)) return [grants];
  const held = grants.filter(({ binding }) => binding.subjects.length > 0);
  const parts = [held.filter(isCluster), held.filter((grant) => !isCluster(grant))].filter((part) => part.length > 0);
  return parts.length === 0 ? [grants] : parts;
});

/** The grants with those of their subjects alone of whom it is true; grants that lose all of them fall away. */
function heldBy(grants: readonly Grant[], isKept: (subject: Subject) => boolean): readonly Grant[] {
  return grants.flatMap((grant) => grantHeldBy(grant, isKept) ?? []);
}

/** One grant with those of its subjects of whom it is true, undefined where it loses all of them; it is left as it is where it keeps its subjects. */
export function grantHeldBy(grant: Grant, isKept: (subject: Subject) => boolean): Grant | undefined {
  const { binding } = grant;
  if (binding.subjects.every(isKept)) return grant;
  const subjects = binding.subjects.filter(isKept);
  return subjects.length > 0 ? { ...grant, binding: { ...binding, subjects } } : undefined;
}
