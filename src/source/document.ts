// The one shape in which text enters sa-lint: documents of mappings, sequences and scalars that know where they were written.

/** A scalar as kubectl reads it (YAML 1.1 booleans, octal; see docs/reading-yaml.md). */
export type Scalar = string | number | boolean | null;

/** Any node of a document. Scalars carry no position of their own: their container keeps it. */
export type Value = Scalar | Mapping | Sequence;

/** A stretch of a text: UTF-16 offsets, the end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Offsets of several collections, one behind the other: each knows where its own begin. */
export type Offsets = number[] | Int32Array;

/** A mapping with the offsets of every key and value. Keys are unique: of duplicates the last one won, as in kubectl. */
export class Mapping {
  /** Shared by mappings with the same keys in the same order. */
  readonly keys: readonly string[];
  readonly values: Value[];
  /** From `at` on four an entry: key start, key end, value start, value end (UTF-16 units into `SourceFile.text`, ends exclusive). */
  readonly offsets: Offsets;
  readonly at: number;
  /** By entry: the alias (`*name`) through which it came here; its offsets are where it was written. */
  uses: Map<number, Span> | undefined = undefined;
  start: number;
  end: number;

  constructor(start: number, end = start, keys: readonly string[] = [], values: Value[] = [], offsets: Offsets = [], at = 0) {
    this.start = start;
    this.end = end;
    this.keys = keys;
    this.values = values;
    this.offsets = offsets;
    this.at = at;
  }

  /** The value under `key`, or undefined when the key is not there (a key without value gives null). */
  get(key: string): Value | undefined {
    const index = this.keys.indexOf(key);
    return index < 0 ? undefined : this.values[index];
  }

  has(key: string): boolean {
    return this.keys.includes(key);
  }

  /** Where the key of an entry stands. */
  keySpan(index: number): Span {
    return spanAt(this.offsets, this.at + index * 4);
  }

  /** Where the value of an entry stands. */
  valueSpan(index: number): Span {
    return spanAt(this.offsets, this.at + index * 4 + 2);
  }
}

/** A sequence with the offsets of every item. */
export class Sequence {
  readonly values: Value[];
  /** From `at` on two an item: start, end. */
  readonly offsets: Offsets;
  readonly at: number;
  /** By entry: the alias (`*name`) through which it came here; its offsets are where it was written. */
  uses: Map<number, Span> | undefined = undefined;
  start: number;
  end: number;

  constructor(start: number, end = start, values: Value[] = [], offsets: Offsets = [], at = 0) {
    this.start = start;
    this.end = end;
    this.values = values;
    this.offsets = offsets;
    this.at = at;
  }

  /** Where an item stands. */
  valueSpan(index: number): Span {
    return spanAt(this.offsets, this.at + index * 2);
  }
}

function spanAt(offsets: Offsets, at: number): Span {
  const start = offsets[at] ?? 0;
  return { start, end: offsets[at + 1] ?? start };
}

/** A file as read. `name` is relative to the working directory, with `/`; absolute only on another drive. */
export interface SourceFile {
  readonly name: string;
  readonly text: string;
  /** Given with `--cluster`: describes what exists, is never reported on. */
  readonly cluster: boolean;
  /** Kind of tree the file belongs to, so that alternatives can be told apart; directory of the file with `/`. */
  readonly directory: string;
}

/** One document of a file. A `List` is one document; src/kube expands it. */
export interface Document {
  readonly file: SourceFile;
  /** Position in the file, from 0. */
  readonly index: number;
  readonly root: Value;
  readonly start: number;
  readonly end: number;
  /** kubectl does not see it: it stands behind the end of another document, without `---` between them. */
  readonly hidden: boolean;
}

/** A place in a file, kept as offsets; lines are counted only where output begins. `route` is the key path from the object's root, like `rules[0].verbs[1]`. */
export interface Place {
  readonly file: SourceFile;
  readonly start: number;
  readonly end: number;
  readonly route: string;
  /** Where an alias used what was written at this place. */
  readonly usedAt?: Span;
}

/** Everything that can keep a text from being analysed. Codes are a contract: they stand in `notEvaluated[].code`. */
export type ProblemCode =
  | 'not-found'
  | 'no-input'
  | 'unreadable'
  | 'not-a-file'
  | 'broken-link'
  | 'link-loop'
  | 'link-outside'
  | 'too-large'
  | 'binary'
  | 'syntax'
  | 'template'
  | 'chart'
  | 'kustomization'
  | 'too-deep'
  | 'too-many-aliases'
  | 'too-many-documents'
  | 'duplicate-key'
  | 'hidden-document'
  | 'invalid-object'
  | 'unknown-kind'
  | 'unknown-pods'
  | 'conflict'
  | 'authorizer'
  | 'unknown-flag';

/** Something that was not, or not wholly, evaluated. `severity: note` does not change the exit code (a duplicate key, say). */
export interface Problem {
  readonly file: string;
  /** From 1; 1 when the whole file is meant. */
  readonly line: number;
  readonly column: number;
  readonly code: ProblemCode;
  readonly message: string;
  readonly severity: 'not-evaluated' | 'note';
}

/** What the source stage hands on. */
export interface Sources {
  readonly files: readonly SourceFile[];
  readonly documents: readonly Document[];
  readonly problems: readonly Problem[];
  /** Documents that were not read because their kind cannot matter; not among `documents`. */
  readonly skipped: number;
}
