// Puts what exists into the graph: ServiceAccounts, Secrets, workloads, … and the collections that hold them.
import type { Inventory, Workload } from '#kube/inventory.js';
import type { KubeObject } from '#kube/object.js';
import { placeOfKey, placeOfValue } from '#source/place.js';
import { Mapping, type Place } from '#source/document.js';
import { collections, everywhere } from './node.js';
import { noTechnique, type GraphStore } from './store.js';

/** Adds every thing of the inventory, each with the edge from its collection. */
export function addThings(store: GraphStore, inventory: Inventory): void {
  for (const account of inventory.serviceAccounts) {
    addThing(store, 'serviceaccounts', account.object.namespace, account.object.name, nameOf(account.object), 'exists');
  }
  for (const secret of inventory.ofKind('', 'Secret')) addThing(store, 'secrets', secret.namespace, secret.name, nameOf(secret), 'exists');
  for (const map of inventory.ofKind('', 'ConfigMap')) addThing(store, 'configmaps', map.namespace, map.name, nameOf(map), 'exists');
  for (const claim of inventory.ofKind('', 'PersistentVolumeClaim')) addThing(store, 'claims', claim.namespace, claim.name, nameOf(claim), 'exists');
  for (const node of inventory.ofKind('', 'Node')) addThing(store, 'nodes', everywhere, node.name, nameOf(node), 'exists');
  for (const workload of inventory.workloads) {
    addThing(store, 'existing-workloads', workload.object.namespace, workloadName(workload), nameOf(workload.object), 'exists');
  }
}

/** Adds membership of the groups that bindings name, after the bindings are in the graph. */
export function addMembership(store: GraphStore): void {
  const group = (name: string): number | undefined => store.find('group', everywhere, name);
  const authenticated = group('system:authenticated');
  const unauthenticated = group('system:unauthenticated');
  const accounts = group('system:serviceaccounts');
  for (const node of [...store.nodes]) {
    if (node.name === '') continue;
    if (node.type === 'serviceaccount') {
      for (const to of [authenticated, accounts, group(`system:serviceaccounts:${node.scope}`)]) if (to !== undefined) store.edge(node.id, to);
    } else if (node.type === 'user') {
      const to = node.name === 'system:anonymous' ? unauthenticated : authenticated;
      if (to !== undefined) store.edge(node.id, to);
    }
  }
}

/** Users and groups that bindings name: what impersonation of any can become. */
export function addSubjectCollections(store: GraphStore): void {
  for (const node of [...store.nodes]) {
    if (node.name === '') continue;
    if (node.type === 'user') store.edge(store.node('users', everywhere), node.id);
    else if (node.type === 'group') store.edge(store.node('groups', everywhere), node.id);
  }
}

/** ServiceAccounts that bindings or workloads name and no file holds: somebody who may create them makes them real. */
export function addMissingAccounts(store: GraphStore, inventory: Inventory): void {
  for (const node of [...store.nodes]) {
    if (node.type !== 'serviceaccount' || node.name === '' || inventory.serviceAccount(node.scope, node.name)) continue;
    store.edge(store.node('missing-serviceaccounts', node.scope), node.id, noTechnique);
  }
}

/** `deployment/api`: how workloads are named in the graph. */
export function workloadName(workload: Workload): string {
  return `${workload.object.kind.toLowerCase()}/${workload.object.name}`;
}

/** Place of an object's name: what to point at when the object itself is meant; undefined for built-in and implied ones. */
export function nameOf(object: KubeObject): Place | undefined {
  const { file, node } = object;
  if (!file || !node) return undefined;
  const metadata = node.get('metadata');
  return (metadata instanceof Mapping ? placeOfValue(file, metadata, 'name', 'metadata') : undefined) ?? placeOfKey(file, node, 'kind', '');
}

function addThing(store: GraphStore, collection: keyof typeof collections, scope: string, name: string, place: Place | undefined, words: string): void {
  const thing = store.node(collections[collection], scope, name);
  store.edge(store.node(collection, scope), thing, noTechnique, { of: 'place', place, words });
}
