// Turns the text of files into documents and problems. Pure: the same files give the same answer, and nothing is thrown.
import { readBody } from './body.js';
import type { Omission } from './fast/omitted.js';
import { isOtherFormat } from './file-names.js';
import type { Document, Problem, SourceFile, Sources } from './document.js';
import { regionOf } from './place.js';
import type { Remark } from './reading.js';
import { hasPlainLines, sniffKind } from './sniff.js';
import { splitBodies } from './split.js';
import { unrenderedProblems, type Templates } from './unrendered.js';

export interface ReadOptions {
  /** Says whether documents of this `kind` can matter; those that cannot are counted and skipped. Default: all matter. */
  readonly relevant?: (kind: string) => boolean;
  /** Values that need not be read. */
  readonly omission?: Omission | undefined;
}

const mostDocuments = 500_000;

/** Reads files that were collected. Every text gives documents or problems; documents of kinds that cannot matter are only counted, files of other formats have none. */
export function readFiles(files: readonly SourceFile[], options: ReadOptions = {}): Sources {
  const { documents, problems, skipped } = readAll(files.filter(({ name, text }) => !isOtherFormat(name, text)), options);
  return { files, documents, problems, skipped };
}

/** Reads one text as YAML or JSON, whatever its name. */
export function readText(name: string, text: string): Sources {
  const slash = name.lastIndexOf('/');
  return readAll([{ name, text, cluster: false, directory: slash < 0 ? '.' : name.slice(0, slash) }], {});
}

function readAll(files: readonly SourceFile[], options: ReadOptions): Sources {
  const documents: Document[] = [];
  const problems: Problem[] = [];
  const templates: Templates = new Map();
  let skipped = 0;
  for (const file of files) skipped += readFile(file, options, documents, problems, templates);
  problems.push(...unrenderedProblems(files, documents, templates));
  return { files, documents, problems: problems.sort(byPlace), skipped };
}

/** A problem at an offset of a file. */
export function problemAt(file: SourceFile, remark: Remark, severity: Problem['severity']): Problem {
  const { line, column } = regionOf({ file, start: remark.at, end: remark.at });
  return { file: file.name, line, column, code: remark.code, message: remark.message, severity };
}

function readFile(file: SourceFile, { relevant, omission }: ReadOptions, documents: Document[], problems: Problem[], templates: Templates): number {
  const { text } = file;
  const canSniff = (relevant ?? omission) !== undefined && hasPlainLines(text);
  let index = 0;
  let skipped = 0;
  let brace = nextBrace(text, 0);
  for (const body of splitBodies(text)) {
    if (index >= mostDocuments) {
      problems.push(problemAt(file, { at: body.start, code: 'too-many-documents', message: `holds more than ${mostDocuments} documents; the rest is not read` }, 'not-evaluated'));
      break;
    }
    if (body.remark) problems.push(problemAt(file, body.remark, 'not-evaluated'));
    const kind = canSniff ? sniffKind(text, body.start, body.end) : undefined;
    if (kind !== undefined && relevant?.(kind) === false) {
      index++;
      skipped++;
      continue;
    }
    const reading = readBody(text, body.start, body.end, kind === omission?.kind ? omission : undefined);
    for (const remark of reading.remarks) problems.push(problemAt(file, remark, 'note'));
    for (const document of reading.documents) {
      if (document.root !== null) documents.push({ file, index: index++, ...document });
    }
    if (brace < body.start) brace = nextBrace(text, body.start);
    if (brace < body.end) noteTemplate(templates, file, brace, reading.failure === undefined);
    else if (reading.failure) problems.push(problemAt(file, reading.failure, 'not-evaluated'));
    if (reading.failure) index++;
  }
  return skipped;
}

/** Where `{{` stands next outside of a comment, in which it keeps nothing from being read. */
function nextBrace(text: string, from: number): number {
  let found = text.indexOf('{{', from);
  while (found >= 0 && inComment.test(text.slice(text.lastIndexOf('\n', found) + 1, found))) {
    const lineEnd = text.indexOf('\n', found);
    found = lineEnd < 0 ? -1 : text.indexOf('{{', lineEnd);
  }
  return found < 0 ? Infinity : found;
}

const inComment = /^(?:[^'"]*\s)?#/;

function noteTemplate(templates: Templates, file: SourceFile, brace: number, wasRead: boolean): void {
  const known = templates.get(file);
  if (known === undefined || (known.wasRead && !wasRead)) templates.set(file, { brace, wasRead });
}

function byPlace(a: Problem, b: Problem): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column || (a.code < b.code ? -1 : a.code > b.code ? 1 : 0);
}
