// The report for a terminal: what is wrong, where, the line itself, the steps of the path, what to do.
import { regionOf } from '#source/place.js';
import type { Place } from '#source/document.js';
import type { AskedPermission, Finding, LintResult, Severity } from '#finding/finding.js';
import { isAtLeast } from '#finding/sort.js';
import { counted, countsLine } from './counts.js';
import { codeFrame, gutterOf } from './frame.js';
import { groupByCause } from './group.js';
import { fileUri, harmless, harmlessLine, prose } from './harmless.js';
import { rulePage } from './links.js';
import { paintWith, type Paint } from './paint.js';
import { placeText } from './place-text.js';
import { groupProblems } from './problems.js';
import { summaryReport } from './summary.js';
import { padded, textWidth, wrapped } from './width.js';

export interface TextOptions {
  readonly color: boolean;
  /** Columns of the terminal. */
  readonly width: number;
  /** Findings below are counted, not shown. */
  readonly failOn: Severity;
  /** Findings only: no counts, no notes. */
  readonly quiet: boolean;
  /** OSC 8 links on rule ids, and on places when `workingDirectory` is given. */
  readonly links: boolean;
  /** Adds to each step the command that confirms it on a live cluster. */
  readonly verify?: boolean;
  /** One screen instead of every finding. */
  readonly summary?: boolean;
  /** Absolute, for links to files. */
  readonly workingDirectory?: string;
}

/** What every part of the report needs to draw. */
interface Pen {
  readonly paint: Paint;
  readonly width: number;
  readonly verify: boolean;
  readonly link: (target: string, text: string) => string;
  readonly place: (place: Place) => { readonly text: string; readonly shown: string };
}

const shownProblems = 8;
const shownNeighbours = 4;
/** Terminals drop longer ones ("Hyperlinks in Terminal Emulators", VTE's limit is 2,083). */
const longestLink = 2000;

/** The whole report; ends with a line break. Empty when `quiet` and nothing was found. */
export function textReport(result: LintResult, options: TextOptions): string {
  if (options.summary) return summaryReport(result, options);
  const pen = penFor(options);
  const shown = result.findings.filter((finding) => isAtLeast(finding.severity, options.failOn));
  const blocks = groupByCause(shown).map((group) => linesText([...findingLines(group, pen), '']));
  if (!options.quiet) blocks.push(linesText([...problemLines(result, pen), ...wrapped(countsLine(result, options.failOn), options.width).map((line) => pen.paint('strong', line))]));
  return blocks.join('');
}

function linesText(lines: readonly string[]): string {
  return lines.map((line) => `${harmlessLine(line.trimEnd())}\n`).join('');
}

function penFor(options: TextOptions): Pen {
  const paint = paintWith(options.color);
  const link = (target: string, text: string): string => (options.links && target.length <= longestLink ? `\u001b]8;;${target}\u001b\\${text}\u001b]8;;\u001b\\` : text);
  const base = options.workingDirectory === undefined ? undefined : fileUri(options.workingDirectory);
  return {
    paint,
    width: Math.max(40, options.width),
    verify: options.verify ?? false,
    link,
    place: (place) => {
      const text = placeText(place);
      const painted = paint('place', text);
      if (base === undefined) return { text, shown: painted };
      const uri = fileUri(place.file.name);
      return { text, shown: link(uri.startsWith('file:') ? uri : `${base}/${uri}`, painted) };
    },
  };
}

function findingLines(group: readonly Finding[], pen: Pen): string[] {
  const [first, ...others] = group as [Finding, ...Finding[]];
  const rule = pen.link(rulePage(first.rule), pen.paint('strong', harmless(first.rule)));
  const confidence = first.confidence === 'high' ? '' : pen.paint('quiet', `  (confidence ${first.confidence})`);
  const neighbours = others.filter((finding) => finding.place.file === first.place.file).slice(0, shownNeighbours);
  const also = first.evidence.length > 1 ? nearSteps(first) : neighbours;
  const gutter = gutterOf([first.place, ...also.map((mark) => mark.place)]);
  return [
    `${pen.paint(first.severity, padded(first.severity, 8))}  ${rule}${confidence}`,
    ...hanging('  ', harmless(first.message), pen.width),
    `${' '.repeat(gutter)}${pen.paint('quiet', '-->')} ${pen.place(first.place).shown}`,
    ...codeFrame(first.place, first.label, { width: pen.width, paint: pen.paint, gutter, also }),
    ...stepLines(others.length === 0 ? first.evidence : [], pen),
    ...alsoLines(first, pen),
    ...otherLines(others, pen),
    ...noteLines('do', prose(first.remediation), pen),
    ...noteLines('more', `sa-lint explain ${harmless(first.rule)}`, pen),
  ];
}

/** Steps written in the finding's own file, on lines of their own: they are shown in its frame. */
function nearSteps(finding: Finding): { place: Place; label: string }[] {
  const lines = new Set([regionOf(finding.place).line]);
  const near: { place: Place; label: string }[] = [];
  finding.evidence.forEach(({ place }, index) => {
    if (!place || place.file !== finding.place.file) return;
    const { line } = regionOf(place);
    if (lines.has(line) || near.length >= 3) return;
    lines.add(line);
    near.push({ place, label: `step ${index + 1}` });
  });
  return near;
}

