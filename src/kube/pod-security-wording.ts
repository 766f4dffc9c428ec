// What all Pod Security checks share: walking containers, version-dependent lists, and upstream's way to name what is wrong.
import { inside, text, type Part } from './part.js';
import type { CheckedPod } from './pod-security.js';


/** `"a", "b"`: quotes are put around, nothing is escaped. */
export function quoted(values: readonly string[]): string {
  return `"${values.join('", "')}"`;
}

export function plural(one: string, many: string, count: number): string {
  return count === 1 ? one : many;
}

/** `container "a"` or `containers "a", "b"`. */
export function containersNamed(containers: readonly Part[]): string {
  return `${plural('container', 'containers', containers.length)} ${quoted(containers.map((container) => text(container, 'name')))}`;
}

/** `pod`, `container "a"` or `pod and containers "a", "b"`. */
export function settersNamed(pod: boolean, containers: readonly Part[]): string {
  return [...(pod ? ['pod'] : []), ...(containers.length > 0 ? [containersNamed(containers)] : [])].join(' and ');
}

/** Distinct values in Go's order: by bytes. */
export function sortedSet(values: Iterable<string>): readonly string[] {
  return [...new Set(values)].sort();
}

/** What a list that grows with versions holds at `minor`. */
export function until(minor: number, byVersion: Readonly<Record<string, readonly string[]>>): readonly string[] {
  return Object.entries(byVersion).flatMap(([since, values]) => (Number(since) <= minor ? values : []));
}

/** The security context of a container, or of the pod spec. */
export function securityContext(part: Part): Part | undefined {
  return inside(part, 'securityContext');
}

/** Containers that `test` holds for. */
export function containersThat(pod: CheckedPod, test: (context: Part | undefined, container: Part) => boolean): readonly Part[] {
  return pod.containers.filter((container) => test(securityContext(container), container));
}

export function isWindows(pod: CheckedPod): boolean {
  return text(inside(pod.spec, 'os'), 'name') === 'windows';
}

