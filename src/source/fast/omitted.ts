// Passes over a value that nobody asks for, without reading it. The schema of a CustomResourceDefinition is most of its text.
import { trimmedEnd } from '#source/careful/literal.js';
import { Mapping } from '#source/document.js';
import type { Lines } from './lines.js';

/** Values of documents of `kind` that need not be read: those under `key`, wherever it stands, in which `unless` finds nothing. */
export interface Omission {
  readonly kind: string;
  readonly key: string;
  readonly unless: RegExp;
}

// Template braces, and keys that do not stand before their colon as they are named: `? key`, `*alias :`.
const odd = /\{\{|^ *(?:- +)*\?|\*[^\s:]+ *:/m;
// A quote or bracket that is open where the value seems to end is closed behind it, where none may be then.
const closers = /['"]|(?<!\[)\]|(?<!\{)\}/;

/**
 * An empty mapping in place of the value on the lines below `from`, of which the key stands at `column`; undefined when it must be read. In a document that kubectl reads
 * it ends where the text is indented no deeper than its key. What kubectl would refuse in it is not noticed.
 */
export function passOmitted(lines: Lines, { unless }: Omission, from: number, column: number): Mapping | undefined {
  const { text } = lines;
  const lineEnd = lines.lineEnd(from);
  if (text.slice(from, lineEnd).trim() !== '' || lines.anchors) return undefined;
  const behind = text.slice(from, lines.end);
  if (unless.test(behind) || odd.test(behind)) return undefined;
  // The line break behind which something is indented no deeper, other than blank lines and comments.
  const lastBreak = new RegExp(`\\n(?! {${column + 1}}| *(?:#.*)?\\r?\\n)`, 'g');
  lastBreak.lastIndex = lineEnd;
  const end = lastBreak.test(text) ? Math.min(lastBreak.lastIndex, lines.end) : lines.end;
  if (closers.test(text.slice(end, lines.end))) return undefined;
  lines.at = lines.nextLine(lineEnd);
  lines.skipBlankLines();
  const start = lines.at;
  if (start >= end) return undefined;
  lines.at = end;
  lines.skipBlankLines();
  const valueEnd = trimmedEnd(text, start, end);
  return lines.placed(new Mapping(start, valueEnd), start, valueEnd);
}
