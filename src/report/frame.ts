// Draws source lines with a caret under the key that matters. Values that may be secret are starred before anything is cut or measured.
import { enclosingLines } from '#finding/span.js';
import { lineStart, lineText, regionOf } from '#source/place.js';
import type { Place, SourceFile } from '#source/document.js';
import { harmless, spelled } from './harmless.js';
import { isOtherFormat } from '#source/file-names.js';
import { maskedBetween } from './mask.js';
import { paintWith, type Paint } from './paint.js';
import { characterWidth, textWidth, wrapped } from './width.js';

export interface FrameOptions {
  /** Columns of the terminal. */
  readonly width: number;
  readonly paint?: Paint;
  /** Further places; those in other files are left out. */
  readonly also?: readonly { readonly place: Place; readonly label: string }[];
  /** Columns of the line numbers, so that frames and arrows of one finding stand under each other. */
  readonly gutter?: number;
}

/** One mark on one line, in UTF-16 units of that line. */
interface Mark {
  readonly line: number;
  readonly from: number;
  readonly to: number;
  readonly label: string;
}

/** A character as shown: where it stands in the line, and where on the screen. */
interface Cell {
  readonly from: number;
  readonly to: number;
  readonly column: number;
  readonly width: number;
  readonly text: string;
}

const tab = 4;

/** Columns that line numbers of these places need. */
export function gutterOf(places: readonly Place[]): number {
  return Math.max(2, ...places.map((place) => String(regionOf(place).line).length));
}

/**
 * Rows of a code frame: the lines of all places with a caret under each, the lines that own the first one, and a `|` row where lines are left out.
 * Rows have no line break and are at most `width` columns wide.
 */
export function codeFrame(place: Place, label: string, options: FrameOptions): string[] {
  const { file } = place;
  const paint = options.paint ?? paintWith(false);
  const marks = [{ place, label }, ...(options.also ?? []).filter((other) => other.place.file === file)].map((mark) => markOf(mark.place, mark.label));
  const byLine = new Map<number, Mark[]>();
  for (const mark of marks) byLine.set(mark.line, [...(byLine.get(mark.line) ?? []), mark]);
  const owners = isOtherFormat(file.name, file.text) ? [] : enclosingLines(file, regionOf(place).line);
  for (const owner of owners) if (!byLine.has(owner)) byLine.set(owner, []);

  const gutter = options.gutter ?? gutterOf([place]);
  const room = Math.max(20, options.width - gutter - 3);
  const bar = paint('quiet', '|');
  const numbered = (line: number | undefined, text: string): string => `${paint('quiet', (line === undefined ? '' : String(line)).padStart(gutter))} ${bar}${text === '' ? '' : ` ${text}`}`;

  const rows = [numbered(undefined, '')];
  let previous: number | undefined;
  for (const line of [...byLine.keys()].sort((left, right) => left - right)) {
    if (previous !== undefined && line === previous + 2) rows.push(numbered(line - 1, drawn(file, line - 1, [], room)[0]?.text ?? ''));
    else if (previous !== undefined && line > previous + 2) rows.push(numbered(undefined, ''));
    for (const view of drawn(file, line, byLine.get(line) ?? [], room)) {
      rows.push(numbered(line, view.text));
      for (const caret of view.carets) rows.push(...caretRows(caret, room, paint).map((text) => numbered(undefined, text)));
    }
    previous = line;
  }
  rows.push(numbered(undefined, ''));
  return rows;
}

function markOf(place: Place, label: string): Mark {
  const region = regionOf(place);
  const from = region.column - 1;
  const to = region.endLine > region.line ? Number.MAX_SAFE_INTEGER : Math.max(from + 1, region.endColumn - 1);
  return { line: region.line, from, to, label };
}

interface View {
  readonly text: string;
  readonly carets: readonly { readonly column: number; readonly width: number; readonly label: string }[];
}

/** The line as it fits into `room` columns; twice when its marks lie too far from each other. */
function drawn(file: SourceFile, line: number, marks: readonly Mark[], room: number): View[] {
  const text = lineText(file, line);
  const views: View[] = [];
  let left = [...marks].sort((one, other) => one.from - other.from);
  do {
    const first = left[0];
    const cells = cellsAround(file, line, text, first, room);
    const window = windowOf(cells, first, room);
    const shown = left.filter((mark) => mark === first || (mark.from >= window.from && mark.from < window.to));
    left = left.filter((mark) => !shown.includes(mark));
    views.push({ text: window.text, carets: shown.map((mark) => ({ ...window.span(mark), label: mark.label })) });
  } while (left.length > 0);
  return views;
}

