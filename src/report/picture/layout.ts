// Puts nodes into columns, footholds left and sinks right, and orders each column so that few lines cross. Pure.
import { listIn } from '#kube/grouped.js';

/** What is drawn as one box: a node, or many of one kind and namespace. */
export interface Box {
  readonly key: string;
  readonly start: boolean;
  readonly sink: boolean;
}

export interface Line {
  readonly from: string;
  readonly to: string;
}

export interface Placed {
  readonly column: number;
  readonly row: number;
}

const sweeps = 6;

/** Column and row of every box. */
export function layout(boxes: readonly Box[], lines: readonly Line[]): ReadonlyMap<string, Placed> {
  const columns = inColumns(boxes, lines);
  const rows = new Map<string, number>();
  for (const column of columns) column.forEach((key, index) => rows.set(key, index));
  const neighbours = { before: new Map<string, string[]>(), after: new Map<string, string[]>() };
  for (const { from, to } of lines) {
    listIn(neighbours.before, to).push(from);
    listIn(neighbours.after, from).push(to);
  }
  for (let sweep = 0; sweep < sweeps; sweep += 1) {
    const side = sweep % 2 === 0 ? neighbours.before : neighbours.after;
    for (const column of sweep % 2 === 0 ? columns : columns.toReversed()) {
      const weights = new Map(column.map((key) => [key, middleOf(side.get(key) ?? [], rows) ?? rows.get(key) ?? 0]));
      column.sort((a, b) => (weights.get(a) ?? 0) - (weights.get(b) ?? 0) || (a < b ? -1 : 1));
      column.forEach((key, index) => rows.set(key, index));
    }
  }
  return new Map(columns.flatMap((column, at) => column.map((key, row) => [key, { column: at, row }] as const)));
}

/** Right of everything that leads to it, as far as lines make no circle; sinks all in the last column. */
function inColumns(boxes: readonly Box[], lines: readonly Line[]): string[][] {
  const after = new Map<string, string[]>();
  const open = new Map(boxes.map(({ key }) => [key, 0]));
  for (const { from, to } of lines) {
    listIn(after, from).push(to);
    open.set(to, (open.get(to) ?? 0) + 1);
  }
  const depth = new Map<string, number>();
  const ready = [...open].filter(([, count]) => count === 0).map(([key]) => key);
  // A circle is entered where an attacker may start, else where it is met first.
  const circles = [...boxes].sort((a, b) => Number(b.start) - Number(a.start)).map(({ key }) => key);
  const done = new Set<string>();
  for (let at = 0; done.size < boxes.length; at += 1) {
    const key = ready[at] ?? circles.find((candidate) => !done.has(candidate));
    if (key === undefined) break;
    if (at >= ready.length) ready.push(key);
    if (done.has(key)) continue;
    done.add(key);
    for (const next of after.get(key) ?? []) {
      if (done.has(next)) continue;
      depth.set(next, Math.max(depth.get(next) ?? 0, (depth.get(key) ?? 0) + 1));
      const left = (open.get(next) ?? 0) - 1;
      open.set(next, left);
      if (left === 0) ready.push(next);
    }
  }
  const between = boxes.filter(({ sink }) => !sink);
  const last = Math.max(0, ...between.map(({ key }) => depth.get(key) ?? 0)) + 1;
  const columns: string[][] = Array.from({ length: last + 1 }, () => []);
  for (const { key, sink } of boxes) columns[sink ? last : (depth.get(key) ?? 0)]?.push(key);
  for (const column of columns) column.sort();
  return columns.filter((column) => column.length > 0);
}

function middleOf(keys: readonly string[], rows: ReadonlyMap<string, number>): number | undefined {
  if (keys.length === 0) return undefined;
  return keys.reduce((sum, key) => sum + (rows.get(key) ?? 0), 0) / keys.length;
}
