// What the nodes of an inventory may do, for whoever asks with a node's identity.
import type { Inventory } from './inventory.js';
import { authorizeNode, type NodeRequest } from './node-authorizer.js';
import { nodeGraphOf, type Placed } from './node-graph.js';
import { once } from './once.js';

/** Who asks; groups are complete. */
export interface NodeAsker {
  readonly user: string;
  readonly groups: readonly string[];
}

/**
 * Answers requests of node identities: yes, no, or undefined where the files cannot tell, because a pod that would relate the node to the object may not be in them
 * (pods of workloads get their node from the scheduler).
 */
export function nodeAnswersOf(inventory: Inventory): (asker: NodeAsker, request: (NodeRequest & { readonly path?: undefined }) | { readonly verb: string; readonly path: string }) => boolean | undefined {
  const placed = (group: string, kind: string): Placed[] =>
    inventory.ofKind(group, kind).flatMap(({ namespace, name, node, file }) => (node ? [{ namespace, name, root: { node, route: '', file } }] : []));
  const graph = once(() =>
    nodeGraphOf({
      pods: placed('', 'Pod'),
      persistentVolumes: placed('', 'PersistentVolume'),
      volumeAttachments: placed('storage.k8s.io', 'VolumeAttachment'),
      resourceSlices: placed('resource.k8s.io', 'ResourceSlice'),
    }),
  );
  return ({ user, groups }, request) => {
    // No rule of nodes is about URLs.
    if (request.path !== undefined) return false;
    const { allowed, reason } = authorizeNode(graph(), user, groups, request);
    return !allowed && !inventory.complete && reason.startsWith('no relationship found') ? undefined : allowed;
  };
}
