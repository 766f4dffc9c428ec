// Reads the keys of block mappings. The same few hundred keys make up most of all manifests, so each is made a string only once.
import { keyText, resolvePlain } from '#source/scalar.js';
import { c, isSeparator, template, unsure, type Lines } from './lines.js';
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
const tableSize = 4096;
const written = new Array<string | undefined>(tableSize);
const names = new Array<string>(tableSize).fill('');

/** The key at `lines.at`, or undefined when the line is no `key: …`. Fills and returns the same object each time. */
export function readKey(lines: Lines, key: Key): Key | undefined {
  const { at } = lines;
  switch (lines.code(at)) {
    case c.doubleQuote: case c.singleQuote:
      return readQuotedKey(lines, key);
    case c.openBrace:
      throw lines.code(at + 1) === c.openBrace ? template : unsure;
    case c.question: case c.colon: case c.comma: case c.openBracket: case c.closeBracket: case c.closeBrace: case c.ampersand: case c.star: case c.bang:
    case c.bar: case c.greater: case c.percent: case c.at: case c.backquote:
      throw unsure;
  }
  if (lines.column === 0 && lines.code(at) === c.dot) throw unsure;
  return readPlainKey(lines, key);
}

function readPlainKey(lines: Lines, key: Key): Key | undefined {
  const start = lines.at;
  let hash = 0;
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
        return filled(key, intern(lines.text, start, end, hash), start, end, at + 1);
      }
    }
    hash = (Math.imul(hash, 31) + code) | 0;
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
function intern(text: string, start: number, end: number, hash: number): string {
  const slot = (hash ^ (hash >>> 12)) & (tableSize - 1);
  const known = written[slot];
  if (known !== undefined && known.length === end - start && text.startsWith(known, start)) return names[slot] ?? known;
  const plain = text.slice(start, end);
  const value = resolvePlain(plain);
  const name = typeof value === 'number' && !Number.isFinite(value) ? undefined : keyText(value);
  if (name === undefined || plain === '<<') throw unsure;
  written[slot] = plain;
  names[slot] = name === plain ? plain : name;
  return names[slot] ?? name;
}
