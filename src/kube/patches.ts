// What patches of a kustomization are: what they leave out is said elsewhere, so nothing follows from its absence.
import type { KubeObject } from './object.js';
import { inside, text, textMap, type Part } from './part.js';

/** Whether an object is written only to say that a kustomization removes it. */
export function deletes(root: Part): boolean {
  return text(root, '$patch') === 'delete';
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
