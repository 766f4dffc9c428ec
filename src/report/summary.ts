// One screen about a big tree: the worst paths, what cuts most of them, and where the findings are.
import { severities, type Finding, type LintResult, type Severity } from '#finding/finding.js';
import { compareText, isAtLeast } from '#finding/sort.js';
import { grouped } from '#kube/grouped.js';
import { countBySeverity, counted, countsLine } from './counts.js';
import { harmless, harmlessLine } from './harmless.js';
import { paintWith, type Paint } from './paint.js';
import { stepsOfPath } from './path-steps.js';
import { groupProblems } from './problems.js';
import { placeText } from './place-text.js';
import { padded, textWidth, wrapped } from './width.js';

export interface SummaryOptions {
  readonly color: boolean;
  readonly width: number;
  readonly failOn: Severity;
}

const rows = { paths: 5, chokePoints: 3, rules: 8, directories: 6 };

/** About 40 lines at most, whatever the size of the tree; ends with a line break. */
export function summaryReport(result: LintResult, options: SummaryOptions): string {
  const paint = paintWith(options.color);
  const width = Math.max(40, options.width);
  const shown = result.findings.filter((finding) => isAtLeast(finding.severity, options.failOn));
  const steps = ({ evidence }: Finding): number => stepsOfPath(evidence);
  const paths = shown.filter((finding) => steps(finding) > 0).sort((left, right) => rank(left) - rank(right) || steps(left) - steps(right));
  const sections = [
    section('Worst paths', paths.slice(0, rows.paths).flatMap((finding) => pathLines(finding, width, paint)), paths.length - rows.paths, 'path', paint),
    section('Choke points', (result.chokePoints ?? []).slice(0, rows.chokePoints).flatMap((point) => chokeLines(point, width, paint)), 0, 'choke point', paint),
    table('Rules', tally(shown, (finding) => finding.rule), rows.rules, width, paint),
    table('Directories', tally(shown, (finding) => topDirectory(finding.place.file.name)), rows.directories, width, paint),
  ];
  const missing = groupProblems(result.problems.filter((problem) => problem.severity === 'not-evaluated'));
  if (missing.length > 0) {
    const lines = missing.slice(0, 3).map((group) => `  ${group.code}  ${paint('place', group.where)}`);
    sections.push(section('Not evaluated', lines, missing.length - 3, 'place', paint));
  }
  const lines = [...sections.flat(), ...wrapped(countsLine(result, options.failOn), width).map((line) => paint('strong', line))];
  return `${lines.map((line) => harmlessLine(line.trimEnd())).join('\n')}\n`;
}

function rank(finding: Finding): number {
  return severities.indexOf(finding.severity);
}

function section(title: string, lines: readonly string[], left: number, noun: string, paint: Paint): string[] {
  if (lines.length === 0) return [];
  return [paint('strong', title), ...lines, ...(left > 0 ? [paint('quiet', `  and ${counted(left, `more ${noun}`, `more ${noun.replace(/y$/, 'ie')}s`)}`)] : []), ''];
}

function pathLines(finding: Finding, width: number, paint: Paint): string[] {
  const [head = '', ...rest] = wrapped(harmless(finding.message, 200), width - 12);
  return [
    `  ${paint(finding.severity, padded(finding.severity, 8))}  ${head}`,
    ...rest.map((line) => `            ${line}`),
    `            ${paint('place', placeText(finding.place))}`,
  ];
}

function chokeLines(point: NonNullable<LintResult['chokePoints']>[number], width: number, paint: Paint): string[] {
  const lines = wrapped(`${harmless(point.message, 200)}: cuts ${point.cuts} of ${counted(point.of, 'path')}`, width - 2).map((line) => `  ${line}`);
  return [...lines, `  ${point.place ? paint('place', placeText(point.place)) : paint('quiet', 'built in')}`];
}

interface Row {
  readonly name: string;
  readonly findings: readonly Finding[];
}

/** Most severe first, then most findings, then by name. */
function tally(findings: readonly Finding[], nameOf: (finding: Finding) => string): Row[] {
  const worst = (row: Row): number => Math.min(...row.findings.slice(0, 1).map(rank));
  return [...grouped(findings, nameOf)]
    .map(([name, found]) => ({ name, findings: found }))
    .sort((left, right) => worst(left) - worst(right) || right.findings.length - left.findings.length || compareText(left.name, right.name));
}

function table(title: string, all: readonly Row[], limit: number, width: number, paint: Paint): string[] {
  const shown = all.slice(0, limit);
  const names = shown.map((row) => harmless(row.name, Math.max(20, width - 30)));
  const column = Math.max(0, ...names.map(textWidth)) + 2;
  const digits = Math.max(0, ...shown.map((row) => String(row.findings.length).length));
  const lines = shown.map((row, index) => {
    const counts = countBySeverity(row.findings);
    const words = severities.filter((severity) => counts[severity] > 0).map((severity) => paint(severity, `${counts[severity]} ${severity}`));
    return `  ${padded(names[index] ?? '', column)}${String(row.findings.length).padStart(digits)}  ${words.join(', ')}`;
  });
  return section(title, lines, all.length - limit, title === 'Rules' ? 'rule' : 'directory', paint);
}

function topDirectory(file: string): string {
  const slash = file.indexOf('/', file.startsWith('../') ? 3 : 1);
  return slash < 0 ? '.' : file.slice(0, slash);
}
