// Tells alternatives apart: objects of one identity and several contents never stand on one cluster together.
import { grouped } from './grouped.js';
import { missedOf } from './missing.js';
import { identityOf, type KubeObject } from './object.js';
import { differenceAmong, isTelling } from './telling.js';
import { worldsOfTwins } from './twins.js';

/**
 * The worlds that a tree describes: each a list of objects in the order given. What is written in one directory (in one file, where the files of a directory
 * contradict each other) is a bundle and belongs together; so there are as many worlds as the most contradicted identity has alternatives, not every combination.
 * Bundles without a conflict are in all of them, but for what another alternative has as well (twins.ts); one with a conflict is where nothing chosen contradicts
 * it, with all that stands in it and is not missed elsewhere (missing.ts). Without a conflict there is one world.
 */
export function worldsOf(objects: readonly KubeObject[]): readonly (readonly KubeObject[])[] {
  const differ = differenceAmong(objects);
  const conflicts = conflictsOf(objects, differ);
  if (conflicts.size === 0) return [objects];
  const bundleOf = bundler(conflicts, differ);
  const { opponents, rivals } = opponentsOf(conflicts, bundleOf, differ);
  const choices = componentsOf(opponents).map(alternativesOf);
  const count = Math.max(...choices.map((choice) => choice.length));
  const inConflict = new Set([...conflicts.values()].flat());
  const worlds = Array.from({ length: count }, (_, world) => new Set(choices.flatMap((choice) => [...(choice[Math.min(world, choice.length - 1)] ?? [])])));
  const twins = worldsOfTwins(objects.filter((object) => !isTelling(object)), bundleOf, worlds);
  return worlds.map((chosen) => {
    const ruledOut = ruledOutBy(chosen, rivals);
    const isOut = (object: KubeObject): boolean => object.origin === 'files' && !inConflict.has(object) && ruledOut.has(bundleOf(object));
    const candidates = objects.filter((object) => (inConflict.has(object) ? chosen.has(bundleOf(object)) : twins.get(object)?.has(chosen) !== false));
    const missed = ruledOut.size === 0 ? undefined : missedOf(candidates.filter((object) => !isOut(object)), candidates.filter(isOut));
    return missed ? candidates.filter((object) => !isOut(object) || missed.has(object)) : candidates;
  });
}

/** Bundles that a rival among the chosen keeps out, with all that stands in them. */
function ruledOutBy(chosen: ReadonlySet<string>, rivals: Opponents): ReadonlySet<string> {
  return new Set([...rivals].filter(([bundle, against]) => !chosen.has(bundle) && [...against].some((rival) => chosen.has(rival))).map(([bundle]) => bundle));
}

/** Whether two objects of one identity contradict each other. */
type Difference = ReturnType<typeof differenceAmong>;

/** Objects that contradict another one, by identity. */
function conflictsOf(objects: readonly KubeObject[], differ: Difference): Map<string, KubeObject[]> {
  const byIdentity = grouped(objects.filter(isTelling), identityOf);
  for (const [key, list] of byIdentity) {
    const [first] = list;
    if (!first || list.length === 1 || !list.some((object) => differ(first, object))) byIdentity.delete(key);
  }
  return byIdentity;
}

/** Directory of an object, or its file where two files of the directory contradict each other. */
function bundler(conflicts: ReadonlyMap<string, readonly KubeObject[]>, differ: Difference): (object: KubeObject) => string {
  const split = new Set<string>();
  for (const objects of conflicts.values()) {
    for (const object of objects) {
      const twin = objects.find((other) => other.file !== object.file && other.variant === undefined && object.variant === undefined && other.file?.directory === object.file?.directory && differ(other, object));
      if (twin) split.add(object.file?.directory ?? '');
    }
  }
  return ({ file, variant }) => variant ?? (file === undefined ? '' : split.has(file.directory) ? file.name : `${file.directory}/`);
}

type Opponents = Map<string, Set<string>>;

/**
 * Bundles with those that contradict them. Among these are rivals, which exclude each other with all that stands in them: not a patch and what it is laid over, whose
 * rest it leaves alone, and not what exists in the cluster already and what is applied to it.
 */
function opponentsOf(conflicts: ReadonlyMap<string, readonly KubeObject[]>, bundleOf: (object: KubeObject) => string, differ: Difference): { readonly opponents: Opponents; readonly rivals: Opponents } {
  const opponents: Opponents = new Map();
  const rivals: Opponents = new Map();
  for (const objects of conflicts.values()) {
    for (const left of objects) {
      const bundle = bundleOf(left);
      const against = setIn(opponents, bundle);
      for (const right of objects) {
        const other = bundleOf(right);
        if (other === bundle || !differ(left, right)) continue;
        against.add(other);
        if (left.isPatch === right.isPatch && left.origin === 'files' && right.origin === 'files') setIn(rivals, bundle).add(other);
      }
    }
  }
  return { opponents, rivals };
}

function setIn(sets: Opponents, key: string): Set<string> {
  const known = sets.get(key) ?? new Set();
  sets.set(key, known);
  return known;
}

/** Bundles that contradict each other, directly or through others; each with its opponents. */
function componentsOf(opponents: Opponents): Opponents[] {
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
