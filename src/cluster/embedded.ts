// Text inside a string of a document (a patch, a ConfigMap's file, a shell line): read as what it is, located where it was written.
import { Mapping, Sequence, type Place, type Value } from '#source/document.js';
import { moveSpans } from '#source/entry.js';
import { firstWhere } from '#source/first-where.js';
import { routeOfItem, routeOfKey } from '#source/place.js';
import { readText } from '#source/read.js';
import type { Part } from '#kube/part.js';

/** A string as written: its value, the offsets of the scalar and the way to it. */
export interface WrittenText {
  readonly value: string;
  readonly place: Place;
}

/** Gives the place of `value.slice(from, to)`: the very characters where the string was written plainly or as a `|` block, or where they can be told by counting; else the string's first line. */
export function placerOf({ value, place }: WrittenText): (from: number, to: number) => Place {
  const { file } = place;
  const raw = file.text.slice(place.start, place.end);
  const quote = raw.startsWith('"') || raw.startsWith("'") ? 1 : 0;
  if (raw.startsWith(value, quote)) return (from, to) => ({ ...place, start: place.start + quote + from, end: place.start + quote + to });
  const lines = raw.startsWith('|') ? literalLines(raw, value) : undefined;
  if (!lines) return placerByCounting(place, raw, value);
  const offsetOf = (at: number): number => {
    const line = lastStartBefore(lines, at);
    return place.start + (lines.raw[line] ?? 0) + at - (lines.value[line] ?? 0);
  };
  return (from, to) => ({ ...place, start: offsetOf(from), end: to > from ? offsetOf(to - 1) + 1 : offsetOf(to) });
}

/** Beyond this, counting would take longer than anybody waits for a caret. */
const longestCounted = 20_000;

/** In folded and escaped strings words stay whole mostly: the third `--x` of the value is the third of the raw text, when both hold as many. */
function placerByCounting(place: Place, raw: string, value: string): (from: number, to: number) => Place {
  const lineBreak = raw.indexOf('\n');
  const whole = lineBreak < 0 ? place : { ...place, end: place.start + lineBreak };
  if (value.length > longestCounted) return () => whole;
  return (from, to) => {
    const wanted = value.slice(from, to);
    if (!/^\S+$/.test(wanted)) return whole;
    const inRaw = occurrences(raw, wanted);
    const inValue = occurrences(value, wanted);
    const at = inRaw[inValue.indexOf(from)];
    return at === undefined || inRaw.length !== inValue.length ? whole : { ...place, start: place.start + at, end: place.start + at + wanted.length };
  };
}

function occurrences(text: string, wanted: string): readonly number[] {
  const found: number[] = [];
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) found.push(at);
  return found;
}

/** Offsets at which each line begins, in the value and in the raw text behind its indentation. */
interface Lines {
  readonly value: readonly number[];
  readonly raw: readonly number[];
}

/** Line by line: a `|` block keeps its lines. Undefined when they do not agree, so that nobody points at a wrong character. */
function literalLines(raw: string, value: string): Lines | undefined {
  const lines: { value: number[]; raw: number[] } = { value: [], raw: [] };
  let at = 0;
  let rawAt = raw.indexOf('\n') + 1;
  const indent = /^(?:[ \t]*\r?\n)*( *)/.exec(raw.slice(rawAt))?.[1]?.length ?? 0;
  while (at < value.length && rawAt > 0) {
    const end = value.indexOf('\n', at) < 0 ? value.length : value.indexOf('\n', at);
    const line = value.slice(at, end);
    const from = line === '' ? rawAt : rawAt + indent;
    if (!raw.startsWith(line, from)) return undefined;
    lines.value.push(at);
    lines.raw.push(from);
    at = end + 1;
    rawAt = raw.indexOf('\n', from + line.length) + 1;
  }
  return lines;
}

function lastStartBefore({ value }: Lines, at: number): number {
  return Math.max(0, firstWhere(value.length, (index) => (value[index] ?? 0) > at) - 1);
}

/** The YAML or JSON documents inside a string, with offsets into the file that holds it. What cannot be read gives none. */
export function embeddedDocuments(text: WrittenText): readonly Part[] {
  const { file, route } = text.place;
  return embeddedRoots(text).flatMap((root) => (root instanceof Mapping ? [{ node: root, route, file }] : []));
}

/** The mappings of a list inside a string. */
export function embeddedItems(text: WrittenText): readonly Part[] {
  const { file, route } = text.place;
  return embeddedRoots(text).flatMap((root) =>
    root instanceof Sequence ? root.values.flatMap((node, index) => (node instanceof Mapping ? [{ node, route: `${route}[${index}]`, file }] : [])) : [],
  );
}

function embeddedRoots(text: WrittenText): readonly Value[] {
  const place = placerOf(text);
  return readText(text.place.file.name, text.value).documents.map(({ root }) => {
    relocate(root, place);
    return root;
  });
}

/** Moves all offsets of a tree, without recursion: its depth is the reader's business. */
function relocate(root: Value, place: (from: number, to: number) => Place): void {
  const pending: Value[] = [root];
  const seen = new Set<Value>();
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (!(node instanceof Mapping || node instanceof Sequence) || seen.has(node)) continue;
    seen.add(node);
    moveSpans(node, ({ start, end }) => place(start, end));
    for (const value of node.values) pending.push(value);
  }
}

/** The string under `key`, with its exact offsets. */
export function textIn(part: Part, key: string): WrittenText | undefined {
  const index = part.node.keys.indexOf(key);
  const value = part.node.values[index];
  if (!part.file || typeof value !== 'string') return undefined;
  const route = routeOfKey(part.route, key);
  return { value, place: { file: part.file, ...part.node.valueSpan(index), route } };
}

/** The strings listed under `key`, numbers and booleans as written; a string alone counts as a list of one, as k3s takes it. */
export function textsIn(part: Part, key: string): readonly WrittenText[] {
  const list = part.node.get(key);
  const { file } = part;
  if (!file || !(list instanceof Sequence)) {
    const single = textIn(part, key);
    return single ? [single] : [];
  }
  const route = routeOfKey(part.route, key);
  return list.values.flatMap((value, index) => {
    if (typeof value === 'object') return [];
    return [{ value: String(value), place: { file, ...list.valueSpan(index), route: routeOfItem(route, index) } }];
  });
}
