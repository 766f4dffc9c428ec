// Writes the steps of a path, edge by edge: what moves, what it rests on, and how sure that is.
import type { Confidence } from '#finding/finding.js';
import { isThing, nodeLabel, type GraphNode } from './node.js';
import type { PrivilegeGraph } from './privilege-graph.js';
import { proofsOf, type Proof } from './proof.js';
import type { Search } from './search.js';
import { Step, type Asked } from './step.js';
import { noTechnique, type Edge, type EdgeEvidence } from './store.js';
import { confidences } from './technique.js';

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

/** Work of the writer: edges to take, then perhaps what to do when they are taken. */
type Task = Edge | { readonly finish: Edge; readonly at: GraphNode; readonly pending: readonly EdgeEvidence[] } | { readonly premise: number; readonly of: Edge; readonly known: number };

/** Follows edges, each beginning where the one before it ends. */
export class PathWriter {
  readonly steps: Step[] = [];
  /** What the next step rests on. */
  #pending: EdgeEvidence[] = [];
  #asked: Asked[] = [];
  readonly #graph: PrivilegeGraph;
  /** Conjunctions whose premises are proven already: a later step may rest on the same one. */
  readonly #proven = new Set<Edge>();
  /** Steps that led to a collection, by its node. */
  readonly #opened = new Map<number, Step>();
  /** Things that were arrived at. */
  readonly #held: Set<number>;
  #at: GraphNode;
  #weakest = 0;

  constructor(graph: PrivilegeGraph, start: number) {
    this.#graph = graph;
    this.#at = node(graph, start);
    this.#held = new Set([start]);
  }

  get confidence(): Confidence {
    return confidences[this.#weakest] ?? 'low';
  }

  /** What holds at the end without a step. */
  get holds(): readonly Proof[] {
    return this.#pending.flatMap(proofsOf);
  }

  /** Whether the last edge has led to a thing, which is that node, and nothing is noted for the next step: what follows does not depend on what was before. */
  hasArrivedAt(node: number): boolean {
    return this.#pending.length === 0 && this.#asked.length === 0 && this.#at.id === node;
  }

  // Premises can rest on conjunctions themselves, to any depth: a list of tasks stands in for the call stack.
  follow(edges: readonly Edge[]): void {
    const tasks: Task[] = [];
    const push = (more: readonly Task[]): void => void tasks.push(...[...more].reverse());
    push(edges);
    for (let task = tasks.pop(); task; task = tasks.pop()) {
      if ('premise' in task) push(edgesAlong(this.#graph, task.of.from, this.#graph.towards(task.premise, task.known)));
      else if ('finish' in task) {
        this.#at = task.at;
        this.#pending = [...task.pending, ...this.#pending];
        this.#step(task.finish);
      } else if (task.evidence?.of === 'premises' && !this.#proven.has(task)) {
        // Each premise: its own steps come first, its grants are the proof of the step that follows.
        const conjunction = task;
        this.#proven.add(conjunction);
        const finish = { finish: conjunction, at: this.#at, pending: this.#pending };
        this.#pending = [];
        const { nodes, known } = task.evidence;
        push([...nodes.map((premise) => ({ premise, of: conjunction, known })), finish]);
      } else {
        // That a thing is there proves the step that arrives at it, and is noted there.
        if (task.technique !== noTechnique || task.evidence?.of !== 'place') this.#note(task);
        this.#step(task);
      }
    }
  }

  /** Passes over edges without a word; gives the number of steps among them. */
  passOver(edges: readonly Edge[]): number {
    let steps = 0;
    for (const { technique, unsure, to } of edges) {
      if (technique !== noTechnique) steps++;
      this.#weaken(this.#doubtOf(technique, unsure));
      const there = node(this.#graph, to);
      if (isThing(there)) this.#at = there;
    }
    this.#pending = [];
    this.#asked = [];
    return steps;
  }

  #doubtOf(technique: number, unsure: boolean): number {
    const own = technique === noTechnique ? 0 : this.#graph.techniques[technique - 1]!.doubt;
    return Math.min(unsure ? own + 1 : own, confidences.length - 1);
  }

  #step(edge: Edge): void {
    const to = node(this.#graph, edge.to);
    if (edge.technique === noTechnique) {
      this.#weaken(this.#doubtOf(edge.technique, edge.unsure));
      if (isThing(to)) this.#arrive(to, edge);
      else this.#open(edge.to, this.#opened.get(edge.from));
      return;
    }
    const { rule } = this.#graph.techniques[edge.technique - 1]!;
    const doubt = this.#doubtOf(edge.technique, edge.unsure);
    this.#weaken(doubt);
    const step = new Step(rule, this.#at, to, confidences[doubt] ?? 'low', { evidence: this.#pending, asked: this.#asked });
    this.steps.push(step);
    this.#pending = [];
    this.#asked = [];
    if (isThing(to)) {
      this.#at = to;
      this.#held.add(to.id);
    } else this.#open(edge.to, step);
  }

  #weaken(doubt: number): void {
    this.#weakest = Math.max(this.#weakest, doubt);
  }

  #open(collection: number, step: Step | undefined): void {
    if (step && !this.#opened.has(collection)) this.#opened.set(collection, step);
  }

  /** A collection was left for one of its things: the step before is about that thing. Another half of a conjunction may need another thing of it, which takes a step like the first. */
  #arrive(to: GraphNode, { from, evidence }: Edge): void {
    const last = this.steps.at(-1);
    const isOpen = last !== undefined && !isThing(last.to);
    const step = isOpen ? last : this.#held.has(to.id) ? undefined : this.#opened.get(from);
    if (step) {
      const thing = evidence?.of === 'place' && evidence.place ? { message: nodeLabel(to), place: evidence.place, role: 'thing' as const } : undefined;
      this.steps[isOpen ? this.steps.length - 1 : this.steps.length] = step.arrivingAt(to, thing);
      if (isOpen) this.#pending = [];
    }
    this.#held.add(to.id);
    this.#at = to;
  }

  #note({ evidence, to }: Edge): void {
    if (!evidence) return;
    // The rule that allows is the key to change; the binding stands behind it.
    if (evidence.of === 'rule') {
      const { scope, type } = node(this.#graph, to);
      this.#asked.push({ holder: this.#at, allowed: evidence, scope, permissions: this.#graph.patterns.get(type)?.permissions ?? [] });
      this.#pending.unshift(evidence);
    } else this.#pending.push(evidence);
  }
}

/** The node of an id that the graph gave. */
export function node(graph: PrivilegeGraph, id: number): GraphNode {
  return graph.store.nodes[id]!;
}
