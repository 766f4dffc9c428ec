// Gathers entries and items of collections on the reader's stacks and makes nodes of the exact size of them: half the memory of growing each node.
import { Mapping, Sequence, type Span, type Value } from '#source/document.js';
import { deepest } from '#source/reading.js';
import { takeUses } from './anchor.js';
import { unsure, type Lines } from './lines.js';

// Beyond this many keys a set finds a duplicate sooner than a search.
const fewKeys = 24;

/** Where a collection's entries begin on the stacks. */
export interface Mark {
  readonly values: number;
  readonly keys: number;
  readonly offsets: number;
  names: Set<string> | undefined;
}

/** Starts a collection. */
export function open(lines: Lines): Mark {
  if (++lines.depth > deepest) throw unsure;
  return { values: lines.valueCount, keys: lines.keyCount, offsets: lines.offsetCount, names: undefined };
}

/** A key before its value is read; a second one of that name is left to the careful reader, which tells. */
export function checkKey(lines: Lines, mark: Mark, name: string): void {
  const { keys, keyCount } = lines;
  if (keyCount - mark.keys <= fewKeys) {
    for (let index = mark.keys; index < keyCount; index++) if (keys[index] === name) throw unsure;
    return;
  }
  mark.names ??= new Set(keys.slice(mark.keys, keyCount));
  if (mark.names.has(name)) throw unsure;
  mark.names.add(name);
}

/** An entry, of which the reader has just read the value. */
export function addEntry(lines: Lines, name: string, start: number, end: number, value: Value): void {
  const { offsets } = lines;
  lines.keys[lines.keyCount++] = name;
  lines.values[lines.valueCount++] = value;
  offsets[lines.offsetCount++] = start;
  offsets[lines.offsetCount++] = end;
  offsets[lines.offsetCount++] = lines.valueStart;
  offsets[lines.offsetCount++] = lines.valueEnd;
  if (lines.usedAt) noteUse(lines, lines.usedAt);
}

/** An item, which the reader has just read. */
export function addItem(lines: Lines, value: Value): void {
  const { offsets } = lines;
  lines.values[lines.valueCount++] = value;
  offsets[lines.offsetCount++] = lines.valueStart;
  offsets[lines.offsetCount++] = lines.valueEnd;
  if (lines.usedAt) noteUse(lines, lines.usedAt);
}

export function closeMapping(lines: Lines, mark: Mark, start: number, end: number): Mapping {
  const keys = lines.keys.slice(mark.keys, lines.keyCount);
  const mapping = new Mapping(start, end, keys, lines.values.slice(mark.values, lines.valueCount), lines.offsets.slice(mark.offsets, lines.offsetCount));
  mapping.uses = takeUses(lines, mark.values);
  cut(lines, mark);
  return lines.placed(mapping, start, end);
}

export function closeSequence(lines: Lines, mark: Mark, start: number, end: number): Sequence {
  const sequence = new Sequence(start, end, lines.values.slice(mark.values, lines.valueCount), lines.offsets.slice(mark.offsets, lines.offsetCount));
  sequence.uses = takeUses(lines, mark.values);
  cut(lines, mark);
  return lines.placed(sequence, start, end);
}

// The collection ends where the alias stands, not where it points.
function noteUse(lines: Lines, usedAt: Span): void {
  lines.uses.push({ index: lines.valueCount - 1, usedAt });
  lines.valueEnd = usedAt.end;
  lines.usedAt = undefined;
}

function cut(lines: Lines, mark: Mark): void {
  lines.depth--;
  lines.keyCount = mark.keys;
  lines.valueCount = mark.values;
  lines.offsetCount = mark.offsets;
}
