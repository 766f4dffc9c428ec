// Solves conjunctions: whoever reaches every premise, by whatever identities, reaches what the technique gives. Repeated to a fixpoint.
import { everywhere, holdsThings } from './node.js';
import type { Conjunction } from './instances.js';
import { Searcher } from './search.js';
import { stopsAmong, type Stops } from './stops.js';
import { noTechnique, type Edge, type GraphStore } from './store.js';
import { Walk } from './walk.js';

/** Conjunctions that are solved by the same walks. */
interface Kind {
  readonly conjunctions: readonly Conjunction[];
  readonly stops: Stops;
  /** Premises that may have more holders since these were looked at; undefined before the first time. */
  news: Set<number> | undefined;
}

/**
 * Adds, for every conjunction, edges from its holders to what it gives. Who reaches everything in the cluster in as few steps is passed over: `admin@*` has it
 * all. An edge is left out where a neighbour on the way has it, so one role with both halves gets one edge, not one for each of its subjects.
 * The searcher that comes back knows all of them. No node is added.
 */
export function solveConjunctions(store: GraphStore, conjunctions: readonly Conjunction[], doubtOf: readonly number[]): Searcher {
  const open = conjunctions.filter((conjunction) => conjunction.gives.length > 0);
  const made = new Set<string>();
  const kinds = [true, false].map((asOne): Kind => ({ conjunctions: open.filter(({ together }) => together === asOne), stops: stopsAmong(store, asOne), news: undefined }));
  const admin = store.find('admin', everywhere);
  let searcher = new Searcher(store, doubtOf);
  for (let settled = 0, turn = 0; settled < kinds.length; turn += 1) {
    const kind = kinds[turn % kinds.length]!;
    const before = store.edges.length;
    const { news } = kind;
    kind.news = new Set();
    const asked = news ? kind.conjunctions.filter(({ premises }) => premises.some((premise) => news.has(premise))) : kind.conjunctions;
    const walk = asked.length > 0 ? new Walk(store, searcher, kind.stops) : undefined;
    if (walk) for (const conjunction of asked) solve(store, walk, conjunction, made);
    settled = store.edges.length === before ? settled + 1 : 0;
    if (settled > 0) continue;
    searcher = new Searcher(store, doubtOf);
    const added = store.edges.slice(before);
    for (const each of kinds) if (each.news) ahead(searcher, added, each.news, (node) => node === admin || each.stops.isEnd(node));
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
      // A thing that had all would have the edge: of what only holds things it takes two.
      const cost = steps + (technique === noTechnique ? 0 : 1) + (holdsThings(store.nodes[node]!) ? 1 : 0);
      store.edge(node, to, { technique, evidence: { of: 'premises', nodes: premises, known: walk.known }, cost, unsure });
    }
  }
}
