// Tells subjects that no request can match: names of the wrong kind, and misspelt ones.
import type { Subject } from '#rbac/model.js';
import { parseServiceAccountUser } from '#rbac/subjects.js';

/** Why a User or Group matches nobody; undefined when it may match somebody. */
export function mismatchOf({ kind, name }: Subject): string | undefined {
  if (!name.startsWith('system:')) return undefined;
  if (kind === 'User') {
    if (/^system:(masters|authenticated|unauthenticated|nodes|serviceaccounts(:.+)?)$/.test(name)) return 'that is the name of a group';
    if (/^system:service-?accounts?:/i.test(name) && !parseServiceAccountUser(name)) return 'the user name of a ServiceAccount is system:serviceaccount:NAMESPACE:NAME';
  }
  if (kind === 'Group') {
    if (parseServiceAccountUser(name)) return 'that is the user name of a ServiceAccount, which is no group';
    if (name === 'system:anonymous') return 'that is the name of a user, whose group is system:unauthenticated';
  }
  return undefined;
}

/** Whether the subject may match somebody. */
export function matchesSomebody(subject: Subject): boolean {
  return mismatchOf(subject) === undefined;
}
