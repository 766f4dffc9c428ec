// Finds the pod spec of every object that carries one, and admits its pods: what src/rbac, src/graph and src/check know as workloads.
import data from '../../rules/kubernetes/pod-references.json' with { type: 'json' };
import { Mapping, Sequence, type Problem } from '#source/document.js';
import { admitPod, type Admission, type AdmissionAccount, type AdmittedContainer } from './admission.js';
import type { Container, ServiceAccount, Workload } from './inventory.js';
import type { KubeObject } from './object.js';
import { inside, isSet, keyIn, placeOfPart, text, textMap, type Part } from './part.js';
import { invalidPodSpec } from './pod-validation.js';
import { referencesOf } from './references.js';
import { tokensOf, type TokenSources } from './tokens.js';
import { invalidObject } from './objects.js';

const podSpecs: Readonly<Record<string, readonly string[]>> = data.podSpecs;

/** Where kinds that are not built in keep a pod template: Argo's Rollout, Knative's Service, OpenShift's DeploymentConfig, KEDA's ScaledJob, Volcano's jobs and the like. */
const otherPodSpecs = [
  ['spec', 'template', 'spec'],
  ['spec', 'jobTargetRef', 'template', 'spec'],
  ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
];

/** What a workload is admitted into. */
export interface Surroundings {
  /** The account of a namespace, `absent` when it is certain that there is none, `unknown` when the files cannot tell. */
  readonly account: (namespace: string, name: string) => ServiceAccount | 'absent' | 'unknown';
  readonly tokenSources: (namespace: string) => TokenSources;
}

/** The pod spec of an object, undefined when it carries none. Built-in kinds by their path; other kinds when a list of containers is where templates usually are. */
export function podSpecOf(object: KubeObject): Part | undefined {
  if (!object.node) return undefined;
  const root: Part = { node: object.node, route: '', file: object.file };
  const path = isBuiltinGroup(object.group) ? podSpecs[object.kind] : undefined;
  if (path) return inside(root, ...path);
  if (object.group === '' || !object.group.includes('.') || object.group.endsWith('.k8s.io')) return undefined;
  return otherPodSpecs.map((candidate) => inside(root, ...candidate)).find((spec) => spec?.node.get('containers') instanceof Sequence);
}

function isBuiltinGroup(group: string): boolean {
  return group === '' || group === 'apps' || group === 'batch' || group === 'extensions';
}

/** The labels, annotations and name of the pods, as far as the object says them. */
export function podMetadataOf(object: KubeObject, podSpec: Part): { readonly labels: ReadonlyMap<string, string>; readonly annotations: ReadonlyMap<string, string> } {
  const steps = podSpec.route.split('.').slice(0, -1);
  const root: Part | undefined = object.node && { node: object.node, route: '', file: object.file };
  const metadata = inside(root, ...steps, 'metadata');
  return { labels: textMap(metadata, 'labels'), annotations: textMap(metadata, 'annotations') };
}

/** A workload with all that admission found out about its pods. */
export interface AdmittedWorkload extends Workload {
  readonly admission: Admission;
}

/** The workload that `object` is. Everything about its pods is worked out when it is first asked for: most runs look at few of many. */
export function workloadOf(object: KubeObject, podSpec: Part, surroundings: Surroundings): AdmittedWorkload {
  const admission = once((): Admission => {
    const template = { name: object.name, namespace: object.namespace, annotations: podMetadataOf(object, podSpec).annotations, spec: podSpec };
    return admitPod(template, (name): AdmissionAccount | 'absent' | 'unknown' => surroundings.account(object.namespace, name));
  });
  const containers = once(() => {
    const sources = surroundings.tokenSources(object.namespace);
    return admission().containers.map((container) => containerOf(container, admission(), sources));
  });
  const references = once(() => referencesOf(podSpec, object.name));
  return {
    object,
    podSpec: podSpec.node,
    podSpecRoute: podSpec.route,
    get admitted() {
      return admission().admitted;
    },
    get error() {
      return admission().error;
    },
    get serviceAccountName() {
      return admission().serviceAccountName;
    },
    get serviceAccountPlace() {
      return admission().serviceAccountPlace;
    },
    get serviceAccount() {
      const account = surroundings.account(object.namespace, admission().serviceAccountName);
      return typeof account === 'string' ? undefined : account;
    },
    get automount() {
      return admission().automount;
    },
    get imagePullSecrets() {
      return admission().imagePullSecrets.map((secret) => secret.name);
    },
    get containers() {
      return containers();
    },
    get references() {
      return references();
    },
    get admission() {
      return admission();
    },
  };
}

function containerOf(container: AdmittedContainer, admission: Admission, sources: TokenSources): Container {
  const { name, type, part } = container;
  const tokens = once(() => tokensOf(container, admission, sources));
  return {
    name,
    type,
    node: part.node,
    route: part.route,
    get tokens() {
      return tokens();
    },
  };
}

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
export function problemsOfPodSpec(workload: AdmittedWorkload): readonly Problem[] {
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

/** Calls `make` when first asked, and keeps the answer. */
export function once<Value>(make: () => Value): () => Value {
  let kept: { readonly value: Value } | undefined;
  return () => (kept ??= { value: make() }).value;
}
