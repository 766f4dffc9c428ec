// Reads security contexts: the key that says something, of a container or of its pod.
import type { Workload } from '#kube/inventory.js';
import { Mapping, Sequence, type Place } from '#source/document.js';
import { placeOfItem, placeOfValue } from '#source/place.js';
import { below } from './below.js';

/** A pod or one of its containers, and where it stands. */
export type Part = Pick<Workload['containers'][number], 'node' | 'route'>;

/** The key of a security context, below the path given, when its value is one of those asked for. */
export function ofContext(workload: Workload, { node, route }: Part, path: readonly string[], key: string, is: (value: unknown) => boolean): Place | undefined {
  const context = below(node, 'securityContext', ...path);
  return context instanceof Mapping && is(context.get(key)) ? placeIn(workload, context, key, [route, 'securityContext', ...path].join('.')) : undefined;
}

/** The first capability that a container adds and that is one of those asked for, by its name without `CAP_`. */
export function addedCapability(workload: Workload, { node, route }: Part, is: (name: string) => boolean): Place | undefined {
  const names = addedOf(node);
  const index = names?.values.findIndex((value) => isAsked(value, is)) ?? -1;
  return index < 0 || !names || !workload.object.file ? undefined : placeOfItem(workload.object.file, names, index, `${route}.securityContext.capabilities.add`);
}

/** Whether it adds one of those. */
export function addsCapability({ node }: Pick<Part, 'node'>, is: (name: string) => boolean): boolean {
  return addedOf(node)?.values.some((value) => isAsked(value, is)) ?? false;
}

/** What a container says of itself, else what its pod says (pkg/securitycontext DetermineEffectiveSecurityContext). */
export function effectiveSetting({ podSpec }: Workload, container: Pick<Part, 'node'>, key: string): unknown {
  return settingOf(container, key) ?? settingOf(podSpec, key);
}

/** What a security context itself says, undefined when it does not. */
export function settingOf({ node }: Pick<Part, 'node'>, key: string): unknown {
  return below(node, 'securityContext', key) ?? undefined;
}

/** Place of a key's value in an object of the files. */
export function placeIn({ object }: Workload, node: Mapping, key: string, route: string): Place | undefined {
  return object.file && placeOfValue(object.file, node, key, route);
}

function addedOf(node: Mapping): Sequence | undefined {
  const names = below(node, 'securityContext', 'capabilities', 'add');
  return names instanceof Sequence ? names : undefined;
}

function isAsked(value: unknown, is: (name: string) => boolean): boolean {
  return typeof value === 'string' && is(value.replace(/^CAP_/, ''));
}
