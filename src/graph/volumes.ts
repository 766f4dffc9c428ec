// PersistentVolumes: the claims that hold them, those that anybody's claim may have, and what they are of a node.
import type { Inventory } from '#kube/inventory.js';
import { grouped } from '#kube/grouped.js';
import type { KubeObject } from '#kube/object.js';
import { below } from './below.js';
import { isObeyed, isSensitive } from './host-paths.js';
import { everywhere } from './node.js';
import type { Pair } from './pod-references.js';
import type { GraphStore } from './store.js';
import { claimOf, nameOf } from './things.js';

/** The PersistentVolume a claim is bound to: by the claim's `volumeName` or the volume's `claimRef`. */
export function* claimedVolumes(store: GraphStore, inventory: Inventory): Generator<Pair> {
  for (const claim of inventory.ofKind('', 'PersistentVolumeClaim')) {
    const name = volumeNameOf(claim);
    if (name === '') continue;
    yield { from: store.node('claim', claim.namespace, claim.name), to: store.node('volume', everywhere, name), place: nameOf(claim), words: 'is bound to it' };
  }
  for (const volume of inventory.ofKind('', 'PersistentVolume')) {
    const claim = claimOf(volume);
    if (!claim) continue;
    yield { from: store.node('claim', claim.namespace, claim.name), to: store.node('volume', everywhere, volume.name), place: nameOf(volume), words: 'is bound to it' };
  }
}

/** A volume that is a directory of a node: the node itself where that is enough, and perhaps where it takes writing, which a claim is for unless its mount says else; else some of its files. */
export function* hostVolumes(store: GraphStore, inventory: Inventory, gives: 'node' | 'node-files'): Generator<Pair> {
  for (const volume of inventory.ofKind('', 'PersistentVolume')) {
    const path = below(volume.node, 'spec', 'hostPath', 'path') ?? below(volume.node, 'spec', 'local', 'path');
    if (typeof path !== 'string') continue;
    const isSeen = isSensitive(path);
    if ((gives === 'node') !== (isSeen || isObeyed(path))) continue;
    yield { from: store.node('volume', everywhere, volume.name), to: store.node(gives, everywhere), place: nameOf(volume), words: 'is a directory of a node', unsure: gives === 'node' && !isSeen };
  }
}

/**
 * An edge from `free-volumes` to each volume that no claim has: the first that asks for it by `volumeName` gets it, from whichever namespace (pkg/controller/volume/persistentvolume).
 * A claim of the files that leaves the choice of one of its class to the controller may have it already.
 */
export function addFreeVolumes(store: GraphStore, inventory: Inventory): void {
  const claims = inventory.ofKind('', 'PersistentVolumeClaim');
  const taken = new Set(claims.map(volumeNameOf));
  const choosing = grouped(claims.filter((claim) => volumeNameOf(claim) === ''), classOf);
  for (const volume of inventory.ofKind('', 'PersistentVolume')) {
    if (claimOf(volume) || taken.has(volume.name)) continue;
    const to = store.node('volume', everywhere, volume.name);
    const unsure = choosing.has(classOf(volume));
    store.edge(store.node('free-volumes', everywhere), to, { evidence: { of: 'place', place: nameOf(volume), words: 'is claimed by nobody' }, unsure });
  }
}

function volumeNameOf(claim: KubeObject): string {
  const name = below(claim.node, 'spec', 'volumeName');
  return typeof name === 'string' ? name : '';
}

function classOf({ node }: KubeObject): string {
  const name = below(node, 'spec', 'storageClassName');
  return typeof name === 'string' ? name : '';
}
