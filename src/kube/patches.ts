// What patches of a kustomization are: what they leave out is said elsewhere, so nothing follows from its absence.
import type { Kustomized } from './kustomized.js';
import type { Unplaced } from './namespaces.js';
import { identityOf, type KubeObject } from './object.js';
import { inside, text, textMap, type Part } from './part.js';

/** Whether an object is written only to say that a kustomization removes it. */
export function deletes(root: Part): boolean {
  return text(root, '$patch') === 'delete';
}

/** Whether every outermost kustomization that lists an object removes it: then it stands on no cluster. To kustomize, what names no namespace is in `default`. */
export function removedBy({ files }: Kustomized, deletions: readonly Unplaced[]): (object: Unplaced) => boolean {
  const keyOf = ({ group, kind, namespace, name }: Unplaced, root: string): string => [root, identityOf({ group, kind, namespace: namespace || 'default', name })].join('\n');
  const removed = new Set(deletions.flatMap((deletion) => (files.get(deletion.file.name) ?? []).map(({ root }) => keyOf(deletion, root))));
  return (object) => {
    const placements = removed.size === 0 ? [] : (files.get(object.file.name) ?? []);
    return placements.length > 0 && placements.every(({ root }) => removed.has(keyOf(object, root)));
  };
}

/** Labels or annotations of an object, laid over those of what it patches; null takes one away. */
export function textsOver(base: KubeObject | undefined, root: Part, key: 'labels' | 'annotations'): ReadonlyMap<string, string> {
  const metadata = inside(root, 'metadata');
  const own = textMap(metadata, key);
  if (!base) return own;
  const node = inside(metadata, key)?.node;
  const kept = [...base[key]].filter(([name]) => node?.get(name) !== null);
  return new Map([...kept, ...own]);
}
