// Directories of its node that a workload has as volumes, and those that its containers mount.
import type { Workload } from '#kube/inventory.js';
import { Mapping, Sequence, type Place } from '#source/document.js';
import { placeOfValue } from '#source/place.js';
import hostPaths from '../../rules/kubernetes/host-paths.json' with { type: 'json' };

/** A volume of a workload that is a directory of its node. */
export interface HostPath {
  readonly volume: unknown;
  readonly path: string;
  readonly place: Place | undefined;
}

/** All of them, mounted or not, in the order they are written. */
export function hostPathsOf(workload: Workload): HostPath[] {
  const volumes = workload.podSpec.node.get('volumes');
  if (!(volumes instanceof Sequence)) return [];
  return volumes.values.flatMap((volume, index) => {
    const source = volume instanceof Mapping ? volume.get('hostPath') : undefined;
    const path = source instanceof Mapping ? source.get('path') : undefined;
    if (!(volume instanceof Mapping) || !(source instanceof Mapping) || typeof path !== 'string') return [];
    const place = workload.object.file && placeOfValue(workload.object.file, source, 'path', `${workload.podSpec.route}.volumes[${index}].hostPath`);
    return [{ volume: volume.get('name'), path, place }];
  });
}

/** The first that is mounted somewhere and shows the path wanted: writable, when that is asked for. */
export function mountedHostPath(workload: Workload, wanted: string, how: 'any' | 'writable' = 'any'): Place | undefined {
  return mounted(workload, (path) => shows(path, wanted), how)?.place;
}

/** The first that makes who is in the container the node. */
export function sensitiveHostPath(workload: Workload): Place | undefined {
  return (mounted(workload, isSensitive, 'any') ?? mounted(workload, (path) => showsAny(path, hostPaths.write), 'writable'))?.place;
}

/** Whether a directory of a node shows what makes its reader the node: what counts, or what lies above it. */
export function isSensitive(path: string): boolean {
  return showsAny(path, hostPaths.read) || showsAny(path, hostPaths.sockets);
}

function mounted(workload: Workload, is: (path: string) => boolean, how: 'any' | 'writable'): HostPath | undefined {
  return hostPathsOf(workload).find((volume) => workload.containers.some(({ node }) => pathsIn(node, volume, how).some(is)));
}

/** What a container sees of a volume: the directory, or what `subPath` leaves of it. */
function pathsIn(container: Mapping, { volume, path }: HostPath, how: 'any' | 'writable'): string[] {
  const mounts = container.get('volumeMounts');
  if (!(mounts instanceof Sequence)) return [];
  return mounts.values.flatMap((mount) => {
    if (!(mount instanceof Mapping) || mount.get('name') !== volume || (how === 'writable' && mount.get('readOnly') === true)) return [];
    const below = mount.get('subPath');
    return [typeof below === 'string' ? `${path}/${below}` : path];
  });
}

function showsAny(path: string, wanted: readonly string[]): boolean {
  return wanted.some((each) => shows(path, each));
}

/** Whether the path is the one wanted or lies above it; or below, where all that lies there counts but what is harmless by its name. */
function shows(path: string, wanted: string): boolean {
  const shown = `${path}/`.replace(/\/+/g, '/');
  if (`${wanted}/`.startsWith(shown)) return true;
  return wanted.endsWith('/') && shown.startsWith(wanted) && !hostPaths.harmless.some((end) => shown.endsWith(`${end}/`));
}
