// Which files are patches of a kustomization: what they leave out is said elsewhere, so nothing follows from its absence.
import { Mapping, type Document } from '#source/document.js';
import type { KubeObject } from './object.js';
import { isKustomization, patchesIn } from './kustomization.js';
import { inside, text, textMap, type Part } from './part.js';

/** Names of the files that kustomizations among the documents list as patches. */
export function patchFilesOf(documents: readonly Document[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { file, root } of documents) {
    if (!isKustomization(file.name) || !(root instanceof Mapping)) continue;
    for (const path of patchesIn({ node: root, route: '', file }, file.directory)) found.add(path);
  }
  return found;
}

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
