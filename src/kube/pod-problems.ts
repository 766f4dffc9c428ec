// What the API server would refuse in a workload's pod spec, as problems at their keys: the rest of it is analysed all the same.
import { Mapping, Sequence, type Problem } from '#source/document.js';
import type { Workload } from './inventory.js';
import { invalidObject } from './objects.js';
import { isSet, keyIn, placeOfPart, text, type Part } from './part.js';
import { invalidPodSpec } from './pod-validation.js';

/** Fields of a pod spec and the type they must have; the API server cannot read the object otherwise. */
const typed: Readonly<Record<string, 'string' | 'boolean' | 'list'>> = {
  serviceAccountName: 'string',
  serviceAccount: 'string',
  automountServiceAccountToken: 'boolean',
  hostNetwork: 'boolean',
  hostPID: 'boolean',
  hostIPC: 'boolean',
  containers: 'list',
  initContainers: 'list',
  ephemeralContainers: 'list',
  volumes: 'list',
  imagePullSecrets: 'list',
};

/**
 * What the API server would refuse in a pod spec, as problems at their keys. What is missing is not counted when a container has no image: such files are patches
 * that are merged into something else.
 */
export function problemsOfPodSpec(workload: Workload): readonly Problem[] {
  const { object } = workload;
  const spec: Part = { node: workload.podSpec, route: workload.podSpecRoute, file: object.file };
  const named = `${object.kind} ${object.name}`;
  const wrong = Object.entries(typed).flatMap(([key, type]) => {
    const value = spec.node.get(key);
    if (value === undefined || value === null || typeof value === type || (type === 'list' && value instanceof Sequence)) return [];
    const place = keyIn(spec, key);
    const is = value instanceof Mapping ? 'a mapping' : value instanceof Sequence ? 'a list' : `a ${typeof value}`;
    return place ? [invalidObject(place, `${named}: ${spec.route}.${key} is ${is}, not a ${type}; the API server refuses it`)] : [];
  });
  const empty = isSet(spec, 'serviceAccountName') && spec.node.get('serviceAccountName') === '' && keyIn(spec, 'serviceAccountName');
  const emptyName = empty ? [invalidObject(empty, `${named}: ${spec.route}.serviceAccountName is empty; its pods run as ${workload.serviceAccountName}`)] : [];
  const { admission } = workload;
  const partial = admission.containers.some(({ part }) => text(part, 'image') === '');
  const refused = invalidPodSpec(spec, admission)
    .filter(({ type }) => !partial || (type !== 'FieldValueRequired' && type !== 'FieldValueNotFound'))
    .flatMap(({ field, message, place }) => {
      const at = place ?? placeOfPart(spec);
      return at ? [invalidObject(at, `${named}: ${field}: ${message}; the API server refuses it`)] : [];
    });
  return [...wrong, ...emptyName, ...refused];
}
