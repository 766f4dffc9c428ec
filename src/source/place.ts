// Turns offsets into lines and columns, and keys into places. The only code that counts lines.
import { Mapping, Sequence, type Place, type SourceFile, type Span } from './document.js';
import { firstWhere } from './first-where.js';

/** Line and column from 1; columns in UTF-16 units (SARIF `columnKind: utf16CodeUnits`); the end is exclusive. */
export interface Region {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

const lineStarts = new WeakMap<SourceFile, Uint32Array>();

function lineStartsOf(file: SourceFile): Uint32Array {
  const known = lineStarts.get(file);
  if (known) return known;
  const starts = [0];
  for (let at = file.text.indexOf('\n'); at >= 0; at = file.text.indexOf('\n', at + 1)) starts.push(at + 1);
  const made = Uint32Array.from(starts);
  lineStarts.set(file, made);
  return made;
}

/** The line (from 1) that holds `offset`. */
export function lineAt(file: SourceFile, offset: number): number {
  const starts = lineStartsOf(file);
  return firstWhere(starts.length, (index) => (starts[index] ?? 0) > offset);
}

/** Offset at which line `line` (from 1) begins. */
export function lineStart(file: SourceFile, line: number): number {
  return lineStartsOf(file)[line - 1] ?? file.text.length;
}

/** How the lines around `line` end. */
export function lineBreakAt(file: SourceFile, line: number): '\n' | '\r\n' {
  const behind = line > 1 ? lineStart(file, line) : lineStart(file, 2);
  return file.text.startsWith('\r\n', behind - 2) ? '\r\n' : '\n';
}

/** Line and column of both ends of a place. A byte order mark does not count as a column. */
export function regionOf(place: Pick<Place, 'file' | 'start' | 'end'>): Region {
  const starts = lineStartsOf(place.file);
  const line = lineAt(place.file, place.start);
  const last = Math.max(place.start, place.end);
  const endLine = last < (starts[line] ?? Infinity) ? line : lineAt(place.file, last);
  const bom = place.file.text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const columnOf = (at: number, inLine: number): number => at - (starts[inLine - 1] ?? 0) + 1 - (inLine === 1 ? bom : 0);
  return { line, column: columnOf(place.start, line), endLine, endColumn: columnOf(last, endLine) };
}

/** The text of line `line` (from 1), without its line break. */
export function lineText(file: SourceFile, line: number): string {
  const starts = lineStartsOf(file);
  const from = starts[line - 1];
  if (from === undefined) return '';
  const { text } = file;
  let to = starts[line] ?? text.length;
  if (to > from && text[to - 1] === '\n') to -= text[to - 2] === '\r' && to - 2 >= from ? 2 : 1;
  return text.slice(text[from] === '\ufeff' ? from + 1 : from, to);
}

/** Place of the key `key` itself, or undefined when it is not in the mapping. */
export function placeOfKey(file: SourceFile, node: Mapping, key: string, route: string): Place | undefined {
  const index = node.keys.indexOf(key);
  if (index < 0) return undefined;
  return place(file, node, index, routeOfKey(route, key), node.keySpan(index));
}

/** Place of the value under `key`: the scalar itself; for a mapping or sequence the key, so that a region stays one key. */
export function placeOfValue(file: SourceFile, node: Mapping, key: string, route: string): Place | undefined {
  const index = node.keys.indexOf(key);
  if (index < 0) return undefined;
  const value = node.values[index];
  if (value instanceof Mapping || value instanceof Sequence || value === null) return placeOfKey(file, node, key, route);
  return place(file, node, index, routeOfKey(route, key), node.valueSpan(index));
}

/** Place of item `index` of a sequence: the scalar itself; for a mapping its first key, so that a region stays one key. */
export function placeOfItem(file: SourceFile, node: Sequence, index: number, route: string): Place {
  const value = node.values[index];
  const itemRoute = routeOfItem(route, index);
  if (value instanceof Mapping && value.keys.length > 0) {
    return place(file, value, 0, itemRoute, value.keySpan(0));
  }
  return place(file, node, index, itemRoute, node.valueSpan(index));
}

// With the alias through which the entry came to stand where it is.
function place(file: SourceFile, node: Mapping | Sequence, index: number, route: string, { start, end }: Span): Place {
  const usedAt = node.uses?.get(index);
  return usedAt ? { file, start, end, route, usedAt } : { file, start, end, route };
}

/** The route to item `index` of the sequence at `route`. */
export function routeOfItem(route: string, index: number): string {
  return known(route, index) ?? kept(route, index, `${route}[${index}]`);
}

/** Tells places apart in a map: the same text is the same for everybody. */
export function placeKey({ file, start }: Pick<Place, 'file' | 'start'>): string {
  return `${file.name}\n${start}`;
}

/** What is written at a place, without the quotes around it. */
export function textAt({ file, start, end }: Place): string {
  return file.text.slice(start, end).replace(/^(['"])(.*)\1$/s, '$2');
}

/** The route to what stands under `key` in the mapping at `route`. */
export function routeOfKey(route: string, key: string): string {
  const found = known(route, key);
  if (found !== undefined) return found;
  const plain = /^[A-Za-z_][\w-]*$/.test(key) ? key : JSON.stringify(key);
  return kept(route, key, route === '' ? plain : `${route}.${plain}`);
}

// Manifests have the same few thousand routes over and over: each is made a string only once. What lies behind so many others is not kept.
const mostRoutes = 10_000;
let routes = 0;
const routesBelow = new Map<string, Map<string | number, string>>();

function known(route: string, step: string | number): string | undefined {
  return routesBelow.get(route)?.get(step);
}

function kept(route: string, step: string | number, made: string): string {
  if (routes >= mostRoutes) return made;
  routes++;
  const below = routesBelow.get(route);
  if (below) below.set(step, made);
  else routesBelow.set(route, new Map([[step, made]]));
  return made;
}
