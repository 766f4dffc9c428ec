// Which of several objects of one identity stands in which world, where they tell nothing about others: the one that is nearest in the tree.
import { grouped } from './grouped.js';
import { identityOf, type KubeObject } from './object.js';

/** The bundles of files that a world is made of. */
export type Chosen = ReadonlySet<string>;

/**
 * The worlds in which objects with a twin in another bundle stand; those that are not in the answer stand in all. A Deployment of one overlay gives way to that of
 * the overlay which a world is made of, and what lies beside that overlay comes before what is far away. Every object stands in one world at least.
 */
export function worldsOfTwins(objects: readonly KubeObject[], bundleOf: (object: KubeObject) => string, worlds: readonly Chosen[]): ReadonlyMap<KubeObject, ReadonlySet<Chosen>> {
  const sides = new Set(worlds.flatMap((chosen) => [...chosen]));
  const nearness = worlds.map(nearnessTo);
  const found = new Map<KubeObject, ReadonlySet<Chosen>>();
  for (const twins of grouped(objects, identityOf).values()) {
    const bundles = new Set(twins.length === 1 ? [] : twins.map(bundleOf));
    if (bundles.size < 2) continue;
    const chosenIn = [...bundles].filter((bundle) => sides.has(bundle));
    const isTaken = worlds.map((chosen) => chosenIn.some((bundle) => chosen.has(bundle)));
    const nearest = chosenIn.length > 0 ? [] : nearness.map((near) => Math.max(...[...bundles].map(near)));
    for (const twin of twins) {
      const bundle = bundleOf(twin);
      if (sides.has(bundle)) found.set(twin, new Set(worlds.filter((chosen, world) => chosen.has(bundle) || isTaken[world] === false)));
      else if (chosenIn.length === 0) {
        const near = worlds.filter((_, world) => nearness[world]?.(bundle) === nearest[world]);
        if (near.length > 0) found.set(twin, new Set(near));
      }
    }
  }
  return found;
}

/** How many leading steps of its path a bundle shares with one of the chosen, at most. */
function nearnessTo(chosen: Chosen): (bundle: string) => number {
  const folders = new Set([...chosen].flatMap(foldersOf));
  const known = new Map<string, number>();
  return (bundle) => {
    let shared = known.get(bundle);
    if (shared === undefined) known.set(bundle, (shared = foldersOf(bundle).filter((folder) => folders.has(folder)).length));
    return shared;
  };
}

/** `a/`, `a/b/` and `a/b/c.yaml` of `a/b/c.yaml`. */
function foldersOf(bundle: string): string[] {
  const steps = bundle.split(/(?<=\/)/);
  return steps.map((_, index) => steps.slice(0, index + 1).join(''));
}
