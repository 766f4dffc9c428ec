// Puts what exists into the graph: ServiceAccounts, Secrets, workloads, nodes … and the collections that hold them.
import type { Inventory, Workload } from '#kube/inventory.js';
import type { CloudIdentity } from '#cluster/cloud.js';
import type { KubeObject } from '#kube/object.js';
import { Mapping, type Place } from '#source/document.js';
import { placeOfKey, placeOfValue } from '#source/place.js';
import { below } from './below.js';
import { cloudIdentitiesIn, isByToken } from './cloud-identity.js';
import { collections, everywhere, type Collection } from './node.js';
import type { GraphStore } from './store.js';

/** Adds every thing of the inventory, each with the edge from its collection. */
export function addThings(store: GraphStore, inventory: Inventory): void {
  for (const collection of Object.keys(collections) as Collection[]) if (!collection.includes('-serviceaccounts')) store.node(collection, everywhere);
  for (const { object } of inventory.serviceAccounts) addThing(store, 'serviceaccounts', object.namespace, object.name, nameOf(object));
  addCloudIdentities(store, inventory);
  for (const secret of inventory.ofKind('', 'Secret')) addThing(store, 'secrets', secret.namespace, secret.name, nameOf(secret));
  for (const map of inventory.ofKind('', 'ConfigMap')) addThing(store, 'configmaps', map.namespace, map.name, nameOf(map));
  for (const claim of inventory.ofKind('', 'PersistentVolumeClaim')) addThing(store, 'claims', claim.namespace, claim.name, nameOf(claim));
  for (const volume of inventory.ofKind('', 'PersistentVolume')) addThing(store, 'volumes', everywhere, volume.name, nameOf(volume));
  for (const node of inventory.ofKind('', 'Node')) addThing(store, 'nodes', everywhere, node.name, nameOf(node));
  for (const workload of inventory.workloads) {
    const { object } = workload;
    const name = workloadName(workload);
    store.node('workload', object.namespace, name, object.kind);
    addThing(store, 'existing-workloads', object.namespace, name, nameOf(object));
    if (nodeNameOf(workload) === '' && object.kind !== 'DaemonSet') addThing(store, 'pending-workloads', object.namespace, name, nameOf(object));
    if (!inventory.complete) addReferences(store, workload);
  }
  if (!inventory.complete) addClaims(store, inventory);
}

/** Identities of a cloud behind the collection of their namespace: those for which a token is enough, and those that take a pod. */
function addCloudIdentities(store: GraphStore, inventory: Inventory): void {
  const { accounts, picked } = cloudIdentitiesIn(inventory);
  const add = (collection: 'cloud-identities' | 'pod-cloud-identities', namespace: string, name: string, { identity, place }: CloudIdentity): void => {
    const node = store.node('cloud-identity', everywhere, identity);
    store.node(collection, namespace);
    store.edge(store.node(collection, namespace, name), node, { evidence: { of: 'place', place, words: 'is what is named there' } });
    store.edge(node, store.node('cloud-identity', everywhere));
  };
  for (const identity of accounts) add(isByToken(identity) ? 'cloud-identities' : 'pod-cloud-identities', identity.serviceAccount.namespace, identity.serviceAccount.name, identity);
  for (const { namespace, identity } of picked) add('pod-cloud-identities', namespace, '', identity);
}

const collectionOfReference = { Secret: 'secrets', ConfigMap: 'configmaps', PersistentVolumeClaim: 'claims' } as const;

/** What a pod refers to and no file holds is there for all we know. */
function addReferences(store: GraphStore, { references, object }: Workload): void {
  for (const { kind, name, place } of references) {
    const collection = collectionOfReference[kind];
    if (store.find(collections[collection], object.namespace, name) === undefined) addThing(store, collection, object.namespace, name, place, true);
  }
}

/** Whose a volume is said to be, claims of no file too. */
function addClaims(store: GraphStore, inventory: Inventory): void {
  for (const volume of inventory.ofKind('', 'PersistentVolume')) {
    const claim = claimOf(volume);
    if (claim && store.find('claim', claim.namespace, claim.name) === undefined) addThing(store, 'claims', claim.namespace, claim.name, nameOf(volume), true);
  }
}

