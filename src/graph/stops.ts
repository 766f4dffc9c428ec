// Where backward walks over the graph stop: the same for every walk, however many edges the graph gains.
import { anywhere, endsIdentity, everywhere, isCollection, isRequester, isThing, type GraphNode } from './node.js';
import type { GraphStore } from './store.js';

/** By node, 1 where it is so. */
export interface Stops {
  /**
   * Capabilities held in the whole cluster, roles that many hold there, and groups that hold everybody: behind them stands the whole cluster. Behind a role of few there are only
   * those few, and then a gate that others share.
   */
  readonly gates: Uint8Array;
  /** Identities behind which others stand that are not they. */
  readonly ends: Uint8Array;
  /** Identities. */
  readonly requesters: Uint8Array;
  /** Nodes that no walk enters: whoever holds several identities is none of them. */
  readonly outs: Uint8Array;
  /** Whether nothing is held together on both sides of a node. */
  readonly isEnd: (node: number) => boolean;
}

/** Edges that lead to a node which many hold: that much is walked anew for every premise before it. */
const crowd = 32;

/**
 * With `asOne` a walk leads no further back than to one identity: whoever can become two of them holds nothing together. `edges` are those from which on walks are made.
 */
export function stopsAmong({ nodes, edges }: GraphStore, asOne: boolean): Stops {
  const held = new Uint32Array(nodes.length);
  for (const { to } of edges) held[to]! += 1;
  const where = (is: (node: GraphNode) => boolean): Uint8Array => Uint8Array.from(nodes, (node) => Number(is(node)));
  const nowhere = new Uint8Array(asOne ? 0 : nodes.length);
  const requesters = where(isRequester);
  return {
    gates: where((node) => isGate(node, held[node.id]! > crowd)),
    ends: asOne ? requesters : nowhere,
    requesters,
    outs: asOne ? where(({ type }) => isCollection(type)) : nowhere,
    isEnd: (node) => asOne && endsIdentity(nodes[node]!),
  };
}

const openGroups = /^system:(authenticated|unauthenticated|serviceaccounts)$/;

function isGate(node: GraphNode, isCrowded: boolean): boolean {
  if (node.type === 'group') return openGroups.test(node.name);
  if (node.scope === anywhere) return true;
  return node.scope === everywhere && !isThing(node) && (node.name === '' || ((node.type === 'role' || node.type === 'namespaced-role') && isCrowded));
}
