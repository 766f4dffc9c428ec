// Reads the block scalars of most manifests with built-in searches: literal ones, whose indentation the first line tells.
import { Cursor } from '#source/careful/cursor.js';
import { scanLiteral, trimmedEnd } from '#source/careful/literal.js';
import { c, type Lines } from './lines.js';

const header = /\|([-+]?)\n\n*( +)(?=[^ \n])/y;
// An expression is made for every indentation that is met.
const widest = 100;
/** By indentation: the line break behind which a block scalar is over, and what to take off its lines. */
const blocks: { readonly lastBreak: RegExp; readonly indentation: RegExp }[] = [];

/** A block scalar whose `|` or `>` stands at `from`, in a collection at column `parent`. Leaves the reader on the next line with content. */
export function readLiteral(lines: Lines, from: number, parent: number): string {
  return readLines(lines, from, parent) ?? readOther(lines, from, parent);
}

function readLines(lines: Lines, from: number, parent: number): string | undefined {
  const { text } = lines;
  header.lastIndex = from;
  const [, chomp, indentation = ''] = header.exec(text) ?? [];
  const indent = indentation.length;
  if (indent <= Math.max(parent, 0) || indent > widest || text.charCodeAt(header.lastIndex) === c.tab) return undefined;
  const start = text.indexOf('\n', from) + 1;
  const block = (blocks[indent] ??= { lastBreak: new RegExp(`\\n(?! {${indent}}| *\\n)`, 'g'), indentation: new RegExp(`^ {1,${indent}}`, 'gm') });
  block.lastBreak.lastIndex = header.lastIndex;
  if (!block.lastBreak.test(text)) return undefined;
  const end = block.lastBreak.lastIndex;
  const written = text.slice(start, end);
  if (written.includes('\r')) return undefined;
  lines.at = end;
  lines.skipBlankLines();
  if (lines.at === lines.end && end < lines.end) return undefined;
  const content = written.replace(block.indentation, '');
  return lines.placed(chomp === '+' ? content : withoutLastBreaks(content) + (chomp === '-' ? '' : '\n'), from, trimmedEnd(text, from, end));
}

function withoutLastBreaks(content: string): string {
  let end = content.length;
  while (end > 0 && content.charCodeAt(end - 1) === c.lineFeed) end--;
  return content.slice(0, end);
}

function readOther(lines: Lines, from: number, parent: number): string {
  const cursor = new Cursor(lines.text, from, lines.end);
  const scalar = scanLiteral(cursor, parent);
  lines.at = cursor.lineStart;
  if (cursor.at < lines.end) lines.skipBlankLines();
  else lines.column = -1;
  return lines.placed(scalar.text, from, scalar.end);
}
