// Makes techniques real: one instance for every scope (and name) in which its premises can be held.
import { collections, everywhere, isThing } from './node.js';
import { techniqueFact, type FactContext } from './facts.js';
import type { GrantEdges } from './grants.js';
import type { GraphStore } from './store.js';
import type { CompiledPremise, Technique, Techniques } from './technique.js';

/** A technique with two premises or more, waiting for holders of all of them. */
export interface Conjunction {
  readonly technique: Technique;
  readonly premises: readonly number[];
  readonly gives: readonly number[];
}

/** Premises of these types are held only as they are: holding some does not mean holding each. */
const unordered: ReadonlySet<string> = new Set(['bound-role', 'bound-clusterrole', 'role']);

/**
 * Adds the edges of all techniques with one premise, and gives those with several. Holding something in the whole cluster is holding it in each namespace, so
 * every technique has an instance for the cluster, and one for a namespace (or name) only where a premise is held there in particular: edges grow with what
 * is written, never with namespaces times subjects.
 */
export function addTechniques(store: GraphStore, techniques: Techniques, grants: GrantEdges, context: FactContext): Conjunction[] {
  const conjunctions: Conjunction[] = [];
  const done = new Set<string>();
  let grown = true;
  while (grown) {
    grown = false;
    addAdminReach(store, techniques);
    const held = heldScopes(store);
    for (const technique of techniques.list) {
      for (const [scope, name] of instancesOf(technique, held)) {
        const key = `${technique.index}\n${scope}\n${name}`;
        if (done.has(key)) continue;
        done.add(key);
        grown = true;
        addInstance(store, technique, scope, name, grants, context, conjunctions);
      }
    }
  }
  addScopeEdges(store);
  return conjunctions;
}

type Held = ReadonlyMap<string, readonly (readonly [string, string])[]>;

function heldScopes(store: GraphStore): Held {
  const held = new Map<string, [string, string][]>();
  for (const node of store.nodes) {
    if (isThing(node)) continue;
    const list = held.get(node.type);
    if (list) list.push([node.scope, node.name]);
    else held.set(node.type, [[node.scope, node.name]]);
  }
  return held;
}

function* instancesOf(technique: Technique, held: Held): Generator<readonly [string, string]> {
  yield [everywhere, ''];
  const named = technique.premises.filter((premise) => premise.named);
  const names = new Set(named.flatMap((premise) => (held.get(premise.type) ?? []).map(([, name]) => name)));
  for (const premise of technique.premises) {
    for (const [scope, name] of held.get(premise.type) ?? []) {
      if (name !== '' && !names.has(name)) continue;
      if (premise.scope === undefined) yield [scope, name];
      else if (premise.scope === scope && name !== '' && technique.premises.every((other) => other.scope !== undefined)) yield [everywhere, name];
    }
  }
}

function addInstance(
  store: GraphStore,
  technique: Technique,
  scope: string,
  name: string,
  grants: GrantEdges,
  context: FactContext,
  conjunctions: Conjunction[],
): void {
  for (const fact of technique.where) if (!techniqueFact(fact)?.(context, scope, name)) return;
  const premises = technique.premises.map((premise) => premiseNode(store, premise, scope, name));
  const gives = givenNodes(store, technique, scope, name, grants);
  const only = premises.length === 1 ? premises[0] : undefined;
  if (only === undefined) conjunctions.push({ technique, premises, gives });
  else for (const to of gives) store.edge(only, to, technique.index);
}

function premiseNode(store: GraphStore, premise: CompiledPremise, scope: string, name: string): number {
  const limited = premise.named || unordered.has(premise.type) ? name : '';
  return store.node(premise.type, premise.scope ?? scope, limited);
}

function givenNodes(store: GraphStore, technique: Technique, scope: string, name: string, grants: GrantEdges): number[] {
  const { gives } = technique;
  const inScope = technique.givesIn ?? scope;
  // Any role can be bound, cluster-admin too; a named one gives what it holds.
  if (gives === 'clusterroles' || gives === 'roles') {
    if (name === '') return [gives === 'clusterroles' ? store.node('admin', inScope) : store.node('every-role', inScope)];
    return [grants.role(gives === 'roles' ? 'Role' : 'ClusterRole', name, inScope)];
  }
  if (name === '' || !(gives in collections)) return [store.node(gives, inScope)];
  return thingsNamed(store, gives as keyof typeof collections, inScope, name);
}

function thingsNamed(store: GraphStore, collection: keyof typeof collections, scope: string, name: string): number[] {
  const type = collections[collection];
  if (type === 'user' || type === 'group' || type === 'node') return [store.node(type, everywhere, name)];
  const wanted = type === 'workload' ? `pod/${name}` : name;
  if (scope !== everywhere) {
    const thing = store.find(type, scope, wanted);
    return thing === undefined ? [] : [thing];
  }
  return store.nodes.filter((node) => node.type === type && node.name === wanted).map((node) => node.id);
}

/** Who holds everything in a scope holds each permission there. */
function addAdminReach(store: GraphStore, techniques: Techniques): void {
  for (const admin of store.nodes.filter((node) => node.type === 'admin')) {
    for (const pattern of techniques.patterns) {
      if (admin.scope !== everywhere && pattern.clusterOnly) continue;
      if (store.once(admin.id, pattern.type)) store.edge(admin.id, store.node(pattern.type, admin.scope));
    }
  }
}

/** From what is held in the whole cluster to the same in each namespace, and from what is held without names to each name. */
function addScopeEdges(store: GraphStore): void {
  for (const node of [...store.nodes]) {
    if (isThing(node) || unordered.has(node.type)) continue;
    const wider = [
      node.name === '' ? undefined : store.find(node.type, node.scope),
      node.scope === everywhere ? undefined : store.find(node.type, everywhere, node.name),
      node.scope === everywhere || node.name === '' ? undefined : store.find(node.type, everywhere),
    ];
    for (const from of wider) if (from !== undefined) store.edge(from, node.id);
  }
}
