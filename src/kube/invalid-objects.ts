// What the API server would refuse in pod specs, ServiceAccounts, Namespaces and Secrets, as problems at their keys: what it can read is analysed all the same.
import type { Place, Problem } from '#source/document.js';
import type { Workload } from './inventory.js';
import type { KubeObject } from './object.js';
import { invalidObject } from './objects.js';
import { carriedPods } from './pod-spec.js';
import { each, inside, keyIn, placeOfPart, rootOf, text, type Part } from './part.js';
import { wrongDefaultsOf } from './pod-security-configuration.js';
import { isPodSecurityLabel, isReadLabel, policyOf } from './pod-security-policy.js';
import { invalidPodSpec, type Invalidity } from './pod-validation.js';
import { invalidSecret } from './token-secrets.js';
import { isChecked, wrongTypesOfAccount, type WrongType } from './undecodable.js';

/** What the API server would refuse in a workload's pod spec. */
export function problemsOfPodSpec(workload: Workload): readonly Problem[] {
  const { object, podSpec: spec } = workload;
  return [
    ...undecodable(object, workload.wrongTypes),
    ...emptyAccountName(spec, workload),
    ...refusalsOfPodSpec(workload).flatMap(({ field, message, place }) => refused(object, place ?? placeOfPart(spec), `${field}: ${message}`)),
  ];
}

/**
 * What its validation would refuse there. What is missing is not counted when a container has no image: such files are patches that are merged into something else.
 */
export function refusalsOfPodSpec({ object, admission, podSpec }: Workload): readonly Invalidity[] {
  if (!isChecked(object)) return [];
  const partial = admission.containers.some(({ part }) => text(part, 'image') === '');
  const claimed = claimedVolumes(object);
  return invalidPodSpec(podSpec, admission).filter(({ type, message }) => {
    if (type === 'FieldValueNotFound') return !partial && !claimed.some((name) => message === `Not found: "${name}"`);
    return type !== 'FieldValueRequired' || !partial;
  });
}

/** The pods of a custom resource of which nobody knows what its controller makes: not analysed, and not passed over in silence. */
export function unknownPods(object: KubeObject): readonly Problem[] {
  return carriedPods(object).unknown.flatMap((part) => {
    const place = keyIn(part, 'containers');
    if (!place) return [];
    const message = `${object.kind} carries containers ${part.route === 'spec' ? 'in its spec' : `at ${part.route}`}: what its controller makes of them is not known`;
    return [{ ...invalidObject(place, message, 'not-evaluated'), code: 'unknown-pods' as const }];
  });
}

/** Fields of a ServiceAccount that the API server cannot read. */
export function problemsOfAccount(object: KubeObject): readonly Problem[] {
  return undecodable(object, wrongTypesOfAccount(object));
}

/** Pod Security labels of a Namespace that the API server refuses, and those of the prefix that nobody reads: what was meant to be a guard is none, or another one. */
export function problemsOfNamespace(object: KubeObject): readonly Problem[] {
  const labels = inside(rootOf(object), 'metadata', 'labels');
  if (!labels) return [];
  const wrong = new Map(policyOf(object.labels).errors.map(({ label, value, detail }) => [label, `is ${JSON.stringify(value)} and ${detail}; the API server refuses it`]));
  return labels.node.keys.filter(isPodSecurityLabel).flatMap((key) => {
    const value = labels.node.get(key);
    const why = isReadLabel(key) ? (typeof value === 'string' ? wrong.get(key) : `is a ${typeof value}, not a string; the API server refuses it`) : 'is none that Pod Security reads';
    const place = why === undefined ? undefined : keyIn(labels, key);
    return place ? [invalidObject(place, `${object.kind} ${object.name}: label ${key} ${why ?? ''}`)] : [];
  });
}

/** Defaults of Pod Security that cannot be read: whoever wrote them believes that they guard every namespace. */
export function problemsOfPodSecurity(object: KubeObject): readonly Problem[] {
  return wrongDefaultsOf(object).flatMap(({ message, place }) => (place ? [invalidObject(place, `${message}; the API server does not start with it, and it counts as not given`, 'not-evaluated')] : []));
}

/** Nothing more is said of such an object: what is meant is not known. */
function undecodable(object: KubeObject, wrong: readonly WrongType[]): readonly Problem[] {
  return wrong.flatMap(({ message, place }) => (place ? [invalidObject(place, `${object.kind} ${object.name}: ${message}; the API server refuses it`, 'not-evaluated')] : []));
}

/** What the API server would refuse in a Secret: a token Secret without an account, a TLS Secret without its keys, and the like. */
export function problemsOfSecret(secret: KubeObject): readonly Problem[] {
  const root = rootOf(secret);
  if (!root) return [];
  return invalidSecret(root).flatMap(({ field, type }) => {
    const key = ['type', 'data', 'metadata'].find((candidate) => root.node.has(candidate)) ?? '';
    return refused(secret, keyIn(root, key) ?? placeOfPart(root), `${field} is ${type === 'FieldValueRequired' ? 'missing' : 'invalid'}`);
  });
}

function refused(object: KubeObject, place: Place | undefined, what: string): readonly Problem[] {
  return place ? [invalidObject(place, `${object.kind} ${object.name}: ${what}; the API server refuses it`)] : [];
}

/** The API server takes it for no name: worth a word, since whoever wrote it meant something else. */
function emptyAccountName(spec: Part, { object, serviceAccountName }: Workload): readonly Problem[] {
  const place = spec.node.get('serviceAccountName') === '' ? keyIn(spec, 'serviceAccountName') : undefined;
  return place ? [invalidObject(place, `${object.kind} ${object.name}: ${spec.route}.serviceAccountName is empty, which names no account; its pods run as ${serviceAccountName || 'none'}`)] : [];
}

/** Volumes that the pods of a StatefulSet get from its claim templates. */
function claimedVolumes(object: KubeObject): readonly string[] {
  return each(inside(rootOf(object), 'spec'), 'volumeClaimTemplates').map((template) => text(inside(template, 'metadata'), 'name'));
}
