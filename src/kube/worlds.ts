// Tells alternatives apart: objects of one identity and several contents never stand on one cluster together.
import { Mapping, Sequence, type Value } from '#source/document.js';
import { grouped } from './grouped.js';
import type { KubeObject } from './object.js';

/** What of a kind changes the answers about other objects; kinds without an entry cannot contradict each other. */
const telling: Readonly<Record<string, readonly (readonly string[])[]>> = {
  Role: [['rules']],
  ClusterRole: [['rules'], ['aggregationRule'], ['metadata', 'labels']],
  RoleBinding: [['roleRef'], ['subjects']],
  ClusterRoleBinding: [['roleRef'], ['subjects']],
  ServiceAccount: [['automountServiceAccountToken'], ['secrets'], ['imagePullSecrets'], ['metadata', 'annotations']],
  Namespace: [['metadata', 'labels']],
};

/**
 * The worlds that a tree describes: each a list of objects in the order given. Everything without a conflict is in all of them. What is written in one
 * directory (in one file, where the files of a directory contradict each other) belongs together; so there are as many worlds as the most contradicted
 * identity has alternatives, not every combination. Without a conflict there is one world.
 */
export function worldsOf(objects: readonly KubeObject[]): readonly (readonly KubeObject[])[] {
  const conflicts = conflictsOf(objects);
  if (conflicts.size === 0) return [objects];
  const bundleOf = bundler(conflicts);
  const choices = componentsOf(conflicts, bundleOf).map(alternativesOf);
  const count = Math.max(...choices.map((choice) => choice.length));
  const inConflict = new Set([...conflicts.values()].flat());
  return Array.from({ length: count }, (_, world) => {
    const chosen = new Set(choices.flatMap((choice) => [...(choice[Math.min(world, choice.length - 1)] ?? [])]));
    return objects.filter((object) => !inConflict.has(object) || chosen.has(bundleOf(object)));
  });
}

/** Objects that contradict another one, by identity. */
function conflictsOf(objects: readonly KubeObject[]): Map<string, KubeObject[]> {
  const byIdentity = grouped(objects.filter((object) => object.kind in telling && object.node), identityOf);
  for (const [key, list] of byIdentity) {
    const [first] = list;
    if (!first || list.length === 1 || list.every((object) => sameTelling(first, object))) byIdentity.delete(key);
  }
  return byIdentity;
}

function identityOf(object: KubeObject): string {
  return `${object.group}\n${object.kind}\n${object.namespace}\n${object.name}`;
}

function sameTelling(left: KubeObject, right: KubeObject): boolean {
  return (telling[left.kind] ?? []).every((path) => sameValue(at(left, path), at(right, path)));
}

function at(object: KubeObject, path: readonly string[]): Value | undefined {
  let value: Value | undefined = object.node;
  for (const key of path) value = value instanceof Mapping ? value.get(key) : undefined;
  return value;
}

/** Equal as data; the order of keys does not matter. A missing value equals null. */
function sameValue(left: Value | undefined, right: Value | undefined): boolean {
  if (left instanceof Mapping) {
    return right instanceof Mapping && left.keys.length === right.keys.length && left.keys.every((key) => right.has(key) && sameValue(left.get(key), right.get(key)));
  }
  if (left instanceof Sequence) {
    return right instanceof Sequence && left.values.length === right.values.length && left.values.every((value, index) => sameValue(value, right.values[index]));
  }
  return (left ?? null) === (right ?? null);
}

/** Directory of an object, or its file where two files of the directory contradict each other. */
function bundler(conflicts: ReadonlyMap<string, readonly KubeObject[]>): (object: KubeObject) => string {
  const split = new Set<string>();
  for (const objects of conflicts.values()) {
    for (const object of objects) {
      const twin = objects.find((other) => other.file !== object.file && other.file?.directory === object.file?.directory && !sameTelling(other, object));
      if (twin) split.add(object.file?.directory ?? '');
    }
  }
  return ({ file }) => (file === undefined ? '' : split.has(file.directory) ? file.name : `${file.directory}/`);
}

type Opponents = Map<string, Set<string>>;

/** Bundles that contradict each other, directly or through others; each with its opponents. */
function componentsOf(conflicts: ReadonlyMap<string, readonly KubeObject[]>, bundleOf: (object: KubeObject) => string): Opponents[] {
  const opponents: Opponents = new Map();
  for (const objects of conflicts.values()) {
    for (const left of objects) {
      const against = opponents.get(bundleOf(left)) ?? new Set();
      opponents.set(bundleOf(left), against);
      for (const right of objects) if (bundleOf(right) !== bundleOf(left) && !sameTelling(left, right)) against.add(bundleOf(right));
    }
  }
  const components: Opponents[] = [];
  const seen = new Set<string>();
  for (const start of [...opponents.keys()].sort()) {
    if (seen.has(start)) continue;
    const component: Opponents = new Map();
    const open = [start];
    for (let bundle = open.pop(); bundle !== undefined; bundle = open.pop()) {
      if (seen.has(bundle)) continue;
      seen.add(bundle);
      const against = opponents.get(bundle) ?? new Set<string>();
      component.set(bundle, against);
      open.push(...against);
    }
    components.push(component);
  }
  return components;
}

/** One set of bundles for every bundle: itself, and the nearest of the others that do not contradict what is chosen already. */
function alternativesOf(component: Opponents): ReadonlySet<string>[] {
  const made = new Map<string, ReadonlySet<string>>();
  for (const start of component.keys()) {
    const chosen = new Set([start]);
    const nearest = [...component.keys()].sort((a, b) => nearness(start, b) - nearness(start, a) || (a < b ? -1 : 1));
    for (const bundle of nearest) if (![...chosen].some((other) => component.get(other)?.has(bundle))) chosen.add(bundle);
    made.set([...chosen].sort().join('\n'), chosen);
  }
  return [...made.values()];
}

function nearness(left: string, right: string): number {
  const others = right.split('/');
  const parts = left.split('/');
  let shared = 0;
  while (shared < parts.length && parts[shared] === others[shared]) shared += 1;
  return shared;
}
