// Reads Kubernetes fields out of a document's mappings and remembers the way to them, so that an answer can point at the key that caused it.
import { Mapping, Sequence, type Place, type SourceFile, type Value } from '#source/document.js';
import type { KubeObject } from './object.js';
import { placeOfItem, placeOfKey, placeOfValue, routeOfItem, routeOfKey } from '#source/place.js';

/** A mapping inside an object. `route` is the key path from the object's root; `file` is undefined for what no file holds (an injected volume, say). */
export interface Part {
  readonly node: Mapping;
  readonly route: string;
  readonly file: SourceFile | undefined;
}

/** The whole of an object; undefined when there is none, or no file holds it. */
export function rootOf(object: Pick<KubeObject, 'node' | 'file'> | undefined): Part | undefined {
  return object?.node && { node: object.node, route: '', file: object.file };
}

/** The mapping at the end of `keys`, or undefined when a step is missing or not a mapping. */
export function inside(part: Part | undefined, ...keys: readonly string[]): Part | undefined {
  let at = part;
  for (const key of keys) {
    const next = at?.node.get(key);
    if (!at || !(next instanceof Mapping)) return undefined;
    at = { node: next, route: routeOfKey(at.route, key), file: at.file };
  }
  return at;
}

/** The mappings listed under `key`; items of another type are left out (their index still counts in the route). */
export function each(part: Part | undefined, key: string): readonly Part[] {
  const list = part?.node.get(key);
  if (!part || !(list instanceof Sequence)) return [];
  const route = routeOfKey(part.route, key);
  const found: Part[] = [];
  list.values.forEach((item, index) => {
    if (item instanceof Mapping) found.push({ node: item, route: routeOfItem(route, index), file: part.file });
  });
  return found;
}

/** The string under `key`; '' when it is missing or of another type, as the zero value of a Go string. */
export function text(part: Part | undefined, key: string): string {
  const value = part?.node.get(key);
  return typeof value === 'string' ? value : '';
}

/** The boolean under `key`, undefined when it is missing, null or of another type. */
export function flag(part: Part | undefined, key: string): boolean | undefined {
  const value = part?.node.get(key);
  return typeof value === 'boolean' ? value : undefined;
}

/** The number under `key`, undefined when it is missing, null or of another type. */
export function number(part: Part | undefined, key: string): number | undefined {
  const value = part?.node.get(key);
  return typeof value === 'number' ? value : undefined;
}

/** The strings listed under `key`. */
export function texts(part: Part | undefined, key: string): readonly string[] {
  const list = part?.node.get(key);
  return list instanceof Sequence ? list.values.filter((item) => typeof item === 'string') : [];
}

/** Whether `key` is there with a value: Go decodes null as not set. */
export function isSet(part: Part | undefined, key: string): boolean {
  const value = part?.node.get(key);
  return value !== undefined && value !== null;
}

/** The strings of the mapping under `key`, as for labels and annotations. */
export function textMap(part: Part | undefined, key: string): ReadonlyMap<string, string> {
  const map = inside(part, key);
  return map ? textEntries(map.node) : emptyMap;
}

const emptyMap: ReadonlyMap<string, string> = new Map();

function textEntries(node: Mapping): ReadonlyMap<string, string> {
  const entries = new Map<string, string>();
  node.keys.forEach((key, index) => {
    const value: Value | undefined = node.values[index];
    if (typeof value === 'string') entries.set(key, value);
  });
  return entries;
}

/** Place of the value under `key`, the key itself for a mapping or list. */
export function placeIn(part: Part, key: string): Place | undefined {
  return part.file ? placeOfValue(part.file, part.node, key, part.route) : undefined;
}

/** Place of the key `key`. */
export function keyIn(part: Part, key: string): Place | undefined {
  return part.file ? placeOfKey(part.file, part.node, key, part.route) : undefined;
}

/** Place of a whole part, kept to its first key so that a region stays narrow. */
export function placeOfPart(part: Part): Place | undefined {
  if (!part.file) return undefined;
  const { node, file, route } = part;
  return node.keys.length > 0
    ? { file, ...node.keySpan(0), route }
    : { file, start: node.start, end: node.end, route };
}

/** Place of one item of the list under `key`. */
export function itemIn(part: Part, key: string, index: number): Place | undefined {
  const list = part.node.get(key);
  return part.file && list instanceof Sequence ? placeOfItem(part.file, list, index, routeOfKey(part.route, key)) : undefined;
}
