// Reads the keys of block mappings. The same few hundred keys make up most of all manifests, so each is made a string only once.
import { keyText, resolvePlain } from '#source/scalar.js';
import { c, isSeparator, leaveTemplate, unsure, type Lines } from './lines.js';
import { scanQuotedAt } from './scalar.js';

export interface Key {
  name: string;
  start: number;
  end: number;
  /** Behind the colon. */
  valueFrom: number;
}

/** Longer keys come near the limit that YAML sets on them: left to the careful reader. */
export const longestKey = 1000;
const mostNames = 10_000;
/** Names by the text they are written as, checked once: no tab, no comment, no line break. */
const names = new Map<string, string>();

/** The key at `lines.at`, or undefined when the line is no `key: …`. Fills and returns the same object each time. */
export function readKey(lines: Lines, key: Key): Key | undefined {
  const { at } = lines;
  switch (lines.code(at)) {
    case c.doubleQuote: case c.singleQuote:
      return readQuotedKey(lines, key);
    case c.openBrace:
      if (lines.code(at + 1) === c.openBrace) leaveTemplate(lines, at);
      throw unsure;
    case c.question: case c.colon: case c.comma: case c.openBracket: case c.closeBracket: case c.closeBrace: case c.ampersand: case c.star: case c.bang:
    case c.bar: case c.greater: case c.percent: case c.at: case c.backquote:
      throw unsure;
  }
  if (lines.column === 0 && lines.code(at) === c.dot) throw unsure;
  return readPlainKey(lines, key);
}

// Built-in searches are fast from the first call on, which is when most files are read.
function readPlainKey(lines: Lines, key: Key): Key | undefined {
  const start = lines.at;
  const line = lines.text.slice(start, lines.lineEnd(start));
  const colon = line.indexOf(':');
  if (colon < 0) return undefined;
  const known = names.get(line.slice(0, colon));
  if (known !== undefined && isSeparator(lines.code(start + colon + 1))) return filled(key, known, start, start + colon, start + colon + 1);
  return readNewKey(lines, key);
}

function readNewKey(lines: Lines, key: Key): Key | undefined {
  const start = lines.at;
  for (let at = start; ; at++) {
    const code = lines.code(at);
    if (code === c.lineFeed) return undefined;
    if (code === c.tab) throw unsure;
    if (code === c.hash && lines.text.charCodeAt(at - 1) === c.space) return undefined;
    if (code === c.colon) {
      const next = lines.code(at + 1);
      if (next === c.tab || at - start > longestKey) throw unsure;
      if (isSeparator(next)) {
        let end = at;
        while (lines.text.charCodeAt(end - 1) === c.space) end--;
        return filled(key, nameOf(lines.text.slice(start, end)), start, end, at + 1);
      }
    }
  }
}

function readQuotedKey(lines: Lines, key: Key): Key | undefined {
  const name = scanQuotedAt(lines, lines.at);
  const end = lines.valueEnd;
  let at = end;
  while (lines.code(at) === c.space) at++;
  if (lines.code(at) !== c.colon) return undefined;
  const isOneLine = !lines.text.slice(lines.at, end).includes('\n');
  if (!isOneLine || !isSeparator(lines.code(at + 1)) || at - lines.at > longestKey) throw unsure;
  return filled(key, name, lines.at, end, at + 1);
}

function filled(key: Key, name: string, start: number, end: number, valueFrom: number): Key {
  key.name = name;
  key.start = start;
  key.end = end;
  key.valueFrom = valueFrom;
  return key;
}

// A plain key as kubectl names it: `on` is "true".
function nameOf(plain: string): string {
  const value = resolvePlain(plain);
  const name = typeof value === 'number' && !Number.isFinite(value) ? undefined : keyText(value);
  if (name === undefined || plain === '<<') throw unsure;
  if (names.size < mostNames) names.set(plain, name);
  return name;
}
