// Solves conjunctions: whoever reaches every premise, by whatever identities, reaches what the technique gives. Repeated to a fixpoint.
import { endsIdentity, everywhere } from './node.js';
import type { Conjunction } from './instances.js';
import { Searcher } from './search.js';
import type { Edge, GraphStore } from './store.js';
import { Walk } from './walk.js';

/**
 * Adds, for every conjunction, edges from its holders to what it gives. Who reaches everything in the cluster in as few steps is passed over: `admin@*` has it
 * all. An edge is left out where a neighbour on the way has it, so one role with both halves gets one edge, not one for each of its subjects.
 * The searcher that comes back knows all of them.
 */
export function solveConjunctions(store: GraphStore, conjunctions: readonly Conjunction[], doubtOf: readonly number[]): Searcher {
  const open = conjunctions.filter((conjunction) => conjunction.gives.length > 0);
  const made = new Set<string>();
  const kinds = [open.filter(({ together }) => together), open.filter(({ together }) => !together)];
  /** What is new to each kind since it was looked at; undefined before the first time. */
  const news: (Set<number> | undefined)[] = [undefined, undefined];
  const admin = store.find('admin', everywhere);
  let searcher = new Searcher(store, doubtOf);
  for (let settled = 0, kind = 0; settled < kinds.length; kind = 1 - kind) {
    const before = store.edges.length;
    const known = news[kind];
    news[kind] = new Set();
    const asked = (kinds[kind] ?? []).filter(({ premises }) => !known || premises.some((premise) => known.has(premise)));
    if (asked.length > 0) {
      const walk = new Walk(store, searcher, kind === 0);
      for (const conjunction of asked) solve(store, walk, conjunction, made);
    }
    settled = store.edges.length === before ? settled + 1 : 0;
    if (settled > 0) continue;
    searcher = new Searcher(store, doubtOf);
    const added = store.edges.slice(before);
    news.forEach((each, index) => {
      if (each) ahead(searcher, added, each, (node) => node === admin || (index === 0 && endsIdentity(store.nodes[node]!)));
    });
  }
  return searcher;
}

/**
 * Adds to `news` the nodes that new edges lead to, near or far, without passing an end: only conjunctions that rest on one of them can have more holders now. What lies behind
 * cluster-admin has its holders there, and whoever becomes another identity has nothing together with it.
 */
function ahead({ forward, edges }: Searcher, added: readonly Edge[], news: Set<number>, isEnd: (node: number) => boolean): void {
  const pending: number[] = [];
  const add = (node: number): void => {
    if (news.has(node) || isEnd(node)) return;
    news.add(node);
    pending.push(node);
  };
  for (const { to } of added) add(to);
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    for (let row = forward.start[node]!; row < forward.start[node + 1]!; row += 1) add(edges[forward.list[row]!]!.to);
  }
}

function solve(store: GraphStore, walk: Walk, conjunction: Conjunction, made: Set<string>): void {
  const { technique, premises, gives, unsure } = conjunction;
  for (const [node, steps] of walk.uncovered(walk.holdersOfAll(conjunction))) {
    for (const to of gives) {
      const key = `${node}\n${to}\n${technique}`;
      if (node === to || made.has(key)) continue;
      made.add(key);
      store.edge(node, to, { technique, evidence: { of: 'premises', nodes: premises, known: walk.known }, cost: steps + (technique === 0 ? 0 : 1), unsure });
    }
  }
}
