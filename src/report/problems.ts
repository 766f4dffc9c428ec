// Tells what was not evaluated without drowning the reader: many problems of one kind in one directory are one line.
import { compareText } from '#finding/sort.js';
import type { LintResult } from '#finding/finding.js';
import { grouped } from '#kube/grouped.js';
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

/** So many problems of one code in one directory are told one by one, and so many lines of one code. */
const alone = 2;
const mostLines = 3;

/** The first line of a problem's message: parsers put source text, and with it maybe secrets, on the next ones. */
export function problemMessage(problem: ReportedProblem): string {
  return harmless(problem.message.split('\n', 1)[0] ?? '', 300);
}

/** What was not evaluated before mere notes, then by place. */
export function groupProblems(problems: readonly ReportedProblem[]): ProblemGroup[] {
  const byCode = grouped(problems, (problem) => `${problem.severity}\n${problem.code}`);
  const groups = [...byCode.values()].flatMap((group) => {
    const lines = [...grouped(group, (problem) => directoryOf(problem.file)).values()].flatMap((near) => (near.length <= alone ? near.map(single) : [joined(near)]));
    return lines.length <= mostLines ? lines : [joined(group)];
  });
  return groups.sort((left, right) => Number(left.severity === 'note') - Number(right.severity === 'note') || compareText(left.where, right.where) || compareText(left.code, right.code));
}

function single(problem: ReportedProblem): ProblemGroup {
  return { code: problem.code, severity: problem.severity, where: `${harmless(problem.file)}:${problem.line}:${problem.column}`, message: problemMessage(problem), count: 1 };
}

function joined(group: readonly ReportedProblem[]): ProblemGroup {
  const [first] = group as [ReportedProblem, ...ReportedProblem[]];
  const files = new Set(group.map((problem) => problem.file));
  const directory = commonDirectory([...files]);
  const rest = directory === '.' ? first.file : first.file.slice(directory.length + 1);
  return {
    code: first.code,
    severity: first.severity,
    where: `${harmless(directory)}/`,
    message: `${group.length} times${files.size > 1 ? ` in ${files.size} files` : ''}, first ${harmless(rest)}:${first.line}: ${problemMessage(first)}`,
    count: group.length,
  };
}

/** The deepest directory that holds all files; `.` when they have none in common. */
function commonDirectory(files: readonly string[]): string {
  let [common = []] = files.map((file) => directoryOf(file).split('/'));
  for (const file of files) {
    const parts = directoryOf(file).split('/');
    const same = common.findIndex((part, index) => part !== parts[index]);
    if (same >= 0) common = common.slice(0, same);
  }
  return common.length === 0 ? '.' : common.join('/');
}

function directoryOf(file: string): string {
  const slash = file.lastIndexOf('/');
  return slash < 0 ? '.' : file.slice(0, slash);
}
