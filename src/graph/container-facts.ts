// Facts about the containers of a workload that techniques of leaving a container ask for: each gives the key that says so.
import type { Workload } from '#kube/inventory.js';
import { Mapping, Sequence, type Place } from '#source/document.js';
import { placeOfItem, placeOfValue } from '#source/place.js';
import hostPaths from '../../rules/kubernetes/host-paths.json' with { type: 'json' };
import podSecurity from '../../rules/kubernetes/pod-security.json' with { type: 'json' };

/** The key that makes it true, or undefined when it is not. */
export type ContainerFact = (workload: Workload) => Place | undefined;

/** The fact a rule names: `privileged`, `host-pid`, `capability:NAME`, `host-path:PATH`; `a or b` is one of them. Undefined when nobody knows it. */
export function containerFact(name: string): ContainerFact | undefined {
  const alternatives = name.split(' or ').map((each) => each.trim());
  if (alternatives.every((each) => each.startsWith('host-path:'))) {
    const wanted = alternatives.map((each) => each.slice('host-path:'.length));
    return (workload) => hostPath(workload, (path) => wanted.some((each) => shows(path, each)));
  }
  if (alternatives.length > 1) {
    const facts = alternatives.map(containerFact);
    return (workload) => firstOf(facts, (fact) => fact?.(workload));
  }
  const colon = name.indexOf(':');
  if (colon < 0) return plain[name];
  const value = name.slice(colon + 1);
  return name.slice(0, colon) === 'capability' ? (workload) => firstOf(workload.containers, (container) => added(workload, container, (each) => each === 'ALL' || each === value)) : undefined;
}

const plain: Readonly<Record<string, ContainerFact>> = {
  privileged: (workload) => firstOf(workload.containers, (container) => ofContext(workload, container, [], 'privileged', (value) => value === true)),
  'host-pid': (workload) => ofSpec(workload, 'hostPID'),
  'host-ipc': (workload) => ofSpec(workload, 'hostIPC'),
  'host-network': (workload) => ofSpec(workload, 'hostNetwork'),
  'shared-processes': (workload) => (workload.containers.length > 1 ? ofSpec(workload, 'shareProcessNamespace') : undefined),
  /** Mounted or not: an ephemeral container may mount what the others leave. */
  'any-host-path': (workload) => {
    const paths = hostPathsOf(workload);
    return (paths.find(({ path }) => isSensitive(path)) ?? paths[0])?.place;
  },
  'sensitive-host-path': (workload) =>
    hostPath(workload, (path) => isSensitive(path)) ?? hostPath(workload, (path) => hostPaths.write.some((each) => shows(path, each)), 'writable'),
  'capability-beyond-baseline': (workload) => firstOf(workload.containers, (container) => added(workload, container, (name) => !podSecurity.capabilities.includes(name))),
  /** Of a user namespace of its own, /proc shows nothing that counts outside. */
  'unmasked-proc': (workload) => {
    if (workload.podSpec.node.get('hostUsers') === false) return undefined;
    return firstOf(workload.containers, (container) => ofContext(workload, container, [], 'procMount', (value) => typeof value === 'string' && value !== '' && value !== 'Default'));
  },
  /** What a container says counts before what its pod says; a pod without containers that differ is all or nothing (ValidateWindowsHostProcessPod). */
  'host-process': (workload) =>
    firstOf(workload.containers, (container) => ofContext(workload, container, ['windowsOptions'], 'hostProcess', (value) => value === true)) ??
    ofContext(workload, workload.podSpec, ['windowsOptions'], 'hostProcess', (value) => value === true),
};

type Part = Pick<Workload['containers'][number], 'node' | 'route'>;

function ofSpec(workload: Workload, key: string): Place | undefined {
  return workload.podSpec.node.get(key) === true ? placeIn(workload, workload.podSpec.node, key, workload.podSpec.route) : undefined;
}

/** The key of a security context, below the path given, when its value is one of those asked for. */
function ofContext(workload: Workload, { node, route }: Part, path: readonly string[], key: string, is: (value: unknown) => boolean): Place | undefined {
  let context: unknown = node.get('securityContext');
  for (const step of path) context = context instanceof Mapping ? context.get(step) : undefined;
  return context instanceof Mapping && is(context.get(key)) ? placeIn(workload, context, key, [route, 'securityContext', ...path].join('.')) : undefined;
}

function added(workload: Workload, { node, route }: Part, is: (name: string) => boolean): Place | undefined {
  const context = node.get('securityContext');
  const capabilities = context instanceof Mapping ? context.get('capabilities') : undefined;
  const names = capabilities instanceof Mapping ? capabilities.get('add') : undefined;
  if (!(names instanceof Sequence)) return undefined;
  const index = names.values.findIndex((value) => typeof value === 'string' && is(value.replace(/^CAP_/, '')));
  return index < 0 || !workload.object.file ? undefined : placeOfItem(workload.object.file, names, index, `${route}.securityContext.capabilities.add`);
}

/** A directory of a node that is mounted somewhere. */
function hostPath(workload: Workload, is: (path: string) => boolean, how: 'any' | 'writable' = 'any'): Place | undefined {
  const found = hostPathsOf(workload).find(({ path, volume }) => is(path) && workload.containers.some(({ node }) => mounts(node, volume, how)));
  return found?.place;
}

/** Whether a directory of a node shows what makes its reader the node: what counts, or what lies above it. */
export function isSensitive(path: string): boolean {
  return hostPaths.read.some((each) => shows(path, each));
}

interface HostPath {
  readonly volume: unknown;
  readonly path: string;
  readonly place: Place | undefined;
}

function hostPathsOf(workload: Workload): HostPath[] {
  const volumes = workload.podSpec.node.get('volumes');
  if (!(volumes instanceof Sequence)) return [];
  return volumes.values.flatMap((volume, index) => {
    const source = volume instanceof Mapping ? volume.get('hostPath') : undefined;
    const path = source instanceof Mapping ? source.get('path') : undefined;
    if (!(volume instanceof Mapping) || !(source instanceof Mapping) || typeof path !== 'string') return [];
    return [{ volume: volume.get('name'), path, place: placeIn(workload, source, 'path', `${workload.podSpec.route}.volumes[${index}].hostPath`) }];
  });
}

function shows(path: string, wanted: string): boolean {
  const above = path.replace(/\/+$/, '');
  return wanted === above || above === '' || wanted.startsWith(`${above}/`);
}

function mounts(container: Mapping, volume: unknown, how: 'any' | 'writable'): boolean {
  const mounted = container.get('volumeMounts');
  return mounted instanceof Sequence && mounted.values.some((mount) => mount instanceof Mapping && mount.get('name') === volume && (how === 'any' || mount.get('readOnly') !== true));
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
