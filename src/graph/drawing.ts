// Chooses what of the graph is shown and names it: the part that something in the files, or one identity, can reach.
import type { Inventory } from '#kube/inventory.js';
import type { Access } from '#rbac/model.js';
import type { Permission } from '#rule/permission.js';
import { everywhere, isThing, nodeKey, nodeLabel, scopeLabel, type GraphNode } from './node.js';
import { proofsOf, type Proof } from './proof.js';
import type { PrivilegeGraph } from './privilege-graph.js';
import { isShown } from './reach.js';
import type { Edge } from './store.js';
import { workloadName } from './things.js';

/** The part of the graph that is shown: node ids, and the edges between them. */
export interface ShownGraph {
  readonly starts: ReadonlySet<number>;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly Edge[];
}

/**
 * What those who are named or run in the files can reach. Behind cluster-admin lies everything, and nothing of it is shown; nor is what only serves the graph itself
 * and leads nowhere.
 */
export function shownGraph(graph: PrivilegeGraph, inventory: Inventory, access: Access): ShownGraph {
  const starts = startsInFiles(graph, inventory, access);
  const shown = reachedFrom(graph, starts);
  dropDeadEnds(graph, shown);
  const nodes = graph.store.nodes.filter(({ id }) => shown.has(id));
  const admin = graph.store.find('admin', everywhere);
  const edges = graph.store.edges.filter(({ from, to }) => from !== admin && shown.has(from) && shown.has(to));
  return { starts, nodes, edges };
}

function reachedFrom({ store, searcher }: PrivilegeGraph, starts: Iterable<number>): Set<number> {
  const admin = store.find('admin', everywhere);
  const reached = new Set(starts);
  for (const node of reached) {
    if (node === admin) continue;
    for (let row = searcher.forward.start[node]!; row < searcher.forward.start[node + 1]!; row += 1) reached.add(searcher.edges[searcher.forward.list[row]!]!.to);
  }
  return reached;
}

function dropDeadEnds({ store, searcher }: PrivilegeGraph, shown: Set<number>): void {
  const admin = store.find('admin', everywhere);
  const leads = (node: number): boolean => {
    for (let row = searcher.forward.start[node]!; row < searcher.forward.start[node + 1]!; row += 1) if (shown.has(searcher.edges[searcher.forward.list[row]!]!.to)) return true;
    return false;
  };
  const pending = [...shown];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node === admin || !shown.has(node) || isShown(store.nodes[node]!) || leads(node)) continue;
    shown.delete(node);
    for (let row = searcher.backward.start[node]!; row < searcher.backward.start[node + 1]!; row += 1) pending.push(searcher.edges[searcher.backward.list[row]!]!.from);
  }
}

/** Subjects that bindings of the files name; ServiceAccounts, workloads and volumes of the files. */
export function startsInFiles({ store }: PrivilegeGraph, inventory: Inventory, access: Access): ReadonlySet<number> {
  const starts = new Set<number>();
  const add = (id: number | undefined): void => {
    if (id !== undefined) starts.add(id);
  };
  for (const { object } of inventory.serviceAccounts) if (object.origin === 'files') add(store.find('serviceaccount', object.namespace, object.name));
  for (const workload of inventory.workloads) if (workload.object.origin === 'files') add(store.find('workload', workload.object.namespace, workloadName(workload)));
  for (const volume of inventory.ofKind('', 'PersistentVolume')) if (volume.origin === 'files') add(store.find('volume', everywhere, volume.name));
  for (const { origin, subjects } of access.bindings) {
    if (origin !== 'files') continue;
    for (const { kind, namespace, name } of subjects) add(kind === 'ServiceAccount' ? store.find('serviceaccount', namespace, name) : store.find(kind.toLowerCase(), everywhere, name));
  }
  return starts;
}

/** The id of a node for programs; permissions by what they allow instead of by their number. */
export function shownKey(graph: PrivilegeGraph, node: GraphNode): string {
  const permission = permissionsOf(graph, node.type);
  if (permission === undefined) return nodeKey(node);
  return `permission:${permission}@${node.scope}${node.name === '' ? '' : `/${node.name}`}#${node.type.slice(node.type.indexOf(':') + 1)}`;
}

/** The name of a node for people. */
export function shownLabel(graph: PrivilegeGraph, node: GraphNode): string {
  if (node.type === 'policy') return `Authorizer ${node.name}`;
  if (node.type === 'role' || node.type === 'namespaced-role') return nodeLabel(node);
  const permission = permissionsOf(graph, node.type);
  if (permission === undefined) return isThing(node) || node.name === '' ? nodeLabel(node) : `${nodeLabel(node)}: ${node.name}`;
  return `${permission}${node.name === '' ? '' : ` named ${node.name}`} ${scopeLabel(node.scope)}`;
}

/** The word for a node's type: `permission` for what only serves to join rules and techniques. */
export function shownType(graph: PrivilegeGraph, node: GraphNode): string {
  return permissionsOf(graph, node.type) === undefined ? node.type : 'permission';
}

function permissionsOf(graph: PrivilegeGraph, type: string): string | undefined {
  if (type.startsWith('one:')) return 'either';
  if (type.startsWith('both:')) return 'both';
  if (type.startsWith('joinable:')) return 'join a binding';
  const pattern = graph.patterns.get(type);
  return pattern?.permissions.map(textOf).join(' or ');
}

function textOf(permission: Permission): string {
  if (permission.path !== undefined) return `${permission.verbs.join(',')} ${permission.path}`;
  const { verbs, resource, subresource, group } = permission;
  return `${verbs.join(',')} ${resource}${subresource === '' ? '' : `/${subresource}`}${group === '' ? '' : `.${group}`}`;
}

/** What makes an edge; of a conjunction its premises. */
export function shownProofs(graph: PrivilegeGraph, edge: Edge): readonly (Pick<Proof, 'message'> & Partial<Proof>)[] {
  if (edge.evidence?.of === 'premises') return edge.evidence.nodes.map((id) => ({ message: shownLabel(graph, graph.store.nodes[id]!) }));
  return edge.evidence ? proofsOf(edge.evidence) : [];
}
