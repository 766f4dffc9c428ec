// Facts about the containers of a workload that techniques of leaving a container ask for: each gives the key that says so.
import type { Workload } from '#kube/inventory.js';
import { Mapping, Sequence, type Place } from '#source/document.js';
import { placeOfItem, placeOfValue } from '#source/place.js';
import { hostPathsOf, isSensitive, mountedHostPath, sensitiveHostPath } from './host-paths.js';
import podSecurity from '../../rules/kubernetes/pod-security.json' with { type: 'json' };

/** The key that makes it true, or undefined when it is not. */
export type ContainerFact = (workload: Workload) => Place | undefined;

/** The fact a rule names: `privileged`, `host-pid`, `capability:NAME`, `writable-host-path:PATH`; `a or b` is one of them. Undefined when nobody knows it. */
export function containerFact(name: string): ContainerFact | undefined {
  const alternatives = name.split(' or ').map((each) => each.trim());
  if (alternatives.length > 1) {
    const facts = alternatives.map(containerFact);
    return (workload) => firstOf(facts, (fact) => fact?.(workload));
  }
  const colon = name.indexOf(':');
  return colon < 0 ? plain[name] : valued[name.slice(0, colon)]?.(name.slice(colon + 1));
}

const valued: Readonly<Record<string, (value: string) => ContainerFact>> = {
  capability: (value) => (workload) => firstOf(workload.containers, (container) => added(workload, container, (each) => each === 'ALL' || each === value)),
  'host-path': (path) => (workload) => mountedHostPath(workload, path),
  'writable-host-path': (path) => (workload) => mountedHostPath(workload, path, 'writable'),
};

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
  'sensitive-host-path': sensitiveHostPath,
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
