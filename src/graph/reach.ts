// Everything that one position can come to hold, each with the shortest path to it.
import { anywhere, everywhere, isPermission, isThing, nodeKey, type GraphNode } from './node.js';
import { operatorPrefix } from './operator-accounts.js';
import { pathAlong, type Path } from './path.js';
import { edgesAlong } from './path-writer.js';
import type { PrivilegeGraph } from './privilege-graph.js';
import type { RuleSet, SinkRule } from '#rule/rule.js';
import { unreachable } from './search.js';

/** Node types that only serve the graph itself. */
const inner: ReadonlySet<string> = new Set([
  'role', 'namespaced-role', 'policy', 'bound-role', 'bound-clusterrole', 'missing-role', 'missing-clusterrole', 'aggregated-clusterrole', 'every-role', 'permissions',
  'landing-pods', 'landing-data', 'node-data', 'node-pods', 'own-nodes',
]);

/** What is reached, nearest first, with the path to each; identities that are only a group membership away take no step. */
export interface Reached {
  readonly node: GraphNode;
  readonly path: Path;
  /** The way leads over holding everything in the cluster. */
  readonly behindAdmin: boolean;
}

/** Walks the graph forward from a node. */
export function reachFrom(graph: PrivilegeGraph, start: number): readonly Reached[] {
  const search = graph.searcher.from([start]);
  const found: GraphNode[] = graph.store.nodes.filter((node) => node.id !== start && search.distanceOf(node.id) !== unreachable && isShown(node));
  found.sort((a, b) => search.distanceOf(a.id) - search.distanceOf(b.id) || (nodeKey(a) < nodeKey(b) ? -1 : 1));
  const admin = graph.store.find('admin', everywhere);
  return found.map((node) => {
    const edges = edgesAlong(graph, node.id, search, 'from').reverse();
    return { node, path: pathAlong(graph, start, edges), behindAdmin: edges.some(({ from }) => from === admin) };
  });
}

/** True for what a person asks about: things, and capabilities that techniques give. */
export function isShown(node: GraphNode): boolean {
  return isThing(node) || !(isPermission(node.type) || node.type.startsWith(operatorPrefix) || inner.has(node.type) || node.name !== '' || node.scope === anywhere);
}

/** The sinks that a node reaches. What is another namespace's is a matter of two places: the report says it, of workloads and ServiceAccounts. */
export function sinksReachedFrom(graph: PrivilegeGraph, start: number, { sink }: Pick<RuleSet, 'sink'>): readonly SinkRule[] {
  return sink.filter(({ on, in: scope = everywhere }) => {
    const node = on === undefined || scope === 'others' ? undefined : graph.store.find(on, scope);
    return node !== undefined && graph.towards(node).distanceOf(start) !== unreachable;
  });
}
