// Anchored scalars and their aliases, as in `value: &name web` … `value: *name`. Anchors on collections and in other places are left to the careful reader.
import type { Scalar, Span, Value } from '#source/document.js';
import { c, isSeparator, unsure, type Lines } from './lines.js';

export interface Anchored {
  readonly value: Scalar;
  readonly start: number;
  readonly end: number;
}

const anchorName = /[\w-]+/y;
// Far below the share of aliases that kubectl takes for a bomb.
const mostAliases = 10_000;

/** `&name` at `from`: `read` reads the value behind it. */
export function readAnchored(lines: Lines, from: number, read: (at: number) => Value): Value {
  const name = nameAt(lines, from + 1);
  let at = from + 1 + name.length;
  while (lines.code(at) === c.space) at++;
  const code = lines.code(at);
  if (isSeparator(code) || code === c.ampersand || code === c.star) throw unsure;
  const value = read(at);
  if ((typeof value === 'object' && value !== null) || lines.usedAt) throw unsure;
  (lines.anchors ??= new Map()).set(name, { value, start: lines.valueStart, end: lines.valueEnd });
  return value;
}

/** `*name` at `from`, alone behind its key or dash: the value stands where the anchor is, and was used here. */
export function readAlias(lines: Lines, from: number): Scalar {
  const name = nameAt(lines, from + 1);
  const anchored = lines.anchors?.get(name);
  if (!anchored || ++lines.aliasCount > mostAliases) throw unsure;
  const end = from + 1 + name.length;
  lines.finishLine(end);
  lines.usedAt = { start: from, end };
  return lines.placed(anchored.value, anchored.start, anchored.end);
}

/** Aliases of the entries from `from` on, by index among them. */
export function takeUses(lines: Lines, from: number): Map<number, Span> | undefined {
  let uses: Map<number, Span> | undefined;
  for (let last = lines.uses.at(-1); last && last.index >= from; last = lines.uses.at(-1)) {
    (uses ??= new Map()).set(last.index - from, last.usedAt);
    lines.uses.pop();
  }
  return uses;
}

function nameAt(lines: Lines, at: number): string {
  anchorName.lastIndex = at;
  const name = anchorName.exec(lines.text)?.[0];
  if (name === undefined || !isSeparator(lines.code(at + name.length))) throw unsure;
  return name;
}
