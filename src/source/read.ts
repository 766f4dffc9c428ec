// Turns the text of files into documents and problems: which reader takes a document is decided here, and nobody behind can tell.
import { readCarefully } from './careful.js';
import type { Document, Problem, SourceFile, Sources } from './document.js';
import { regionOf } from './place.js';
import type { Remark } from './reading.js';
import { splitBodies } from './split.js';

export interface ReadOptions {
  /** Says whether documents of this `kind` can matter; those that cannot are counted and skipped. Default: all matter. */
  readonly relevant?: (kind: string) => boolean;
}

/** Reads files that were collected. Pure; every input gives documents or problems, nothing is thrown. */
export function readFiles(files: readonly SourceFile[], _options: ReadOptions = {}): Sources {
  const documents: Document[] = [];
  const problems: Problem[] = [];
  for (const file of files) {
    let index = 0;
    for (const body of splitBodies(file.text)) {
      const reading = readCarefully(file.text, body.start, body.end);
      if ('failure' in reading) {
        problems.push(problemAt(file, reading.failure, 'not-evaluated'));
        index++;
      } else if (reading.root !== undefined) {
        documents.push({ file, index: index++, root: reading.root, start: body.start, end: body.end });
      }
    }
  }
  return { files, documents, problems };
}

/** Reads one text, as from a file of that name. */
export function readText(name: string, text: string): Sources {
  const slash = name.lastIndexOf('/');
  return readFiles([{ name, text, cluster: false, directory: slash < 0 ? '.' : name.slice(0, slash) }]);
}

function problemAt(file: SourceFile, remark: Remark, severity: Problem['severity']): Problem {
  const { line, column } = regionOf({ file, start: remark.at, end: remark.at });
  return { file: file.name, line, column, code: remark.code, message: remark.message, severity };
}
