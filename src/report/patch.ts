// A fixed file as a unified diff, for `--fix --dry-run`: what `git apply` and `patch` accept. Lines with values that are secret are never shown.
import type { FixedFile } from '#finding/fix.js';
import { spelled } from './harmless.js';
import { maskedBetween } from './mask.js';

const mostContext = 3;

/** Lines changed by edits that touch each other's lines. */
interface Change {
  /** Lines of the old text, from 0, end exclusive. */
  readonly from: number;
  readonly to: number;
  readonly lines: readonly string[];
}

/** Lines of the old text that must not be shown. */
type Secret = (line: number) => boolean;

/** The diff of one file; '' when its edits change nothing. Lines keep their own line breaks, CRLF too. A comment stands for a hunk that would show a secret. */
export function unifiedDiff({ file, edits }: FixedFile): string {
  const old = linesOf(file.text);
  const starts = startsOf(old);
  const secret: Secret = (line) => maskedBetween(file, starts[line] ?? 0, (starts[line] ?? 0) + (old[line]?.length ?? 0)).some((stretch) => stretch.always);
  const changes = changesOf(file.text, starts, edits)
    .map((change) => trimmed(change, old))
    .filter((change) => change.from < change.to || change.lines.length > 0);
  if (changes.length === 0) return '';
  const hunks: string[] = [];
  let shift = 0;
  for (let first = 0; first < changes.length; ) {
    let last = first;
    while (last + 1 < changes.length && isNear(changes[last]?.to ?? 0, changes[last + 1]?.from ?? 0, secret)) last++;
    const group = changes.slice(first, last + 1);
    const grown = group.reduce((sum, change) => sum + change.lines.length - (change.to - change.from), 0);
    hunks.push(hunk(old, group, shift, grown, secret));
    shift += grown;
    first = last + 1;
  }
  return `--- ${path('a', file.name)}\n+++ ${path('b', file.name)}\n${hunks.join('')}`;
}

/** Two changes share a hunk when their contexts meet and nothing secret stands between them. */
function isNear(end: number, start: number, secret: Secret): boolean {
  if (start - end > mostContext * 2) return false;
  for (let line = end; line < start; line++) if (secret(line)) return false;
  return true;
}

function hunk(old: readonly string[], changes: readonly Change[], shift: number, grown: number, secret: Secret): string {
  let from = changes[0]?.from ?? 0;
  let to = changes.at(-1)?.to ?? 0;
  for (let line = from; line < to; line++) if (secret(line)) return `# line ${line + 1} changes; it holds values that may be secret and is not shown\n`;
  for (let lines = 0; lines < mostContext && from > 0 && !secret(from - 1); lines++) from--;
  for (let lines = 0; lines < mostContext && to < old.length && !secret(to); lines++) to++;
  const rows: string[] = [];
  let at = from;
  for (const change of changes) {
    rows.push(...old.slice(at, change.from).map((line) => row(' ', line)), ...old.slice(change.from, change.to).map((line) => row('-', line)), ...change.lines.map((line) => row('+', line)));
    at = change.to;
  }
  rows.push(...old.slice(at, to).map((line) => row(' ', line)));
  return `@@ -${range(from, to - from)} +${range(from + shift, to - from + grown)} @@\n${rows.join('')}`;
}

/** Edits as whole lines, those on one line together. */
function changesOf(text: string, starts: readonly number[], edits: FixedFile['edits']): Change[] {
  const lineOf = (at: number): number => {
    let line = 0;
    while (line + 1 < starts.length && (starts[line + 1] ?? 0) <= at) line++;
    return line;
  };
  const groups: { from: number; to: number; edits: FixedFile['edits'][number][] }[] = [];
  for (const edit of edits) {
    const from = lineOf(edit.start);
    const to = lineOf(edit.end) + 1;
    const last = groups.at(-1);
    if (last && from < last.to) {
      last.to = Math.max(last.to, to);
      last.edits.push(edit);
    } else groups.push({ from, to, edits: [edit] });
  }
  return groups.map((group) => {
    const start = starts[group.from] ?? 0;
    const end = starts[group.to] ?? text.length;
    let made = '';
    let at = start;
    for (const edit of group.edits) {
      made += text.slice(at, edit.start) + edit.replacement;
      at = edit.end;
    }
    return { from: group.from, to: group.to, lines: linesOf(made + text.slice(at, Math.max(at, end))) };
  });
}

/** The change without the lines it begins and ends with that stay the same. */
function trimmed({ from, to, lines }: Change, old: readonly string[]): Change {
  let head = 0;
  while (head < lines.length && from + head < to && lines[head] === old[from + head]) head++;
  let tail = 0;
  while (tail < lines.length - head && from + head < to - tail && lines[lines.length - 1 - tail] === old[to - 1 - tail]) tail++;
  return { from: from + head, to: to - tail, lines: lines.slice(head, lines.length - tail) };
}

function startsOf(lines: readonly string[]): number[] {
  let offset = 0;
  return lines.map((line) => {
    offset += line.length;
    return offset - line.length;
  });
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.split(/(?<=\n)/);
}

function row(mark: string, line: string): string {
  return line.endsWith('\n') ? mark + line : `${mark}${line}\n\\ No newline at end of file\n`;
}

/** Counts from 1; an empty range stands after the line before it. */
function range(from: number, length: number): string {
  return `${length === 0 ? from : from + 1},${length}`;
}

/** Quoted as git does when a name holds what would end the line, or hide in it. */
function path(side: string, name: string): string {
  const whole = `${side}/${name}`;
  const quoted = [...whole].map((character) => {
    if (character === '"' || character === '\\') return `\\${character}`;
    if (spelled(character) === undefined) return character;
    return [...Buffer.from(character)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
  });
  return quoted.join('') === whole ? whole : `"${quoted.join('')}"`;
}
