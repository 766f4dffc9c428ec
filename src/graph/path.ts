// Turns a way through the graph into the ordered, located steps that a person reads.
import type { AskedPermission, Confidence, Evidence } from '#finding/finding.js';
import { qualifiedName } from '#kube/object.js';
import { placeOfRoleRef, placeOfSubject } from '#rbac/places.js';
import type { Binding, Role } from '#rbac/model.js';
import { grantText } from '#rbac/words.js';
import type { Place } from '#source/document.js';
import { askedPermission } from './asked.js';
import { placeOfMatch } from './policy-match.js';
import { isThing, nodeKey, nodeLabel, scopeLabel, type GraphNode } from './node.js';
import type { PrivilegeGraph } from './privilege-graph.js';
import type { Search } from './search.js';
import type { Edge, EdgeEvidence } from './store.js';

/** One move of an attacker. */
export interface Step {
  readonly technique: string;
  readonly from: GraphNode;
  readonly to: GraphNode;
  readonly message: string;
  /** What makes the move possible, the narrowest key first; empty when all of it is built into every cluster. */
  readonly places: readonly Proof[];
  /** What a live cluster would have to say yes to. */
  readonly asks: readonly AskedPermission[];
  /** That of the technique, one less where something in no file has to be there. */
  readonly confidence: Confidence;
}

/** One located reason of a step: a policy rule that allows, a binding that gives it, a thing that is there. */
export interface Proof {
  readonly message: string;
  readonly place: Place;
  readonly role: 'rule' | 'binding' | 'thing';
}

export interface Path {
  readonly from: GraphNode;
  readonly to: GraphNode;
  readonly steps: readonly Step[];
  /** The grant at the end that needs no further move, when there is one: "holds everything". */
  readonly holds: readonly Proof[];
  /** The lowest of its steps. */
  readonly confidence: Confidence;
  /** Ids of all nodes on the way, those that are no step included. */
  readonly through: ReadonlySet<number>;
}

/** The shortest path from `start` to where `search` (made by `towards`) leads. The start must reach it. */
export function pathOf(graph: PrivilegeGraph, start: number, search: Search): Path {
  return pathAlong(graph, start, edgesTowards(graph, start, search));
}

/** The path that a list of edges makes, each beginning where the one before it ends. */
export function pathAlong(graph: PrivilegeGraph, start: number, edges: readonly Edge[]): Path {
  const writer = new PathWriter(graph, start);
  writer.follow(edges);
  return { from: node(graph, start), to: node(graph, edges.at(-1)?.to ?? start), steps: writer.steps, holds: writer.pending, confidence: writer.confidence, through: new Set(edges.slice(0, -1).map((edge) => edge.to)) };
}

function edgesTowards(graph: PrivilegeGraph, start: number, search: Search): Edge[] {
  const edges: Edge[] = [];
  let at = start;
  for (let via = search.via[at]!; via !== 0; via = search.via[at]!) {
    const edge = graph.store.edges[via - 1]!;
    edges.push(edge);
    at = edge.to;
  }
  return edges;
}

/** A path's steps as evidence of a finding. */
export function evidenceOf(path: Path): Evidence[] {
  const steps: Evidence[] = path.steps.map((step) => ({
    message: step.message,
    technique: step.technique,
    place: step.places[0]?.place ?? null,
    related: step.places.slice(1),
    from: nodeKey(step.from),
    to: nodeKey(step.to),
    ...(step.asks.length > 0 && { asks: step.asks }),
  }));
  const [first, ...more] = path.holds;
  if (first) steps.push({ message: `holds ${nodeLabel(path.to)} by ${first.message}`, place: first.place, related: more, from: nodeKey(path.steps.at(-1)?.to ?? path.from), to: nodeKey(path.to) });
  return steps;
}

const confidences: readonly Confidence[] = ['high', 'medium', 'low'];

/** Work of the writer: edges to take, then perhaps what to do when they are taken. */
type Task = { readonly edge: Edge } | { readonly finish: Edge; readonly at: GraphNode; readonly pending: readonly Proof[] } | { readonly premise: number; readonly of: Edge; readonly known: number };

class PathWriter {
  readonly steps: Step[] = [];
  pending: Proof[] = [];
  #asks: AskedPermission[] = [];
  readonly #graph: PrivilegeGraph;
  /** Conjunctions whose premises are proven already: a later step may rest on the same one. */
  readonly #proven = new Set<Edge>();
  #at: GraphNode;
  #weakest = 0;

  constructor(graph: PrivilegeGraph, start: number) {
    this.#graph = graph;
    this.#at = node(graph, start);
  }

