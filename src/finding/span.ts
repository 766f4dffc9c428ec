// Finds the line that a line belongs to: the list item or key it is nested under, by indentation, which is how people read YAML.
import { lineText } from '#source/place.js';
import type { SourceFile } from '#source/document.js';

/** How far up we look: beyond that the owner is no help to the reader. */
const farthest = 100;

/** Number of the nearest line above with less indentation, like `  - apiGroups: [""]` above `    verbs: [get]`; undefined at the top of a document. */
export function enclosingLine(file: SourceFile, line: number): number | undefined {
  const indent = indentOf(lineText(file, line));
  if (indent === 0 || indent === undefined) return undefined;
  for (let above = line - 1; above >= Math.max(1, line - farthest); above--) {
    const text = lineText(file, above);
    if (text.startsWith('---')) return undefined;
    const found = indentOf(text);
    if (found !== undefined && found < indent) return above;
  }
  return undefined;
}

/** Columns before the first character that is neither space nor comment; undefined on lines that hold nothing else. */
function indentOf(text: string): number | undefined {
  const found = text.search(/[^ \t]/);
  return found < 0 || text[found] === '#' ? undefined : found;
}
