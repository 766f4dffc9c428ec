// Counts the ways to an end beside the shortest one: the other techniques by which somebody can begin.
import type { PrivilegeGraph } from './privilege-graph.js';
import { unreachable, type Search } from './search.js';

/**
 * How many techniques other than `first` may be the first step from `start` to where `search` leads. A way that comes back through `start` is no way of its own;
 * the same technique by another permission is no other one.
 */
export function countOtherRoutes(graph: PrivilegeGraph, start: number, search: Search, first: string): number {
  const { searcher, techniques } = graph;
  const { forward, edges } = searcher;
  const begun = new Set<number>();
  // Without a step: groups, roles and permissions.
  const held = new Set([start]);
  for (const node of held) {
    for (let row = forward.start[node]!; row < forward.start[node + 1]!; row += 1) {
      const edge = edges[forward.list[row]!]!;
      if (search.distanceOf(edge.to) === unreachable) continue;
      if (edge.cost === 0) held.add(edge.to);
      // What costs more has its premises to reach first, and begins with theirs.
      else if (edge.cost === 1 && !begun.has(edge.technique) && !comesBack(graph, edge.to, search, held)) begun.add(edge.technique);
    }
  }
  return [...begun].filter((index) => techniques[index - 1]?.rule.id !== first).length;
}

function comesBack({ searcher }: PrivilegeGraph, from: number, search: Search, held: ReadonlySet<number>): boolean {
  for (let at = from; ; ) {
    if (held.has(at)) return true;
    const via = search.viaOf(at);
    if (via === 0) return false;
    at = searcher.edges[via - 1]!.to;
  }
}
