// The report for a terminal: what is wrong, where, the line itself, the steps of the path, what to do.
import { regionOf } from '#source/place.js';
import type { Place } from '#source/document.js';
import type { AskedPermission, Finding, LintResult, Severity } from '#finding/finding.js';
import { isAtLeast } from '#finding/sort.js';
import { countsLine } from './counts.js';
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
const shownPlaces = 5;

/** The whole report; ends with a line break. Empty when `quiet` and nothing was found. */
export function textReport(result: LintResult, options: TextOptions): string {
  if (options.summary) return summaryReport(result, options);
  const pen = penFor(options);
  const shown = result.findings.filter((finding) => isAtLeast(finding.severity, options.failOn));
  const blocks = groupByCause(shown).map((group) => [...findingLines(group, pen), '']);
  const lines = blocks.flat();
  if (!options.quiet) lines.push(...problemLines(result, pen), ...wrapped(countsLine(result, options.failOn), options.width).map((line) => pen.paint('strong', line)));
  return lines.length === 0 ? '' : `${lines.map((line) => harmlessLine(line.trimEnd())).join('\n')}\n`;
}

function penFor(options: TextOptions): Pen {
  const paint = paintWith(options.color);
  const link = (target: string, text: string): string => (options.links ? `\u001b]8;;${target}\u001b\\${text}\u001b]8;;\u001b\\` : text);
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
  const [first] = group as [Finding, ...Finding[]];
  const head = `${pen.paint(first.severity, padded(first.severity, 8))}  ${pen.link(rulePage(first.rule), pen.paint('strong', harmless(first.rule)))}${first.confidence === 'high' ? '' : pen.paint('quiet', `  (confidence ${first.confidence})`)}`;
  const messages = group.slice(0, shownPlaces).flatMap((finding) => hanging('  ', harmless(finding.message), pen.width));
  const places = group.slice(0, shownPlaces).map((finding) => finding.place);
  const steps = group.length === 1 ? first.evidence : [];
  const near = steps.length > 1 ? nearSteps(first) : [];
  const gutter = gutterOf([...places, ...near.map((step) => step.place)]);
  const frame = codeFrame(first.place, first.label, {
    width: pen.width,
    paint: pen.paint,
    gutter,
    also: [...group.slice(1, shownPlaces).map((finding) => ({ place: finding.place, label: finding.label })), ...near],
  });
  return [
    head,
    ...messages,
    `${' '.repeat(gutter)}${pen.paint('quiet', '-->')} ${pen.place(first.place).shown}`,
    ...frame,
    ...stepLines(first, steps, pen),
    ...alsoLines(group, pen),
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
function stepLines(finding: Finding, steps: Finding['evidence'], pen: Pen): string[] {
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
  return finding.evidence.length === 0 ? [] : lines;
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

function alsoLines(group: readonly Finding[], pen: Pen): string[] {
  const [first] = group as [Finding, ...Finding[]];
  const more = group.slice(shownPlaces);
  const others = first.subjects.length > 1 && group.length === 1 ? first.subjects.slice(1) : [];
  const parts: string[] = [];
  if (more.length > 0) parts.push(`${more.length} more in this file, lines ${cutList(more.map((finding) => String(regionOf(finding.place).line)), 12)}`);
  if (first.otherRoutes > 0 && group.length === 1) parts.push(`${first.otherRoutes} other ${first.otherRoutes === 1 ? 'route' : 'routes'}`);
  if (others.length > 0) parts.push(`${others.length} other ${others.length === 1 ? 'subject' : 'subjects'} (${cutList(others.map((subject) => harmless(subject, 80)), 4)})`);
  return parts.length === 0 ? [] : noteLines('also', parts.join(', '), pen);
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
    return [`${pen.paint(group.severity === 'note' ? 'quiet' : 'medium', word)}  ${pen.paint('place', group.where)}  ${pen.paint('quiet', group.code)}`, ...hanging('  ', group.message, pen.width)];
  });
  if (groups.length > shownProblems) lines.push(`and ${groups.length - shownProblems} more places (-f json lists all)`);
  return [...lines, ''];
}
