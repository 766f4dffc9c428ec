// Gathers entries and items of collections on the reader's stacks and makes nodes of the exact size of them: half the memory of growing each node.
import { Mapping, Sequence, type Span, type Value } from '#source/document.js';
import { deepest } from '#source/reading.js';
import { takeUses } from './anchor.js';
import type { KeyList } from './key-list.js';
import { unsure, type Lines } from './lines.js';

/** Where a collection's entries begin on the stacks. */
export interface Mark {
  readonly values: number;
  readonly offsets: number;
}

/** Starts a collection. */
export function open(lines: Lines): Mark {
  if (++lines.depth > deepest) throw unsure;
  return { values: lines.valueCount, offsets: lines.offsetCount };
}

/** An entry, of which the reader has just read the value. `start` and `end`: where its key stands. */
export function addEntry(lines: Lines, start: number, end: number, value: Value): void {
  const { offsets } = lines;
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

export function closeMapping(lines: Lines, mark: Mark, { keys }: KeyList, start: number, end: number): Mapping {
  const at = keepOffsets(lines.offsets, mark.offsets, lines.offsetCount);
  const mapping = new Mapping(start, end, keys, lines.values.slice(mark.values, lines.valueCount), kept, at);
  mapping.uses = takeUses(lines, mark.values);
  cut(lines, mark);
  return lines.placed(mapping, start, end);
}

export function closeSequence(lines: Lines, mark: Mark, start: number, end: number): Sequence {
  const at = keepOffsets(lines.offsets, mark.offsets, lines.offsetCount);
  const sequence = new Sequence(start, end, lines.values.slice(mark.values, lines.valueCount), kept, at);
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
  lines.valueCount = mark.values;
  lines.offsetCount = mark.offsets;
}

// Offsets of collections that are closed, one behind the other; a new list when one is full. Of 32 bits each, where an array of their own would take 64 and a header.
const roomOfList = 1 << 14;
let kept = new Int32Array(0);
let count = 0;

/** Copies offsets off the stack to the end of `kept`; gives where they begin there. */
function keepOffsets(stack: readonly number[], from: number, to: number): number {
  if (count + to - from > kept.length) {
    kept = new Int32Array(Math.max(roomOfList, to - from));
    count = 0;
  }
  const at = count;
  for (let index = from; index < to; index++) kept[count++] = stack[index] ?? 0;
  return at;
}
