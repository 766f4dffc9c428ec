// What a pod refers to in its namespace, in the order and with the blind spots of Kubernetes' own visitors.
import data from '../../rules/kubernetes/pod-references.json' with { type: 'json' };
import { Mapping, Sequence } from '#source/document.js';
import type { PodReference } from './inventory.js';
import { each, inside, isSet, keyIn, placeIn, text, type Part } from './part.js';

type Paths = Readonly<Record<string, readonly string[]>>;
const ofPod: Paths = data.pod;
const ofContainer: Paths = data.container;
const ofVolume: Paths = data.volume;

/** A pod's containers in the order init, regular, ephemeral. */
export function containersOf(podSpec: Part): readonly Part[] {
  return data.containerLists.flatMap((list) => each(podSpec, list));
}

/**
 * References to one kind, repeats included, empty names skipped. Of a volume with several sources only the first known one counts (pkg/api/v1/pod/util.go,
 * VisitPodSecretNames and VisitPodConfigmapNames).
 */
export function referencesTo(kind: PodReference['kind'], podSpec: Part): readonly PodReference[] {
  const found: PodReference[] = [];
  const visit = (part: Part, paths: readonly string[] | undefined, volume?: string): void => {
    for (const path of paths ?? []) for (const at of endsOf(part, path)) add(found, kind, at.part, at.key, volume);
  };
  visit(podSpec, ofPod[kind]);
  for (const container of containersOf(podSpec)) visit(container, ofContainer[kind]);
  for (const volume of each(podSpec, 'volumes')) {
    const source = ofVolume[kind]?.find((path) => isSet(volume, path.slice(0, path.indexOf('.'))));
    if (source !== undefined) visit(volume, [source], text(volume, 'name'));
  }
  return found;
}

/** All references of a pod: Secrets, ConfigMaps, PersistentVolumeClaims; a generic ephemeral volume counts as the claim it makes, `<pod>-<volume>`. */
export function referencesOf(podSpec: Part, podName: string): readonly PodReference[] {
  const ephemeral = each(podSpec, 'volumes')
    .filter((volume) => isSet(volume, 'ephemeral') && !isSet(volume, 'persistentVolumeClaim'))
    .map((volume): PodReference => ({ kind: 'PersistentVolumeClaim', name: `${podName}-${text(volume, 'name')}`, place: keyIn(volume, 'ephemeral'), volume: text(volume, 'name') }));
  return [...referencesTo('Secret', podSpec), ...referencesTo('ConfigMap', podSpec), ...referencesTo('PersistentVolumeClaim', podSpec), ...ephemeral];
}

/** Secrets that one container reads through `env` and `envFrom`. */
export function containerSecrets(container: Part): readonly PodReference[] {
  const found: PodReference[] = [];
  for (const path of ofContainer['Secret'] ?? []) for (const at of endsOf(container, path)) add(found, 'Secret', at.part, at.key);
  return found;
}

/** The kind of API object a static pod may not refer to, worded as upstream; '' when it refers to none (pkg/api/pod/util.go, HasAPIObjectReference). */
export function firstApiObject(podSpec: Part, serviceAccountName: string): string {
  if (serviceAccountName !== '') return 'serviceaccounts';
  if (referencesTo('Secret', podSpec).length > 0) return 'secrets';
  if (referencesTo('ConfigMap', podSpec).length > 0) return 'configmaps';
  if (each(podSpec, 'resourceClaims').length > 0) return 'resourceclaims';
  for (const volume of each(podSpec, 'volumes')) {
    const known = data.apiObjectVolumes.find(([key]) => isSet(volume, key ?? ''));
    if (known?.[1] !== undefined) return known[1];
    for (const source of each(inside(volume, 'projected'), 'sources')) {
      const projected = data.apiObjectSources.find(([key]) => isSet(source, key ?? ''));
      if (projected?.[1] !== undefined) return projected[1];
    }
  }
  return '';
}

/** Parts and keys at the end of a path like `env[].valueFrom.secretKeyRef.name`. */
function endsOf(part: Part, path: string): readonly { part: Part; key: string }[] {
  const steps = stepsOf(path);
  // Most paths lead nowhere: only those that do are walked with their routes.
  if (!leads(part.node, steps, 0)) return [];
  let parts: readonly Part[] = [part];
  for (const { key, isList } of steps.slice(0, -1)) {
    parts = parts.flatMap((at) => {
      if (isList) return each(at, key);
      const next = inside(at, key);
      return next ? [next] : [];
    });
  }
  return parts.map((at) => ({ part: at, key: steps.at(-1)?.key ?? '' }));
}

interface Step {
  readonly key: string;
  /** The items of the list under the key. */
  readonly isList: boolean;
}

const knownSteps = new Map<string, readonly Step[]>();

function stepsOf(path: string): readonly Step[] {
  let steps = knownSteps.get(path);
  if (!steps) knownSteps.set(path, (steps = path.split('.').map((step) => (step.endsWith('[]') ? { key: step.slice(0, -2), isList: true } : { key: step, isList: false }))));
  return steps;
}

/** Whether something stands at the end of the steps from a depth on. */
function leads(node: Mapping, steps: readonly Step[], depth: number): boolean {
  const step = steps[depth];
  const value = step && node.get(step.key);
  if (!step || value === undefined) return false;
  if (depth === steps.length - 1) return true;
  if (step.isList) return value instanceof Sequence && value.values.some((item) => item instanceof Mapping && leads(item, steps, depth + 1));
  return value instanceof Mapping && leads(value, steps, depth + 1);
}

function add(found: PodReference[], kind: PodReference['kind'], part: Part, key: string, volume?: string): void {
  const name = text(part, key);
  if (name !== '') found.push({ kind, name, place: placeIn(part, key), ...(volume !== undefined && { volume }) });
}
