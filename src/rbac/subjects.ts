// Names of subjects, and the identities that stand behind them with their implied groups.
import { unnamedNamespace } from '#kube/object.js';
import type { Identity, Subject } from './model.js';

const serviceAccountPrefix = 'system:serviceaccount:';

/** The user name a ServiceAccount has (apiserver/pkg/authentication/serviceaccount). */
export function serviceAccountUser(namespace: string, name: string): string {
  return `${serviceAccountPrefix}${namespace}:${name}`;
}

/** Namespace and name behind `system:serviceaccount:NS:NAME`; undefined when the text is no such user name. */
export function parseServiceAccountUser(user: string): { readonly namespace: string; readonly name: string } | undefined {
  if (!user.startsWith(serviceAccountPrefix)) return undefined;
  const [namespace, name, ...more] = user.slice(serviceAccountPrefix.length).split(':');
  if (!namespace || !name || more.length > 0) return undefined;
  return { namespace, name };
}

/**
 * Who asks when `who` does. Groups the API server adds are added: for a ServiceAccount its two groups unless groups are given, `system:authenticated`
 * unless `system:unauthenticated` is given, and for `system:anonymous` only the latter (endpoints/filters/impersonation).
 * A group alone is somebody without a name who is a member of it.
 */
export function identityOf(who: Subject | string, groups: readonly string[] = []): Identity {
  const user = typeof who === 'string' ? who : userOf(who);
  const all = [...groups];
  if (typeof who !== 'string' && who.kind === 'Group') all.push(who.name);
  const account = parseServiceAccountUser(user);
  if (account && groups.length === 0) all.push('system:serviceaccounts', `system:serviceaccounts:${account.namespace}`);
  const anonymous = user === 'system:anonymous';
  if (anonymous && !all.includes('system:unauthenticated')) all.push('system:unauthenticated');
  if (!anonymous && !all.includes('system:authenticated') && !all.includes('system:unauthenticated')) all.push('system:authenticated');
  return { user, groups: all };
}

/** The user name that matches a subject; '' for a group. */
export function userOf(subject: Subject): string {
  if (subject.kind === 'Group') return '';
  return subject.kind === 'User' ? subject.name : serviceAccountUser(subject.namespace, subject.name);
}

/** `shop/web`, `user:jane`, `group:dev`. */
export function displayName(subject: Subject): string {
  if (subject.kind === 'User') return `user:${subject.name}`;
  if (subject.kind === 'Group') return `group:${subject.name}`;
  return subject.namespace === '' || subject.namespace === unnamedNamespace ? subject.name : `${subject.namespace}/${subject.name}`;
}

/** For a sentence: `ServiceAccount shop/web`, `User jane`, `Group dev`. */
export function titleOf(subject: Subject): string {
  return subject.kind === 'ServiceAccount' ? `ServiceAccount ${displayName(subject)}` : `${subject.kind} ${subject.name}`;
}

/** A subject by its display name or user name: `shop/web`, `/web` (no namespace), `user:jane`, `group:dev`, `system:serviceaccount:shop:web`, `jane`. */
export function parseSubject(text: string): Subject {
  if (text.startsWith('user:')) return { kind: 'User', namespace: '', name: text.slice(5) };
  if (text.startsWith('group:')) return { kind: 'Group', namespace: '', name: text.slice(6) };
  const account = parseServiceAccountUser(text);
  if (account) return { kind: 'ServiceAccount', ...account };
  // Two path segments that could be names of a namespace and a ServiceAccount; a user of that name is written `user:a/b`.
  const [namespace, name, ...more] = text.split('/');
  const isName = (part: string | undefined): part is string => part !== undefined && /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(part);
  if (isName(name) && more.length === 0 && (namespace === '' || isName(namespace))) {
    return { kind: 'ServiceAccount', namespace: namespace || unnamedNamespace, name };
  }
  return { kind: 'User', namespace: '', name: text };
}
