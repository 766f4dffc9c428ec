// Facts about the containers of a workload that techniques of leaving a container ask for: each gives the key that says so.
import type { Workload } from '#kube/inventory.js';
import { Mapping, Sequence, type Place } from '#source/document.js';
import { placeOfItem, placeOfValue } from '#source/place.js';

/** The key that makes it true, or undefined when it is not. */
export type ContainerFact = (workload: Workload) => Place | undefined;

/** The fact a rule names: `privileged`, `host-pid`, `capability:NAME`, `host-path:PATH`; `a or b` is one of them. Undefined when nobody knows it. */
export function containerFact(name: string): ContainerFact | undefined {
  const alternatives = name.split(' or ').map((each) => each.trim());
  if (alternatives.every((each) => each.startsWith('host-path:'))) {
    const wanted = alternatives.map((each) => each.slice('host-path:'.length));
    return (workload) => hostPath(workload, wanted);
  }
  if (alternatives.length > 1) {
    const facts = alternatives.map(containerFact);
    return (workload) => firstOf(facts, (fact) => fact?.(workload));
  }
  const colon = name.indexOf(':');
  if (colon < 0) return plain[name];
  const value = name.slice(colon + 1);
  return name.slice(0, colon) === 'capability' ? (workload) => firstOf(workload.containers, (container) => capability(workload, container, value)) : undefined;
}

const plain: Readonly<Record<string, ContainerFact>> = {
  privileged: (workload) =>
    firstOf(workload.containers, ({ node, route }) => {
      const context = node.get('securityContext');
      return context instanceof Mapping && context.get('privileged') === true ? placeIn(workload, context, 'privileged', `${route}.securityContext`) : undefined;
    }),
  'host-pid': (workload) => (workload.podSpec.get('hostPID') === true ? placeIn(workload, workload.podSpec, 'hostPID', workload.podSpecRoute) : undefined),
};

function capability(workload: Workload, { node, route }: Workload['containers'][number], wanted: string): Place | undefined {
  const context = node.get('securityContext');
  const capabilities = context instanceof Mapping ? context.get('capabilities') : undefined;
  const added = capabilities instanceof Mapping ? capabilities.get('add') : undefined;
  if (!(added instanceof Sequence)) return undefined;
  const index = added.values.findIndex((value) => typeof value === 'string' && (value === 'ALL' || value.replace(/^CAP_/, '') === wanted));
  return index < 0 || !workload.object.file ? undefined : placeOfItem(workload.object.file, added, index, `${route}.securityContext.capabilities.add`);
}

/** A volume that is mounted somewhere and shows one of the paths: the path itself, or one above it. */
function hostPath(workload: Workload, wanted: readonly string[]): Place | undefined {
  const volumes = workload.podSpec.get('volumes');
  if (!(volumes instanceof Sequence)) return undefined;
  return firstOf(volumes.values.entries(), ([index, volume]) => {
    const source = volume instanceof Mapping ? volume.get('hostPath') : undefined;
    const path = source instanceof Mapping ? source.get('path') : undefined;
    if (!(volume instanceof Mapping) || !(source instanceof Mapping) || typeof path !== 'string' || !wanted.some((each) => shows(path, each))) return undefined;
    if (!workload.containers.some(({ node }) => mounts(node, volume.get('name')))) return undefined;
    return placeIn(workload, source, 'path', `${workload.podSpecRoute}.volumes[${index}].hostPath`);
  });
}

function shows(path: string, wanted: string): boolean {
  const above = path.replace(/\/+$/, '');
  return wanted === above || above === '' || wanted.startsWith(`${above}/`);
}

function mounts(container: Mapping, volume: unknown): boolean {
  const mounted = container.get('volumeMounts');
  return mounted instanceof Sequence && mounted.values.some((mount) => mount instanceof Mapping && mount.get('name') === volume);
}

function placeIn({ object }: Workload, node: Mapping, key: string, route: string): Place | undefined {
  return object.file && placeOfValue(object.file, node, key, route);
}

function firstOf<Item, Result>(items: Iterable<Item>, of: (item: Item) => Result | undefined): Result | undefined {
  for (const item of items) {
    const found = of(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
