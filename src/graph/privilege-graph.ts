// Builds the privilege graph of one world: what every identity can come to hold.
import type { Inventory } from '#kube/inventory.js';
import type { Access, Identity } from '#rbac/model.js';
import type { RuleSet } from '#rule/rule.js';
import { solveConjunctions } from './conjunctions.js';
import { embeddedResources } from './custom-resources.js';
import { GrantEdges } from './grants.js';
import { addIdentities } from './identity.js';
import { addImpliedTechniques } from './implied.js';
import { addTechniques } from './instances.js';
import { everywhere } from './node.js';
import { NodeRelations } from './node-relations.js';
import { ObjectIndex } from './object-index.js';
import type { Search, Searcher } from './search.js';
import { GraphStore } from './store.js';
import { compileTechniques, type PermissionPattern, type Technique } from './technique.js';
import { addMembership, addMissingAccounts, addSubjectCollections, addThings } from './things.js';

/** The graph, complete and ready for searching. */
export interface PrivilegeGraph {
  readonly store: GraphStore;
  readonly searcher: Searcher;
  /** Technique of an edge: `techniques[edge.technique - 1]`. */
  readonly techniques: readonly Technique[];
  /** What holders of a node may do, by the node's type. */
  readonly patterns: ReadonlyMap<string, PermissionPattern>;
  /** Ways to one node, kept for the next who asks. */
  readonly towards: (node: number) => Search;
}

/**
 * The privilege graph of an inventory and its access, with the techniques of a rule set. `identities` are made known besides those that the objects name: who is
 * asked about, with the groups that somebody outside the cluster puts them in.
 */
export function privilegeGraphOf(inventory: Inventory, access: Access, rules: RuleSet, identities: readonly Identity[] = []): PrivilegeGraph {
  const store = new GraphStore();
  const techniques = compileTechniques(rules.technique, embeddedResources(inventory));
  store.node('admin', everywhere);
  addThings(store, inventory);
  const grants = new GrantEdges(store, access, inventory.namespaces.keys(), techniques.patterns);
  grants.addAll();
  addIdentities(store, identities);
  addImpliedTechniques(store, inventory, techniques.clauses);
  addMissingAccounts(store, inventory);
  const nodes = new NodeRelations(store, inventory, techniques.clauses);
  const conjunctions = addTechniques(store, techniques, grants, { inventory, access, objects: new ObjectIndex(inventory) });
  nodes.complete();
  addSubjectCollections(store);
  addMembership(store);
  const searcher = solveConjunctions(store, conjunctions);
  const searches = new Map<number, Search>();
  const towards = (node: number): Search => {
    const known = searches.get(node);
    if (known) return known;
    const made = searcher.towards([node]);
    searches.set(node, made);
    return made;
  };
  return { store, searcher, techniques: techniques.list, patterns: new Map(techniques.patterns.map((pattern) => [pattern.type, pattern])), towards };
}
