// Finds the Kubernetes objects in documents: expands lists, reads names and labels, and says what looks like an object but is none.
import { Mapping, Sequence, type Document, type Place, type Problem, type SourceFile, type Value } from '#source/document.js';
import { regionOf } from '#source/place.js';
import { meantKind } from './known-kinds.js';
import { kustomizedBy } from './kustomized.js';
import { movedBy } from './moved.js';
import { namespacesOf, type Unplaced } from './namespaces.js';
import { identityOf, type KubeObject } from './object.js';
import { deletes, removedBy, textsOver } from './patches.js';
import { each, inside, isSet, keyIn, placeOfPart, text, type Part } from './part.js';
import { clusterScopedKinds } from './scope.js';
import { isFragment } from './telling.js';

/** Where the objects of the files end up. */
export interface ObjectsOptions {
  /** Namespace given with `-n`, for objects that name none. */
  readonly namespace?: string;
}

/** Kinds that make no sense without a name; other documents of API groups (a kubeconfig, an EncryptionConfiguration) carry none. */
const namedKinds = new Set([
  'Pod', 'Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob', 'ReplicationController', 'ServiceAccount', 'Secret', 'ConfigMap', 'Namespace',
  'Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding', 'PersistentVolume', 'PersistentVolumeClaim',
]);

/**
 * The objects of `documents` in file order, patches of kustomizations last; what such a patch deletes is none. What has `items` is a list, whatever its kind, and is
 * expanded, nested ones too; items without kind take the list's, as kubectl does. What looks like an object but cannot be one becomes a problem `invalid-object`; other YAML (values, charts, pipelines) is no object and no problem.
 */
export function objectsOf(documents: readonly Document[], options: ObjectsOptions = {}): { objects: KubeObject[]; problems: Problem[] } {
  const problems: Problem[] = [];
  const read: Unplaced[] = [];
  for (const document of documents) readObjects(document, read, problems);
  const kustomized = kustomizedBy(documents);
  const { patches } = kustomized;
  const named = read.map((object) => calledByTarget(object, patches.get(object.file.name)));
  const isRemoved = removedBy(kustomized, named.filter((object) => deletes(object.part)));
  const written = named.filter((object) => !deletes(object.part) && !isRemoved(object));
  problems.push(...read.filter((object) => deletes(object.part) && !patches.has(object.file.name)).flatMap(deletesNothing));
  const definitions = written.filter((object) => object.kind === 'CustomResourceDefinition').map(({ part }) => part);
  const outside = clusterScopedKinds(definitions);
  const isOutside = (object: Unplaced): boolean => outside.has(`${object.group}/${object.kind}`);
  const found = movedBy(kustomized, written, isOutside);
  const namespaceOf = namespacesOf(kustomized, found, options.namespace);
  const made = (object: Unplaced, bases?: ReadonlyMap<string, KubeObject>): KubeObject => new WrittenObject(object, isOutside(object) ? '' : namespaceOf(object), bases);
  const isPatch = ({ file }: Unplaced): boolean => patches.has(file.name);
  const objects = found.filter((object) => !isPatch(object)).map((object) => made(object));
  const bases = patches.size === 0 ? new Map<string, KubeObject>() : new Map(objects.map((object) => [identityOf(object), object]));
  const changes = found.filter(isPatch).map((object) => made(object, bases)).filter((object) => !isFragment(object));
  return { objects: [...objects, ...changes], problems };
}

/** A patch with a target changes that, whatever it is called itself. */
function calledByTarget(object: Unplaced, target: string | undefined): Unplaced {
  return target ? { ...object, name: target } : object;
}

/** A patch that no kustomization of the files applies. */
function deletesNothing({ part, kind, name }: Unplaced): Problem[] {
  const place = keyIn(part, '$patch');
  return place ? [invalidObject(place, `is no object but deletes ${kind} ${name} in a kustomization; none of the files lists it as a patch`)] : [];
}

/** An object of a file, a patch where `bases` are given: what may be changed. Its labels and annotations are read when somebody asks: of most objects nobody does. */
class WrittenObject implements KubeObject {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly origin: KubeObject['origin'];
  readonly file: SourceFile;
  readonly node: Mapping;
  readonly isPatch: boolean;
  readonly base: KubeObject | undefined;
  readonly subjectNamespaces: Unplaced['subjectNamespaces'];
  readonly variant: string | undefined;
  #labels: KubeObject['labels'] | undefined = undefined;
  #annotations: KubeObject['annotations'] | undefined = undefined;

  constructor({ group, version, kind, name, file, part, subjectNamespaces, variant }: Unplaced, namespace: string, bases: ReadonlyMap<string, KubeObject> | undefined) {
    this.group = group;
    this.version = version;
    this.kind = kind;
    this.namespace = namespace;
    this.name = name;
    this.origin = file.cluster ? 'cluster' : 'files';
    this.file = file;
    this.node = part.node;
    this.subjectNamespaces = subjectNamespaces;
    this.variant = variant;
    this.isPatch = bases !== undefined;
    this.base = bases?.get(identityOf(this));
  }

