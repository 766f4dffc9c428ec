// What the holder of a credential comes to hold: the strongest sink that the user or one of the groups reaches in the graph.
import type { Evidence } from '#finding/finding.js';
import { startOf } from '#graph/identity.js';
import { everywhere } from '#graph/node.js';
import { evidenceOf, pathOf } from '#graph/path.js';
import { unreachable } from '#graph/search.js';
import { identityOf } from '#rbac/subjects.js';
import type { Identity } from '#rbac/model.js';
import type { SinkRule } from '#rule/rule.js';
import type { CheckContext } from './context.js';
import { inOrderOfWeight } from './path-rules.js';
import { sinkTargets } from './sink-targets.js';

export interface Reached {
  readonly sink: SinkRule;
  readonly steps: number;
  readonly evidence: readonly Evidence[];
}

/** The strongest sink that is reached, by the shortest way; undefined when none is. What everybody who logs in reaches is no merit of the credential, but counts. */
export function reachedBy(context: CheckContext, { user, groups }: Identity): Reached | undefined {
  const { graph } = context;
  const identity = identityOf(user, groups);
  const starts = [startOf(graph, identity), ...identity.groups.map((group) => graph.store.find('group', everywhere, group))].filter((node) => node !== undefined);
  for (const rule of inOrderOfWeight(context.rules.path)) {
    for (const sink of context.rules.sink.filter(({ id, in: scope }) => scope !== 'others' && rule.to.includes(id))) {
      for (const target of sinkTargets(context, sink)) {
        const search = target.search();
        const stepsFrom = (node: number): number => search.distanceOf(node);
        const [nearest] = starts.filter((node) => stepsFrom(node) !== unreachable).sort((a, b) => stepsFrom(a) - stepsFrom(b));
        if (nearest !== undefined) return { sink, steps: stepsFrom(nearest), evidence: evidenceOf(pathOf(graph, nearest, search)) };
      }
    }
  }
  return undefined;
}
