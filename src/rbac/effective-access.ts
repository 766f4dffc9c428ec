// Access by what the whole chain of authorizers allows: RBAC where it is asked, the policies of ABAC, and everything where AlwaysAllow stands.
import { whoCan } from './access.js';
import { abacGrants } from './abac-grants.js';
import type { Authorizer } from './authorizer.js';
import { authorizerGrant } from './authorizer-grant.js';
import type { Binding, FileAccess, Grant, Subject } from './model.js';
import { decide, grantsOf, indexBySubject } from './subject-index.js';

/** Who does not log in: let in everywhere (the default), nowhere, or at paths that hold no resources. */
export type Anonymous = 'everywhere' | 'nowhere' | 'paths';

/**
 * `access` (of RBAC) as the chain makes it count. Without RBAC in the chain no role and no binding counts; what other authorizers allow stands as grants of kind
 * Authorizer. Where anonymous requests are refused, nobody is system:anonymous. What webhooks allow is not in it. The usual chain gives `access` itself.
 */
export function effectiveAccess(access: FileAccess, authorizers: readonly Authorizer[], anonymous: Anonymous = 'everywhere', complete = false): FileAccess {
  const asksRbac = authorizers.some(({ mode }) => mode === 'RBAC');
  const added = authorizers.flatMap((authorizer) => grantsBy(authorizer, anonymous));
  if (asksRbac && added.length === 0 && anonymous === 'everywhere') return access;
  const own = asksRbac ? access.grants.map((grant) => (anonymous === 'everywhere' ? grant : loggedIn(grant, anonymous))) : [];
  const grants = [...own, ...added];
  const index = indexBySubject(grants);
  return {
    ...access,
    ...(asksRbac ? {} : { roles: [], role: () => undefined }),
    // Bindings that decide nothing still say who there is.
    bindings: [...(asksRbac ? own.map(({ binding }) => binding) : access.bindings), ...added.map(({ binding }) => binding)],
    grants,
    grantsOf: (identity) => grantsOf(index, identity),
    decide: (identity, request) => decide(index, identity, request, complete),
    whoCan: (request) => whoCan(grants, request),
  };
}

function grantsBy(authorizer: Authorizer, anonymous: Anonymous): readonly Grant[] {
  switch (authorizer.mode) {
    case 'ABAC':
      return authorizer.policies.flatMap((policy) => abacGrants(policy, authorizer.file));
    case 'AlwaysAllow':
      return [everything(authorizer, anonymous)];
    case 'AlwaysDeny':
    case 'RBAC':
    case 'Node':
    case 'Webhook':
    case 'Unknown':
      return [];
    default:
      throw new Error(`unreachable: ${JSON.stringify(authorizer satisfies never)}`);
  }
}

function everything({ place }: Extract<Authorizer, { mode: 'AlwaysAllow' | 'AlwaysDeny' }>, anonymous: Anonymous): Grant {
  const origin = !place || place.file.cluster ? 'cluster' : 'files';
  const groups = anonymous === 'everywhere' ? ['system:authenticated', 'system:unauthenticated'] : ['system:authenticated'];
  const subjects = groups.map((name): Subject => ({ kind: 'Group', namespace: '', name }));
  const allowed = [
    { verbs: ['*'], apiGroups: ['*'], resources: ['*'], nonResourceURLs: [] },
    { verbs: ['*'], apiGroups: [], resources: [], nonResourceURLs: ['*'] },
  ];
  return authorizerGrant({ name: 'AlwaysAllow', origin, object: undefined, at: { rule: place, verb: place, resource: place }, scope: { in: 'cluster' }, subjects, allowed });
}

/** Whether a binding gives anything to who does not log in. */
export function namesAnonymous({ subjects }: Binding): boolean {
  return subjects.some(isAnonymous);
}

function isAnonymous({ kind, name }: Subject): boolean {
  return (kind === 'User' && name === 'system:anonymous') || (kind === 'Group' && name === 'system:unauthenticated');
}

/** Without those who do not log in; where some paths are open to them, a role of paths alone is left to them. */
function loggedIn(grant: Grant, anonymous: Anonymous): Grant {
  const { binding, role } = grant;
  if (!namesAnonymous(binding)) return grant;
  if (anonymous === 'paths' && role?.rules.every(({ resources }) => resources.length === 0)) return grant;
  return { ...grant, binding: { ...binding, subjects: binding.subjects.filter((subject) => !isAnonymous(subject)) } };
}
