// `sa-lint graph`: the privilege graph of the files, in one of the formats of src/report. Pure.
import { shownGraph, shownKey, shownLabel, shownProofs, shownType } from '#graph/drawing.js';
import { everywhere, type GraphNode } from '#graph/node.js';
import type { PrivilegeGraph } from '#graph/privilege-graph.js';
import { nameOf } from '#graph/things.js';
import { unnamedNamespace } from '#kube/object.js';
import type { Inventory } from '#kube/inventory.js';
import type { Access } from '#rbac/model.js';
import { graphDot } from '#report/graph-dot.js';
import type { Drawing } from '#report/graph-drawing.js';
import { graphGraphml } from '#report/graph-graphml.js';
import { graphJson } from '#report/graph-json.js';
import { graphMermaid } from '#report/graph-mermaid.js';
import type { Place } from '#source/document.js';
import type { GraphFormat } from './commands.js';

/** Those that show the graph alone. */
type PlainFormat = Exclude<GraphFormat, 'html'>;

/** One world with its graph. */
export interface GraphContext {
  readonly graph: PrivilegeGraph;
  readonly inventory: Inventory;
  readonly access: Access;
}

/** The part of the graph that somebody in the files can reach, written in a format. */
export function graphText(context: GraphContext, format: PlainFormat): string {
  const drawing = drawingOf(context);
  switch (format) {
    case 'json':
      return graphJson(drawing);
    case 'dot':
      return graphDot(drawing);
    case 'mermaid':
      return graphMermaid(drawing);
    case 'graphml':
      return graphGraphml(drawing);
    default:
      throw new Error(`unreachable: ${format satisfies never}`);
  }
}

/** The drawing, sorted, so that the same files give the same bytes. */
export function drawingOf({ graph, inventory, access }: GraphContext): Drawing {
  const { starts, nodes, edges } = shownGraph(graph, inventory, access);
  const keys = new Map(nodes.map((node) => [node.id, shownKey(graph, node)]));
  const drawnNodes = nodes.map((node) => ({
    id: keys.get(node.id) ?? '',
    type: shownType(graph, node),
    namespace: node.scope === everywhere || node.scope === unnamedNamespace ? '' : node.scope,
    name: node.name,
    label: shownLabel(graph, node),
    place: placeOfNode(inventory, node),
    start: starts.has(node.id),
  }));
  const drawnEdges = edges.map((edge) => ({
    from: keys.get(edge.from) ?? '',
    to: keys.get(edge.to) ?? '',
    technique: graph.techniques[edge.technique - 1]?.rule.id,
    evidence: shownProofs(graph, edge).map(({ message, place }) => ({ message, place })),
  }));
  drawnNodes.sort((a, b) => compare(a.id, b.id));
  drawnEdges.sort((a, b) => compare(a.from, b.from) || compare(a.to, b.to) || compare(a.technique ?? '', b.technique ?? ''));
  return { nodes: drawnNodes, edges: drawnEdges };
}

const kinds: Readonly<Record<string, string>> = { serviceaccount: 'ServiceAccount', secret: 'Secret', configmap: 'ConfigMap', claim: 'PersistentVolumeClaim', volume: 'PersistentVolume', node: 'Node' };

function placeOfNode(inventory: Inventory, { type, scope, name }: GraphNode): Place | undefined {
  if (name === '') return undefined;
  const kind = kinds[type];
  const object = kind === undefined ? undefined : inventory.find('', kind, scope === everywhere ? '' : scope, name);
  return object && nameOf(object);
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