  get confidence(): Confidence {
    return confidences[this.#weakest] ?? 'low';
  }

  // Premises can rest on conjunctions themselves, to any depth: a list of tasks stands in for the call stack.
  follow(edges: readonly Edge[]): void {
    const tasks: Task[] = [];
    const push = (more: readonly Task[]): void => void tasks.push(...[...more].reverse());
    push(edges.map((edge) => ({ edge })));
    for (let task = tasks.pop(); task; task = tasks.pop()) {
      if ('premise' in task) push(edgesTowards(this.#graph, task.of.from, this.#graph.towards(task.premise, task.known)).map((edge) => ({ edge })));
      else if ('finish' in task) {
        this.#at = task.at;
        this.pending = [...task.pending, ...this.pending];
        this.#step(task.finish);
      } else if (task.edge.evidence?.of === 'premises' && !this.#proven.has(task.edge)) {
        // Each premise: its own steps come first, its grants are the proof of the step that follows.
        const { edge } = task;
        this.#proven.add(edge);
        const finish = { finish: edge, at: this.#at, pending: this.pending };
        this.pending = [];
        const { nodes, known } = task.edge.evidence;
        push([...nodes.map((premise) => ({ premise, of: edge, known })), finish]);
      } else {
        // That a thing is there proves the step that arrives at it, and is noted there.
        if (task.edge.technique !== 0 || task.edge.evidence?.of !== 'place') this.#note(task.edge);
        this.#step(task.edge);
      }
    }
  }

  #step(edge: Edge): void {
    const to = node(this.#graph, edge.to);
    if (edge.technique === 0) {
      if (edge.unsure) this.#weaken(1);
      if (isThing(to)) this.#arrive(to, edge.evidence);
      return;
    }
    const { rule } = this.#graph.techniques[edge.technique - 1]!;
    const doubt = Math.min(confidences.indexOf(rule.confidence) + (edge.unsure ? 1 : 0), 2);
    this.#weaken(doubt);
    this.steps.push({ technique: rule.id, from: this.#at, to, message: words(rule.step, to), places: inOrder(this.pending), asks: this.#asks, confidence: confidences[doubt] ?? 'low' });
    this.pending = [];
    this.#asks = [];
    if (isThing(to)) this.#at = to;
  }

  #weaken(doubt: number): void {
    this.#weakest = Math.max(this.#weakest, doubt);
  }

  /** A collection was left for one of its things: the step before is about that thing. */
  #arrive(to: GraphNode, evidence: EdgeEvidence | undefined): void {
    const last = this.steps.pop();
    if (last && !isThing(last.to)) {
      const { rule } = this.#graph.techniques.find((technique) => technique.rule.id === last.technique)!;
      const places = evidence?.of === 'place' && evidence.place ? [...last.places, { message: nodeLabel(to), place: evidence.place, role: 'thing' as const }] : last.places;
      this.steps.push({ ...last, to, message: words(rule.step, to), places });
      this.pending = [];
    } else if (last) this.steps.push(last);
    this.#at = to;
  }

  #note({ evidence, to }: Edge): void {
    const asked = evidence?.of === 'rule' ? askedPermission(this.#at, evidence, node(this.#graph, to).scope) : undefined;
    if (asked) this.#asks.push(asked);
    for (const entry of proofsOf(evidence)) {
      // The rule that allows is the key to change; the binding stands behind it.
      if (evidence?.of === 'rule') this.pending.unshift(entry);
      else this.pending.push(entry);
    }
  }
}

/** Policy rules before bindings before things, each place once: halves of a conjunction often come by one binding. */
function inOrder(proofs: readonly Proof[]): Proof[] {
  const order: readonly Proof['role'][] = ['rule', 'binding', 'thing'];
  const seen = new Set<string>();
  return order
    .flatMap((role) => proofs.filter((proof) => proof.role === role))
    .filter(({ place }) => {
      const key = `${place.file.name}\n${place.start}`;
      return !seen.has(key) && seen.add(key);
    });
}

/** The located reasons of an edge; those of a conjunction stand at the edges to its premises. */
export function proofsOf(evidence: EdgeEvidence | undefined): Proof[] {
  switch (evidence?.of) {
    case 'rule': {
      const place = placeOfMatch(evidence);
      return place ? [{ message: roleName(evidence.rule.owner), place, role: 'rule' }] : [];
    }
    case 'grant': {
      const { binding } = evidence.grant;
      const place = placeOfRoleRef(binding) ?? placeOfSubject(binding, evidence.subject);
      return place ? [{ message: grantText(evidence.grant), place, role: 'binding' }] : [];
    }
    case 'place':
      return evidence.place ? [{ message: evidence.words, place: evidence.place, role: 'thing' }] : [];
    case 'premises':
    case undefined:
      return [];
  }
}

/** `RoleBinding shop/dev`. */
export function bindingName(binding: Binding): string {
  return `${binding.kind} ${qualifiedName(binding)}`;
}

/** `Role shop/deployer`. */
export function roleName(role: Role): string {
  return `${role.kind} ${qualifiedName(role)}`;
}

function words(step: string, to: GraphNode): string {
  return step.replaceAll('{target}', nodeLabel(to)).replaceAll('{scope}', scopeLabel(to.scope));
}

function node(graph: PrivilegeGraph, id: number): GraphNode {
  return graph.store.nodes[id]!;
}
