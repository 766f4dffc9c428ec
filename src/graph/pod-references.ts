// What code in a pod reads of its namespace: what its containers mount, or have as variables. What lies in a volume that none of them mounts waits for a container that does.
import { namedAccount } from '#kube/admission.js';
import type { Inventory, PodReference, Workload } from '#kube/inventory.js';
import { tokenSecretType } from '#kube/tokens.js';
import { Mapping, Sequence, type Place } from '#source/document.js';
import { placeOfKey } from '#source/place.js';
import { below } from './below.js';
import type { GraphStore } from './store.js';
import { workloadName } from './things.js';

/** One pair of a relation. */
export interface Pair {
  readonly from: number;
  readonly to: number;
  readonly place: Place | undefined;
  readonly words: string;
  readonly unsure?: boolean;
}

/** The workload in the graph. */
export function nodeOf(store: GraphStore, workload: Workload): number {
  return store.node('workload', workload.object.namespace, workloadName(workload));
}

/** What code in the containers reads. Pull secrets stay with the node; of a token Secret the token alone says something, which a container may leave out by its keys. */
export function podReferences(store: GraphStore, inventory: Inventory, workload: Workload): Pair[] {
  if (workload.admitted === false) return [];
  const from = nodeOf(store, workload);
  const isIn = mounted(workload);
  const isRead = (reference: PodReference): boolean =>
    !isPullSecret(reference) && isIn(reference.volume) && (!isTokenSecret(reference, inventory, workload) || holdsToken(reference, workload));
  return workload.references.filter(isRead).flatMap((reference) => referenced(store, workload, from, reference));
}

/** What only a container that is added to the pod reads: an ephemeral one may mount each volume of the pod (pkg/apis/core/validation, ValidateVolumeMounts), and brings none of its own. */
export function unmountedVolumes(store: GraphStore, workload: Workload): Pair[] {
  const { object, references } = workload;
  const isIn = mounted(workload);
  const waiting = references.filter(({ volume }) => !isIn(volume));
  const tokens = tokenVolumes(workload).filter(({ volume }) => !isIn(volume));
  if (waiting.length + tokens.length === 0) return [];
  store.node('pod-volumes', object.namespace);
  const from = store.node('pod-volumes', object.namespace, object.kind === 'Pod' ? object.name : workloadName(workload));
  const account = store.node('serviceaccount', object.namespace, accountNameOf(workload));
  return [
    ...waiting.flatMap((reference) => referenced(store, workload, from, reference)),
    ...tokens.map(({ place }): Pair => ({ from, to: account, place, words: 'is a token of it' })),
  ];
}

/**
 * Tells the volumes that some container mounts, as files or as a device. A patch, and the author of a custom resource, need not write the containers that mount them;
 * variables are no volume.
 */
function mounted({ containers, object }: Workload): (volume: string | undefined) => boolean {
  if ((object.isPatch === true && !object.base) || object.group.includes('.')) return () => true;
  const names = new Set<unknown>();
  for (const { node } of containers) {
    for (const key of ['volumeMounts', 'volumeDevices']) {
      const mounts = node.get(key);
      if (mounts instanceof Sequence) for (const mount of mounts.values) names.add(below(mount, 'name'));
    }
  }
  return (volume) => volume === undefined || names.has(volume);
}

/** The edge to what a reference of a pod names, when that is in the graph. */
export function referenced(store: GraphStore, { object }: Workload, from: number, { kind, name, place }: PodReference): Pair[] {
  const to = store.find(types[kind], object.namespace, name);
  return to === undefined ? [] : [{ from, to, place, words: wordsOf(place) }];
}

const types = { Secret: 'secret', ConfigMap: 'configmap', PersistentVolumeClaim: 'claim' } as const;

function wordsOf(place: Place | undefined): string {
  const [, variables] = /\.env(From)?\[/.exec(place?.route ?? '.') ?? ['', 'none'];
  return variables === 'none' ? 'is read by the pod' : variables === undefined ? 'is a variable of a container' : 'is the environment of a container';
}

function isPullSecret({ place }: PodReference): boolean {
  return place?.route.includes('imagePullSecrets') ?? false;
}

function isTokenSecret({ kind, name }: PodReference, inventory: Inventory, { object }: Workload): boolean {
  return kind === 'Secret' && inventory.find('', 'Secret', object.namespace, name)?.node?.get('type') === tokenSecretType;
}

function holdsToken({ place }: PodReference, { containers }: Workload): boolean {
  return !place || containers.some(({ tokens }) => tokens.some((token) => token.place?.file === place.file && token.place.start === place.start));
}

/** Whether a pod has a token volume for the API server, so that its node may ask for one (plugin/pkg/admission/noderestriction). */
export function hasTokenVolume(workload: Workload): boolean {
  return (
    workload.containers.some((container) => container.tokens.some((token) => token.forApiServer && (token.source === 'automount' || token.source === 'projected'))) ||
    tokenVolumes(workload).length > 0
  );
}

/** Projected tokens for the API server that the pod itself asks for. */
function tokenVolumes({ podSpec, object }: Workload): { readonly volume: string; readonly place: Place | undefined }[] {
  const volumes = podSpec.node.get('volumes');
  if (!(volumes instanceof Sequence)) return [];
  return volumes.values.flatMap((volume, index) => {
    const [name, sources] = [below(volume, 'name'), below(volume, 'projected', 'sources')];
    if (typeof name !== 'string' || !(sources instanceof Sequence)) return [];
    return sources.values.flatMap((source, at) => {
      if (!(source instanceof Mapping) || !asksForToken(source.get('serviceAccountToken'))) return [];
      const route = `${podSpec.route}.volumes[${index}].projected.sources[${at}]`;
      return [{ volume: name, place: object.file && placeOfKey(object.file, source, 'serviceAccountToken', route) }];
    });
  });
}

function asksForToken(source: unknown): boolean {
  return source instanceof Mapping && !source.get('audience');
}

/** The ServiceAccount that a pod runs as, as its node sees it. */
export function accountNameOf(workload: Workload): string {
  return workload.serviceAccountName || namedAccount(workload.podSpec).name || 'default';
}
