// Finds the pods that an object carries.
import data from '../../rules/kubernetes/pod-references.json' with { type: 'json' };
import { Mapping, Sequence, type Value } from '#source/document.js';
import { routeOfItem, routeOfKey } from '#source/place.js';
import type { KubeObject } from './object.js';
import { onceEach } from './once.js';
import { inside, rootOf, textMap, type Part } from './part.js';

const podSpecs: Readonly<Record<string, readonly string[]>> = data.podSpecs;
/** The same for kinds of others, by group and kind, where it is known. */
const knownPodSpecs: Readonly<Record<string, readonly string[]>> = data.otherPodSpecs;
/** API groups whose objects speak of pods that others make. */
const aboutPods: readonly string[] = data.groupsAboutPods;

/** Where kinds that are not built in usually keep a pod template: Argo's Rollout, Knative's Service, KEDA's ScaledJob, Volcano's jobs and the like. */
const otherPodSpecs = [
  ['spec', 'template', 'spec'],
  ['spec', 'jobTargetRef', 'template', 'spec'],
  ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
];

/** Pods as an object carries them. */
export interface PodTemplate {
  readonly spec: Part;
  /** Their labels and annotations, where the object says any. */
  readonly metadata: Part | undefined;
}

/** What an object says of pods. */
export interface CarriedPods {
  readonly templates: readonly PodTemplate[];
  /** Mappings with containers of which it is not known what becomes of them. */
  readonly unknown: readonly Part[];
}

const nothing: CarriedPods = { templates: [], unknown: [] };

/**
 * The pods of an object. Built-in kinds have them in one place; those of others in every `template.spec` (`podTemplate.spec`, …) with a list of containers, at any
 * depth, but for what is an object of its own (`apiVersion` and `kind`), which goes where nobody knows.
 */
export const carriedPods = onceEach((object: KubeObject): CarriedPods => {
  const root = rootOf(object);
  if (!root) return nothing;
  const path = isBuiltinGroup(object.group) ? podSpecs[object.kind] : knownPodSpecs[`${object.group}/${object.kind}`];
  const known = path && templateAt(root, path);
  if (path) return known ? { templates: [known], unknown: [] } : nothing;
  if (!object.group.includes('.') || isOfKubernetes(object.group) || aboutPods.some((group) => object.group === group || object.group.endsWith(`.${group}`))) return nothing;
  const usual = otherPodSpecs.map((candidate) => templateAt(root, candidate)).find((template) => template?.spec.node.get('containers') instanceof Sequence);
  const { templates, unknown } = new Search(root);
  return { templates: usual && !templates.some(({ spec }) => spec.node === usual.spec.node) ? [usual, ...templates] : templates, unknown };
});

function isBuiltinGroup(group: string): boolean {
  return group === '' || group === 'apps' || group === 'batch' || group === 'extensions';
}

/** Groups that Kubernetes reserves for itself; operators were given some of them. */
function isOfKubernetes(group: string): boolean {
  return group.endsWith('.k8s.io') && group !== 'sparkoperator.k8s.io';
}

function templateAt(root: Part, path: readonly string[]): PodTemplate | undefined {
  const spec = inside(root, ...path);
  return spec && { spec, metadata: inside(root, ...path.slice(0, -1), 'metadata') };
}

/** Labels and annotations of pods, as far as the object says them. */
export function podMetadataOf({ metadata }: PodTemplate): { readonly labels: ReadonlyMap<string, string>; readonly annotations: ReadonlyMap<string, string> } {
  return { labels: textMap(metadata, 'labels'), annotations: textMap(metadata, 'annotations') };
}

/** A part on the way down, and the one it stands in. */
interface Step {
  readonly part: Part;
  readonly above: Part | undefined;
  /** The keys that led here, the last one last; items of lists have none of their own. */
  readonly keys: readonly [string, string];
  readonly isInObject: boolean;
}

/** Looks through a custom resource for lists of containers, in the order of the file. */
class Search implements CarriedPods {
  readonly templates: PodTemplate[] = [];
  readonly unknown: Part[] = [];

  constructor(root: Part) {
    const pending: Step[] = [{ part: root, above: undefined, keys: ['', ''], isInObject: false }];
    for (let step = pending.pop(); step; step = pending.pop()) pending.push(...this.#look(step).reverse());
  }

  /** Notes the pods of a part, or gives what stands in it. */
  #look({ part, above, keys, isInObject }: Step): Step[] {
    const { node, file, route } = part;
    if (above && holdsContainers(node)) {
      if (!isInObject && keys[1] === 'spec' && /template$/i.test(keys[0])) this.templates.push({ spec: part, metadata: inside(above, 'metadata') });
      else this.unknown.push(part);
      return [];
    }
    const found: Step[] = [];
    const add = (value: Value | undefined, key: string, at: string): void => {
      if (value instanceof Mapping) {
        const isObject = typeof value.get('apiVersion') === 'string' && typeof value.get('kind') === 'string';
        found.push({ part: { node: value, route: at, file }, above: part, keys: [keys[1], key], isInObject: isInObject || isObject });
      } else if (value instanceof Sequence) value.values.forEach((item, index) => add(item, key, routeOfItem(at, index)));
    };
    node.keys.forEach((key, index) => {
      if (above || (key !== 'metadata' && key !== 'status')) add(node.values[index], key, routeOfKey(route, key));
    });
    return found;
  }
}

/** A list of containers as pods have them: each with a name, and an image that runs. */
function holdsContainers(node: Mapping): boolean {
  const list = node.get('containers');
  return list instanceof Sequence && list.values.some((item) => item instanceof Mapping && typeof item.get('image') === 'string' && typeof item.get('name') === 'string');
}
