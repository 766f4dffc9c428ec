// Finds the pod spec of every object that carries one.
import data from '../../rules/kubernetes/pod-references.json' with { type: 'json' };
import { Sequence } from '#source/document.js';
import type { KubeObject } from './object.js';
import { inside, textMap, type Part } from './part.js';

const podSpecs: Readonly<Record<string, readonly string[]>> = data.podSpecs;
/** The same for kinds of others, by group and kind, where it is known. */
const knownPodSpecs: Readonly<Record<string, readonly string[]>> = data.otherPodSpecs;

/** Where kinds that are not built in usually keep a pod template: Argo's Rollout, Knative's Service, KEDA's ScaledJob, Volcano's jobs and the like. */
const otherPodSpecs = [
  ['spec', 'template', 'spec'],
  ['spec', 'jobTargetRef', 'template', 'spec'],
  ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
];

/** The pod spec of an object, undefined when it carries none. Built-in kinds by their path; other kinds when a list of containers is where templates usually are. */
export function podSpecOf(object: KubeObject): Part | undefined {
  if (!object.node) return undefined;
  const root: Part = { node: object.node, route: '', file: object.file };
  const path = isBuiltinGroup(object.group) ? podSpecs[object.kind] : knownPodSpecs[`${object.group}/${object.kind}`];
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
