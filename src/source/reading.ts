// What a reader of one document gives: the three readers (json, fast, careful) share this shape, so that nobody can tell which one answered.
import type { ProblemCode, Value } from './document.js';

/** Something to tell about a place in the text; `at` is an offset into the file. */
export interface Remark {
  readonly at: number;
  readonly code: ProblemCode;
  readonly message: string;
}

/** A document that was read. `root` is undefined when there is nothing but white space and comments. */
export interface Reading {
  readonly root: Value | undefined;
  /** Offset behind the last character that belongs to the document. */
  readonly end: number;
  readonly remarks: readonly Remark[];
}

/** A document that kubectl cannot read either. */
export interface Failure {
  readonly failure: Remark;
}

/** Nesting beyond this is refused by every reader: no object of Kubernetes comes near, and nobody's recursion overflows. */
export const deepest = 1000;
