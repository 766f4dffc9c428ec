// The AppArmor control of Pod Security: fields, annotations, and the annotation that becomes a field before a pod is enforced.
import { inside, isSet, text, type Part } from './part.js';
import type { Check, CheckedPod } from './pod-security.js';
import { containersNamed, isWindows, plural, quoted, securityContext, sortedSet } from './pod-security-wording.js';

const annotationPrefix = 'container.apparmor.security.beta.kubernetes.io/';

export const appArmorProfile: Check = (pod) => {
  const isBad = (type: string | undefined): type is string => type !== undefined && type !== 'RuntimeDefault' && type !== 'Localhost';
  const ofPod = profileOf(pod.spec);
  const containers = pod.containers.filter((container) => isBad(containerProfile(pod, container)));
  const annotations = [...pod.annotations]
    .filter(([key, value]) => key.startsWith(annotationPrefix) && !isAllowedAnnotation(value))
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .sort();
  const setters = [
    ...(isBad(ofPod) ? ['pod'] : []),
    ...(containers.length > 0 ? [containersNamed(containers)] : []),
    ...(annotations.length > 0 ? [plural('annotation', 'annotations', annotations.length)] : []),
  ];
  if (setters.length === 0) return undefined;
  const types = sortedSet([ofPod, ...containers.map((container) => containerProfile(pod, container))].filter(isBad));
  const values = [...types, ...annotations];
  const reason = plural('forbidden AppArmor profile', 'forbidden AppArmor profiles', values.length);
  return { reason, detail: `${setters.join(' and ')} must not set AppArmor profile type to ${quoted(values)}` };
};

function isAllowedAnnotation(value: string): boolean {
  return value === '' || value === 'runtime/default' || value.startsWith('localhost/');
}

/** The profile's type; '' when it is given without one, undefined when it is not given. */
function profileOf(part: Part): string | undefined {
  const context = securityContext(part);
  return isSet(context, 'appArmorProfile') ? text(inside(context, 'appArmorProfile'), 'type') : undefined;
}

/** A container's own field; when the pod is created, else what its annotation turns into (pkg/registry/core/pod/strategy.go, applyAppArmorVersionSkew). */
function containerProfile(pod: CheckedPod, container: Part): string | undefined {
  const own = profileOf(container);
  if (own !== undefined || pod.stage !== 'created' || isWindows(pod)) return own;
  const value = pod.annotations.get(`${annotationPrefix}${text(container, 'name')}`);
  if (value === 'unconfined') return 'Unconfined';
  if (value === 'runtime/default') return 'RuntimeDefault';
  return value?.startsWith('localhost/') === true && value !== 'localhost/' ? 'Localhost' : undefined;
}
