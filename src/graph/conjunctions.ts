// Solves conjunctions: whoever reaches every premise, by whatever identities, reaches what the technique gives. Repeated to a fixpoint.
import { everywhere } from './node.js';
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
  let news: ReadonlySet<number> | undefined;
  for (let searcher = new Searcher(store, doubtOf); ; ) {
    const before = store.edges.length;
    const walk = new Walk(store, searcher);
    for (const conjunction of open) if (!news || conjunction.premises.some((premise) => news?.has(premise))) solve(store, walk, conjunction, made);
    if (store.edges.length === before) return searcher;
    searcher = new Searcher(store, doubtOf);
    news = ahead(searcher, store.edges.slice(before), store.find('admin', everywhere));
  }
}

/** Nodes that new edges lead to, near or far: only conjunctions that rest on one of them can have more holders now. What lies behind cluster-admin has its holders there. */
function ahead({ forward, edges }: Searcher, added: readonly Edge[], admin: number | undefined): ReadonlySet<number> {
  const reached = new Set(added.map(({ to }) => to));
  for (const node of reached) {
    if (node === admin) continue;
    for (let row = forward.start[node]!; row < forward.start[node + 1]!; row += 1) reached.add(edges[forward.list[row]!]!.to);
  }
  return reached;
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
