// Nodes of the privilege graph: positions an attacker can hold, interned by type, scope and name.
import { qualifiedName, unnamedNamespace } from '#kube/object.js';

/**
 * Types of the things that exist: held one by one. All other types are capabilities, held in a scope: `admin` (everything in the scope), `workloads` (pods of any
 * content), collections (every thing of one type), and whatever else techniques give. A thing without a name is one of its type that nobody knows by name:
 * `node:*` is held by whoever holds some node.
 */
export const thingTypes = ['serviceaccount', 'user', 'group', 'workload', 'secret', 'configmap', 'claim', 'volume', 'node', 'node-identity', 'cloud-identity', 'disguise'] as const;
export type ThingType = (typeof thingTypes)[number];

/** The capability that stands for every thing of a type in a scope. */
export const collections = {
  serviceaccounts: 'serviceaccount',
  'missing-serviceaccounts': 'serviceaccount',
  'homeless-serviceaccounts': 'serviceaccount',
  users: 'user',
  groups: 'group',
  'every-group': 'group',
  'existing-workloads': 'workload',
  'pending-workloads': 'workload',
  secrets: 'secret',
  configmaps: 'configmap',
  claims: 'claim',
  volumes: 'volume',
  nodes: 'node',
  'node-identities': 'node-identity',
  'cloud-identities': 'cloud-identity',
  'pod-cloud-identities': 'cloud-identity',
} as const satisfies Record<string, ThingType>;

export type Collection = keyof typeof collections;

/** True for the name of a collection. */
export function isCollection(type: string): type is Collection {
  return Object.hasOwn(collections, type);
}

/** True for whom a request can come from, one by one. */
export function isRequester({ type, name }: Pick<GraphNode, 'type' | 'name'>): boolean {
  return name !== '' && requesters.has(type);
}

const requesters: ReadonlySet<string> = new Set<ThingType>(['serviceaccount', 'user', 'node-identity', 'cloud-identity', 'disguise', 'workload']);

/** True for what one identity leads to as another: what is held on both sides is not held together. */
export function endsIdentity(node: Pick<GraphNode, 'type' | 'name'>): boolean {
  return isRequester(node) || isCollection(node.type);
}

/** True for what leads to things and to nothing else: a collection, the pods of a node and what they read. */
export function holdsThings(node: Pick<GraphNode, 'type' | 'name'>): boolean {
  return !isThing(node) && (isCollection(node.type) || hubs.has(node.type));
}

const hubs: ReadonlySet<string> = new Set(['landing-pods', 'landing-data', 'node-pods', 'node-data']);

/** Scope of what counts in the whole cluster. */
export const everywhere = '*';

/** Scope of a premise that may be held in any namespace, whichever. */
export const anywhere = 'anywhere';

/** True for the type of what only joins rules and techniques: permissions, alternatives, what is held together, roles of bindings. */
export function isPermission(type: string): boolean {
  return /^(can|one|both|joinable):/.test(type);
}

/** One node. `scope` is a namespace, `*` or `anywhere`; `name` is '' for a capability held in the whole scope. */
export interface GraphNode {
  readonly id: number;
  readonly type: string;
  readonly scope: string;
  readonly name: string;
  /** Of a workload: its kind as it is written, which `name` has in lower case. */
  readonly kind?: string;
}

/** What names a node for people. */
type Labelled = Pick<GraphNode, 'type' | 'scope' | 'name' | 'kind'>;

const things: ReadonlySet<string> = new Set(thingTypes);

/** True for what exists one by one: identities and objects. */
export function isThing(node: Pick<GraphNode, 'type' | 'name'>): boolean {
  return things.has(node.type) && node.name !== '';
}

/** Stable text id, as in `graph -f json`: `serviceaccount:shop/web`, `node:*`, `workloads@shop`, `admin@*`. */
export function nodeKey(node: Pick<GraphNode, 'type' | 'scope' | 'name'>): string {
  if (things.has(node.type)) return `${node.type}:${node.name === '' ? '*' : inScope(node)}`;
  return node.name === '' ? `${node.type}@${node.scope}` : `${node.type}@${node.scope}/${node.name}`;
}

/** Words for capabilities, before their scope. */
const capabilityWords: Readonly<Record<string, string>> = {
  admission: 'every object that is written',
  'api-group': 'the answers of an API group',
  'custom-resources': 'custom resources as they are stored',
  'clusterroles-in-namespaces': 'every ClusterRole',
  roles: 'every Role',
  'every-role': 'every Role',
  configuration: 'the configuration of programs',
  workloads: 'pods of any content',
  network: "the network of pods and Services",
  traffic: 'the traffic of Services',
  scheduling: 'where pods run',
  mutation: 'the content of every object that is written',
  trust: 'the certificates that pods trust',
  'existing-workloads': 'the workloads',
  'pending-workloads': 'pods that wait for a node',
  serviceaccounts: 'the ServiceAccounts',
  'missing-serviceaccounts': 'ServiceAccounts that do not exist yet',
  secrets: 'the Secrets',
  configmaps: 'the ConfigMaps',
  claims: 'the volumes',
  'pod-volumes': 'volumes of pods that no container mounts',
  'cloud-identities': 'the cloud identities',
  'pod-cloud-identities': 'the cloud identities of pods',
};

