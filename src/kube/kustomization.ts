// What is known of kustomizations without rendering them: their names, and what they list.
import { each, text, texts, type Part } from './part.js';

const name = /(^|\/)[Kk]ustomization(\.ya?ml)?$/;

/** Whether a file is a kustomization, by its name. */
export function isKustomization(file: string): boolean {
  return name.test(file);
}

/** `a/b` and `../c` make `a/c`; what leads above the start keeps its dots. */
export function joined(directory: string, entry: string): string {
  const parts = directory === '' || directory === '.' ? [] : directory.split('/');
  for (const step of entry.split('/')) {
    if (step === '' || step === '.') continue;
    if (step === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else parts.push(step);
  }
  return parts.join('/');
}

/** Paths of what a kustomization builds on, in its order. */
export function listedIn(kustomization: Part, directory: string): readonly string[] {
  return ['resources', 'bases', 'components'].flatMap((key) => texts(kustomization, key)).map((entry) => joined(directory, entry));
}

/** Paths of the files that a kustomization lists as patches. Patches written in the kustomization itself are no documents. */
export function patchesIn(kustomization: Part, directory: string): readonly string[] {
  const paths = [...texts(kustomization, 'patchesStrategicMerge'), ...['patches', 'patchesJson6902'].flatMap((key) => each(kustomization, key).map((patch) => text(patch, 'path')))];
  return paths.filter((path) => path !== '' && !path.includes('\n')).map((path) => joined(directory, path));
}
