// `--changed`: everything is analysed, and only what touches changed files is reported. For hooks: a changed Role makes an unchanged binding dangerous.
import { relative, sep } from 'node:path';
import type { Finding, LintResult } from '#finding/finding.js';
import { sortFindings } from '#finding/sort.js';
import { standingAt } from '#finding/standing.js';

/** The findings of which some place stands in one of the files (or below one of the directories), and the problems of these files; the rest is counted as hidden. */
export function touching(result: LintResult, words: readonly string[]): LintResult {
  const isChanged = amongChanged(words);
  const findings = sortFindings(result.findings.flatMap((finding) => {
    if (!filesOf(finding).some(isChanged)) return [];
    return standingAt(finding, ({ file }) => isChanged(file.name)) ?? finding;
  }));
  return {
    ...result,
    findings,
    problems: result.problems.filter(({ file }) => isChanged(file)),
    hidden: { ...result.hidden, unchanged: result.findings.length - findings.length },
  };
}

/** Whether a file is one of those named, or below. */
export function amongChanged(words: readonly string[]): (file: string) => boolean {
  const changed = words.map((word) => relative(process.cwd(), word).replaceAll(sep, '/'));
  return (file) => changed.some((name) => name === '' || file === name || file.startsWith(`${name}/`));
}

/** Every file that a finding points at: its key, and each hop of its proof, with identical copies of both. */
function filesOf({ place, evidence, alsoIn = [] }: Finding): string[] {
  return [...[place, ...evidence.flatMap((step) => [step.place, ...(step.related ?? []).map((related) => related.place)])].flatMap((one) => one?.file.name ?? []), ...alsoIn];
}