  get labels(): KubeObject['labels'] {
    return (this.#labels ??= textsOver(this.base, this.#root, 'labels'));
  }

  get annotations(): KubeObject['annotations'] {
    return (this.#annotations ??= textsOver(this.base, this.#root, 'annotations'));
  }

  get #root(): Part {
    return { node: this.node, route: '', file: this.file };
  }
}

/** A problem of an object, at the key that causes it. */
export function invalidObject(place: Place, message: string, severity: Problem['severity'] = 'note'): Problem {
  const { line, column } = regionOf(place);
  return { file: place.file.name, line, column, code: 'invalid-object', message, severity };
}

/** Objects in a bare list, which kubectl refuses; other lists are of other programs. */
function listOfObjects(root: Sequence, file: SourceFile): Problem[] {
  const isObject = root.values.some((item) => item instanceof Mapping && typeof item.get('kind') === 'string' && typeof item.get('apiVersion') === 'string');
  return isObject ? [invalidObject({ file, start: root.start, end: root.start, route: '' }, 'holds a list of objects, which kubectl refuses: make it the `items` of a List', 'not-evaluated')] : [];
}

interface Pending {
  readonly part: Part;
  /** What an item without kind takes from its list. */
  readonly kind?: string;
  readonly apiVersion?: string;
}

/** Says that something is wrong at `key` of a part. */
type Say = (part: Part, key: string, message: string, severity?: Problem['severity'], code?: Problem['code']) => void;

function readObjects({ root, file }: Document, found: Unplaced[], problems: Problem[]): void {
  if (root instanceof Sequence) problems.push(...listOfObjects(root, file));
  if (!(root instanceof Mapping)) return;
  const say: Say = (part, key, message, severity = 'not-evaluated', code = 'invalid-object') => {
    const place = keyIn(part, key) ?? placeOfPart(part);
    if (place) problems.push({ ...invalidObject(place, message, severity), code });
  };
  const pending: Pending[] = [{ part: { node: root, route: '', file } }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { part } = next;
    const kind = text(part, 'kind') || next.kind || '';
    const apiVersion = text(part, 'apiVersion') || next.apiVersion || '';
    if (kind !== '' && isList(part, kind) && (apiVersion !== '' || kind === 'List' || holdsObjects(part))) pending.push(...itemsOf(part, kind, apiVersion, say).reverse());
    else if (kind === '' || apiVersion === '') sayWhyNoObject(part, kind, apiVersion, say);
    else found.push(objectIn(part, file, kind, apiVersion, say));
  }
}

/** Whether kubectl takes what has a kind for a list: by its `items` alone (apimachinery, unstructured/helpers.go). What is called one and has none is empty. */
export function isList(part: Part, kind: string): boolean {
  return part.node.has('items') || kind === 'List' || (kind.endsWith('List') && !isSet(part, 'spec'));
}

/** Without an API version, which a list can do without, `items` may be of another program: menus, playlists. */
function holdsObjects(part: Part): boolean {
  return each(part, 'items').some((item) => text(item, 'kind') !== '' && text(item, 'apiVersion') !== '');
}

function objectIn(part: Part, file: SourceFile, kind: string, apiVersion: string, say: Say): Unplaced {
  const metadata = inside(part, 'metadata');
  const name = text(metadata, 'name') || text(metadata, 'generateName');
  if (name === '' && (namedKinds.has(kind) || isSet(metadata, 'name'))) say(part, 'metadata', `${kind} has no metadata.name that is a string`);
  const slash = apiVersion.lastIndexOf('/');
  const group = slash < 0 ? '' : apiVersion.slice(0, slash);
  const meant = meantKind(group, kind);
  if (meant !== undefined) say(part, 'kind', `no API server knows the kind ${kind} of ${apiVersion}: did you mean ${meant}?`, 'not-evaluated', 'unknown-kind');
  return { group, version: apiVersion.slice(slash + 1), kind, name, namespace: text(metadata, 'namespace'), file, part };
}

/** The items of a list as objects of their own: their routes start at the item. */
function itemsOf(list: Part, kind: string, apiVersion: string, say: Say): Pending[] {
  const items = list.node.get('items');
  if (!(items instanceof Sequence)) {
    if (items !== undefined) say(list, 'items', `items of ${kind} is ${typeName(items)}, not a list`, items === null ? 'note' : 'not-evaluated');
    return [];
  }
  const itemKind = kind.replace(/List$/, '');
  return items.values.flatMap((item, index) => {
    if (!(item instanceof Mapping)) {
      say(list, 'items', `item ${index} of ${kind} is ${typeName(item)}, not an object`);
      return [];
    }
    const part = { node: item, route: '', file: list.file };
    return [itemKind === '' ? { part } : { part, kind: itemKind, apiVersion }];
  });
}

/** Keys that a manifest has and the configuration files of other tools rarely have together with `kind` or `apiVersion`. */
const manifestKeys = ['metadata', 'spec', 'rules', 'subjects', 'roleRef'];

function sayWhyNoObject(part: Part, kind: string, apiVersion: string, say: Say): void {
  const isNamed = part.node.has('kind') || part.node.has('apiVersion');
  const looksLikeManifest = (isNamed && manifestKeys.some((key) => part.node.has(key))) || (apiVersion !== '' && part.node.get('items') instanceof Sequence);
  if (!looksLikeManifest) return;
  for (const [key, value] of [['kind', kind], ['apiVersion', apiVersion]] as const) {
    if (value !== '') continue;
    const written = part.node.get(key);
    say(part, key, written === undefined ? `object has no ${key}` : `${key} is ${written === '' ? 'empty' : typeName(written)}, not a string`);
    return;
  }
}

function typeName(value: Value): string {
  if (value === null) return 'null';
  if (value instanceof Mapping) return 'a mapping';
  if (value instanceof Sequence) return 'a list';
  return `a ${typeof value}`;
}