/** Capabilities that have no scope to speak of. */
const clusterWords: Readonly<Record<string, string>> = {
  clusterroles: 'every ClusterRole',
  nodes: 'every node',
  'node-identities': "every node's credentials",
  'node-pods': 'the pods of a node',
  users: 'every user',
  groups: 'every group',
  'every-group': 'every group',
  'bootstrap-token': 'a bootstrap token',
  'free-volumes': 'volumes that nobody claims',
  'namespace-admin': 'everything in every namespace',
  'control-plane': 'a node of the control plane',
  'control-plane-node': 'a node of the control plane',
  'aws-auth': 'who is who in an EKS cluster',
  'node-network': 'the network of a node',
  'node-processes': 'the list of the processes of a node',
  'node-memory': 'the shared memory of a node',
  'node-files': 'files of a node',
  'node-logs': 'the logs of a node',
  'node-kernel': "parts of a node's kernel",
  'sibling-containers': 'the other containers of its pod',
};

/** Name for people: `ServiceAccount shop/web`, `User jane`, `Secret shop/db`. */
export function nodeLabel(node: Labelled): string {
  switch (node.type) {
    case 'serviceaccount':
      return `ServiceAccount ${inScope(node)}`;
    case 'user':
      return `User ${node.name}`;
    case 'group':
      return `Group ${node.name}`;
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
      return node.name === '' ? 'a node' : `node ${node.name}`;
    case 'node-identity':
      return node.name === '' ? "a node's credentials" : `the credentials of node ${node.name}`;
    case 'cloud-identity':
      return node.name === '' ? 'a cloud identity' : `cloud identity ${node.name}`;
    case 'disguise':
      return disguiseLabel(node.name);
    case 'role':
    case 'namespaced-role':
      return `${node.name.replace('/', ' ')} ${node.type === 'role' && node.scope === everywhere ? 'in the whole cluster' : scopeLabel(node.scope)}`;
    case 'admin':
      return node.scope === everywhere ? 'cluster-admin' : `everything ${scopeLabel(node.scope)}`;
    default:
      if (node.type.startsWith('operator:')) return `the operator of ${node.type.slice('operator:'.length)}`;
      return clusterWords[node.type] ?? `${capabilityWords[node.type] ?? node.type} ${scopeLabel(node.scope)}`;
  }
}

/** What one is bound to: of all that a namespace holds, the role that every cluster has for it. */
export function roleLabel(node: Labelled): string {
  const isEverything = node.type === 'namespace-admin' || (node.type === 'admin' && node.scope !== everywhere);
  return isEverything ? `ClusterRole cluster-admin ${scopeLabel(node.scope)}` : nodeLabel(node);
}

/** What stands for somebody who is asked for by a token: accounts, and what a cloud gives for their tokens. Of other nodes the label. */
export function credentialsLabel(node: Labelled): string {
  if (node.type.endsWith('serviceaccount') || node.type.endsWith('serviceaccounts')) return `a token of ${nodeLabel(node)}`;
  return node.type.startsWith('cloud-identit') ? `a token for ${nodeLabel(node)}` : nodeLabel(node);
}

/** `in namespace shop`, `in every namespace`. */
export function scopeLabel(scope: string): string {
  if (scope === everywhere) return 'in every namespace';
  return scope === unnamedNamespace ? 'in its namespace' : `in namespace ${scope}`;
}

/** Subjects as findings list them: `shop/web`, `user:jane`, `group:dev`, `workload:shop/deployment/api`. */
export function subjectLabel(node: Pick<GraphNode, 'type' | 'scope' | 'name'>): string {
  if (node.type === 'serviceaccount') return inScope(node);
  if (node.type === 'workload') return `workload:${inScope(node)}`;
  return `${node.type}:${node.name}`;
}

function inScope(node: Pick<GraphNode, 'scope' | 'name'>): string {
  return node.scope === everywhere ? node.name : qualifiedName({ namespace: node.scope, name: node.name });
}

/** `user:jane for get secrets`: somebody for one request alone. */
function disguiseLabel(name: string): string {
  const colon = name.indexOf(':');
  const who = `${name.startsWith('serviceaccount:') ? 'ServiceAccount' : 'User'} ${name.slice(colon + 1)}`;
  return who.replace(/ for (\S+ \S+)$/, ' for requests to $1');
}

function workloadLabel(node: Labelled): string {
  const slash = node.name.indexOf('/');
  return `${node.kind ?? node.name.slice(0, slash)} ${inScope({ scope: node.scope, name: node.name.slice(slash + 1) })}`;
}
