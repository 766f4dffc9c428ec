// Reads the scalars of block context: plain, quoted and block scalars. Leaves the reader on the next line with content.
import { Cursor } from '#source/careful/cursor.js';
import { scanQuoted } from '#source/careful/quoted.js';
import type { Scalar } from '#source/document.js';
import { resolvePlain } from '#source/scalar.js';
import { c, isSeparator, unsure, type Lines } from './lines.js';

// The same few thousand words make up most values: each is made a string only once, and resolved once. Longer ones, and those behind so many others, are not kept.
const longestWord = 24;
const mostWords = 10_000;
/** Values of plain scalars. */
const plainWords = new Map<string, Scalar>();
const quotedWords = new Map<string, string>();

/** The value of a plain scalar's text; what JSON cannot say is left to the careful reader. */
export function resolve(text: string): Scalar {
  const known = text.length > longestWord ? undefined : plainWords.get(text);
  if (known !== undefined) return known;
  const value = resolvePlain(text);
  if (typeof value === 'number' && !Number.isFinite(value)) throw unsure;
  if (text.length <= longestWord && plainWords.size < mostWords) plainWords.set(text, value);
  return value;
}

function quotedWord(text: string): string {
  if (text.length > longestWord) return text;
  const known = quotedWords.get(text);
  if (known === undefined && quotedWords.size < mostWords) quotedWords.set(text, text);
  return known ?? text;
}

/** A scalar without quotes that starts at `from`; continuation lines stand deeper than `parent`. */
export function readPlain(lines: Lines, from: number, parent: number): Scalar {
  if (!startsPlain(lines, from)) throw unsure;
  const lineEnd = endOfWords(lines, from);
  const isCommented = lines.code(lineEnd) === c.hash;
  let end = trimmed(lines.text, from, lineEnd);
  let text = lines.text.slice(from, end);
  let lineStart = lines.nextLine(lineEnd);
  while (!isCommented) {
    const next = continuation(lines, lineStart, parent);
    if (next === undefined) break;
    const nextEnd = endOfWords(lines, next.at);
    end = trimmed(lines.text, next.at, nextEnd);
    text += (next.blankLines === 0 ? ' ' : '\n'.repeat(next.blankLines)) + lines.text.slice(next.at, end);
    lineStart = lines.nextLine(nextEnd);
    if (lines.code(nextEnd) === c.hash) break;
  }
  lines.at = lineStart;
  lines.skipBlankLines();
  return lines.placed(resolve(text), from, end);
}

/** A quoted scalar that starts at `from`, on one line or several. */
export function readQuoted(lines: Lines, from: number): string {
  const value = scanQuotedAt(lines, from);
  const end = lines.valueEnd;
  lines.finishLine(end);
  return lines.placed(value, from, end);
}

/** The content of a quoted scalar; the reader does not move. */
export function scanQuotedAt(lines: Lines, from: number): string {
  const { text } = lines;
  const quote = text.charCodeAt(from);
  for (let at = from + 1; at < lines.end; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      if (quote === c.singleQuote && text.charCodeAt(at + 1) === quote) break;
      return lines.placed(quotedWord(text.slice(from + 1, at)), from, at + 1);
    }
    if (code === c.backslash || code === c.lineFeed) break;
  }
  const scalar = scanQuoted(new Cursor(text, from, lines.end));
  return lines.placed(scalar.text, from, scalar.end);
}

function startsPlain(lines: Lines, at: number): boolean {
  switch (lines.code(at)) {
    case c.dash:
      return !isSeparator(lines.code(at + 1)) && lines.code(at + 1) !== c.tab;
    case c.question: case c.colon: case c.comma: case c.openBracket: case c.closeBracket: case c.openBrace: case c.closeBrace: case c.hash: case c.ampersand: case c.star:
    case c.bang: case c.bar: case c.greater: case c.singleQuote: case c.doubleQuote: case c.percent: case c.at: case c.backquote: case c.tab:
      return false;
    default:
      return true;
  }
}

// Where the words of a plain scalar end on their line: at the line break, or at the `#` of a comment. A `: ` among them makes a key: not certain.
function endOfWords(lines: Lines, from: number): number {
  const lineEnd = lines.lineEnd(from);
  const line = lines.text.slice(from, lineEnd);
  // Built-in searches are fast from the first call on; most lines hold neither.
  if (!line.includes(':') && !line.includes('#')) return lineEnd;
  for (let at = from; ; at++) {
    const code = lines.code(at);
    if (code === c.lineFeed) return at;
    if (code === c.colon && (isSeparator(lines.code(at + 1)) || lines.code(at + 1) === c.tab)) throw unsure;
    if (code === c.hash && isBlank(lines.text.charCodeAt(at - 1))) return at;
  }
}

function continuation(lines: Lines, from: number, parent: number): { at: number; blankLines: number } | undefined {
  let blankLines = 0;
  for (let lineStart = from; lineStart < lines.end; lineStart = lines.nextLine(lineStart)) {
    let at = lineStart;
    while (lines.code(at) === c.space) at++;
    const code = lines.code(at);
    if (code === c.tab) throw unsure;
    if (code !== c.lineFeed && code !== c.carriageReturn) return at - lineStart > parent && code !== c.hash ? { at, blankLines } : undefined;
    blankLines++;
  }
  return undefined;
}

function trimmed(text: string, from: number, end: number): number {
  let at = end;
  while (at > from && (isBlank(text.charCodeAt(at - 1)) || text.charCodeAt(at - 1) === c.carriageReturn)) at--;
  return at;
}

function isBlank(code: number): boolean {
  return code === c.space || code === c.tab;
}
