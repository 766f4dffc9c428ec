// Edges between things that no permission is needed for: a workload's token, a token Secret, what a pod can read.
import type { Inventory, Workload } from '#kube/inventory.js';
import { placeOfKey } from '#source/place.js';
import { Mapping } from '#source/document.js';
import { nameOf, workloadName } from './things.js';
import type { GraphStore } from './store.js';
import type { Technique } from './technique.js';

/** Node types that techniques about things may name in `holds`: `workload-token`, `token-secret`. */
export const impliedPremises = ['workload-token', 'token-secret', 'pod-reference'] as const;

/** Adds one edge for every pair that a technique with such a premise speaks of. */
export function addImpliedTechniques(store: GraphStore, inventory: Inventory, techniques: readonly Technique[]): void {
  const indexOf = (premise: (typeof impliedPremises)[number]): number | undefined =>
    techniques.find((technique) => technique.premises.length === 1 && technique.premises[0]?.type === premise)?.index;
  const token = indexOf('workload-token');
  const secret = indexOf('token-secret');
  const reference = indexOf('pod-reference');
  if (secret !== undefined) addTokenSecrets(store, inventory, secret);
  for (const workload of inventory.workloads) {
    const from = store.node('workload', workload.object.namespace, workloadName(workload));
    if (token !== undefined) addTokens(store, workload, from, token);
    if (reference !== undefined) addReferences(store, workload, from, reference);
  }
}

function addTokens(store: GraphStore, workload: Workload, from: number, technique: number): void {
  if (workload.admitted === false) return;
  const seen = new Set<string>();
  for (const token of workload.containers.flatMap((container) => container.tokens)) {
    if (!token.forApiServer || seen.has(token.serviceAccount)) continue;
    seen.add(token.serviceAccount);
    const to = store.node('serviceaccount', workload.object.namespace, token.serviceAccount);
    const place = token.place ?? workload.serviceAccountPlace ?? nameOf(workload.object);
    store.edge(from, to, technique, { of: 'place', place, words: 'has its token mounted' });
  }
}

function addReferences(store: GraphStore, workload: Workload, from: number, technique: number): void {
  for (const reference of workload.references) {
    const type = reference.kind === 'Secret' ? 'secret' : reference.kind === 'ConfigMap' ? 'configmap' : 'claim';
    const to = store.find(type, workload.object.namespace, reference.name);
    if (to !== undefined) store.edge(from, to, technique, { of: 'place', place: reference.place, words: 'is read by the pod' });
  }
}

/** A Secret of this type is filled with a token that never expires (pkg/controller/serviceaccount/tokens_controller.go). */
function addTokenSecrets(store: GraphStore, inventory: Inventory, technique: number): void {
  for (const secret of inventory.ofKind('', 'Secret')) {
    if (!secret.node || secret.node.get('type') !== 'kubernetes.io/service-account-token') continue;
    const account = secret.annotations.get('kubernetes.io/service-account.name');
    if (!account || !inventory.serviceAccount(secret.namespace, account)) continue;
    const metadata = secret.node.get('metadata');
    const annotations = metadata instanceof Mapping ? metadata.get('annotations') : undefined;
    const place =
      secret.file && annotations instanceof Mapping
        ? placeOfKey(secret.file, annotations, 'kubernetes.io/service-account.name', 'metadata.annotations')
        : nameOf(secret);
    store.edge(
      store.node('secret', secret.namespace, secret.name),
      store.node('serviceaccount', secret.namespace, account),
      technique,
      { of: 'place', place, words: 'is a token of it' },
    );
  }
}
