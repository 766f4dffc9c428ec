// Reads flow collections, `[…]` and `{…}`, over several lines where they are written so. JSON in a YAML file comes here too.
import type { Mapping, Sequence, Value } from '#source/document.js';
import { keyText } from '#source/scalar.js';
import { addEntry, addItem, closeMapping, closeSequence, open } from './collection.js';
import { longestKey } from './key.js';
import { noKeys } from './key-list.js';
import { c, isSeparator, leaveTemplate, unsure, type Lines } from './lines.js';
import { resolve, scanQuotedAt } from './scalar.js';

/** The collection whose bracket stands at `from`; `lines.valueEnd` is behind its closing bracket. The reader does not move. */
export function readFlow(lines: Lines, from: number): Value {
  const code = lines.code(from);
  if (code === c.openBracket) return readFlowSequence(lines, from);
  if (code === c.openBrace) return readFlowMapping(lines, from);
  if (code === c.doubleQuote || code === c.singleQuote) return scanQuotedAt(lines, from);
  return resolve(scanFlowPlain(lines, from));
}

function readFlowSequence(lines: Lines, from: number): Sequence {
  const mark = open(lines);
  let at = skipSpace(lines, from + 1);
  while (lines.code(at) !== c.closeBracket) {
    addItem(lines, readFlow(lines, at));
    at = nextEntry(lines, c.closeBracket);
  }
  return closeSequence(lines, mark, from, at + 1);
}

function readFlowMapping(lines: Lines, from: number): Mapping {
  if (lines.code(from + 1) === c.openBrace) leaveTemplate(lines, from);
  const mark = open(lines);
  let keys = noKeys;
  let at = skipSpace(lines, from + 1);
  while (lines.code(at) !== c.closeBrace) {
    keys = keys.with(readFlowKey(lines, at));
    const keyEnd = lines.valueEnd;
    const value = readFlow(lines, valueAfterColon(lines, at, keyEnd));
    addEntry(lines, at, keyEnd, value);
    at = nextEntry(lines, c.closeBrace);
  }
  return closeMapping(lines, mark, keys, from, at + 1);
}

function readFlowKey(lines: Lines, at: number): string {
  const code = lines.code(at);
  if (code === c.doubleQuote || code === c.singleQuote) {
    const quoted = scanQuotedAt(lines, at);
    if (lines.text.slice(at, lines.valueEnd).includes('\n')) throw unsure;
    return quoted;
  }
  const plain = scanFlowPlain(lines, at);
  const name = keyText(resolve(plain));
  if (name === undefined || plain === '<<') throw unsure;
  return name;
}

// A key and its colon stand on one line, and something follows the colon.
function valueAfterColon(lines: Lines, keyStart: number, keyEnd: number): number {
  let colon = keyEnd;
  while (lines.code(colon) === c.space) colon++;
  if (lines.code(colon) !== c.colon || colon - keyStart > longestKey) throw unsure;
  const at = skipSpace(lines, colon + 1);
  const code = lines.code(at);
  if (code === c.comma || code === c.closeBrace || code === c.colon) throw unsure;
  return at;
}

function nextEntry(lines: Lines, closer: number): number {
  const at = skipSpace(lines, lines.valueEnd);
  if (lines.code(at) === closer) return at;
  if (lines.code(at) !== c.comma) throw unsure;
  return skipSpace(lines, at + 1);
}

function skipSpace(lines: Lines, from: number): number {
  let at = from;
  while (isSeparator(lines.code(at))) {
    if (at >= lines.end) throw unsure;
    at++;
  }
  const code = lines.code(at);
  // `...` at the start of a line would end the document.
  if (code === c.tab || code === c.hash || (code === c.dot && lines.code(at - 1) === c.lineFeed)) throw unsure;
  return at;
}

function scanFlowPlain(lines: Lines, from: number): string {
  if (!startsFlowPlain(lines, from)) throw unsure;
  for (let at = from; ; at++) {
    const code = lines.code(at);
    if (endsFlowPlain(code) || (code === c.colon && isSeparator(lines.code(at + 1)))) return placedPlain(lines, from, at);
    if (code === c.lineFeed || code === c.carriageReturn || code === c.tab || code === c.question) throw unsure;
    if (code === c.hash && lines.code(at - 1) === c.space) throw unsure;
    // YAML 1.2 sees a key in `[a:]`, kubectl does not.
    if (code === c.colon && (lines.code(at + 1) === c.tab || endsFlowPlain(lines.code(at + 1)))) throw unsure;
  }
}

function placedPlain(lines: Lines, from: number, to: number): string {
  let end = to;
  while (end > from && lines.text.charCodeAt(end - 1) === c.space) end--;
  if (end === from) throw unsure;
  return lines.placed(lines.text.slice(from, end), from, end);
}

function endsFlowPlain(code: number): boolean {
  return code === c.comma || code === c.openBracket || code === c.closeBracket || code === c.openBrace || code === c.closeBrace;
}

function startsFlowPlain(lines: Lines, at: number): boolean {
  switch (lines.code(at)) {
    case c.dash:
      return !isSeparator(lines.code(at + 1)) && lines.code(at + 1) !== c.tab;
    case c.question: case c.colon: case c.comma: case c.hash: case c.ampersand: case c.star: case c.bang: case c.bar: case c.greater: case c.percent: case c.at: case c.backquote:
      return false;
    default:
      return true;
  }
}
