// Facts about the containers of a workload that techniques of leaving a container ask for: each gives the key that says so.
import type { Workload } from '#kube/inventory.js';
import type { Place } from '#source/document.js';
import podSecurity from '../../rules/kubernetes/pod-security.json' with { type: 'json' };
import { hostPathsOf, isSensitive, mountedHostPath, sensitiveHostPath, type Sign } from './host-paths.js';
import { addedCapability, ofContext, placeIn } from './security-context.js';

/** What says that it is true, or undefined when it is not. */
export type ContainerFact = (workload: Workload) => Sign | undefined;

/** The fact a rule names: `privileged`, `host-pid`, `capability:NAME`, `writable-host-path:PATH`; `a or b` is one of them. Undefined when nobody knows it. */
export function containerFact(name: string): ContainerFact | undefined {
  const alternatives = name.split(' or ').map((each) => each.trim());
  if (alternatives.length > 1) {
    const facts = alternatives.map(containerFact);
    return (workload) => firstOf(facts, (fact) => fact?.(workload));
  }
  if (name === 'sensitive-host-path') return sensitiveHostPath;
  const colon = name.indexOf(':');
  const find = colon < 0 ? plain[name] : valued[name.slice(0, colon)]?.(name.slice(colon + 1));
  return find && ((workload) => signAt(find(workload)));
}

/** The key that says so. */
type Find = (workload: Workload) => Place | undefined;

function signAt(place: Place | undefined): Sign | undefined {
  return place && { place, unsure: false };
}

const valued: Readonly<Record<string, (value: string) => Find>> = {
  capability: (value) => (workload) => firstOf(workload.containers, (container) => addedCapability(workload, container, (each) => each === 'ALL' || each === value)),
  'host-path': (path) => (workload) => mountedHostPath(workload, path),
  'writable-host-path': (path) => (workload) => mountedHostPath(workload, path, 'writable'),
};

const plain: Readonly<Record<string, Find>> = {
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
  'capability-beyond-baseline': (workload) => firstOf(workload.containers, (container) => addedCapability(workload, container, (name) => !podSecurity.capabilities.includes(name))),
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

function ofSpec(workload: Workload, key: string): Place | undefined {
  return workload.podSpec.node.get(key) === true ? placeIn(workload, workload.podSpec.node, key, workload.podSpec.route) : undefined;
}

function firstOf<Item, Result>(items: Iterable<Item>, of: (item: Item) => Result | undefined): Result | undefined {
  for (const item of items) {
    const found = of(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
