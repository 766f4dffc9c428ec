// What kube-apiserver gives back to its default roles and bindings when it starts (component-helpers/auth/rbac/reconciliation).
import { bindingOf, roleOf } from './manifest.js';
import { uncoveredRights, type Right } from './covers.js';
import { defaultObject } from './default-roles.js';
import type { Binding, Role, Subject } from './model.js';

/** An object that opts out keeps what it is. */
const autoupdate = 'rbac.authorization.kubernetes.io/autoupdate';

/** Rights of the default role of that name that a written one lacks, and that come back at the next start. Empty for roles that are no default, or opt out. */
export function rightsGivenBack(role: Role, version?: string): readonly Right[] {
  const standard = role.origin === 'builtin' ? undefined : defaultObject(role.kind, role.namespace, role.name, version);
  if (!standard || optsOut(role)) return [];
  return uncoveredRights(role.rules, roleOf(standard, { origin: 'builtin' }).written);
}

/** Subjects of the default binding of that name that a written one lacks, and that come back. A binding to another role is deleted and made anew. */
export function subjectsGivenBack(binding: Binding, version?: string): readonly Subject[] {
  const standard = binding.origin === 'builtin' ? undefined : defaultObject(binding.kind, binding.namespace, binding.name, version);
  if (!standard || optsOut(binding)) return [];
  const { subjects, roleRef } = bindingOf(standard, { origin: 'builtin' });
  if (roleRef.kind !== binding.roleRef.kind || roleRef.name !== binding.roleRef.name) return subjects;
  return subjects.filter(({ kind, namespace, name }) => !binding.subjects.some((own) => own.kind === kind && own.namespace === namespace && own.name === name));
}

function optsOut({ object }: Role | Binding): boolean {
  return object?.annotations.get(autoupdate) === 'false';
}
