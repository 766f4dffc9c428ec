// What holding a node of the cluster means: its credentials, the pods on it and those that may land there, and what the kubelet is given for them.
import type { Inventory, Workload } from '#kube/inventory.js';
import { everywhere } from './node.js';
import { accountNameOf, hasTokenVolume, referenced } from './pod-references.js';
import { isControlPlane } from './landing.js';
import type { EdgeOptions, GraphStore } from './store.js';
import type { Clause } from './technique.js';
import { nameOf, nodeNameOf, workloadName } from './things.js';

/** Premises that a technique may name about nodes. */
const relations = ['credential-of-node', 'data-of-node', 'pods-of-node', 'control-plane-node'] as const;
type NodeRelation = (typeof relations)[number];

/** True for a premise of this file. */
export function isNodeRelation(type: string): type is NodeRelation {
  return (relations as readonly string[]).includes(type);
}

/**
 * Adds the nodes of the cluster. Pods that are bound to one hang on it alone; the others may land on any node, DaemonSets do, and hang on `landing-pods`, so that
 * edges do not grow with nodes times pods. `complete` may be called again when more nodes have become known by name.
 */
export class NodeRelations {
  readonly #store: GraphStore;
  readonly #complete: boolean;
  readonly #controlPlane: ReadonlySet<string>;
  readonly #techniques: ReadonlyMap<NodeRelation, readonly number[]>;
  readonly #done = new Set<string>();

  constructor(store: GraphStore, inventory: Inventory, clauses: readonly Clause[]) {
    this.#store = store;
    this.#complete = inventory.complete;
    this.#controlPlane = new Set(inventory.ofKind('', 'Node').filter(isControlPlane).map(({ name }) => name));
    const techniques = new Map<NodeRelation, number[]>();
    for (const { premises, technique } of clauses) {
      const type = premises[0]?.type ?? '';
      if (isNodeRelation(type)) techniques.set(type, [...(techniques.get(type) ?? []), technique]);
    }
    this.#techniques = techniques;
    const { node } = this.#hub();
    store.edge(store.node('nodes', everywhere), node);
    store.edge(store.node('node-identities', everywhere), store.node('node-identity', everywhere));
    store.edge(store.node('node-pods', everywhere), store.node('existing-workloads', everywhere));
    for (const workload of inventory.workloads) this.#addWorkload(workload);
    this.complete();
  }

  /** Joins every node known by name to what it means. */
  complete(): void {
    const hub = this.#hub();
    for (const type of ['node', 'node-identity', 'node-pods']) {
      for (const name of [...(this.#store.ofType(type).get(everywhere)?.keys() ?? [])]) if (name !== '' && !this.#done.has(name)) this.#addNode(name, hub);
    }
    if (!this.#done.has('')) {
      this.#done.add('');
      this.#addControlPlane(hub);
      this.#technique('credential-of-node', hub.node, hub.identity);
      this.#technique('pods-of-node', hub.node, hub.pods);
      this.#technique('data-of-node', hub.identity, hub.data);
    }
  }

  #hub(): { node: number; identity: number; pods: number; data: number } {
    return {
      node: this.#store.node('node', everywhere),
      identity: this.#store.node('node-identity', everywhere),
      pods: this.#store.node('landing-pods', everywhere),
      data: this.#store.node('landing-data', everywhere),
    };
  }

  #addNode(name: string, hub: { node: number; identity: number; pods: number; data: number }): void {
    this.#done.add(name);
    const store = this.#store;
    const [node, identity] = [store.node('node', everywhere, name), store.node('node-identity', everywhere, name)];
    const [pods, data] = [store.node('node-pods', everywhere, name), store.node('node-data', everywhere, name)];
    store.edge(store.node('nodes', everywhere), node);
    store.edge(store.node('node-identities', everywhere), identity);
    store.edge(node, hub.node);
    store.edge(identity, hub.identity);
    store.edge(pods, hub.pods);
    store.edge(data, hub.data);
    this.#technique('credential-of-node', node, identity);
    this.#technique('pods-of-node', node, pods);
    this.#technique('data-of-node', identity, data);
    if (this.#controlPlane.has(name)) this.#technique('control-plane-node', node, store.node('admin', everywhere));
  }

  /** Some node of the control plane, where pods say that they run on one: no file has to name it. */
  #addControlPlane(hub: { node: number }): void {
    const store = this.#store;
    const node = store.find('control-plane-node', everywhere);
    if (node === undefined) return;
    store.edge(node, hub.node);
    store.edge(node, store.node('control-plane', everywhere));
    this.#technique('control-plane-node', node, store.node('admin', everywhere));
  }

  #technique(relation: NodeRelation, from: number, to: number): void {
    for (const technique of this.#techniques.get(relation) ?? []) this.#store.edge(from, to, { technique });
  }

  #addWorkload(workload: Workload): void {
    if (workload.admitted === false) return;
    const store = this.#store;
    const { object } = workload;
    const name = nodeNameOf(workload);
    const pinned = name !== '';
    // In a complete world a Pod without a node is one that waits for it.
    if (!pinned && this.#complete && object.kind === 'Pod') return;
    const unsure = !pinned && object.kind !== 'DaemonSet';
    const options = (words: string, place = nameOf(object)): EdgeOptions => ({ evidence: { of: 'place', place, words }, unsure });
    const pods = pinned ? store.node('node-pods', everywhere, name) : store.node('landing-pods', everywhere);
    const data = pinned ? store.node('node-data', everywhere, name) : store.node('landing-data', everywhere);
    store.edge(pods, store.node('workload', object.namespace, workloadName(workload)), options(pinned ? 'is bound to the node' : 'may run on any node'));
    for (const reference of workload.references) {
      for (const { to, place } of referenced(store, workload, data, reference)) store.edge(data, to, options('is needed by a pod of the node', place));
    }
    const account = store.node('serviceaccount', object.namespace, accountNameOf(workload));
    if (hasTokenVolume(workload)) store.edge(data, account, options('has a token in a pod of the node', workload.serviceAccountPlace));
    // A token that is bound to a pod carries the name of its node.
    store.edge(account, store.node('own-nodes', everywhere, name), options(pinned ? 'runs on it' : 'may run on any node'));
  }
}
