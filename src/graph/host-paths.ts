// Directories of its node that a workload has as volumes, and those that its containers mount.
import type { Workload } from '#kube/inventory.js';
import { Mapping, Sequence, type Place } from '#source/document.js';
import type { Answer } from './facts.js';
import { fileAccess, type FileAccess } from './file-access.js';
import { placeIn } from './security-context.js';
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
    return [{ volume: volume.get('name'), path, place: placeIn(workload, source, 'path', `${workload.podSpec.route}.volumes[${index}].hostPath`) }];
  });
}

/** What says that something holds. */
export interface Sign {
  /** The key that does. */
  readonly place: Place;
  /** It also takes what no file says: that an image runs in the group of root. */
  readonly unsure: boolean;
}

/** The first that is mounted somewhere and shows the path wanted: writable for who is in the container, when that is asked for. */
export function mountedHostPath(workload: Workload, wanted: string, how: 'any' | 'writable' = 'any'): Place | undefined {
  return hostPathsOf(workload).find((volume) =>
    sights(workload, volume).some(({ path, writable, access }) => shows(path, wanted) && (how === 'any' || (writable && access === 'root'))),
  )?.place;
}

/** The first that makes who is in the container the node; one that does so for certain, if there is one. */
export function sensitiveHostPath(workload: Workload): Sign | undefined {
  let perhaps: Sign | undefined;
  for (const volume of hostPathsOf(workload)) {
    if (!volume.place) continue;
    const answers = sights(workload, volume).map(isNode);
    if (answers.includes('yes')) return { place: volume.place, unsure: false };
    if (answers.includes('unknown')) perhaps ??= { place: volume.place, unsure: true };
  }
  return perhaps;
}

/** Whether a directory of a node shows what makes its reader the node: what counts, or what lies above it. */
export function isSensitive(path: string): boolean {
  return showsAny(path, hostPaths.read) || showsAny(path, hostPaths.sockets);
}

/** Whether a directory of a node is what the node runs or obeys, so that its writer is the node. */
export function isObeyed(path: string): boolean {
  return showsAny(path, hostPaths.write);
}

/** What a container sees of a volume, and as whom. */
interface Sight {
  readonly path: string;
  readonly writable: boolean;
  readonly access: FileAccess;
}

/** Whoever mounts a socket itself, not what lies above it, is taken to be let in. */
function isNode({ path, writable, access }: Sight): Answer {
  if (access === 'root') return isSensitive(path) || (writable && isObeyed(path)) ? 'yes' : 'no';
  if (hostPaths.sockets.includes(path)) return 'yes';
  if (access === 'others' || !(showsAny(path, hostPaths.sockets) || showsAny(path, hostPaths.group))) return 'no';
  return access === 'group' ? 'yes' : 'unknown';
}

function sights(workload: Workload, { volume, path }: HostPath): Sight[] {
  return workload.containers.flatMap((container) => {
    const mounts = container.node.get('volumeMounts');
    if (!(mounts instanceof Sequence)) return [];
    const access = fileAccess(workload, container);
    return mounts.values.flatMap((mount) => {
      if (!(mount instanceof Mapping) || mount.get('name') !== volume) return [];
      // Of a subPathExpr all that is known is known literally: a variable is one directory or more below.
      const below = mount.get('subPath') || mount.get('subPathExpr');
      return [{ path: typeof below === 'string' ? `${path}/${below}` : path, writable: mount.get('readOnly') !== true, access }];
    });
  });
}

function showsAny(path: string, wanted: readonly string[]): boolean {
  return wanted.some((each) => shows(path, each));
}

/** Whether the path is the one wanted or lies above it; or below, where that counts. */
function shows(path: string, wanted: string): boolean {
  return `${wanted}/`.startsWith(asDirectory(path)) || isWithin(path, wanted);
}

/** Whether the path is the one wanted; or lies below, where that ends with a slash, and is not harmless by its name. */
export function isWithin(path: string, wanted: string): boolean {
  const shown = asDirectory(path);
  if (shown === asDirectory(wanted)) return true;
  return wanted.endsWith('/') && shown.startsWith(wanted) && !hostPaths.harmless.some((end) => shown.endsWith(`${end}/`));
}

function asDirectory(path: string): string {
  const directory = `${path}/`;
  return directory.includes('//') ? directory.replace(/\/+/g, '/') : directory;
}
