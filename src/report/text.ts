// The report for a terminal: what is wrong, where, the line itself, the steps of the path, what to do.
import { regionOf } from '#source/place.js';
import type { Place } from '#source/document.js';
import { wayForward } from '#source/unrendered.js';
import type { Finding, LintResult, Severity } from '#finding/finding.js';
import { isAtLeast } from '#finding/sort.js';
import { counted, countsLine, notEvaluated } from './counts.js';
import { codeFrame, gutterOf } from './frame.js';
import { groupByCause } from './group.js';
import { harmless, harmlessLine, prose } from './harmless.js';
import { rulePage } from './links.js';
import { hanging, penFor, type Pen, type PenOptions } from './pen.js';
import { stepNumbers } from './path-steps.js';
import { groupProblems } from './problems.js';
import { stepLines } from './steps.js';
import { summaryReport } from './summary.js';
import { padded, textWidth, wrapped } from './width.js';

export interface TextOptions extends PenOptions {
  /** Findings below are counted, not shown. */
  readonly failOn: Severity;
  /** Findings only: no counts, no notes. */
  readonly quiet: boolean;
  /** Adds to each step the command that confirms it on a live cluster. */
  readonly verify?: boolean;
  /** One screen instead of every finding. */
  readonly summary?: boolean;
}

const shownProblems = 8;
const shownNeighbours = 4;

/** The whole report; ends with a line break. Empty when `quiet` and nothing was found. */
export function textReport(result: LintResult, options: TextOptions): string {
  if (options.summary) return summaryReport(result, options);
  const pen = penFor(options);
  const shown = result.findings.filter((finding) => isAtLeast(finding.severity, options.failOn));
  const blocks = groupByCause(shown).map((group) => linesText([...findingLines(group, pen, options.verify ?? false), '']));
  if (!options.quiet) blocks.push(linesText([...problemLines(result, pen), ...wrapped(countsLine(result, options.failOn), options.width).map((line) => pen.paint('strong', line))]));
  return blocks.join('');
}

function linesText(lines: readonly string[]): string {
  return lines.map((line) => `${harmlessLine(line.trimEnd())}\n`).join('');
}

function findingLines(group: readonly Finding[], pen: Pen, verify: boolean): string[] {
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
    ...stepLines(others.length === 0 ? first.evidence : [], pen, verify),
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
  const numbers = stepNumbers(finding.evidence);
  finding.evidence.forEach(({ place }, index) => {
    if (!place || place.file !== finding.place.file) return;
    const { line } = regionOf(place);
    if (lines.has(line) || near.length >= 3) return;
    lines.add(line);
    const number = numbers[index];
    near.push({ place, label: number === undefined ? 'the end' : `step ${number}` });
  });
  return near;
}

function alsoLines(finding: Finding, pen: Pen): string[] {
  const named = finding.named?.map(({ subject }) => subject) ?? finding.subjects.slice(0, 1);
  const others = finding.subjects.filter((subject) => !named.includes(subject)).map((subject) => harmless(subject, 80));
  const parts: string[] = [];
  if (finding.otherRoutes > 0) parts.push(counted(finding.otherRoutes, 'other route'));
  if (others.length > 0) parts.push(`${counted(others.length, named.length > 0 ? 'other subject' : 'subject')} (${cutList(others, 4)})`);
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
    return [`${word}${head}`, ...rest.map((line) => `        ${line}`), `          ${place.shown}`];
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
  const way = wayForward(notEvaluated(result).map(({ code }) => code));
  if (way !== undefined) lines.push(...hanging('  ', way, pen.width));
  return [...lines, ''];
}
