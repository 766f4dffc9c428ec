// Tells what was not evaluated without drowning the reader: many problems of one kind in one directory are one line.
import { compareText } from '#finding/sort.js';
import type { LintResult } from '#finding/finding.js';
import { harmless } from './harmless.js';

type ReportedProblem = LintResult['problems'][number];

/** Problems of one code in one directory. */
export interface ProblemGroup {
  readonly code: ReportedProblem['code'];
  readonly severity: ReportedProblem['severity'];
  /** `file:line` of a single problem, or the directory. */
  readonly where: string;
  readonly message: string;
  readonly count: number;
}

const alone = 2;

/** The first line of a problem's message: parsers put source text, and with it maybe secrets, on the next ones. */
export function problemMessage(problem: ReportedProblem): string {
  return harmless(problem.message.split('\n', 1)[0] ?? '', 300);
}

/** Sorted by place; what was not evaluated before mere notes. */
export function groupProblems(problems: readonly ReportedProblem[]): ProblemGroup[] {
  const groups = new Map<string, ReportedProblem[]>();
  for (const problem of problems) {
    const key = `${problem.severity}\n${problem.code}\n${directoryOf(problem.file)}`;
    const group = groups.get(key);
    if (group) group.push(problem);
    else groups.set(key, [problem]);
  }
  const lines = [...groups.values()].flatMap((group) => (group.length <= alone ? group.map((problem) => single(problem)) : [joined(group)]));
  return lines.sort((left, right) => compareText(right.severity === 'note' ? 'a' : 'b', left.severity === 'note' ? 'a' : 'b') || compareText(left.where, right.where) || compareText(left.code, right.code));
}

function single(problem: ReportedProblem): ProblemGroup {
  return { code: problem.code, severity: problem.severity, where: `${harmless(problem.file)}:${problem.line}:${problem.column}`, message: problemMessage(problem), count: 1 };
}

function joined(group: readonly ReportedProblem[]): ProblemGroup {
  const [first] = group as [ReportedProblem, ...ReportedProblem[]];
  const files = new Set(group.map((problem) => problem.file)).size;
  return {
    code: first.code,
    severity: first.severity,
    where: `${harmless(directoryOf(first.file))}/`,
    message: `${group.length} times${files > 1 ? ` in ${files} files` : ''}, first ${harmless(first.file.slice(first.file.lastIndexOf('/') + 1))}:${first.line}: ${problemMessage(first)}`,
    count: group.length,
  };
}

function directoryOf(file: string): string {
  const slash = file.lastIndexOf('/');
  return slash < 0 ? '.' : file.slice(0, slash);
}
