// The nodes that a sink rule means: one in the whole cluster, or those of single namespaces.
import { everywhere, type GraphNode } from '#graph/node.js';
import { unreachable, type Search } from '#graph/search.js';
import { onceEach } from '#kube/once.js';
import type { Access } from '#rbac/model.js';
import type { SinkRule } from '#rule/rule.js';
import { hasGrants } from './account-facts.js';
import type { CheckContext } from './context.js';
import { sinkFact } from './position-facts.js';

/** Where ways to a sink end. */
export interface SinkTarget {
  /** Made when asked for. */
  readonly search: () => Search;
  /** False for those who are there already, or who reach as much of every namespace: that is another sink's matter. */
  readonly counts: (foothold: GraphNode) => boolean;
}

/** The targets of a sink, none when nothing of the kind is in the graph. Whoever gets to another namespace over a node has all that runs there, which is told of the node. */
export function* sinkTargets(context: CheckContext, sink: SinkRule): Generator<SinkTarget> {
  const { graph, inventory } = context;
  if (sink.on === undefined || !(sink.where ?? []).every((fact) => sinkFact(fact)?.(inventory) ?? false)) return;
  if (sink.in === undefined) {
    const node = graph.store.find(sink.on, everywhere);
    if (node !== undefined) yield { search: () => graph.towards(node), counts: () => true };
    return;
  }
  const everyOne = graph.store.find(sink.on === 'serviceaccount' ? 'serviceaccounts' : sink.on, everywhere);
  const wide = everyOne === undefined ? undefined : graph.towards(everyOne);
  for (const namespace of sink.in === 'others' ? enteredNamespaces(context.access) : [sink.in]) {
    const nodes = nodesIn(context, sink.on, namespace);
    if (nodes.length === 0) continue;
    const search = (): Search => graph.searcher.towards(nodes, sink.in === 'others' ? { stop: (node) => graph.store.nodes[node]?.type === 'node' } : {});
    yield { search, counts: (foothold) => !isAtHome(foothold, namespace, sink.in) && (wide?.distanceOf(foothold.id) ?? unreachable) === unreachable };
  }
}

function nodesIn(context: CheckContext, type: string, namespace: string): number[] {
  const { store } = context.graph;
  if (type !== 'serviceaccount') return [store.find(type, namespace)].filter((node) => node !== undefined);
  // Whoever becomes an account that may do nothing has gained nothing.
  return [...(store.ofType('serviceaccount').get(namespace) ?? [])].filter(([name]) => hasGrants(context, { namespace, name })).map(([, node]) => node);
}

/** Users and groups are at home nowhere: they are given what they have, and only a namespace that is named counts for them. */
function isAtHome(foothold: GraphNode, namespace: string, among: string | undefined): boolean {
  if (foothold.type === 'serviceaccount' || foothold.type === 'workload') return foothold.scope === namespace;
  return among === 'others';
}

/** Namespaces with a binding for somebody of another one: without one nobody comes in who is not strong in the whole cluster. kube-system is a sink of its own. */
const enteredNamespaces = onceEach((access: Access): ReadonlySet<string> => {
  const made = new Set<string>();
  for (const { kind, namespace, subjects, origin } of access.bindings) {
    if (kind !== 'RoleBinding' || origin === 'builtin' || namespace === 'kube-system') continue;
    const isForeign = subjects.some((subject) => (subject.kind === 'ServiceAccount' ? subject.namespace !== namespace : subject.kind === 'Group' && /^system:(serviceaccounts|authenticated)/.test(subject.name)));
    if (isForeign) made.add(namespace);
  }
  return made;
});
