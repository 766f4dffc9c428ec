// Writes the steps of a path, edge by edge: what moves, what it rests on, and how sure that is.
import type { AskedPermission, Confidence } from '#finding/finding.js';
import { askedPermission } from './asked.js';
import { isThing, nodeLabel, scopeLabel, type GraphNode } from './node.js';
import type { Step } from './path.js';
import type { PrivilegeGraph } from './privilege-graph.js';
import { inOrder, proofsOf, type Proof } from './proof.js';
import type { Search } from './search.js';
import type { Edge, EdgeEvidence } from './store.js';

/** The edges of the best way that a search knows from a node on: to where it leads, or, by their `from` ends, back to where it began. */
export function edgesAlong(graph: PrivilegeGraph, node: number, search: Search, end: 'to' | 'from' = 'to'): Edge[] {
  const edges: Edge[] = [];
  let at = node;
  for (let via = search.viaOf(at); via !== 0; via = search.viaOf(at)) {
    const edge = graph.store.edges[via - 1]!;
    edges.push(edge);
    at = edge[end];
  }
  return edges;
}

const confidences: readonly Confidence[] = ['high', 'medium', 'low'];

/** Work of the writer: edges to take, then perhaps what to do when they are taken. */
type Task = { readonly edge: Edge } | { readonly finish: Edge; readonly at: GraphNode; readonly pending: readonly Proof[] } | { readonly premise: number; readonly of: Edge; readonly known: number };

/** Follows edges, each beginning where the one before it ends. */
export class PathWriter {
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
      if ('premise' in task) push(edgesAlong(this.#graph, task.of.from, this.#graph.towards(task.premise, task.known)).map((edge) => ({ edge })));
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

  /** Passes over edges without a word; gives the number of steps among them. */
  passOver(edges: readonly Edge[]): number {
    let steps = 0;
    for (const { technique, unsure, to } of edges) {
      if (technique !== 0) steps++;
      this.#weaken(this.#doubtOf(technique, unsure));
      const there = node(this.#graph, to);
      if (isThing(there)) this.#at = there;
    }
    this.pending = [];
    this.#asks = [];
    return steps;
  }

  #doubtOf(technique: number, unsure: boolean): number {
    const rule = this.#graph.techniques[technique - 1]?.rule;
    return Math.min((rule ? confidences.indexOf(rule.confidence) : 0) + (unsure ? 1 : 0), 2);
  }

  #step(edge: Edge): void {
    const to = node(this.#graph, edge.to);
    if (edge.technique === 0) {
      this.#weaken(this.#doubtOf(edge.technique, edge.unsure));
      if (isThing(to)) this.#arrive(to, edge.evidence);
      return;
    }
    const { rule } = this.#graph.techniques[edge.technique - 1]!;
    const doubt = this.#doubtOf(edge.technique, edge.unsure);
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

function words(step: string, to: GraphNode): string {
  return step.replaceAll('{target}', nodeLabel(to)).replaceAll('{scope}', scopeLabel(to.scope));
}

/** The node of an id that the graph gave. */
export function node(graph: PrivilegeGraph, id: number): GraphNode {
  return graph.store.nodes[id]!;
}
