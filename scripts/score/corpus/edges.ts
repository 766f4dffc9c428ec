// What the privilege graph says of an object of the ground truth: the edges of `sa-lint graph -f json` that begin at it, or whose evidence lies in it; and the grants
// that `sa-lint can-i --list` prints.
import { graphText } from '../../../src/cli/graph.js';
import { privilegeGraphOf } from '#graph/privilege-graph.js';
import { inventoryOfObjects } from '#kube/inventory-of.js';
import { unnamedNamespace } from '#kube/object.js';
import { objectsOf } from '#kube/objects.js';
import { worldsOf } from '#kube/worlds.js';
import { accessOf } from '#rbac/access.js';
import { builtinRules } from '#rule/builtin.js';
import { lineAt } from '#source/place.js';
import { readFiles } from '#source/read.js';
import { lintOnce, objectsNamed, partsOf, sourcesOf } from './objects.js';

/** An edge as the graph is written for programs. */
export interface DrawnEdge {
  readonly from: string;
  readonly to: string;
  readonly technique: string | null;
  readonly evidence: readonly { readonly message: string; readonly location: { readonly file: string; readonly line: number } | null }[];
}

/** Edges of every alternative of the files: those of the object, or all for the files as a whole. */
export function edgesAbout(object: string | null, paths: readonly string[]): DrawnEdge[] {
  const edges = drawnOnce(paths);
  if (object === null) return [...edges];
  const named = objectsNamed(object, lintOnce(paths).objects);
  const places = named.flatMap(({ file, node }) => (file && node ? [{ file: file.name, from: lineAt(file, node.start), to: lineAt(file, node.end) }] : []));
  const ids = idsOf(object, paths);
  for (const id of ids) {
    // What a pod has of a claim, it has of the volume that the claim is bound to.
    for (const { from, to } of edges) if (from === id && /^(claim|volume):/.test(to)) ids.push(to);
  }
  return edges.filter(
    ({ from, evidence }) =>
      ids.includes(from) || evidence.some(({ location }) => location !== null && places.some((place) => place.file === location.file && place.from <= location.line && location.line <= place.to)),
  );
}

function idsOf(object: string, paths: readonly string[]): string[] {
  const { kind, namespace, name } = partsOf(object);
  const namespaces = new Set(objectsNamed(object, lintOnce(paths).objects).map((one) => one.namespace).concat(namespace ?? []));
  const types: Readonly<Record<string, string>> = { ServiceAccount: 'serviceaccount', Secret: 'secret', ConfigMap: 'configmap' };
  const qualified = (inNamespace: string, rest: string): string => (inNamespace === '' || inNamespace === unnamedNamespace ? rest : `${inNamespace}/${rest}`);
  return [...namespaces].map((each) => (types[kind] ? `${types[kind]}:${qualified(each, name)}` : `workload:${qualified(each, `${kind.toLowerCase()}/${name}`)}`));
}

/** Whether the graph leads from one object to another: to its node, or over an edge whose evidence lies in it. */
export function isOnTheWay(from: string, to: string, paths: readonly string[]): boolean {
  const edges = drawnOnce(paths);
  const begun = edgesAbout(from, paths);
  const reached = new Set([...idsOf(from, paths), ...begun.map((edge) => edge.to)]);
  const ends = new Set(idsOf(to, paths));
  const evident = new Set(edgesAbout(to, paths));
  if (begun.some((edge) => evident.has(edge))) return true;
  for (const node of reached) {
    if (ends.has(node)) return true;
    for (const edge of outOf(edges, node)) {
      if (evident.has(edge)) return true;
      reached.add(edge.to);
    }
  }
  return false;
}

const outgoing = new WeakMap<readonly DrawnEdge[], Map<string, DrawnEdge[]>>();

function outOf(edges: readonly DrawnEdge[], node: string): readonly DrawnEdge[] {
  let index = outgoing.get(edges);
  if (!index) {
    outgoing.set(edges, (index = new Map()));
    for (const edge of edges) index.set(edge.from, [...(index.get(edge.from) ?? []), edge]);
  }
  return index.get(node) ?? [];
}

/** Whether the binding gives its subjects a policy rule: what `can-i --list` lists under it. */
export function grantsBy(object: string | null, paths: readonly string[]): boolean {
  const { objects } = lintOnce(paths);
  const named = object === null ? [] : objectsNamed(object, objects);
  return worldsOf(objects).some((world) => accessOf(world, {}).grants.some(({ role, binding }) => (role?.rules.length ?? 0) > 0 && binding.object !== undefined && named.includes(binding.object)));
}

const drawn = new Map<string, readonly DrawnEdge[]>();

function drawnOnce(paths: readonly string[]): readonly DrawnEdge[] {
  const key = paths.join('\n');
  const known = drawn.get(key);
  if (known) return known;
  const worlds = worldsOf(objectsOf(readFiles(sourcesOf(paths)).documents).objects);
  const made = worlds.flatMap((objects) => {
    const inventory = inventoryOfObjects(objects, {});
    const access = accessOf(inventory.objects, {});
    const text = graphText({ inventory, access, graph: privilegeGraphOf(inventory, access, builtinRules()) }, 'json');
    return (JSON.parse(text) as { edges: DrawnEdge[] }).edges;
  });
  drawn.set(key, made);
  return made;
}
