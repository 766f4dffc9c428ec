// What the privilege graph says of an object of the ground truth: the edges of `sa-lint graph -f json` that begin at it, or whose evidence lies in it; and the grants
// that `sa-lint can-i --list` prints.
import { graphText } from '../../../src/cli/graph.js';
import { privilegeGraphOf } from '#graph/privilege-graph.js';
import { inventoryOfObjects } from '#kube/inventory-of.js';
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
  const { kind, namespace, name } = partsOf(object);
  const places = named.flatMap(({ file, node }) => (file && node ? [{ file: file.name, from: lineAt(file, node.start), to: lineAt(file, node.end) }] : []));
  const namespaces = new Set(named.map((one) => one.namespace).concat(namespace ?? []));
  const ids = [...namespaces].map((each) => (kind === 'ServiceAccount' ? `serviceaccount:${each}/${name}` : `workload:${each}/${kind.toLowerCase()}/${name}`));
  for (const id of ids) {
    // What a pod has of a claim, it has of the volume that the claim is bound to.
    for (const { from, to } of edges) if (from === id && /^(claim|volume):/.test(to)) ids.push(to);
  }
  return edges.filter(
    ({ from, evidence }) =>
      ids.includes(from) || evidence.some(({ location }) => location !== null && places.some((place) => place.file === location.file && place.from <= location.line && location.line <= place.to)),
  );
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
