// Counts in words: the last line of every report for people.
import { severities, type Finding, type LintResult, type Severity } from '#finding/finding.js';
import { isAtLeast } from '#finding/sort.js';

/** Findings of each severity, all five always there. */
export function countBySeverity(findings: readonly Finding[]): Record<Severity, number> {
  const counts: Record<Severity, number> = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };
  for (const finding of findings) counts[finding.severity]++;
  return counts;
}

/** `1 finding`, `2 findings`, `1,204 findings`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${String(count).replace(/\B(?=(?:\d{3})+$)/g, ',')} ${count === 1 ? one : many}`;
}

/** What could not be evaluated; notes are not among it. */
export function notEvaluated(result: LintResult): LintResult['problems'] {
  return result.problems.filter((problem) => problem.severity === 'not-evaluated');
}

/** `2 critical, 1 low`, worst first; '' without findings. */
export function severityWords(findings: readonly Finding[]): string {
  const counts = countBySeverity(findings);
  return severities.filter((severity) => counts[severity] > 0).map((severity) => `${counts[severity]} ${severity}`).join(', ');
}

/** `3 findings (1 critical, 2 high) in 41 files, 212 objects; 2 ignored, 14 below medium (--fail-on); 1 chart not evaluated` */
export function countsLine(result: LintResult, failOn: Severity): string {
  const shown = result.findings.filter((finding) => isAtLeast(finding.severity, failOn));
  const below = result.findings.length - shown.length;
  const hidden = [
    result.hidden.ignored > 0 ? `${result.hidden.ignored} ignored` : '',
    result.hidden.baseline > 0 ? `${result.hidden.baseline} in the baseline` : '',
    result.hidden.off ? `${result.hidden.off} off in the config` : '',
    result.hidden.unchanged ? `${result.hidden.unchanged} in unchanged files` : '',
    below > 0 ? `${below} below ${failOn} (--fail-on)` : '',
  ].filter((words) => words !== '');
  const kinds = new Map<string, number>();
  for (const { code } of notEvaluated(result)) kinds.set(code, (kinds.get(code) ?? 0) + 1);
  const missing = [...kinds].sort(([left], [right]) => (left < right ? -1 : 1)).map(([code, count]) => missingWords(code, count));
  const words = severityWords(shown);
  const head = `${shown.length === 0 ? 'No findings' : `${counted(shown.length, 'finding')} (${words})`} in ${counted(result.counts.files, 'file')}, ${counted(result.counts.objects, 'object')}`;
  return [head, hidden.join(', '), missing.join(', ')].filter((part) => part !== '').join('; ');
}

function missingWords(code: string, count: number): string {
  switch (code) {
    case 'chart':
      return `${counted(count, 'chart')} not rendered`;
    case 'kustomization':
      return `${counted(count, 'kustomization')} not rendered`;
    case 'template':
      return `${counted(count, 'template')} not rendered`;
    case 'syntax':
      return `${counted(count, 'document')} not parsed`;
    case 'no-input':
      return 'no input';
    default:
      return `${count} not evaluated (${code})`;
  }
}
