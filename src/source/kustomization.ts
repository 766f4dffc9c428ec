// What a kustomization is called, and the paths in it.

const name = /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/;

/** Whether a file is a kustomization, by its name (kustomize, api/konfig/general.go). */
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
