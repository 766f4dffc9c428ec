// Says which bindings, removed, cut most of the paths that were found.
import type { ChokePoint } from '#finding/finding.js';
import { smallestCut, withoutBinding } from '#graph/choke-points.js';
import { everywhere, nodeLabel } from '#graph/node.js';
import { unreachable } from '#graph/search.js';
import { placeOfRoleRef } from '#rbac/places.js';
import { bindingName } from '#rbac/words.js';
import type { CheckContext } from './context.js';
import { footholdsOf } from './path-rules.js';

const shownBindings = 5;

/** For each critical sink that footholds of the files reach by a path: the fewest bindings of the files that cut all of it. */
export function chokePointsOf(context: CheckContext): ChokePoint[] {
  const { graph, rules } = context;
  const points: ChokePoint[] = [];
  for (const sink of rules.sink) {
    const target = sink.severity === 'critical' && sink.on !== undefined && sink.in === undefined ? graph.store.find(sink.on, everywhere) : undefined;
    if (target === undefined) continue;
    const { distanceOf } = graph.towards(target);
    const starts = [...new Set(footholdsOf(context).map(({ node }) => node.id))].filter((id) => distanceOf(id) !== unreachable && distanceOf(id) !== 0);
    if (starts.length === 0) continue;
    const cut = smallestCut(graph, starts, target, (binding) => binding.origin === 'files');
    if (!cut || cut.bindings.length === 0) continue;
    const node = graph.store.nodes[target];
    const label = node ? nodeLabel(node) : sink.title;
    const how = cut.cutsAll ? `one of ${cut.bindings.length} that together cut every path` : 'chosen greedily';
    const weighed = cut.bindings.map((binding) => {
      const left = withoutBinding(graph, target, binding);
      return { binding, cuts: starts.filter((start) => left(start) === unreachable).length };
    });
    const worthIt = weighed
      .filter(({ cuts }) => cuts > 0)
      .sort((a, b) => b.cuts - a.cuts)
      .slice(0, shownBindings);
    for (const { binding, cuts } of worthIt) {
      points.push({
        message: cut.bindings.length === 1 ? `${bindingName(binding)} is on every path to ${label}` : `${bindingName(binding)} is on paths to ${label}, ${how}`,
        to: label,
        place: placeOfRoleRef(binding) ?? null,
        cuts,
        of: starts.length,
      });
    }
  }
  return points;
}
