// Walks over the lines of a document in the style manifests are written in: only spaces indent, only `\n` and `\r\n` break.
import type { Span, Value } from '#source/document.js';
import type { Anchored } from './anchor.js';
import type { Omission } from './omitted.js';

/** Thrown, and caught in read.ts, where the fast reader is not certain; the careful reader then takes the whole document. */
export const unsure = new Error('not certain');

/** Thrown by `leaveTemplate`. */
export const template = new Error('template');

export const c = {
  tab: 0x09, lineFeed: 0x0a, carriageReturn: 0x0d, space: 0x20, bang: 0x21, doubleQuote: 0x22, hash: 0x23, percent: 0x25, ampersand: 0x26, singleQuote: 0x27, star: 0x2a,
  comma: 0x2c, dash: 0x2d, dot: 0x2e, colon: 0x3a, greater: 0x3e, question: 0x3f, at: 0x40, openBracket: 0x5b, backslash: 0x5c, closeBracket: 0x5d, backquote: 0x60,
  openBrace: 0x7b, bar: 0x7c, closeBrace: 0x7d,
} as const;

export class Lines {
  readonly text: string;
  readonly end: number;
  /** The first character of the current content line, or the end. */
  at: number;
  /** Column of `at`; -1 at the end. */
  column = 0;
  /** Where the value that was read last stands. */
  valueStart = 0;
  valueEnd = 0;
  depth = 0;
  /** Entries and items of the open collections, innermost last: each takes its own off when it closes, in arrays of the exact size. What lies above the counts is left over. */
  readonly values: Value[] = [];
  readonly offsets: number[] = [];
  /** Values on the stack that came through an alias. */
  readonly uses: { readonly index: number; readonly usedAt: Span }[] = [];
  /** The alias that gave the value read last; taken up by the entry or item that it belongs to. */
  usedAt: Span | undefined = undefined;
  readonly omission: Omission | undefined;
  anchors: Map<string, Anchored> | undefined = undefined;
  aliasCount = 0;
  valueCount = 0;
  offsetCount = 0;

  constructor(text: string, start: number, end: number, omission?: Omission) {
    this.omission = omission;
    this.text = text;
    this.at = start;
    this.end = end;
  }

  /** Code unit at an offset; a line feed at and behind the end, as kubectl completes a last line. */
  code(offset: number): number {
    return offset < this.end ? this.text.charCodeAt(offset) : c.lineFeed;
  }

  /** From the start of a line to the next one with content. */
  skipBlankLines(): void {
    const { text, end } = this;
    let lineStart = this.at;
    while (lineStart < end) {
      let at = lineStart;
      while (at < end && text.charCodeAt(at) === c.space) at++;
      const first = this.code(at);
      if (first === c.tab) throw unsure;
      if (first !== c.lineFeed && first !== c.carriageReturn && first !== c.hash) {
        this.at = at;
        this.column = at - lineStart;
        return;
      }
      lineStart = this.nextLine(at);
    }
    this.at = end;
    this.column = -1;
  }

  /** Behind a value: nothing but spaces and a comment may follow on the line. Goes to the next line with content. */
  finishLine(from: number): void {
    let at = from;
    while (at < this.end && this.text.charCodeAt(at) === c.space) at++;
    const found = this.code(at);
    const isComment = found === c.hash && at > from;
    if (found !== c.lineFeed && found !== c.carriageReturn && !isComment) throw unsure;
    this.at = this.nextLine(at);
    this.skipBlankLines();
  }

  /** Where the line that holds `offset` ends, without its line feed. */
  lineEnd(offset: number): number {
    const found = this.text.indexOf('\n', offset);
    return found < 0 || found > this.end ? this.end : found;
  }

  /** Start of the line behind the one that holds `offset`. */
  nextLine(offset: number): number {
    const found = this.text.indexOf('\n', offset);
    return found < 0 || found >= this.end ? this.end : found + 1;
  }

  /** Sets where a value stands and hands the value on. */
  placed<Any>(value: Any, start: number, end: number): Any {
    this.valueStart = start;
    this.valueEnd = end;
    return value;
  }
}

/** Space, line feed, carriage return: what must stand behind `:` and `-`. A tab may too, but is left to the careful reader. */
export function isSeparator(code: number): boolean {
  return code === c.space || code === c.lineFeed || code === c.carriageReturn;
}

/** At `{{` where a value or key must stand: no YAML, whatever follows, as a mapping cannot be a key. The reader has been no further than behind the braces. */
export function leaveTemplate(lines: Lines, from: number): never {
  lines.valueEnd = from + '{{'.length;
  throw template;
}
