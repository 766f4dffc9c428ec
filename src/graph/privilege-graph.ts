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
import { doubts, type Search, type Searcher } from './search.js';
import { GraphStore } from './store.js';
import { addOperatorAccounts } from './operator-accounts.js';
import { compileTechniques, type PermissionPattern, type Technique } from './technique.js';
import { addMembership, addMissingAccounts, addSubjectCollections, addThings } from './things.js';
import { addFreeVolumes } from './volumes.js';

/** The graph, complete and ready for searching. */
export interface PrivilegeGraph {
  readonly store: GraphStore;
  readonly searcher: Searcher;
  /** Technique of an edge: `techniques[edge.technique - 1]`. */
  readonly techniques: readonly Technique[];
  /** What holders of a node may do, by the node's type. */
  readonly patterns: ReadonlyMap<string, PermissionPattern>;
  /** Ways to one node, kept for the next who asks; over the first `known` edges only, when that is given. */
  readonly towards: (node: number, known?: number) => Search;
}

/**
 * The privilege graph of an inventory and its access, with the techniques of a rule set. `identities` are made known besides those that the objects name: who is
 * asked about, with the groups that somebody outside the cluster puts them in.
 */
export function privilegeGraphOf(inventory: Inventory, access: Access, rules: RuleSet, identities: readonly Identity[] = []): PrivilegeGraph {
  const store = new GraphStore();
  const techniques = compileTechniques(rules.technique, embeddedResources(inventory, access));
  store.node('admin', everywhere);
  addThings(store, inventory);
  const grants = new GrantEdges(store, access, inventory.namespaces.keys(), techniques.patterns);
  grants.addAll();
  addIdentities(store, identities);
  addImpliedTechniques(store, inventory, techniques.clauses);
  addMissingAccounts(store, inventory);
  addOperatorAccounts(store, inventory);
  addFreeVolumes(store, inventory);
  const nodes = new NodeRelations(store, inventory, techniques.clauses);
  const conjunctions = addTechniques(store, techniques, grants, { inventory, access, objects: new ObjectIndex(inventory) });
  nodes.complete();
  addSubjectCollections(store);
  addMembership(store);
  const doubtOf = [0, ...techniques.list.map(({ rule }) => doubts[rule.confidence])];
  const searcher = solveConjunctions(store, conjunctions, doubtOf);
  const searches = new Map<number, Map<number, Search>>();
  const towards: PrivilegeGraph['towards'] = (node, known = searcher.edges.length) => {
    let ofNode = searches.get(node);
    if (!ofNode) searches.set(node, (ofNode = new Map()));
    let made = ofNode.get(known);
    if (!made) ofNode.set(known, (made = searcher.towards([node], { known })));
    return made;
  };
  return { store, searcher, techniques: techniques.list, patterns: new Map(techniques.patterns.map((pattern) => [pattern.type, pattern])), towards };
}
