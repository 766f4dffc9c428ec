// Workflow commands of GitHub Actions: annotations on the lines of a pull request, for repositories without code scanning.
import { regionOf } from '#source/place.js';
import type { Finding, LintResult, Severity } from '#finding/finding.js';
import { isAtLeast } from '#finding/sort.js';
import { counted, countsLine } from './counts.js';
import { commandMessage, commandProperty, harmlessLine } from './harmless.js';
import { numbered } from './path-steps.js';
import { placeText } from './place-text.js';
import { problemMessage } from './problems.js';

/** GitHub shows ten annotations of each level for a step. */
const mostAnnotations = 10;

type Command = 'error' | 'warning' | 'notice';

/** One command a line, worst findings first, the rest counted; the last line is for the log. */
export function githubReport(result: LintResult, { failOn }: { readonly failOn: Severity }): string {
  const shown = new Map<Command, number>();
  let left = 0;
  const lines: string[] = [];
  const annotate = (command: Command, line: () => string): void => {
    const count = shown.get(command) ?? 0;
    // One place is kept for the count of what is left.
    if (count >= mostAnnotations - (command === 'notice' ? 1 : 0)) left++;
    else lines.push(line());
    shown.set(command, count + 1);
  };
  for (const finding of result.findings) {
    if (!isAtLeast(finding.severity, failOn)) continue;
    const command = commandOf(finding.severity);
    annotate(command, () => findingCommand(command, finding));
  }
  for (const problem of result.problems) {
    if (problem.severity === 'note') continue;
    annotate('warning', () => {
      const properties = `file=${commandProperty(problem.file)},line=${problem.line},col=${problem.column},title=${commandProperty(`not evaluated: ${problem.code}`)}`;
      return `::warning ${properties}::${commandMessage(problemMessage(problem))}`;
    });
  }
  if (left > 0) lines.push(`::notice title=sa-lint::${commandMessage(`${counted(left, 'more annotation')} not shown: GitHub takes ${mostAnnotations} of each level`)}`);
  lines.push(harmlessLine(countsLine(result, failOn)));
  return `${lines.join('\n')}\n`;
}

function commandOf(severity: Severity): Command {
  return severity === 'critical' || severity === 'high' ? 'error' : severity === 'medium' ? 'warning' : 'notice';
}

function findingCommand(command: Command, finding: Finding): string {
  const { line, column, endLine, endColumn } = regionOf(finding.place);
  // GitHub takes columns only for annotations of one line.
  const columns = endLine === line ? `,col=${column},endColumn=${endColumn}` : '';
  const properties = `file=${commandProperty(finding.place.file.name)},line=${line}${columns},title=${commandProperty(`${finding.severity}: ${finding.rule}`)}`;
  const steps = finding.evidence.length > 1 ? numbered(finding.evidence, (step) => `${step.message} (${step.place ? placeText(step.place) : 'built in'})`) : [];
  return `::${command} ${properties}::${[finding.message, ...steps, finding.remediation].map(commandMessage).join('%0A')}`;
}
