// The fast reader: one pass over the YAML that manifests are written in. Where it answers, it answers as the careful reader does; it may decline, never err.
import { Unreadable } from '#source/careful/cursor.js';
import type { Failure, Reading } from '#source/reading.js';
import { readNode } from './block.js';
import { c, Lines, template, unsure } from './lines.js';
import type { Omission } from './omitted.js';

// Control characters, line breaks other than `\n` and `\r\n`, byte order marks.
const unusual = /[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ufefe\uff00-\ufffd]/;
const loneReturn = /\r(?!\n)/;

function isUnusual(text: string): boolean {
  return unusual.test(text) || (text.includes('\r') && loneReturn.test(text));
}

/** Reads the document in `text` from `start` to `end`; undefined when it is not certain. It fails only on template braces. What may be omitted it passes over where that changes nothing else. */
export function readFast(text: string, start: number, end: number, omission?: Omission): Reading | Failure | undefined {
  const startsLine = start === 0 || text.charCodeAt(start - 1) === c.lineFeed || text.charCodeAt(start - 1) === 0xfeff;
  if (!startsLine) return undefined;
  const lines = new Lines(text, start, end, omission);
  const reading = readLines(lines, end);
  // Looked for last, and only where the reader has been: a template is left at its first braces.
  const isTemplate = reading !== undefined && 'failure' in reading;
  return reading === undefined || isUnusual(text.slice(start, isTemplate ? lines.valueEnd : end)) ? undefined : reading;
}

function readLines(lines: Lines, end: number): Reading | Failure | undefined {
  try {
    lines.skipBlankLines();
    if (lines.at >= end) return { root: undefined, end, remarks: [] };
    const first = lines.code(lines.at);
    // A scalar alone is no manifest.
    if (first === c.bar || first === c.greater) return undefined;
    const root = readNode(lines, -1);
    return lines.at < end || typeof root !== 'object' || root === null ? undefined : { root, end, remarks: [] };
  } catch (error) {
    if (error === template) return { failure: { at: lines.at, code: 'template', message: 'template braces stand where a value must' } };
    if (error === unsure || error instanceof Unreadable) return undefined;
    throw error;
  }
}
