// Makes techniques real: one instance for every scope (and name) in which its premises can be held.
import type { RbacKind } from './bound-roles.js';
import type { FactContext } from './facts.js';
import type { GrantEdges } from './grants.js';
import { isRelation } from './implied.js';
import { anywhere, collections, everywhere, isCollection, isThing, type Collection } from './node.js';
import { isNodeRelation } from './node-relations.js';
import { operatorPrefix } from './operator-accounts.js';
import { addAdminReach, addNarrowing, unordered } from './narrowing.js';
import type { GraphStore } from './store.js';
import type { Clause, CompiledPremise, Techniques } from './technique.js';

/** A clause with two premises or more, waiting for holders of all of them. */
export interface Conjunction {
  readonly technique: number;
  /** One identity must hold all premises. */
  readonly together: boolean;
  readonly premises: readonly number[];
  readonly gives: readonly number[];
  readonly unsure: boolean;
  /** Premises of wider instances, for the whole cluster or without a name: who holds all of one needs no edge of this one. */
  readonly wider: readonly (readonly number[])[];
}

/**
 * Adds the edges of all techniques with one premise, and gives those with several. Holding something in the whole cluster is holding it in each namespace, so
 * every technique has an instance for the cluster, and one for a namespace (or name) only where a premise is held there in particular: edges grow with what
 * is written, never with namespaces times subjects.
 */
export function addTechniques(store: GraphStore, techniques: Techniques, grants: GrantEdges, context: FactContext): Conjunction[] {
  const instances = new Instances(store, grants, context);
  const clauses = techniques.clauses.filter(({ premises }) => !premises.some(({ type }) => isRelation(type) || isNodeRelation(type)));
  do {
    instances.grown = false;
    addAdminReach(store, techniques.patterns);
    instances.look();
    for (const clause of clauses) instances.addOf(clause);
  } while (instances.grown);
  addNarrowing(store, grants);
  return instances.conjunctions;
}

type Held = ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>>;

class Instances {
  grown = false;
  readonly conjunctions: Conjunction[] = [];
  readonly #store: GraphStore;
  readonly #grants: GrantEdges;
  readonly #context: FactContext;
  /** Scopes and names that were looked at, and whether they became instances. */
  readonly #done = new Map<Clause, Map<string, boolean>>();
  /** Nodes that conjunctions may come to give. */
  readonly #promised = new Set<number>();
  #held: Held = new Map();
  /** How much is held of each type. */
  #amounts: ReadonlyMap<string, number> = new Map();
  /** How much was held of the premises of a clause when it was looked at last. */
  readonly #seen = new Map<Clause, number>();

  constructor(store: GraphStore, grants: GrantEdges, context: FactContext) {
    this.#store = store;
    this.#grants = grants;
    this.#context = context;
  }

