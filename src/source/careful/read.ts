// The careful reader: everything that YAML allows, read as kubectl reads it. Slower than the fast reader, and the one to trust.
import type { Failure, Reading } from '#source/reading.js';
import { forbidden } from './characters.js';
import { Composer } from './compose.js';
import { Cursor, Unreadable } from './cursor.js';
import { Scanner } from './scanner.js';

/** Reads the first document in `text` from `start` to `end`; where the reading ends before `end`, more documents follow that kubectl does not see. */
export function readCarefully(text: string, start: number, end: number): Reading | Failure {
  const control = forbidden.exec(text.slice(start, end));
  if (control) return { failure: { at: start + control.index, code: 'syntax', message: 'a control character stands here, which YAML does not allow' } };
  try {
    const scanner = new Scanner(new Cursor(text, start, end, lineStartOf(text, start)));
    const composer = new Composer(scanner);
    const root = composer.document();
    const next = scanner.peek();
    return { root: root?.value, end: next.type === 'document-end' || next.type === 'end' ? next.end : next.start, remarks: composer.remarks };
  } catch (error) {
    if (error instanceof Unreadable) return { failure: error.remark };
    throw error;
  }
}

// Text behind `---` on its line stands in the columns where it is written.
function lineStartOf(text: string, start: number): number | undefined {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  return start > lineStart && text.startsWith('---', lineStart) ? lineStart : undefined;
}