/** Numbered steps: words and place side by side where every step fits, else the place below its words. */
function stepLines(steps: Finding['evidence'], pen: Pen): string[] {
  const indent = 4 + String(steps.length).length;
  const words = steps.map((step) => harmless(step.message));
  const spots = steps.map((step) => (step.place ? pen.place(step.place) : { text: 'built in', shown: pen.paint('quiet', 'built in') }));
  const column = Math.max(0, ...words.map(textWidth)) + 2;
  const beside = indent + column + Math.max(0, ...spots.map((spot) => textWidth(spot.text))) <= pen.width;
  const lines: string[] = [];
  steps.forEach((step, index) => {
    const number = pen.paint('strong', String(index + 1).padStart(indent - 2));
    const spot = spots[index] ?? { text: '', shown: '' };
    if (beside) lines.push(`${number}  ${padded(words[index] ?? '', column)}${spot.shown}`);
    else {
      const [head = '', ...rest] = wrapped(words[index] ?? '', pen.width - indent);
      lines.push(`${number}  ${head}`, ...rest.map((line) => ' '.repeat(indent) + line), `${' '.repeat(indent)}${spot.shown}`);
    }
    for (const related of step.related ?? []) {
      const place = pen.place(related.place);
      const message = harmless(related.message);
      const fits = indent + textWidth(message) + 2 + textWidth(place.text) <= pen.width;
      if (beside && fits && textWidth(message) + 2 <= column) lines.push(`${' '.repeat(indent)}${pen.paint('quiet', padded(message, column))}${place.shown}`);
      else if (fits) lines.push(`${' '.repeat(indent)}${pen.paint('quiet', message)}  ${place.shown}`);
      else lines.push(...hanging(' '.repeat(indent), message, pen.width), `${' '.repeat(indent)}${place.shown}`);
    }
    if (pen.verify) for (const asked of step.asks ?? []) lines.push(`${' '.repeat(indent)}${pen.paint('quiet', askCommand(asked))}`);
  });
  return lines;
}

/** The command that asks a live cluster for a permission; every name is quoted for the shell. */
export function askCommand(asked: AskedPermission): string {
  const target = asked.name === undefined || asked.name === '' ? asked.resource : `${asked.resource}/${asked.name}`;
  return [
    'kubectl auth can-i',
    quoted(asked.verb),
    quoted(target),
    ...(asked.subresource ? [`--subresource=${quoted(asked.subresource)}`] : []),
    ...(target.startsWith('/') ? [] : asked.namespace ? ['-n', quoted(asked.namespace)] : ['-A']),
    `--as=${quoted(asked.as)}`,
    ...(asked.groups ?? []).map((group) => `--as-group=${quoted(group)}`),
  ].join(' ');
}

function quoted(word: string): string {
  const shown = harmless(word);
  return /^[\w@%+=:,./-]+$/.test(shown) ? shown : `'${shown.replace(/'/g, `'\\''`)}'`;
}

function alsoLines(finding: Finding, pen: Pen): string[] {
  const others = finding.subjects.slice(1).map((subject) => harmless(subject, 80));
  const parts: string[] = [];
  if (finding.otherRoutes > 0) parts.push(counted(finding.otherRoutes, 'other route'));
  if (others.length > 0) parts.push(`${counted(others.length, 'other subject')} (${cutList(others, 4)})`);
  return parts.length === 0 ? [] : noteLines('also', parts.join(', '), pen);
}

/** The other findings of a group: what they say and where, side by side where every one fits. */
function otherLines(others: readonly Finding[], pen: Pen): string[] {
  const rows = others.map((finding) => ({ message: harmless(finding.message), place: pen.place(finding.place) }));
  const column = Math.max(0, ...rows.map((row) => textWidth(row.message))) + 2;
  const beside = rows.every((row) => 8 + column + textWidth(row.place.text) <= pen.width);
  return rows.flatMap(({ message, place }, index) => {
    const word = `  ${pen.paint('strong', index === 0 ? 'also' : '    ')}  `;
    if (beside) return [`${word}${padded(message, column)}${place.shown}`];
    const [head = '', ...rest] = wrapped(message, pen.width - 8);
    return [`${word}${head}`, ...rest.map((line) => `        ${line}`), `        ${place.shown}`];
  });
}

/** The first few of a list, and how many are left. */
export function cutList(items: readonly string[], limit: number): string {
  const left = items.length - limit;
  return left > 1 ? `${items.slice(0, limit).join(', ')} and ${left} more` : items.join(', ');
}

function noteLines(word: string, text: string, pen: Pen): string[] {
  const [head = '', ...rest] = wrapped(text, pen.width - 8);
  return [`  ${pen.paint('strong', padded(word, 4))}  ${head}`, ...rest.map((line) => `        ${line}`)];
}

function hanging(indent: string, text: string, width: number): string[] {
  return wrapped(text, width - indent.length).map((line) => indent + line);
}

function problemLines(result: LintResult, pen: Pen): string[] {
  const groups = groupProblems(result.problems);
  if (groups.length === 0) return [];
  const lines = groups.slice(0, shownProblems).flatMap((group) => {
    const word = group.severity === 'note' ? 'note' : 'not evaluated';
    const head = `${pen.paint(group.severity === 'note' ? 'quiet' : 'medium', word)}  ${group.code}`;
    const where = pen.paint('place', group.where);
    const beside = word.length + group.code.length + textWidth(group.where) + 4 <= pen.width;
    return [...(beside ? [`${head}  ${where}`] : [head, `  ${where}`]), ...hanging('  ', group.message, pen.width)];
  });
  if (groups.length > shownProblems) lines.push(`and ${groups.length - shownProblems} more places (-f json lists all)`);
  return [...lines, ''];
}
