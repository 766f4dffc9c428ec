// The one order in which findings and problems leave sa-lint: worst first, then by file, line and rule, the surest first.
import { confidences, severities, type Finding, type LintResult, type Severity } from './finding.js';

const ranks: Readonly<Record<Severity, number>> = Object.fromEntries(severities.map((severity, rank) => [severity, rank])) as Record<Severity, number>;

/** 0 for critical … 4 for info. */
export function rankOf(severity: Severity): number {
  return ranks[severity];
}

/** True when `severity` is as bad as `threshold` or worse: what `--fail-on` asks. */
export function isAtLeast(severity: Severity, threshold: Severity): boolean {
  return ranks[severity] <= ranks[threshold];
}

/** By code unit, never by locale: the same bytes everywhere. */
export function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** A sorted copy. */
export function sortFindings(findings: readonly Finding[]): Finding[] {
  return [...findings].sort(
    (left, right) =>
      ranks[left.severity] - ranks[right.severity] ||
      compareText(left.place.file.name, right.place.file.name) ||
      left.place.start - right.place.start ||
      compareText(left.rule, right.rule) ||
      confidences.indexOf(left.confidence) - confidences.indexOf(right.confidence) ||
      compareText(left.message, right.message) ||
      compareText(left.fingerprint, right.fingerprint),
  );
}

/** A sorted copy: by file, line, column, code. */
export function sortProblems<P extends LintResult['problems'][number]>(problems: readonly P[]): P[] {
  const sorted = [...problems].sort(compareProblems);
  return sorted.filter((problem, index) => {
    const last = sorted[index - 1];
    return !last || compareProblems(last, problem) !== 0;
  });
}

function compareProblems(left: LintResult['problems'][number], right: LintResult['problems'][number]): number {
  return (
    compareText(left.file, right.file) || left.line - right.line || left.column - right.column || compareText(left.code, right.code) || compareText(left.message, right.message)
  );
}
