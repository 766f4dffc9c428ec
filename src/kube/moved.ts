// Moves objects into the namespace that kustomizations set for them, and with accounts the subjects that mean them (kustomize, api/filters/namespace and nameref).
import type { Mapping } from '#source/document.js';
import { grouped, listIn } from './grouped.js';
import type { Kustomized, Placement } from './kustomized.js';
import type { Unplaced } from './namespaces.js';
import { each, text, type Part } from './part.js';

const bindingKinds: ReadonlySet<string> = new Set(['RoleBinding', 'ClusterRoleBinding']);

/** What `namePrefix` makes several objects of that others find by their names, so that each lands with what its own overlay adds. Names stay as written. */
const apartByName: ReadonlySet<string> = new Set(['ServiceAccount', 'Role', 'RoleBinding']);

/** What kustomizations make of a file: one thing for each namespace, and for what is looked for by its name one for each name. */
interface Make {
  readonly namespace: string;
  readonly roots: readonly string[];
}

/**
 * The objects, those of which a kustomization sets the namespace in it, whatever they name themselves; the only Namespace that a kustomization lists is called so. Of
 * a base that several kustomizations put into different namespaces there are as many objects, each a variant. What `isOutside` namespaces stays one, but for
 * bindings of accounts that move apart.
 */
export function movedBy({ files, patches }: Kustomized, objects: readonly Unplaced[], isOutside: (object: Unplaced) => boolean): readonly Unplaced[] {
  if (files.size === 0) return objects;
  const byNamespace = new Map([...files].map(([file, placements]) => [file, makesOf(placements, ({ namespace }) => namespace)]));
  const byName = new Map([...files].map(([file, placements]) => [file, makesOf(placements, ({ namespace, affixes }) => `${namespace}\n${affixes}`)]));
  const divided = new Set([...byName.values()].flatMap((all) => (all.length > 1 ? all.flatMap(({ roots }) => roots) : [])));
  const listed = objects.filter(({ group, file }) => group === '' && files.has(file.name));
  const byRoot = (kind: string, keyOf: (root: string, object: Unplaced) => string): Map<string, Unplaced[]> => {
    const found = new Map<string, Unplaced[]>();
    for (const object of listed) if (object.kind === kind) for (const root of rootsOf(files.get(object.file.name))) listIn(found, keyOf(root, object)).push(object);
    return found;
  };
  const namespaces = byRoot('Namespace', (root) => root);
  const accounts = byRoot('ServiceAccount', (root, { name }) => `${root}\n${name}`);
  const isOnly = ({ roots }: Make): boolean => roots.every((root) => grouped(namespaces.get(root) ?? [], ({ name }) => name).size === 1);
  /** Where a subject is, if that is not where it says. */
  const homeOf = (subject: Part, { namespace, roots }: Make): string => {
    const [name, written] = [text(subject, 'name'), text(subject, 'namespace')];
    if (text(subject, 'kind') !== 'ServiceAccount') return '';
    if (name === 'default' && namespace !== '') return namespace;
    // To kustomize, what names no namespace is in `default`; a subject that names none may mean the account of another.
    const named = roots.flatMap((root) => accounts.get(`${root}\n${name}`) ?? []);
    const exactly = named.filter((account) => (account.namespace || 'default') === (written || 'default'));
    const meant = exactly.length === 0 && written === '' ? named : exactly;
    const homes = new Set(meant.flatMap(({ file }) => files.get(file.name) ?? []).filter(({ root }) => roots.includes(root)).map((placement) => placement.namespace));
    const [home = '', ...others] = homes;
    return homes.has(namespace) ? namespace : others.length > 0 ? '' : home;
  };
  const asMade = (object: Unplaced, make: Make, variant: string | undefined): Unplaced => {
    const made = { ...object, namespace: make.namespace || object.namespace, ...(variant !== undefined && { variant }) };
    if (bindingKinds.has(object.kind)) return { ...made, subjectNamespaces: moving(object, (subject) => homeOf(subject, make)) };
    return object.kind === 'Namespace' && object.group === '' && make.namespace !== '' && isOnly(make) ? { ...made, name: make.namespace } : made;
  };
  /** What lands on one cluster with the variants of a base: they, and what else their kustomization alone lists. A patch is an alternative of what it changes. */
  const variantOf = ({ file }: Unplaced, { namespace, roots }: Make, isDivided: boolean): string | undefined => {
    const [root = '', ...others] = roots;
    if (others.length > 0) return isDivided ? `${file.directory}/${namespace}/` : undefined;
    return !divided.has(root) ? undefined : patches.has(file.name) ? `${root}/patches/` : `${root}/`;
  };
  return objects.flatMap((object) => {
    const all = (apartByName.has(object.kind) ? byName : byNamespace).get(object.file.name);
    if (!all) return [object];
    const made = all.map((make) => asMade(object, make, variantOf(object, make, all.length > 1)));
    return all.length > 1 && isOutside(object) ? onceOutside(object, made) : made;
  });
}

function rootsOf(placements: readonly Placement[] = []): readonly string[] {
  return [...new Set(placements.map(({ root }) => root))];
}

function makesOf(placements: readonly Placement[], keyOf: (placement: Placement) => string): readonly Make[] {
  const all = [...grouped(placements, keyOf).values()].map((some): Make => ({ namespace: some[0]?.namespace ?? '', roots: rootsOf(some) }));
  return [...grouped(all, ({ namespace, roots }) => [namespace, ...roots].join('\n')).values()].flatMap(([first]) => first ?? []);
}

function moving(binding: Unplaced, homeOf: (subject: Part) => string): ReadonlyMap<Mapping, string> {
  return new Map(each(binding.part, 'subjects').map((subject) => [subject.node, homeOf(subject)] as const).filter(([, home]) => home !== ''));
}

/** Objects outside namespaces, of which variants are one where they say the same. */
function onceOutside(object: Unplaced, made: readonly Unplaced[]): readonly Unplaced[] {
  const distinct = [...grouped(made, ({ name, subjectNamespaces = new Map<Mapping, string>() }) => [name, ...[...subjectNamespaces.values()]].join('\n')).values()];
  const [[only] = []] = distinct;
  if (distinct.length > 1 || !only) return distinct.flatMap(([first]) => first ?? []);
  return [{ ...object, name: only.name, ...(only.subjectNamespaces && { subjectNamespaces: only.subjectNamespaces }) }];
}
