// Adds to the mappings and sequences under construction; every reader of the source stage goes through here.
import { Mapping, type Sequence, type Span, type Value } from './document.js';

// Beyond this many keys a search through all of them costs more than an index.
const fewKeys = 24;
const indexes = new WeakMap<Mapping, Map<string, number>>();

/** Position of `key` among the keys, or -1; fast for mappings of any size. */
export function indexOfKey(mapping: Mapping, key: string): number {
  if (mapping.keys.length <= fewKeys) return mapping.keys.indexOf(key);
  let index = indexes.get(mapping);
  if (!index) indexes.set(mapping, (index = new Map()));
  for (let at = index.size; at < mapping.keys.length; at++) index.set(mapping.keys[at] ?? '', at);
  return index.get(key) ?? -1;
}

/** Adds an entry; one with the same key gives way, as in kubectl. Says whether there was one. */
export function putEntry(mapping: Mapping, key: string, value: Value, keySpan: Span, valueSpan: Span, usedAt?: Span): boolean {
  const known = indexOfKey(mapping, key);
  const index = known < 0 ? mapping.keys.length : known;
  // Under construction its lists are its own.
  (mapping.keys as string[])[index] = key;
  mapping.values[index] = value;
  putSpan(mapping, index * 4, keySpan);
  putSpan(mapping, index * 4 + 2, valueSpan);
  noteUse(mapping, index, usedAt);
  return known >= 0;
}

/** Adds an item to a sequence. */
export function addItem(sequence: Sequence, value: Value, span: Span, usedAt?: Span): void {
  const index = sequence.values.length;
  sequence.values.push(value);
  putSpan(sequence, index * 2, span);
  noteUse(sequence, index, usedAt);
}

/** Replaces where a collection and its entries stand, of what is below them nothing. */
export function moveSpans(node: Mapping | Sequence, moved: (span: Span) => Span): void {
  const whole = moved(node);
  [node.start, node.end] = [whole.start, whole.end];
  node.values.forEach((_, index) => {
    if (node instanceof Mapping) putSpan(node, index * 4, moved(node.keySpan(index)));
    putSpan(node, node instanceof Mapping ? index * 4 + 2 : index * 2, moved(node.valueSpan(index)));
  });
}

// `at` counts from the first offset of the collection.
function putSpan({ offsets, at: first }: Mapping | Sequence, at: number, { start, end }: Span): void {
  offsets[first + at] = start;
  offsets[first + at + 1] = end;
}

function noteUse(container: Mapping | Sequence, index: number, usedAt: Span | undefined): void {
  if (usedAt) (container.uses ??= new Map()).set(index, usedAt);
  else container.uses?.delete(index);
}
