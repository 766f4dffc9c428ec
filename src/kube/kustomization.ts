// What kustomizations list.
import { joined } from '#source/kustomization.js';
import { each, text, texts, type Part } from './part.js';

/** Paths of what a kustomization builds on, in its order. */
export function listedIn(kustomization: Part, directory: string): readonly string[] {
  return ['resources', 'bases', 'components'].flatMap((key) => texts(kustomization, key)).map((entry) => joined(directory, entry));
}

/** Paths of the files that a kustomization lists as patches. */
export function patchesIn(kustomization: Part, directory: string): readonly string[] {
  const paths = [...texts(kustomization, 'patchesStrategicMerge'), ...['patches', 'patchesJson6902'].flatMap((key) => each(kustomization, key).map((patch) => text(patch, 'path')))];
  return paths.filter((path) => path !== '' && !path.includes('\n')).map((path) => joined(directory, path));
}
