// Which files are patches of a kustomization: what they leave out is said elsewhere, so nothing follows from its absence.
import { Mapping, type Document } from '#source/document.js';
import { isKustomization, joined } from './kustomization.js';
import { each, text, texts, type Part } from './part.js';

/** Names of the files that kustomizations among the documents list as patches. Patches written in the kustomization itself are no documents. */
export function patchFilesOf(documents: readonly Document[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { file, root } of documents) {
    if (!isKustomization(file.name) || !(root instanceof Mapping)) continue;
    const part: Part = { node: root, route: '', file };
    const listed = [...texts(part, 'patchesStrategicMerge'), ...['patches', 'patchesJson6902'].flatMap((key) => each(part, key).map((patch) => text(patch, 'path')))];
    for (const path of listed) if (path !== '' && !path.includes('\n')) found.add(joined(file.directory, path));
  }
  return found;
}
