// Baseline and fixes: what happens to findings before they are reported.
import { existsSync, readFileSync } from 'node:fs';
import { applyBaseline, baselineText, readBaseline } from '#finding/baseline.js';
import { applyFixes } from '#finding/fix.js';
import type { LintResult } from '#finding/finding.js';
import { unifiedDiff } from '#report/patch.js';
import type { SourceFile } from '#source/document.js';
import { encode } from '#source/decode.js';
import { isOn, textValue, type CommandLine } from './arguments.js';
import { writeGiven, writeOut } from './output.js';
import { UsageError } from './usage-error.js';
import { note } from './world.js';

/** The result without what the baseline lists; with `--update-baseline` the file is written first, and before fixes hides nothing. */
export function withBaseline(result: LintResult, { values }: CommandLine, when: 'before fixes' | 'last'): LintResult {
  const path = textValue(values, 'baseline');
  const update = isOn(values, 'update-baseline');
  if (path === undefined) {
    if (update) throw new UsageError('--update-baseline needs the file: --baseline FILE');
    return result;
  }
  if (update && when === 'before fixes') return result;
  if (update) writeGiven(path, baselineText(result.findings));
  else if (!existsSync(path)) throw new UsageError(`there is no baseline ${path}; make one with --baseline ${path} --update-baseline`);
  const baseline = readBaseline(readFileSync(path, 'utf8'));
  if (typeof baseline === 'string') throw new UsageError(`baseline ${path} cannot be used: ${baseline}`);
  const { kept, known, stale } = applyBaseline(result.findings, baseline);
  if (stale > 0 && when === 'last') note(`${stale} entries of ${path} have no finding any more; --update-baseline drops them`);
  return { ...result, findings: kept, hidden: { ...result.hidden, baseline: known.length } };
}

/** Whether fixes are asked for; a wish that cannot be met is a UsageError. */
export function wantsFix({ values, words }: CommandLine): boolean {
  const wish = textValue(values, 'fix');
  if (wish === undefined) {
    if (isOn(values, 'dry-run')) throw new UsageError('--dry-run goes with --fix');
    return false;
  }
  if (wish !== 'safe' && wish !== 'unsafe') throw new UsageError(`--fix takes safe or unsafe, not ${wish}`);
  if (words.includes('-') && !isOn(values, 'dry-run')) throw new UsageError('--fix changes files, and standard input is none; --dry-run shows the changes as a diff');
  return true;
}

/** Applies fixes to the files, or shows them as a diff; true when the files were changed and must be linted again. Files that cannot be written as they were are left alone. */
export function fix(result: LintResult, files: readonly SourceFile[], line: CommandLine): boolean {
  const { values } = line;
  const fixable = new Set(result.findings.flatMap((finding) => finding.fix?.edits.map(({ file }) => file) ?? []));
  const isDiff = isOn(values, 'dry-run');
  const bytes = new Map(files.filter(({ name, cluster }) => !cluster && fixable.has(name)).map((file) => [file, isDiff && line.words.includes('-') ? undefined : readFileSync(file.name)]));
  const kept = [...bytes].filter(([{ text }, before]) => before === undefined || Buffer.compare(encode(text, before), before) === 0).map(([file]) => file);
  for (const file of bytes.keys()) if (!kept.includes(file)) note(`${file.name} is left alone: it holds bytes that are no text, or was changed meanwhile`);
  const fixed = applyFixes(result.findings, kept, textValue(values, 'fix') === 'unsafe');
  if (isDiff) {
    for (const file of fixed.files) writeOut(unifiedDiff(file));
  } else {
    for (const { file, text } of fixed.files) writeGiven(file.name, encode(text, bytes.get(file) ?? new Uint8Array()));
  }
  const verb = isOn(values, 'dry-run') ? 'would fix' : 'fixed';
  note(`${verb} ${fixed.applied.length} of ${result.findings.filter((finding) => finding.fix).length} fixable findings in ${fixed.files.length} ${fixed.files.length === 1 ? 'file' : 'files'}`);
  return !isOn(values, 'dry-run') && fixed.files.length > 0;
}
