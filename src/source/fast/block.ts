// Reads block mappings and sequences, the body of nearly every manifest.
import type { Mapping, Sequence, Value } from '#source/document.js';
import { readAlias, readAnchored } from './anchor.js';
import { addEntry, addItem, closeMapping, closeSequence, open } from './collection.js';
import { readFlow } from './flow.js';
import { readKey, type Key } from './key.js';
import { noKeys } from './key-list.js';
import { c, isSeparator, unsure, type Lines } from './lines.js';
import { readLiteral } from './literal.js';
import { passOmitted } from './omitted.js';
import { readPlain, readQuoted } from './scalar.js';

/** The node at `lines.at`, whose collection stands at column `parent` (-1 at the root). Leaves the reader on the next line with content. */
export function readNode(lines: Lines, parent: number): Value {
  if (isEntry(lines)) return readSequence(lines);
  const code = lines.code(lines.at);
  if (code === c.openBracket || code === c.openBrace || code === c.bar || code === c.greater) return readValue(lines, lines.at, parent);
  const key = readKey(lines, { name: '', start: 0, end: 0, valueFrom: 0 });
  return key ? readMapping(lines, key) : readValue(lines, lines.at, parent);
}

function isEntry(lines: Lines): boolean {
  return lines.code(lines.at) === c.dash && isSeparator(lines.code(lines.at + 1));
}

// `key` is the first one, already read; its object serves for all keys of the mapping.
function readMapping(lines: Lines, key: Key): Mapping {
  const mark = open(lines);
  const { column, at: mappingStart } = lines;
  let keys = noKeys;
  for (;;) {
    const { start, end } = key;
    keys = keys.with(key.name);
    const omitted = lines.omission?.key === key.name ? passOmitted(lines, lines.omission, key.valueFrom, column) : undefined;
    const value = omitted ?? readEntryValue(lines, key.valueFrom, column);
    addEntry(lines, start, end, value);
    if (lines.column !== column) break;
    if (isEntry(lines) || !readKey(lines, key)) throw unsure;
  }
  if (lines.column > column) throw unsure;
  return closeMapping(lines, mark, keys, mappingStart, lines.valueEnd);
}

function readEntryValue(lines: Lines, from: number, column: number): Value {
  let at = from;
  while (lines.code(at) === c.space) at++;
  const code = lines.code(at);
  if (code !== c.lineFeed && code !== c.carriageReturn && code !== c.hash) return readValue(lines, at, column);
  lines.finishLine(from);
  if (lines.column > column) return readNode(lines, column);
  if (lines.column === column && isEntry(lines)) return readSequence(lines);
  return lines.placed(null, from, from);
}

function readSequence(lines: Lines): Sequence {
  const mark = open(lines);
  const { column, at: start } = lines;
  do addItem(lines, readItem(lines, column));
  while (lines.column === column && isEntry(lines));
  if (lines.column > column) throw unsure;
  return closeSequence(lines, mark, start, lines.valueEnd);
}

function readItem(lines: Lines, column: number): Value {
  const from = lines.at + 1;
  let at = from;
  while (lines.code(at) === c.space) at++;
  const code = lines.code(at);
  if (code === c.tab) throw unsure;
  if (code !== c.lineFeed && code !== c.carriageReturn && code !== c.hash) {
    lines.column = column + at - lines.at;
    lines.at = at;
    return readNode(lines, column);
  }
  lines.finishLine(from);
  return lines.column > column ? readNode(lines, column) : lines.placed(null, from, from);
}

// A value on the line of its key or dash, or alone on its own.
function readValue(lines: Lines, at: number, parent: number): Value {
  switch (lines.code(at)) {
    case c.doubleQuote: case c.singleQuote:
      return readQuoted(lines, at);
    case c.bar: case c.greater:
      return readLiteral(lines, at, parent);
    case c.openBracket: case c.openBrace:
      return readFlowLine(lines, at);
    case c.ampersand:
      return readAnchored(lines, at, (valueAt) => readValue(lines, valueAt, parent));
    case c.star:
      return readAlias(lines, at);
    default:
      return readPlain(lines, at, parent);
  }
}

function readFlowLine(lines: Lines, at: number): Value {
  const value = readFlow(lines, at);
  const end = lines.valueEnd;
  lines.finishLine(end);
  return lines.placed(value, at, end);
}