  /** Looks up which capabilities somebody holds, or could: scopes by type, names by scope. */
  look(): void {
    const reached = new Uint8Array(this.#store.nodes.length);
    for (const edge of this.#store.edges) reached[edge.to] = 1;
    const held = new Map<string, Map<string, Set<string>>>();
    const amounts = new Map<string, number>();
    for (const node of this.#store.nodes) {
      if (isThing(node) || (reached[node.id] === 0 && !this.#promised.has(node.id))) continue;
      amounts.set(node.type, (amounts.get(node.type) ?? 0) + 1);
      let scopes = held.get(node.type);
      if (!scopes) held.set(node.type, (scopes = new Map()));
      const names = scopes.get(node.scope);
      if (names) names.add(node.name);
      else scopes.set(node.scope, new Set([node.name]));
    }
    this.#held = held;
    this.#amounts = amounts;
  }

  addOf(clause: Clause): void {
    if (!clause.premises.every(({ type }) => this.#held.has(type))) return;
    // What is held is never lost: without more of it there are no more candidates.
    const amount = clause.premises.reduce((sum, { type }) => sum + (this.#amounts.get(type) ?? 0), 0);
    if (this.#seen.get(clause) === amount) return;
    this.#seen.set(clause, amount);
    for (const [scope, name] of this.#candidates(clause)) this.#addIfNew(clause, scope, name);
  }

  *#candidates({ premises }: Clause): Generator<readonly [string, string]> {
    // Names come from rules that are limited to some; where none can be, from what is held by name.
    const limited = premises.filter((premise) => premise.named && premise.type.startsWith('can:'));
    const named = limited.length > 0 ? limited : premises.filter((premise) => premise.named);
    const scopes = new Set([everywhere]);
    for (const premise of premises) {
      if (premise.scope !== undefined) continue;
      for (const scope of this.#held.get(premise.type)?.keys() ?? []) scopes.add(scope);
    }
    for (const scope of scopes) {
      if (this.#canHold(premises, scope, '')) yield [scope, ''];
      const names = new Set<string>();
      for (const premise of named) {
        const held = this.#held.get(premise.type);
        for (const name of held?.get(premise.scope ?? scope) ?? []) names.add(name);
        // A name that is held in the whole cluster counts in a namespace where another half is held.
        if (premises.length > 1) for (const name of held?.get(everywhere) ?? []) names.add(name);
      }
      for (const name of names) if (name !== '' && this.#canHold(premises, scope, name)) yield [scope, name];
    }
  }

  /** Whether every premise is held there, or in something wider, and in a namespace at least one in particular. */
  #canHold(premises: readonly CompiledPremise[], scope: string, name: string): boolean {
    let particular = scope === everywhere;
    for (const premise of premises) {
      const held = this.#held.get(premise.type);
      const inScope = premise.scope ?? scope;
      const limited = premise.named ? name : '';
      if (inScope === anywhere) {
        if (!held) return false;
        continue;
      }
      if (premise.roles && limited !== '' && this.#grants.joinable(premise.roles, inScope, premise.scope === undefined, limited).length === 0) return false;
      const exact = held?.get(inScope)?.has(limited) ?? false;
      if (unordered.has(premise.type)) {
        if (!exact) return false;
      } else if (!exact && !held?.get(inScope)?.has('') && !held?.get(everywhere)?.has(limited) && !held?.get(everywhere)?.has('')) return false;
      if (premise.scope === undefined && held?.has(scope)) particular = true;
    }
    return particular;
  }

  #addIfNew(clause: Clause, scope: string, name: string): void {
    let done = this.#done.get(clause);
    if (!done) this.#done.set(clause, (done = new Map()));
    const key = `${scope}\n${name}`;
    if (done.has(key)) return;
    done.set(key, false);
    let unsure = false;
    for (const fact of clause.where) {
      const answer = fact.holds(this.#context, scope, name);
      if (answer === 'no') return;
      unsure ||= answer === 'unknown';
    }
    // What a fact says about some namespaces or names is given there, and not to whoever is allowed it everywhere.
    const narrowed = this.#narrowed(clause, scope, name);
    for (const [narrowScope, narrowName] of narrowed) this.#addIfNew(clause, narrowScope, narrowName);
    if (narrowed.length > 0 && !unsure) return;
    done.set(key, true);
    const wider = [[everywhere, ''], [everywhere, name], [scope, '']] as const;
    this.#add(clause, scope, name, unsure, wider.filter(([inScope, ofName]) => (inScope !== scope || ofName !== name) && done.get(`${inScope}\n${ofName}`) === true));
    this.grown = true;
  }

  #narrowed({ where }: Clause, scope: string, name: string): (readonly [string, string])[] {
    if (scope !== everywhere && name !== '') return [];
    const places = where.find((fact) => fact.places)?.places?.(this.#context, scope, name) ?? [];
    return [...places].filter((place) => place[0] !== scope || place[1] !== name);
  }

  #add(clause: Clause, scope: string, name: string, unsure: boolean, wider: readonly (readonly [string, string])[]): void {
    const nodesIn = (inScope: string, ofName: string): number[] => clause.premises.map(({ type, scope: fixed, named }) => this.#store.node(type, fixed ?? inScope, named ? ofName : ''));
    const premises = nodesIn(scope, name);
    const gives = clause.gives.flatMap((type) => this.#given(type, clause, scope, name));
    const { technique, together } = clause;
    const [only] = premises;
    if (only !== undefined && premises.length === 1) {
      for (const to of gives) this.#store.edge(only, to, { technique, unsure });
      return;
    }
    for (const node of gives) this.#promised.add(node);
    this.conjunctions.push({ technique, together, premises, gives, unsure, wider: wider.map(([inScope, ofName]) => nodesIn(inScope, ofName)) });
  }

  #given(type: string, clause: Clause, scope: string, name: string): number[] {
    const inScope = clause.givesIn ?? scope;
    const of = clause.givesAll ? '' : name;
    if (clause.together) return [this.#store.node(type, inScope, of)];
    const joinable = clause.premises.find((premise) => premise.roles);
    if (joinable?.roles) return this.#joinable(joinable, joinable.roles, inScope, of);
    switch (type) {
      // Any ClusterRole can be bound, cluster-admin too; a named one gives what it holds.
      case 'clusterroles':
        return [of === '' ? this.#store.node('admin', inScope) : this.#grants.role('ClusterRole', of, inScope)];
      case 'clusterroles-in-namespaces':
        if (inScope === everywhere) return [of === '' ? this.#store.node('namespace-admin', everywhere) : this.#grants.role('ClusterRole', of, everywhere, true)];
        return [of === '' ? this.#store.node('admin', inScope) : this.#grants.role('ClusterRole', of, inScope)];
      case 'roles':
        return of === '' ? [this.#store.node('every-role', inScope)] : this.#grants.roles(of, inScope);
      default:
        if (type.startsWith('disguise:')) return this.#grants.disguises(type, of, scope);
        if (this.#isEmpty(type, inScope) || ((type.startsWith(operatorPrefix) || type === 'free-volumes') && this.#store.find(type, inScope) === undefined)) return [];
        if (type === 'pod-volumes' && !this.#hasUnmounted(inScope, of)) return [];
        if (of === '' || !isCollection(type)) return [this.#store.node(type, inScope, namedCapabilities.has(type) ? of : '')];
        return this.#thingsNamed(type, inScope, of);
    }
  }

  /** The roles of bindings of a scope: those of one name, or behind one node all of them. */
  #joinable(premise: CompiledPremise, kind: RbacKind, scope: string, name: string): number[] {
    const roles = (): number[] => this.#grants.joinable(kind, scope, premise.scope === undefined, name).map(([each, role]) => this.#grants.role(kind, role, each));
    if (name !== '') return roles();
    const known = this.#store.find(`joinable:${premise.type}`, scope);
    if (known !== undefined) return [known];
    const hub = this.#store.node(`joinable:${premise.type}`, scope);
    for (const role of roles()) this.#store.edge(hub, role);
    return [hub];
  }

  /** Nothing is gained where there is nothing of the kind. Secrets are seldom in files, and taken to be there unless nothing is beyond the files. */
  #isEmpty(type: string, scope: string): boolean {
    if (type === 'secrets' && !this.#context.inventory.complete) return false;
    return isCollection(type) && scope !== everywhere && this.#store.find(type, scope) === undefined;
  }

  /** Volumes that no container mounts are the exception; a name may be that of any pod of a workload that has some. */
  #hasUnmounted(scope: string, name: string): boolean {
    const scopes = this.#store.ofType('pod-volumes');
    const found = scope === everywhere ? [...scopes.values()] : [scopes.get(scope) ?? nothing];
    return found.some((names) => (name === '' ? names.size > 0 : names.has(name)));
  }

  #thingsNamed(collection: Collection, scope: string, name: string): number[] {
    const type = collections[collection];
    if (type === 'user' || type === 'group' || type === 'node') return [this.#store.node(type, everywhere, name)];
    if (type === 'node-identity') return [this.#store.node(type, everywhere, name.replace(/^system:node:/, ''))];
    const scopes = this.#store.ofType(gathered.has(collection) ? collection : type);
    const inScopes = scope === everywhere ? [...scopes] : [[scope, scopes.get(scope) ?? nothing] as const];
    return inScopes.flatMap(([each, found]) => {
      // Of a ServiceAccount that is certain not to exist there is no token.
      const { complete, serviceAccount } = this.#context.inventory;
      if (collection === 'serviceaccounts' && complete && !serviceAccount(each, name)) return [];
      return (type === 'workload' ? podsNamed(found, name) : [found.get(name)]).filter((id) => id !== undefined);
    });
  }
}

const nothing: ReadonlyMap<string, number> = new Map();

/** Collections with a node of their own for each name, which leads to the things of that name. */
const gathered: ReadonlySet<string> = new Set(['cloud-identities', 'pod-cloud-identities', 'missing-serviceaccounts', 'homeless-serviceaccounts']);

/** Capabilities that are held by name as well. */
const namedCapabilities: ReadonlySet<string> = new Set(['node-pods', 'pod-volumes']);

/** A Pod of that name, or the StatefulSet that would number it so. */
function podsNamed(found: ReadonlyMap<string, number>, name: string): (number | undefined)[] {
  return [found.get(`pod/${name}`), found.get(`statefulset/${name.replace(/-\d+$/, '')}`)];
}
