// A position in the text of one document, with the column that YAML's indentation rules need.
import type { Remark } from '#source/reading.js';
import { code, isBlankOrEnd, isBreak } from './characters.js';

/** Thrown inside the readers only, where a document stops being YAML; they turn it into a value. No Error: a stack trace costs more than the reading. */
export class Unreadable {
  readonly remark: Remark;

  constructor(at: number, message: string, problem: Remark['code'] = 'syntax') {
    this.remark = { at, code: problem, message };
  }
}

/** Walks over `text` from `start` to `end`. Like kubectl, it sees a line break behind a last line that has none. */
export class Cursor {
  readonly text: string;
  readonly end: number;
  at: number;
  lineStart: number;
  readonly #impliedBreak: boolean;

  /** `lineStart` is where the line of `start` begins, as far as columns matter. */
  constructor(text: string, start: number, end: number, lineStart?: number) {
    this.text = text;
    this.end = end;
    this.#impliedBreak = end > start && text.charCodeAt(end - 1) !== code.lineFeed;
    this.at = text.charCodeAt(start) === code.byteOrderMark && start < end ? start + 1 : start;
    this.lineStart = lineStart ?? this.at;
  }

  /** Code unit `ahead` of the position; 0 behind the end. */
  peek(ahead = 0): number {
    const at = this.at + ahead;
    if (at < this.end) return this.text.charCodeAt(at);
    return at === this.end && this.#impliedBreak ? code.lineFeed : 0;
  }

  get column(): number {
    return this.at - this.lineStart;
  }

  /** Offset of the position, at most the end: the implied line break is not part of the text. */
  get offset(): number {
    return Math.min(this.at, this.end);
  }

  /** Passes one line break and gives what it stands for in a scalar; '' when there is none. kubectl's line reader drops the carriage return before a line feed, so that `\r\r\n` is one break. */
  takeBreak(): string {
    const c = this.peek();
    if (!isBreak(c)) return '';
    this.at += c === code.carriageReturn ? this.#returnWidth() : 1;
    this.lineStart = this.at;
    return c === 0x2028 || c === 0x2029 ? String.fromCharCode(c) : '\n';
  }

  #returnWidth(): number {
    if (this.peek(1) === code.lineFeed) return 2;
    return this.peek(1) === code.carriageReturn && this.peek(2) === code.lineFeed ? 3 : 1;
  }

  /** Whether `---` or `...` stands here at the start of a line, followed by white space. */
  atDocumentIndicator(): boolean {
    if (this.column !== 0) return false;
    const c = this.peek();
    return (c === code.dash || c === code.dot) && this.peek(1) === c && this.peek(2) === c && isBlankOrEnd(this.peek(3));
  }
}
