// Finds the namespace that objects without one will be applied to.
import type { Mapping, SourceFile } from '#source/document.js';
import { joined } from '#source/kustomization.js';
import type { Kustomized } from './kustomized.js';
import { unnamedNamespace } from './object.js';
import { each, inside, text, type Part } from './part.js';
import data from '../../rules/kubernetes/pod-references.json' with { type: 'json' };

/** An object as written, before its namespace is known ('' when it names none). */
export interface Unplaced {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly file: SourceFile;
  readonly part: Part;
  /** Namespaces of subjects that a kustomization moves, by the subject. */
  readonly subjectNamespaces?: ReadonlyMap<Mapping, string>;
  /** Of an object that is one of several that kustomizations make of a base: what it lands on a cluster with. */
  readonly variant?: string;
}

/**
 * The namespace of each namespaced object: its own, or what a kustomization sets (moved.ts); else `given` (`-n`); else that of the kustomization beside it which does not list it; else the one that
 * ServiceAccount subjects of the same bundle name for a ServiceAccount declared without one; else the one that holds the ServiceAccounts which pods declared without
 * one run as, or the pods that run as an account declared without one; else `unnamedNamespace`. Ambiguity counts as not known.
 */
export function namespacesOf({ files, hints }: Kustomized, objects: readonly Unplaced[], given: string | undefined): (object: Unplaced) => string {
  if (given !== undefined) return (object) => object.namespace || given;
  const ofSubjects = subjectNamespaces(objects);
  const ofPods = podNamespaces(objects);
  const known = new Map<SourceFile, string>();
  const ofFile = (file: SourceFile): string => {
    const found = known.get(file);
    if (found !== undefined) return found;
    const { name, directory } = file;
    const made = (files.has(name) ? undefined : only(hints.get(joined('', directory)))) ?? only(ofSubjects.byDirectory.get(directory)) ?? only(ofPods.byDirectory.get(directory)) ?? '';
    known.set(file, made);
    return made;
  };
  return (object) => {
    if (object.namespace !== '') return object.namespace;
    const shared = ofFile(object.file);
    if (shared !== '') return shared;
    if (object.kind !== 'ServiceAccount') return unnamedNamespace;
    const key = `${object.file.directory}\n${object.name}`;
    return only(ofSubjects.byAccount.get(key)) ?? only(ofPods.byAccount.get(key)) ?? unnamedNamespace;
  };
}

function only(names: ReadonlySet<string> | undefined): string | undefined {
  if (names?.size !== 1) return undefined;
  const [name] = names;
  return name;
}

function add(map: Map<string, Set<string>>, key: string, value: string): void {
  const values = map.get(key);
  if (values) values.add(value);
  else map.set(key, new Set([value]));
}

/** Namespaces that something names, by directory and by directory and account. */
interface NamespaceHints {
  readonly byDirectory: ReadonlyMap<string, ReadonlySet<string>>;
  readonly byAccount: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Namespaces that subjects of bindings name for ServiceAccounts declared without one; bindings count in the account's directory, else in the one above and below it. */
function subjectNamespaces(objects: readonly Unplaced[]): NamespaceHints {
  const byDirectory = new Map<string, Set<string>>();
  const byAccount = new Map<string, Set<string>>();
  const accounts = objects.filter(({ kind, group }) => kind === 'ServiceAccount' && group === '');
  const homeless = accounts.filter(({ namespace }) => namespace === '');
  if (homeless.length === 0) return { byDirectory, byAccount };
  const declared = new Set(accounts.filter(({ namespace }) => namespace !== '').map(({ namespace, name }) => `${namespace}/${name}`));
  const wanted = new Set(homeless.map(({ name }) => name));
  const named = new Map<string, Set<string>>();
  for (const { kind, file, part } of objects) {
    if (kind !== 'RoleBinding' && kind !== 'ClusterRoleBinding') continue;
    for (const subject of each(part, 'subjects')) {
      const [name, namespace] = [text(subject, 'name'), text(subject, 'namespace')];
      if (text(subject, 'kind') !== 'ServiceAccount' || namespace === '' || !wanted.has(name) || declared.has(`${namespace}/${name}`)) continue;
      for (const directory of nearby(file.directory)) add(named, `${directory}\n${name}`, namespace);
    }
  }
  for (const { file, name } of homeless) {
    const at = nearby(file.directory).find((directory) => named.has(`${directory}\n${name}`));
    if (at === undefined) continue;
    for (const namespace of named.get(`${at}\n${name}`) ?? []) {
      add(byDirectory, file.directory, namespace);
      add(byAccount, `${file.directory}\n${name}`, namespace);
    }
  }
  return { byDirectory, byAccount };
}

const podSpecs: Readonly<Record<string, readonly string[]>> = data.podSpecs;

/**
 * Of pods and the ServiceAccounts beside them that they run as, where one of the two names a namespace: that namespace, by directory for the pods without one, and by account
 * for those. Accounts of one name with and without a namespace say nothing.
 */
function podNamespaces(objects: readonly Unplaced[]): NamespaceHints {
  const byDirectory = new Map<string, Set<string>>();
  const byAccount = new Map<string, Set<string>>();
  const homes = new Map<string, Set<string>>();
  for (const { kind, group, file, name, namespace } of objects) if (kind === 'ServiceAccount' && group === '') add(homes, `${file.directory}\n${name}`, namespace);
  if (homes.size === 0) return { byDirectory, byAccount };
  for (const { kind, namespace, file, part } of objects) {
    const path = podSpecs[kind];
    if (!path) continue;
    const account = text(inside(part, ...path), 'serviceAccountName');
    const key = `${file.directory}\n${account || 'default'}`;
    const found = homes.get(key);
    // Every namespace has an account `default`: that some file writes one down draws no pod to it that names none.
    if (namespace === '') for (const home of (account && found) || []) add(byDirectory, file.directory, home);
    else if (only(found) === '') add(byAccount, key, namespace);
  }
  return { byDirectory, byAccount };
}

/** The directory and the one above: manifests of one application are often split into `rbac/` and `deploy/`, seldom further apart. */
function nearby(directory: string): readonly string[] {
  const slash = directory.lastIndexOf('/');
  return slash < 0 ? [directory] : [directory, directory.slice(0, slash)];
}
