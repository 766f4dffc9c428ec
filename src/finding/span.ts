// Finds the line that a line belongs to: the list item or key it is nested under, by indentation, which is how people read YAML.
import { lineText } from '#source/place.js';
import type { SourceFile } from '#source/document.js';

/** How far up we look: beyond that the owner is no help to the reader. */
const farthest = 100;

/** `- key: value`: the item begins on this line and owns what stands on it. */
const ownsItself = /^[ \t]*- [^#]*:(?:\s|$)/;
const item = /^[ \t]*-(?:\s|$)/;

/**
 * Number of the line that owns this one: the nearest above with less indentation, like `  - apiGroups: [""]` above `    verbs: [get]`, or the key of a list above its items.
 * Undefined at the top of a document, and on a line that begins an item of its own.
 */
export function enclosingLine(file: SourceFile, line: number): number | undefined {
  const text = lineText(file, line);
  const indent = indentOf(text);
  if (indent === undefined || ownsItself.test(text)) return undefined;
  const isItem = item.test(text);
  if (indent === 0 && !isItem) return undefined;
  for (let above = line - 1; above >= Math.max(1, line - farthest); above--) {
    const upper = lineText(file, above);
    if (upper.startsWith('---')) return undefined;
    const found = indentOf(upper);
    // The items of a list may stand at the column of its key.
    if (found !== undefined && (found < indent || (isItem && found === indent && !item.test(upper)))) return above;
  }
  return undefined;
}

/** The owner of the line and, where that is only the key of a list (`verbs:`), the owner of the key: what a reader needs to know where a line is. */
export function enclosingLines(file: SourceFile, line: number): number[] {
  const owner = enclosingLine(file, line);
  if (owner === undefined) return [];
  const next = item.test(lineText(file, line)) ? enclosingLine(file, owner) : undefined;
  return next === undefined ? [owner] : [owner, next];
}

/** Columns before the first character that is neither space nor comment; undefined on lines that hold nothing else. */
function indentOf(text: string): number | undefined {
  const found = text.search(/[^ \t]/);
  return found < 0 || text[found] === '#' ? undefined : found;
}
