// Where an identity stands in the graph: a node for its name, and edges to groups that only the caller knows of.
import type { Identity, Subject } from '#rbac/model.js';
import { parseServiceAccountUser } from '#rbac/subjects.js';
import { everywhere } from './node.js';
import type { GraphStore } from './store.js';

/** Groups that membership edges give to every identity of a kind. */
const implied = /^system:(authenticated|unauthenticated|serviceaccounts(:.+)?|nodes)$/;

/** Makes identities known, with their groups. A node's identity is the node's credentials. */
export function addIdentities(store: GraphStore, identities: readonly Identity[]): void {
  for (const { user, groups } of identities) {
    const node = makeNode(store, user, groups);
    for (const group of groups) if (!implied.test(group)) store.edge(node, store.node('group', everywhere, group));
  }
}

/** The node an identity starts from, or undefined when nothing names it. */
export function startOf({ store }: { readonly store: GraphStore }, { user, groups }: Identity): number | undefined {
  const account = parseServiceAccountUser(user);
  if (account) return store.find('serviceaccount', account.namespace, account.name);
  if (isNode(user, groups)) return store.find('node-identity', everywhere, user.slice(nodePrefix.length));
  return store.find('user', everywhere, user);
}

/** The node of a subject as a binding names it, or undefined when the graph has none. */
export function nodeOfSubject({ store }: { readonly store: GraphStore }, subject: Subject): number | undefined {
  if (subject.kind === 'ServiceAccount') return store.find('serviceaccount', subject.namespace, subject.name);
  return store.find(subject.kind === 'User' ? 'user' : 'group', everywhere, subject.name);
}

const nodePrefix = 'system:node:';

function isNode(user: string, groups: readonly string[]): boolean {
  return user.startsWith(nodePrefix) && groups.includes('system:nodes');
}

function makeNode(store: GraphStore, user: string, groups: readonly string[]): number {
  const account = parseServiceAccountUser(user);
  if (account) return store.node('serviceaccount', account.namespace, account.name);
  if (isNode(user, groups)) return store.node('node-identity', everywhere, user.slice(nodePrefix.length));
  return store.node('user', everywhere, user);
}
