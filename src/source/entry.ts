// Adds to the mappings and sequences under construction; every reader of the source stage goes through here.
import type { Mapping, Sequence, Span, Value } from './document.js';

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

/** Adds an entry; one with the same key gives way, as in kubectl. Says whether there was one. `offsets`: key start, key end, value start, value end. */
export function putEntry(mapping: Mapping, key: string, value: Value, offsets: readonly [number, number, number, number], usedAt?: Span): boolean {
  const known = indexOfKey(mapping, key);
  const index = known < 0 ? mapping.keys.length : known;
  mapping.keys[index] = key;
  mapping.values[index] = value;
  for (let field = 0; field < 4; field++) mapping.offsets[index * 4 + field] = offsets[field] ?? 0;
  noteUse(mapping, index, usedAt);
  return known >= 0;
}

/** Adds an item to a sequence. */
export function addItem(sequence: Sequence, value: Value, start: number, end: number, usedAt?: Span): void {
  noteUse(sequence, sequence.values.length, usedAt);
  sequence.values.push(value);
  sequence.offsets.push(start, end);
}

function noteUse(container: Mapping | Sequence, index: number, usedAt: Span | undefined): void {
  if (usedAt) (container.uses ??= new Map()).set(index, usedAt);
  else container.uses?.delete(index);
}
