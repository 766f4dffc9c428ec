// Scans a scalar in single or double quotes (go.yaml.in/yaml/v2, scannerc.go, yaml_parser_scan_flow_scalar).
import { code, isBlank, isBlankOrEnd, isBreak } from './characters.js';
import { Unreadable, type Cursor } from './cursor.js';
import { token, type Token } from './token.js';

const escapes = new Map<string, string>(Object.entries({
  '0': '\0', a: '\x07', b: '\b', t: '\t', '\t': '\t', n: '\n', v: '\v', f: '\f', r: '\r', e: '\x1b', ' ': ' ', '"': '"', "'": "'", '\\': '\\', N: '\x85', _: '\xa0', L: '\u2028', P: '\u2029',
}));
const hexLengths = new Map([['x', 2], ['u', 4], ['U', 8]]);

export function scanQuoted(cursor: Cursor): Token {
  const quote = cursor.peek();
  const start = cursor.at++;
  let content = '';
  for (;;) {
    if (cursor.atDocumentIndicator()) throw new Unreadable(start, 'the quote that starts here is not closed before the document ends');
    if (cursor.peek() === 0) throw new Unreadable(start, 'the quote that starts here is never closed');
    let broken = false;
    while (!isBlankOrEnd(cursor.peek())) {
      const c = cursor.peek();
      if (c === quote) {
        if (quote !== code.singleQuote || cursor.peek(1) !== quote) break;
        content += "'";
        cursor.at += 2;
      } else if (c === code.backslash && quote === code.doubleQuote) {
        if (isBreak(cursor.peek(1))) {
          cursor.at++;
          cursor.takeBreak();
          broken = true;
          break;
        }
        content += takeEscape(cursor);
      } else {
        content += cursor.text[cursor.at++] ?? '';
      }
    }
    if (cursor.peek() === quote) break;
    content += takeFold(cursor, broken);
  }
  cursor.at++;
  return token('scalar', start, cursor.offset, content);
}

// White space inside quotes: kept within a line, folded around line breaks. `broken` says that an escaped line break came before.
function takeFold(cursor: Cursor, broken: boolean): string {
  let blanks = '';
  let firstBreak = '';
  let moreBreaks = '';
  let folding = broken;
  for (let c = cursor.peek(); isBlank(c) || isBreak(c); c = cursor.peek()) {
    if (isBlank(c)) {
      if (!folding) blanks += cursor.text[cursor.at] ?? '';
      cursor.at++;
    } else if (folding) {
      moreBreaks += cursor.takeBreak();
    } else {
      firstBreak = cursor.takeBreak();
      folding = true;
    }
  }
  if (!folding) return blanks;
  return foldBreaks(firstBreak, moreBreaks);
}

/** What line breaks between two lines of a scalar come to: one break is a space, the first of several vanishes. */
export function foldBreaks(firstBreak: string, moreBreaks: string): string {
  if (firstBreak !== '\n') return firstBreak + moreBreaks;
  return moreBreaks === '' ? ' ' : moreBreaks;
}

function takeEscape(cursor: Cursor): string {
  const letter = cursor.text[cursor.at + 1] ?? '';
  const simple = escapes.get(letter);
  if (simple !== undefined) {
    cursor.at += 2;
    return simple;
  }
  const length = hexLengths.get(letter);
  if (length === undefined) throw new Unreadable(cursor.at, `\`\\${letter}\` is no escape of YAML 1.1`);
  const digits = cursor.text.slice(cursor.at + 2, Math.min(cursor.at + 2 + length, cursor.end));
  if (digits.length < length || !/^[\da-fA-F]+$/.test(digits)) throw new Unreadable(cursor.at, `\`\\${letter}\` needs ${length} hexadecimal digits`);
  const value = Number.parseInt(digits, 16);
  if ((value >= 0xd800 && value <= 0xdfff) || value > 0x10ffff) throw new Unreadable(cursor.at, `\`\\${letter}${digits}\` is no character`);
  cursor.at += 2 + length;
  return String.fromCodePoint(value);
}
