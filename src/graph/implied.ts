// Relations between things, for which no permission is needed: a workload's token, a token Secret, what a pod reads, what a node is given. Techniques name them in `holds`.
import type { Inventory, Workload } from '#kube/inventory.js';
import { Mapping } from '#source/document.js';
import { placeOfKey } from '#source/place.js';
import { isClusterAdmin } from '#cluster/cloud.js';
import { cloudIdentitiesIn, isSamePrincipal } from './cloud-identity.js';
import { addEscapes, ownNode } from './escapes.js';
import { everywhere } from './node.js';
import { nodeOf, podReferences, unmountedVolumes, type Pair } from './pod-references.js';
import { nameOf } from './things.js';
import type { GraphStore } from './store.js';
import type { Clause } from './technique.js';
import { claimedVolumes, hostVolumes } from './volumes.js';

type Relation = (store: GraphStore, inventory: Inventory) => Iterable<Pair>;

/** Relations by the name that techniques give as their only premise. */
const relations: Readonly<Record<string, Relation>> = {
  'workload-token': (store, inventory) => inventory.workloads.flatMap((workload) => tokens(store, workload)),
  'pod-reference': (store, inventory) => inventory.workloads.flatMap((workload) => podReferences(store, inventory, workload)),
  'unmounted-volume': (store, inventory) => inventory.workloads.flatMap((workload) => unmountedVolumes(store, workload)),
  'workload-cloud-identity': (store, inventory) => inventory.workloads.flatMap((workload) => cloudIdentities(store, inventory, workload)),
  'cloud-login': cloudLogins,
  'token-secret': tokenSecrets,
  'bootstrap-secret': bootstrapSecrets,
  'claimed-volume': claimedVolumes,
  'host-volume': (store, inventory) => hostVolumes(store, inventory, 'node'),
  'host-volume-files': (store, inventory) => hostVolumes(store, inventory, 'node-files'),
};

/** True for the name of a relation. */
export function isRelation(type: string): boolean {
  return type === ownNode || Object.hasOwn(relations, type);
}

/** Adds an edge for every pair that a technique speaks of. */
export function addImpliedTechniques(store: GraphStore, inventory: Inventory, clauses: readonly Clause[]): void {
  for (const clause of clauses) {
    for (const { from, to, place, words, unsure } of relations[clause.premises[0]?.type ?? '']?.(store, inventory) ?? []) {
      store.edge(from, to, { technique: clause.technique, evidence: { of: 'place', place, words }, unsure: unsure ?? false });
    }
  }
  addEscapes(store, inventory, clauses.filter(({ premises }) => premises[0]?.type === ownNode));
}

function tokens(store: GraphStore, workload: Workload): Pair[] {
  if (workload.admitted === false) return [];
  const from = nodeOf(store, workload);
  const seen = new Set<string>();
  return workload.containers.flatMap((container) =>
    container.tokens.flatMap((token) => {
      if (!token.forApiServer || token.serviceAccount === '' || seen.has(token.serviceAccount)) return [];
      seen.add(token.serviceAccount);
      const to = store.node('serviceaccount', workload.object.namespace, token.serviceAccount);
      return [{ from, to, place: token.place ?? workload.serviceAccountPlace ?? nameOf(workload.object), words: 'has its token mounted' }];
    }),
  );
}

function cloudIdentities(store: GraphStore, inventory: Inventory, workload: Workload): Pair[] {
  const identities = cloudIdentitiesIn(inventory).ofWorkload(workload);
  if (identities.length === 0 || workload.admitted === false) return [];
  const from = nodeOf(store, workload);
  return identities.map(({ identity, place }) => ({ from, to: store.node('cloud-identity', everywhere, identity), place, words: 'is given to its pods' }));
}

/** Principals of the cloud that the cluster lets in, as the users and groups that they become there. Names that are made at login (`{{SessionName}}`) are nobody's. */
function* cloudLogins(store: GraphStore, inventory: Inventory): Generator<Pair> {
  const held = [...(store.ofType('cloud-identity').get(everywhere) ?? [])].filter(([name]) => name !== '');
  if (held.length === 0) return;
  for (const login of cloudIdentitiesIn(inventory).logins) {
    for (const [name, from] of held) {
      if (!isSamePrincipal(name, login.identity)) continue;
      const pair = (to: number, words: string): Pair => ({ from, to, place: login.place, words });
      if (isClusterAdmin(login)) yield pair(store.node('admin', everywhere), 'is cluster-admin');
      for (const group of login.groups ?? []) yield pair(store.node('group', everywhere, group), `is in group ${group}`);
      const user = store.find('user', everywhere, login.user ?? '');
      if (user !== undefined) yield pair(user, `is user ${login.user ?? ''}`);
    }
  }
}

/** A Secret of this type is filled with a token that never expires (pkg/controller/serviceaccount/tokens_controller.go). */
function* tokenSecrets(store: GraphStore, inventory: Inventory): Generator<Pair> {
  for (const secret of inventory.ofKind('', 'Secret')) {
    if (!secret.node || secret.node.get('type') !== 'kubernetes.io/service-account-token') continue;
    const account = secret.annotations.get('kubernetes.io/service-account.name');
    if (!account || (inventory.complete && !inventory.serviceAccount(secret.namespace, account))) continue;
    const metadata = secret.node.get('metadata');
    const annotations = metadata instanceof Mapping ? metadata.get('annotations') : undefined;
    const place =
      secret.file && annotations instanceof Mapping ? placeOfKey(secret.file, annotations, 'kubernetes.io/service-account.name', 'metadata.annotations') : nameOf(secret);
    yield { from: store.node('secret', secret.namespace, secret.name), to: store.node('serviceaccount', secret.namespace, account), place, words: 'is a token of it' };
  }
}

function* bootstrapSecrets(store: GraphStore, inventory: Inventory): Generator<Pair> {
  for (const secret of inventory.ofKind('', 'Secret')) {
    if (secret.namespace !== 'kube-system' || secret.node?.get('type') !== 'bootstrap.kubernetes.io/token') continue;
    yield { from: store.node('secret', secret.namespace, secret.name), to: store.node('bootstrap-token', everywhere), place: nameOf(secret), words: 'is a bootstrap token' };
  }
}
