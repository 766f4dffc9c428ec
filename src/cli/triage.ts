// Baseline and fixes: what happens to findings before they are reported.
import { existsSync, readFileSync } from 'node:fs';
import { applyBaseline, baselineText, readBaseline } from '#finding/baseline.js';
import { applyFixes } from '#finding/fix.js';
import type { LintResult } from '#finding/finding.js';
import { unifiedDiff } from '#report/patch.js';
import type { SourceFile } from '#source/document.js';
import { isOn, textValue, type CommandLine } from './arguments.js';
import { writeGiven, writeOut } from './output.js';
import { UsageError } from './usage-error.js';
import { note } from './world.js';

/** The result without what the baseline lists; with `--update-baseline` the file is written first. */
export function withBaseline(result: LintResult, { values }: CommandLine): LintResult {
  const path = textValue(values, 'baseline');
  const update = isOn(values, 'update-baseline');
  if (path === undefined) {
    if (update) throw new UsageError('--update-baseline needs the file: --baseline FILE');
    return result;
  }
  if (update) writeGiven(path, baselineText(result.findings));
  else if (!existsSync(path)) throw new UsageError(`there is no baseline ${path}; make one with --baseline ${path} --update-baseline`);
  const baseline = readBaseline(readFileSync(path, 'utf8'));
  if (typeof baseline === 'string') throw new UsageError(`baseline ${path} cannot be used: ${baseline}`);
  const { kept, known, stale } = applyBaseline(result.findings, baseline);
  if (stale > 0) note(`${stale} entries of ${path} have no finding any more; --update-baseline drops them`);
  return { ...result, findings: kept, hidden: { ...result.hidden, baseline: known.length } };
}

/** Applies fixes to the files, or shows them as a diff; true when the files were changed and must be linted again. */
export function fix(result: LintResult, files: readonly SourceFile[], { values }: CommandLine): boolean {
  const wish = textValue(values, 'fix');
  if (wish === undefined) {
    if (isOn(values, 'dry-run')) throw new UsageError('--dry-run goes with --fix');
    return false;
  }
  if (wish !== 'safe' && wish !== 'unsafe') throw new UsageError(`--fix takes safe or unsafe, not ${wish}`);
  const fixed = applyFixes(result.findings, files, wish === 'unsafe');
  if (isOn(values, 'dry-run')) {
    for (const file of fixed.files) writeOut(unifiedDiff(file));
  } else {
    for (const { file, text } of fixed.files) writeGiven(file.name, text);
  }
  const verb = isOn(values, 'dry-run') ? 'would fix' : 'fixed';
  note(`${verb} ${fixed.applied.length} of ${result.findings.filter((finding) => finding.fix).length} fixable findings in ${fixed.files.length} ${fixed.files.length === 1 ? 'file' : 'files'}`);
  return !isOn(values, 'dry-run') && fixed.files.length > 0;
}
