// Which namespaces kustomizations set, and for which files: the outermost one has the last word (kustomize, api/internal/target/kustarget.go).
import { Mapping, type Document } from '#source/document.js';
import { isKustomization, joined } from '#source/kustomization.js';
import { listIn } from './grouped.js';
import { listedIn, patchesIn } from './kustomization.js';
import { text, texts, type Part } from './part.js';

/** An outermost kustomization that reaches a file, and the namespace it gives to what is in it; '' for none. */
export interface Placement {
  readonly root: string;
  readonly namespace: string;
  /** What all kustomizations on the way put around names, as one text: different ones make different objects. */
  readonly affixes: string;
}

/** Where kustomizations put what they list. */
export interface Kustomized {
  /** By file that is a resource or a patch of one. */
  readonly files: ReadonlyMap<string, readonly Placement[]>;
  /** By directory that one is in or lists, for what none of them lists there: the namespaces that are set. */
  readonly hints: ReadonlyMap<string, ReadonlySet<string>>;
  /** Files that any lists as a patch, with the name of what they change, '' where that is their own. Patches written in the kustomization itself are no documents. */
  readonly patches: ReadonlyMap<string, string>;
}

/** Reads the kustomizations among the documents. One that another builds on is applied by that one only. */
export function kustomizedBy(documents: readonly Document[]): Kustomized {
  const byDirectory = new Map<string, Part>();
  for (const { file, root } of documents) {
    if (isKustomization(file.name) && root instanceof Mapping) byDirectory.set(joined('', file.directory), { node: root, route: '', file });
  }
  const files = new Map<string, Placement[]>();
  const hints = new Map<string, Set<string>>();
  const builtOn = new Set([...byDirectory].flatMap(([directory, kustomization]) => listedIn(kustomization, directory)));
  for (const root of byDirectory.keys()) {
    if (builtOn.has(root)) continue;
    const pending = [{ directory: root, given: '', around: '*' }];
    const seen = new Set<string>();
    for (let next = pending.pop(); next; next = pending.pop()) {
      const { directory, given, around } = next;
      const kustomization = byDirectory.get(directory);
      const namespace = given || namespaceSetBy(directory, byDirectory);
      const affixes = around.replace('*', () => `${text(kustomization, 'namePrefix')}*${text(kustomization, 'nameSuffix')}`);
      const placement: Placement = { root, namespace, affixes };
      if (seen.has(`${directory}\n${namespace}\n${affixes}`)) continue;
      seen.add(`${directory}\n${namespace}\n${affixes}`);
      if (namespace !== '') hints.set(directory, (hints.get(directory) ?? new Set()).add(namespace));
      if (!kustomization) {
        listIn(files, directory).push(placement);
        continue;
      }
      for (const { file } of patchesIn(kustomization, directory)) listIn(files, file).push(placement);
      for (const entry of listedIn(kustomization, directory)) pending.push({ directory: entry, given: namespace, around: affixes });
    }
  }
  const patches = new Map([...byDirectory].flatMap(([directory, kustomization]) => patchesIn(kustomization, directory).map(({ file, name }) => [file, name] as const)));
  return { files, hints, patches };
}

/** Its own namespace, else that of its last component with one: components change all that was gathered before them. */
function namespaceSetBy(directory: string, byDirectory: ReadonlyMap<string, Part>): string {
  const kustomization = byDirectory.get(directory);
  const own = text(kustomization, 'namespace');
  if (own !== '') return own;
  return texts(kustomization, 'components').map((entry) => text(byDirectory.get(joined(directory, entry)), 'namespace')).findLast((namespace) => namespace !== '') ?? '';
}
