// Applies the text edits of fixes: everything that is not edited, comments above all, stays byte for byte.
import type { SourceFile } from '#source/document.js';
import { firstWhere } from '#source/first-where.js';
import type { Finding, Fix } from './finding.js';
import { compareText } from './sort.js';

type Edit = Fix['edits'][number];

/** One file before and after. */
export interface FixedFile {
  readonly file: SourceFile;
  readonly text: string;
  readonly edits: readonly Edit[];
}

export interface Fixed {
  /** Changed files, by name. */
  readonly files: readonly FixedFile[];
  readonly applied: readonly Finding[];
  /** Findings whose fix overlaps another's, is unsafe, or edits a file that was not given: run again for the first of these. */
  readonly skipped: readonly Finding[];
}

/** Applies each fix whole or not at all; of two that overlap, the first in order wins. Unsafe fixes only when asked for. */
export function applyFixes(findings: readonly Finding[], files: readonly SourceFile[], unsafe = false): Fixed {
  const byName = new Map(files.filter((file) => !file.cluster).map((file) => [file.name, file]));
  const accepted = new Map<string, Accepted>();
  const acceptedIn = (file: string): Accepted => {
    let edits = accepted.get(file);
    if (!edits) accepted.set(file, (edits = new Accepted()));
    return edits;
  };
  const applied: Finding[] = [];
  const skipped: Finding[] = [];
  for (const finding of findings) {
    const { fix } = finding;
    if (!fix) continue;
    const fits = fix.edits.every((edit) => isInside(edit, byName.get(edit.file)) && acceptedIn(edit.file).admits(edit));
    if (fix.edits.length === 0 || !fits || (!fix.safe && !unsafe) || overlapAmong(fix.edits)) {
      skipped.push(finding);
      continue;
    }
    applied.push(finding);
    for (const edit of fix.edits) acceptedIn(edit.file).add(edit);
  }
  const changed = [...accepted].sort(([left], [right]) => compareText(left, right)).flatMap(([name, { edits }]) => {
    const file = byName.get(name);
    return file && edits.length > 0 ? [{ file, text: editedText(file.text, edits), edits }] : [];
  });
  return { files: changed, applied, skipped };
}

/** Edits of one file that do not overlap, in their order: a new one is compared with its neighbours alone. */
class Accepted {
  readonly edits: Edit[] = [];

  /** True when the edit overlaps no other, or is there already. */
  admits(edit: Edit): boolean {
    const at = this.#positionOf(edit);
    return this.edits.slice(Math.max(0, at - 1), at + 2).every((other) => isSame(edit, other) || !overlap(edit, other));
  }

  /** Adds an edit that is admitted. */
  add(edit: Edit): void {
    const at = this.#positionOf(edit);
    const next = this.edits[at];
    if (!next || !isSame(edit, next)) this.edits.splice(at, 0, edit);
  }

  /** The first edit that does not start before this one. */
  #positionOf({ start }: Edit): number {
    return firstWhere(this.edits.length, (index) => (this.edits[index]?.start ?? 0) >= start);
  }
}

/** The text with edits made; they are sorted and do not overlap. */
export function editedText(text: string, edits: readonly Pick<Edit, 'start' | 'end' | 'replacement'>[]): string {
  let made = '';
  let at = 0;
  for (const edit of edits) {
    made += text.slice(at, edit.start) + edit.replacement;
    at = edit.end;
  }
  return made + text.slice(at);
}

function isInside(edit: Edit, file: SourceFile | undefined): boolean {
  return file !== undefined && edit.start >= 0 && edit.start <= edit.end && edit.end <= file.text.length;
}

function isSame(left: Edit, right: Edit): boolean {
  return left.file === right.file && left.start === right.start && left.end === right.end && left.replacement === right.replacement;
}

/** Two insertions at one offset overlap too: their order would matter. */
function overlap(left: Edit, right: Edit): boolean {
  return left.start === right.start || (left.start < right.end && right.start < left.end);
}

function overlapAmong(edits: readonly Edit[]): boolean {
  return edits.some((edit, index) => edits.slice(index + 1).some((other) => other.file === edit.file && overlap(edit, other)));
}
