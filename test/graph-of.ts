// The privilege graph of some manifests, and questions to it in the words that examples use.
import { footholdFact } from '#check/position-facts.js';
import type { CheckContext } from '#check/context.js';
import { isThing, nodeKey, subjectLabel, type GraphNode } from '#graph/node.js';
import { pathOf } from '#graph/path.js';
import { privilegeGraphOf } from '#graph/privilege-graph.js';
import { unreachable } from '#graph/search.js';
import { inventoryOfObjects } from '#kube/inventory-of.js';
import { objectsOf } from '#kube/objects.js';
import { accessOf } from '#rbac/access.js';
import type { Example, RuleSet } from '#rule/rule.js';
import { readFiles } from '#source/read.js';

/** One world of all the files, as the pipeline builds it. */
export function contextOf(files: readonly { readonly name: string; readonly text: string }[], rules: RuleSet, options: Example['options'] = {}): CheckContext {
  const { documents } = readFiles(files.map(({ name, text }) => ({ name, text, cluster: false, directory: '.' })));
  const { objects } = objectsOf(documents, options);
  const inventory = inventoryOfObjects(objects, { complete: options.complete ?? false });
  const access = accessOf(inventory.objects, { complete: options.complete ?? false });
  return { inventory, access, graph: privilegeGraphOf(inventory, access, rules), rules };
}

/** Ids of the techniques on the way, in order; undefined when there is no way, or no such node. */
export function wayBetween({ graph }: CheckContext, from: string, to: string): readonly string[] | undefined {
  const start = graph.store.nodes.find((node) => subjectLabel(node) === from && isThing(node));
  const end = graph.store.nodes.find((node) => nodeKey(node) === to);
  if (!start || !end) return undefined;
  const search = graph.towards(end.id);
  if (search.distanceOf(start.id) === unreachable) return undefined;
  return pathOf(graph, start.id, search).steps.map(({ technique }) => technique);
}

/** Who of the files could use the technique, as findings write them. */
export function usersOf(context: CheckContext, technique: string): readonly string[] {
  const { store, techniques, searcher } = context.graph;
  const froms = store.edges.filter((edge) => techniques[edge.technique - 1]?.rule.id === technique).map((edge) => edge.from);
  const { distanceOf } = searcher.towards([...new Set(froms)]);
  return inFiles(context).filter((node) => distanceOf(node.id) !== unreachable).map(subjectLabel);
}

/** Who of the files reaches a node of this type in the whole cluster. */
export function reachersOf(context: CheckContext, type: string): readonly string[] {
  const end = context.graph.store.find(type, '*');
  if (end === undefined) return [];
  const { distanceOf } = context.graph.towards(end);
  return inFiles(context).filter((node) => distanceOf(node.id) !== unreachable).map(subjectLabel);
}

/** Nodes of a type for which all facts hold, as findings write them. */
export function positionsOf(context: CheckContext, type: string, where: readonly string[]): readonly string[] {
  return context.graph.store.nodes
    .filter((node) => node.type === type && isThing(node) && where.every((fact) => footholdFact(fact)?.(context, node) ?? false))
    .map(subjectLabel);
}

function inFiles(context: CheckContext): readonly GraphNode[] {
  const fact = footholdFact('in-files');
  return context.graph.store.nodes.filter((node) => isThing(node) && fact?.(context, node));
}