/** Cells of the line, or of the part around the mark where the line is longer than anything that could be shown. */
function cellsAround(file: SourceFile, line: number, text: string, mark: Mark | undefined, room: number): Cell[] {
  const reach = room * 4;
  const from = text.length <= reach * 2 ? 0 : Math.max(0, (mark?.from ?? 0) - reach);
  const to = text.length <= reach * 2 ? text.length : Math.min(text.length, (mark?.from ?? 0) + reach);
  const lineStart = offsetOf(file, line);
  // What a mark points at stays readable unless it is always hidden.
  const hidden = maskedBetween(file, lineStart + from, lineStart + to).filter((stretch) => stretch.always || !mark || lineStart + mark.from >= stretch.end || lineStart + mark.to <= stretch.start);
  const cells: Cell[] = [];
  let column = 0;
  let at = from;
  let next = 0;
  const put = (length: number, shown: string, width: number): void => {
    cells.push({ from: at, to: at + length, column, width, text: shown });
    column += width;
    at += length;
  };
  while (at < to) {
    const mask = hidden[next];
    if (mask && lineStart + at >= mask.start) {
      next++;
      put(Math.max(1, Math.min(mask.end - lineStart, to) - at), '***', 3);
      continue;
    }
    const character = String.fromCodePoint(text.codePointAt(at) ?? 0x20);
    const written = character === '\t' ? ' '.repeat(tab - (column % tab)) : spelled(character);
    put(character.length, written ?? character, written?.length ?? characterWidth(character));
  }
  return cells;
}

/** Cuts the cells to `room` columns so that the mark is seen, with an ellipsis on each side that was cut. */
function windowOf(cells: readonly Cell[], mark: Mark | undefined, room: number): { text: string; from: number; to: number; span: (mark: Mark) => { column: number; width: number } } {
  const last = cells.at(-1);
  const total = last ? last.column + last.width : 0;
  const startOf = (unit: number): number => cells.find((cell) => cell.to > unit)?.column ?? total;
  const endOf = (unit: number): number => cells.find((cell) => cell.to >= unit)?.column ?? total;
  const markStart = mark ? startOf(mark.from) : 0;
  const markEnd = mark ? Math.max(markStart + 1, endOf(mark.to) + widthAt(cells, mark.to)) : 0;
  const cutLeft = (cells[0]?.from ?? 0) > 0;
  let start = 0;
  if (cutLeft || (total > room && markEnd > room - 2)) start = Math.max(0, Math.min(markStart - 12, Math.max(markEnd + 8 - room, markStart - (room >> 1))));
  const lead = start > 0 || cutLeft ? 2 : 0;
  let text = lead > 0 ? '… ' : '';
  let used = lead;
  let from = Number.MAX_SAFE_INTEGER;
  let to = 0;
  for (const cell of cells) {
    if (cell.column < start) continue;
    const trail = cell === last ? 0 : 2;
    if (used + cell.width > room - trail) {
      text = `${text.trimEnd()} …`;
      break;
    }
    text += cell.text;
    used += cell.width;
    from = Math.min(from, cell.from);
    to = cell.to;
  }
  const span = (each: Mark): { column: number; width: number } => {
    const column = Math.max(0, startOf(each.from) - start) + lead;
    const end = Math.max(column + 1, endOf(each.to) + widthAt(cells, each.to) - start + lead);
    return { column: Math.min(column, room - 1), width: Math.max(1, Math.min(end, room) - column) };
  };
  return { text: text.trimEnd(), from, to, span };
}

/** Width of the cell that ends at `unit` or holds it; 0 past the end. */
function widthAt(cells: readonly Cell[], unit: number): number {
  return cells.find((cell) => cell.to >= unit)?.width ?? 0;
}

/** Carets with their label behind them, or below them where the line would get too long. */
function caretRows(caret: View['carets'][number], room: number, paint: Paint): string[] {
  const label = harmless(caret.label, 200);
  const carets = `${' '.repeat(caret.column)}${paint('caret', '^'.repeat(caret.width))}`;
  if (label === '') return [carets];
  if (caret.column + caret.width + 1 + textWidth(label) <= room) return [`${carets} ${paint('caret', label)}`];
  const indent = room - caret.column >= 24 ? caret.column : Math.max(0, room - Math.max(24, textWidth(label)));
  return [carets, ...wrapped(label, room - indent).map((line) => ' '.repeat(indent) + paint('caret', line))];
}

/** Offset of the first character of a line, after a byte order mark. */
function offsetOf(file: SourceFile, line: number): number {
  return line === 1 && file.text.charCodeAt(0) === 0xfeff ? 1 : lineStart(file, line);
}
