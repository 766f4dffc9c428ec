// Nodes of the privilege graph: positions an attacker can hold, interned by type, scope and name.
import { qualifiedName, unnamedNamespace } from '#kube/object.js';

/**
 * Types of the things that exist: held one by one. All other types are capabilities, held in a scope:
 * `admin` (everything in the scope), `workloads` (pods of any content), collections (every thing of one type), and whatever else techniques give.
 */
export const thingTypes = ['serviceaccount', 'user', 'group', 'workload', 'secret', 'configmap', 'claim', 'volume', 'node', 'cloud-identity'] as const;
export type ThingType = (typeof thingTypes)[number];

/** The capability that stands for every thing of a type in a scope. */
export const collections = {
  serviceaccounts: 'serviceaccount',
  'missing-serviceaccounts': 'serviceaccount',
  users: 'user',
  groups: 'group',
  'existing-workloads': 'workload',
  secrets: 'secret',
  configmaps: 'configmap',
  claims: 'claim',
  volumes: 'volume',
  nodes: 'node',
  'control-plane-nodes': 'node',
  'cloud-identities': 'cloud-identity',
} as const satisfies Record<string, ThingType>;

/** Scope of what counts in the whole cluster. */
export const everywhere = '*';

/** One node. `scope` is a namespace or `*`; `name` is '' for a capability held in the whole scope. */
export interface GraphNode {
  readonly id: number;
  readonly type: string;
  readonly scope: string;
  readonly name: string;
}

const things: ReadonlySet<string> = new Set(thingTypes);

/** True for what exists one by one: identities and objects. */
export function isThing(node: GraphNode): boolean {
  return things.has(node.type) && node.name !== '';
}

/** Stable text id, as in `graph -f json`: `serviceaccount:shop/web`, `workloads@shop`, `admin@*`. */
export function nodeKey(node: Pick<GraphNode, 'type' | 'scope' | 'name'>): string {
  if (things.has(node.type)) return `${node.type}:${inScope(node)}`;
  return node.name === '' ? `${node.type}@${node.scope}` : `${node.type}@${node.scope}/${node.name}`;
}

/** Name for people: `ServiceAccount shop/web`, `user jane`, `Secret shop/db`. */
export function nodeLabel(node: GraphNode): string {
  switch (node.type) {
    case 'serviceaccount':
      return `ServiceAccount ${inScope(node)}`;
    case 'user':
      return `user ${node.name}`;
    case 'group':
      return `group ${node.name}`;
    case 'workload':
      return workloadLabel(node);
    case 'secret':
      return `Secret ${inScope(node)}`;
    case 'configmap':
      return `ConfigMap ${inScope(node)}`;
    case 'claim':
      return `PersistentVolumeClaim ${inScope(node)}`;
    case 'volume':
      return `PersistentVolume ${node.name}`;
    case 'node':
      return node.name === '*' ? 'any node' : `node ${node.name}`;
    case 'cloud-identity':
      return `cloud identity ${node.name}`;
    case 'admin':
      return node.scope === everywhere ? 'cluster-admin' : `everything ${scopeLabel(node.scope)}`;
    default:
      return `${node.type} ${scopeLabel(node.scope)}`;
  }
}

/** `in namespace shop`, `in every namespace`. */
export function scopeLabel(scope: string): string {
  if (scope === everywhere) return 'in every namespace';
  return scope === unnamedNamespace ? 'in its namespace' : `in namespace ${scope}`;
}

/** Subjects as findings list them: `shop/web`, `user:jane`, `group:dev`, `deployment/api`. */
export function subjectLabel(node: GraphNode): string {
  if (node.type === 'serviceaccount') return inScope(node);
  if (node.type === 'workload') return `workload:${inScope(node)}`;
  return `${node.type}:${node.name}`;
}

function inScope(node: Pick<GraphNode, 'scope' | 'name'>): string {
  return node.scope === everywhere ? node.name : qualifiedName({ namespace: node.scope, name: node.name });
}

/** Kinds as written, by the lower-case form that names workloads in the graph. */
const workloadKinds = new Map(
  ['Pod', 'ReplicationController', 'Deployment', 'DaemonSet', 'StatefulSet', 'ReplicaSet', 'Job', 'CronJob', 'PodTemplate'].map((kind) => [kind.toLowerCase(), kind]),
);

function workloadLabel(node: GraphNode): string {
  const slash = node.name.indexOf('/');
  const kind = node.name.slice(0, slash);
  return `${workloadKinds.get(kind) ?? kind} ${inScope({ scope: node.scope, name: node.name.slice(slash + 1) })}`;
}
