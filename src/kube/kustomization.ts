// What kustomizations list.
import { joined } from '#source/kustomization.js';
import { each, inside, text, texts, type Part } from './part.js';

/** Paths of what a kustomization builds on, in its order. */
export function listedIn(kustomization: Part, directory: string): readonly string[] {
  return ['resources', 'bases', 'components'].flatMap((key) => texts(kustomization, key)).map((entry) => joined(directory, entry));
}

/** The files that a kustomization lists as patches, each with the name of the object that it changes whatever it is called itself, where a target says one. */
export function patchesIn(kustomization: Part, directory: string): readonly { readonly file: string; readonly name: string }[] {
  const paths = [
    ...texts(kustomization, 'patchesStrategicMerge').map((path) => ({ path, name: '' })),
    ...['patches', 'patchesJson6902'].flatMap((key) => each(kustomization, key).map((patch) => ({ path: text(patch, 'path'), name: text(inside(patch, 'target'), 'name') }))),
  ];
  return paths.filter(({ path }) => path !== '' && !path.includes('\n')).map(({ path, name }) => ({ file: joined(directory, path), name: /^[a-z0-9.-]*$/.test(name) ? name : '' }));
}