/** Adds membership of the groups that bindings name, after the bindings are in the graph. */
export function addMembership(store: GraphStore): void {
  const group = (name: string): number | undefined => store.find('group', everywhere, name);
  const authenticated = group('system:authenticated');
  const unauthenticated = group('system:unauthenticated');
  const accounts = group('system:serviceaccounts');
  const join = (member: number, ...groups: readonly (number | undefined)[]): void => {
    for (const to of groups) if (to !== undefined) store.edge(member, to);
  };
  for (const [namespace, names] of store.ofType('serviceaccount')) {
    const ofNamespace = group(`system:serviceaccounts:${namespace}`);
    for (const id of names.values()) join(id, authenticated, accounts, ofNamespace);
  }
  for (const [name, id] of store.ofType('group').get(everywhere) ?? []) if (name !== 'system:unauthenticated') join(id, authenticated);
  for (const [name, id] of store.ofType('user').get(everywhere) ?? []) join(id, name === 'system:anonymous' ? unauthenticated : authenticated);
  for (const [name, id] of store.ofType('node-identity').get(everywhere) ?? []) {
    join(id, authenticated, group('system:nodes'), name === '' ? undefined : store.find('user', everywhere, `system:node:${name}`));
  }
  const bootstrap = store.find('bootstrap-token', everywhere);
  if (bootstrap === undefined) return;
  join(bootstrap, authenticated);
  for (const [name, id] of store.ofType('group').get(everywhere) ?? []) if (/^system:bootstrappers(:|$)/.test(name)) join(bootstrap, id);
}

/** Users and groups that bindings name: what impersonation of any can become. No certificate is issued for system:masters (plugin/pkg/admission/certificates/subjectrestriction). */
export function addSubjectCollections(store: GraphStore): void {
  const masters = store.node('group', everywhere, 'system:masters');
  store.edge(masters, store.node('admin', everywhere));
  const groups = store.node('groups', everywhere);
  store.edge(store.node('every-group', everywhere), groups);
  store.edge(store.node('every-group', everywhere), masters);
  for (const id of store.ofType('user').get(everywhere)?.values() ?? []) store.edge(store.node('users', everywhere), id);
  for (const id of store.ofType('group').get(everywhere)?.values() ?? []) if (id !== masters) store.edge(groups, id);
}

/**
 * ServiceAccounts that bindings or workloads name and no file holds. In a complete world they are not there: somebody who may create them makes them real, and
 * their namespace first where that is missing too. Otherwise they may well exist.
 */
export function addMissingAccounts(store: GraphStore, inventory: Inventory): void {
  for (const [namespace, names] of store.ofType('serviceaccount')) {
    for (const [name, id] of names) {
      if (inventory.serviceAccount(namespace, name)) continue;
      if (!inventory.complete) store.edge(store.node('serviceaccounts', namespace), id, { unsure: true });
      else {
        const collection = inventory.namespaces.has(namespace) ? 'missing-serviceaccounts' : 'homeless-serviceaccounts';
        store.node(collection, namespace);
        store.edge(store.node(collection, namespace, name), id);
      }
    }
  }
}

/** `deployment/api`: how workloads are named in the graph. */
export function workloadName(workload: Workload): string {
  return `${workload.object.kind.toLowerCase()}/${workload.object.name}`;
}

/** The node a workload is bound to, '' when the scheduler decides. */
export function nodeNameOf({ podSpec }: Workload): string {
  const name = podSpec.node.get('nodeName');
  return typeof name === 'string' ? name : '';
}

/** Whose a PersistentVolume is, or is kept for. */
export function claimOf(volume: KubeObject): { readonly namespace: string; readonly name: string } | undefined {
  const [namespace, name] = ['namespace', 'name'].map((key) => below(volume.node, 'spec', 'claimRef', key));
  return typeof namespace === 'string' && typeof name === 'string' ? { namespace, name } : undefined;
}

/** Place of an object's name: what to point at when the object itself is meant; undefined for built-in and implied ones. */
export function nameOf(object: KubeObject): Place | undefined {
  const { file, node } = object;
  if (!file || !node) return undefined;
  const metadata = node.get('metadata');
  return (metadata instanceof Mapping ? placeOfValue(file, metadata, 'name', 'metadata') : undefined) ?? placeOfKey(file, node, 'kind', '');
}

function addThing(store: GraphStore, collection: Collection, scope: string, name: string, place: Place | undefined, unsure = false): void {
  const thing = store.node(collections[collection], scope, name);
  store.edge(store.node(collection, scope), thing, { evidence: { of: 'place', place, words: 'exists' }, unsure });
}
