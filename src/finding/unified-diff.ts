// A fixed file as a unified diff, for `--fix --dry-run`: what `git apply` and `patch` accept.
import type { FixedFile } from './fix.js';

const context = 3;

/** Lines changed by edits that touch each other's lines. */
interface Change {
  /** Lines of the old text, from 0, end exclusive. */
  readonly from: number;
  readonly to: number;
  readonly lines: readonly string[];
}

/** The diff of one file; '' when its edits change nothing. Lines keep their own line breaks, CRLF too. */
export function unifiedDiff({ file, edits }: FixedFile): string {
  const old = linesOf(file.text);
  const changes = changesOf(file.text, old, edits).filter((change) => change.lines.join('') !== old.slice(change.from, change.to).join(''));
  if (changes.length === 0) return '';
  const hunks: string[] = [];
  let shift = 0;
  for (let first = 0; first < changes.length; ) {
    let last = first;
    while (last + 1 < changes.length && (changes[last + 1]?.from ?? 0) - (changes[last]?.to ?? 0) <= context * 2) last++;
    const group = changes.slice(first, last + 1);
    const grown = group.reduce((sum, change) => sum + change.lines.length - (change.to - change.from), 0);
    hunks.push(hunk(old, group, shift, grown));
    shift += grown;
    first = last + 1;
  }
  return `--- ${path('a', file.name)}\n+++ ${path('b', file.name)}\n${hunks.join('')}`;
}

function hunk(old: readonly string[], changes: readonly Change[], shift: number, grown: number): string {
  const from = Math.max(0, (changes[0]?.from ?? 0) - context);
  const to = Math.min(old.length, (changes.at(-1)?.to ?? 0) + context);
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
function changesOf(text: string, old: readonly string[], edits: FixedFile['edits']): Change[] {
  const starts: number[] = [];
  let offset = 0;
  for (const line of old) {
    starts.push(offset);
    offset += line.length;
  }
  const lineOf = (at: number): number => {
    let line = 0;
    while (line + 1 < starts.length && (starts[line + 1] ?? 0) <= at) line++;
    return line;
  };
  const groups: { from: number; to: number; edits: FixedFile['edits'][number][] }[] = [];
  for (const edit of edits) {
    const from = lineOf(edit.start);
    // An edit that ends where a line starts leaves that line alone, unless it joins it to the one before.
    const endsAtStart = edit.end > edit.start && starts.includes(edit.end) && (edit.replacement === '' ? starts.includes(edit.start) : edit.replacement.endsWith('\n'));
    const to = Math.max(from, endsAtStart ? lineOf(edit.end) - 1 : lineOf(edit.end)) + 1;
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

/** Quoted as git does when a name holds what would end the line. */
function path(side: string, name: string): string {
  const whole = `${side}/${name}`;
  return /^[\x20-\x7e]*$/.test(whole) && !/["\\]/.test(whole) ? whole : JSON.stringify(whole);
}
