// Reads one body, the text between two `---` lines: usually one document, sometimes several JSON values or documents that kubectl does not see.
import { readCarefully } from './careful/read.js';
import type { Value } from './document.js';
import type { Omission } from './fast/omitted.js';
import { readFast } from './fast/read.js';
import { readJson } from './json.js';
import type { Failure, Reading, Remark } from './reading.js';

/** A document of a body. */
export interface BodyDocument {
  readonly root: Value;
  readonly start: number;
  readonly end: number;
  readonly hidden: boolean;
}

export interface BodyReading {
  readonly documents: readonly BodyDocument[];
  /** Set when the rest of the body could not be read. */
  readonly failure: Remark | undefined;
  readonly remarks: readonly Remark[];
}

const mostHidden = 1000;
const space = /[\s\ufeff]/;
// What may stand behind the end of a document without being a second one: white space, comments and `...`.
const nothing = /^(?:\s|#[^\n]*|\.\.\.(?=\s|$))*$/;

/** All documents in `text` from `start` to `end`. */
export function readBody(text: string, start: number, end: number, omission?: Omission): BodyReading {
  const documents: BodyDocument[] = [];
  const remarks: Remark[] = [];
  let at = start;
  for (let hidden = false; ; ) {
    const reading = readNext(text, at, end, omission);
    if ('failure' in reading) {
      const failure = hidden ? { ...reading.failure, code: 'hidden-document' as const } : reading.failure;
      return { documents, failure, remarks };
    }
    remarks.push(...reading.remarks);
    if (reading.root !== undefined) documents.push({ root: reading.root, start: at, end: reading.end, hidden });
    if (reading.end <= at || isNothing(text, reading.end, end)) return { documents, failure: undefined, remarks };
    const next = skipSpace(text, reading.end, end);
    if (!hidden && !reading.isJson) {
      remarks.push({ at: next, code: 'hidden-document', message: 'kubectl takes the document for finished here and ignores what follows; sa-lint reads it' });
      hidden = true;
    }
    at = reading.isJson ? next : reading.end;
    if (documents.length > mostHidden && !reading.isJson) {
      return { documents, failure: { at, code: 'too-many-documents', message: `more than ${mostHidden} documents stand here without \`---\` between them` }, remarks };
    }
  }
}

type NextReading = (Reading & { readonly isJson?: boolean }) | Failure;

function readNext(text: string, start: number, end: number, omission: Omission | undefined): NextReading {
  const first = skipSpace(text, start, end);
  if (text.charCodeAt(first) === 0x7b && first < end) {
    const json = readJson(text, first, end);
    if (json && followedByJson(text, json.end, end)) return { ...json, isJson: true };
  }
  return readFast(text, start, end, omission) ?? readCarefully(text, start, end);
}

// kubectl reads a file of JSON values one after the other; anything else behind the first makes it YAML.
function followedByJson(text: string, from: number, end: number): boolean {
  const next = skipSpace(text, from, end);
  return next === end || text.charCodeAt(next) === 0x7b;
}

function isNothing(text: string, from: number, end: number): boolean {
  const next = skipSpace(text, from, end);
  return next === end || nothing.test(text.slice(next, end));
}

function skipSpace(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && space.test(text[at] ?? '')) at++;
  return at;
}
