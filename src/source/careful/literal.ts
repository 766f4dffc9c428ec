// Scans a block scalar, literal `|` or folded `>` (go.yaml.in/yaml/v2, scannerc.go, yaml_parser_scan_block_scalar).
import { code, isBlank, isBreak, isDigit } from './characters.js';
import { Unreadable, type Cursor } from './cursor.js';
import { token, type Token } from './token.js';

interface Header {
  readonly folded: boolean;
  readonly chomp: 'strip' | 'clip' | 'keep';
  /** 0: to be found out from the first line. */
  readonly increment: number;
}

/** `parentIndent` is the column of the collection around it, -1 at the root. */
export function scanLiteral(cursor: Cursor, parentIndent: number): Token {
  const start = cursor.at;
  const { folded, chomp, increment } = takeHeader(cursor);
  let indent = increment === 0 ? 0 : Math.max(parentIndent, 0) + increment;
  let content = '';
  let lineBreak = '';
  let previousIndented = false;
  let blankLines = takeBlankLines();
  while (cursor.column === indent && cursor.peek() !== 0) {
    const indented = isBlank(cursor.peek());
    const folds = folded && lineBreak === '\n' && !previousIndented && !indented;
    if (!folds) content += lineBreak;
    else if (blankLines === '') content += ' ';
    content += blankLines;
    previousIndented = indented;
    const lineStart = cursor.at;
    while (!isBreak(cursor.peek()) && cursor.peek() !== 0) cursor.at++;
    content += cursor.text.slice(lineStart, cursor.at);
    lineBreak = cursor.takeBreak();
    blankLines = takeBlankLines();
  }
  if (chomp !== 'strip') content += lineBreak;
  if (chomp === 'keep') content += blankLines;
  return token('scalar', start, trimmedEnd(cursor.text, start, cursor.offset), content);

  function takeBlankLines(): string {
    let breaks = '';
    let widest = 0;
    for (;;) {
      while ((indent === 0 || cursor.column < indent) && cursor.peek() === code.space) cursor.at++;
      widest = Math.max(widest, cursor.column);
      if ((indent === 0 || cursor.column < indent) && cursor.peek() === code.tab) throw new Unreadable(cursor.at, 'a tab indents this line; YAML allows only spaces there');
      if (!isBreak(cursor.peek())) break;
      breaks += cursor.takeBreak();
    }
    if (indent === 0) indent = Math.max(widest, parentIndent + 1, 1);
    return breaks;
  }
}

/** Where a block scalar's text ends: behind its last character that is not white space. */
export function trimmedEnd(text: string, start: number, end: number): number {
  let at = end;
  while (at > start + 1 && isSpace(text.charCodeAt(at - 1))) at--;
  return at;
}

function isSpace(c: number): boolean {
  return isBlank(c) || isBreak(c);
}

function takeHeader(cursor: Cursor): Header {
  const folded = cursor.peek() === code.greater;
  cursor.at++;
  let chomp = takeChomp(cursor);
  const increment = takeIncrement(cursor);
  chomp ??= takeChomp(cursor);
  while (isBlank(cursor.peek())) cursor.at++;
  if (cursor.peek() === code.hash) while (!isBreak(cursor.peek()) && cursor.peek() !== 0) cursor.at++;
  if (!isBreak(cursor.peek()) && cursor.peek() !== 0) throw new Unreadable(cursor.at, 'text may not follow the `|` or `>` of a block scalar on its line');
  cursor.takeBreak();
  return { folded, chomp: chomp ?? 'clip', increment };
}

function takeChomp(cursor: Cursor): Header['chomp'] | undefined {
  const c = cursor.peek();
  if (c !== code.plus && c !== code.dash) return undefined;
  cursor.at++;
  return c === code.plus ? 'keep' : 'strip';
}

function takeIncrement(cursor: Cursor): number {
  const c = cursor.peek();
  if (!isDigit(c)) return 0;
  if (c === code.zero) throw new Unreadable(cursor.at, 'the indentation indicator of a block scalar cannot be 0');
  cursor.at++;
  return c - code.zero;
}
