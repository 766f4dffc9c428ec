// Moves objects into the namespace that kustomizations set for them, and with accounts the subjects that mean them (kustomize, api/filters/namespace and nameref).
import type { Mapping } from '#source/document.js';
import { grouped, listIn } from './grouped.js';
import type { Kustomized } from './kustomized.js';
import type { Unplaced } from './namespaces.js';
import { each, text, type Part } from './part.js';

const bindingKinds = new Set(['RoleBinding', 'ClusterRoleBinding']);

/**
 * The objects, those that one namespace is set for in it whatever they name themselves; the only Namespace that a kustomization lists becomes it. Where several kustomizations set
 * different ones, objects stay as written.
 */
export function movedBy({ files }: Kustomized, objects: readonly Unplaced[]): readonly Unplaced[] {
  if (files.size === 0) return objects;
  const placementsOf = ({ file }: Unplaced): readonly { readonly root: string; readonly namespace: string }[] => files.get(file.name) ?? [];
  const rootsOf = (object: Unplaced): readonly string[] => [...new Set(placementsOf(object).map(({ root }) => root))];
  const setFor = (object: Unplaced): string => {
    const [first = '', ...others] = new Set(placementsOf(object).map(({ namespace }) => namespace));
    return others.length > 0 ? '' : first;
  };
  const namespaces = new Map<string, Unplaced[]>();
  const accounts = new Map<string, Unplaced[]>();
  for (const object of objects) {
    if (object.group !== '') continue;
    if (object.kind === 'Namespace') for (const root of rootsOf(object)) listIn(namespaces, root).push(object);
    if (object.kind === 'ServiceAccount') for (const root of rootsOf(object)) listIn(accounts, `${root}\n${object.name}`).push(object);
  }
  const isOnly = (object: Unplaced): boolean => rootsOf(object).every((root) => grouped(namespaces.get(root) ?? [], ({ name }) => name).size === 1);
  /** Where a subject is, if that is not where it says. */
  const homeOf = (subject: Part, binding: Unplaced): string => {
    const [name, written] = [text(subject, 'name'), text(subject, 'namespace')];
    if (text(subject, 'kind') !== 'ServiceAccount') return '';
    if (name === 'default') return setFor(binding);
    // To kustomize, what names no namespace is in `default`; a subject that names none may mean an account of any.
    const meant = rootsOf(binding).flatMap((root) => accounts.get(`${root}\n${name}`) ?? []).filter(({ namespace }) => written === '' || (namespace || 'default') === written);
    const [home = '', ...others] = new Set(meant.map(setFor));
    return others.length > 0 ? '' : home;
  };
  const subjectsOf = (binding: Unplaced): ReadonlyMap<Mapping, string> =>
    new Map(each(binding.part, 'subjects').map((subject) => [subject.node, homeOf(subject, binding)] as const).filter(([, home]) => home !== ''));
  return objects.map((object) => {
    if (!files.has(object.file.name)) return object;
    const namespace = setFor(object);
    if (bindingKinds.has(object.kind)) return { ...object, namespace: namespace || object.namespace, subjectNamespaces: subjectsOf(object) };
    if (namespace === '') return object;
    return object.kind === 'Namespace' && object.group === '' && isOnly(object) ? { ...object, name: namespace } : { ...object, namespace };
  });
}
