// `sa-lint [PATH…]`: one analysis, several reports, an exit code.
import { isAtLeast } from '#finding/sort.js';
import type { LintResult, Severity } from '#finding/finding.js';
import { lint } from '#lint.js';
import type { RuleSet } from '#rule/rule.js';
import type { SourceFile } from '#source/document.js';
import { isOn, severityValue, textValue, type CommandLine } from './arguments.js';
import { amongChanged, touching } from './changed.js';
import { loadInputs, loadRules, worldOptions } from './inputs.js';
import { fix, wantsFix, withBaseline } from './triage.js';
import { note } from './world.js';
import { progressOf } from './progress.js';
import { reportTargets, terminal, writerFor, type ReportTarget } from './output.js';

/** Runs the default command; gives the exit code. */
export async function lintCommand(line: CommandLine): Promise<number> {
  const failOn = severityValue(line.values, 'fail-on', 'medium');
  const targets = reportTargets(line);
  const result = await lintResult(line);
  if (!result) return 0;
  for (const target of targets) await writeReport(result, target, line, failOn);
  return exitCodeOf(result, failOn);
}

/** What the default command finds, after fixes and baseline; undefined when the fixes were only shown. */
export async function lintResult(line: CommandLine): Promise<LintResult | undefined> {
  const rules = await loadRules(line);
  const progress = progressOf(line);
  const isChanged = isOn(line.values, 'changed');
  const run = (): { files: readonly SourceFile[]; result: LintResult } => {
    const { files, problems } = loadInputs(isChanged ? [] : line.words, line);
    const result = lint(files, { ...worldOptions(line), rules, problems, onStage: progress.at, chokePoints: isOn(line.values, 'summary'), ignoreComments: !isOn(line.values, 'no-ignore') });
    progress.end();
    return { files, result: line.settings?.leveled(result) ?? result };
  };
  if (isChanged && line.words.length === 0) note('--changed names no file, so nothing is reported');
  const first = run();
  if (!wantsFix(line)) return reported(first.result, rules, line, 'last');
  // Only what would be reported is fixed.
  const fixable = await reported(first.result, rules, line, 'before fixes');
  const isFixed = fix(fixable, isChanged ? first.files.filter(({ name }) => amongChanged(line.words)(name)) : first.files, line);
  if (isOn(line.values, 'dry-run')) return undefined;
  return reported(isFixed ? run().result : first.result, rules, line, 'last');
}

/** The result without what base, baseline and --changed hide. The baseline is written with the last one. */
async function reported(given: LintResult, rules: RuleSet, line: CommandLine, when: 'before fixes' | 'last'): Promise<LintResult> {
  const base = textValue(line.values, 'base');
  const result = base === undefined ? given : (await import('./base.js')).withoutBase(given, base.replace(/^git:/, ''), rules, line);
  const known = withBaseline(result, line, when);
  return isOn(line.values, 'changed') ? touching(known, line.words) : known;
}

/** Writes one report where its target says. */
export async function writeReport(result: LintResult, target: ReportTarget, line: CommandLine, failOn: Severity): Promise<void> {
  const { write, end } = writerFor(target);
  switch (target.format) {
    case 'json':
      (await import('#report/json.js')).writeJson(result, write);
      break;
    case 'sarif':
      (await import('#report/sarif.js')).sarifReport(result, write, (await import('./provenance.js')).provenanceOf(process.env, process.cwd()));
      break;
    case 'markdown':
      write((await import('#report/markdown.js')).markdownReport(result, { failOn }));
      break;
    case 'github':
      write((await import('#report/github.js')).githubReport(result, { failOn }));
      break;
    case 'junit':
      write((await import('#report/junit.js')).junitReport(result, { failOn }));
      break;
    case 'html': {
      const [{ worldOf }, { pictureOf }] = [await import('./graph-command.js'), await import('./picture.js')];
      const rules = await loadRules(line);
      write(pictureOf({ ...worldOf(line, line.words, rules), rules }));
      break;
    }
    default:
      write(
        (await import('#report/text.js')).textReport(result, {
          ...terminal(line, target.file !== undefined),
          failOn,
          quiet: isOn(line.values, 'quiet'),
          verify: isOn(line.values, 'verify'),
          summary: isOn(line.values, 'summary'),
          workingDirectory: process.cwd(),
        }),
      );
  }
  end();
}

/** 1: findings at or above the threshold. 3: none, but something was not evaluated. 0: neither. */
export function exitCodeOf({ findings, problems }: LintResult, failOn: Severity): number {
  if (findings.some(({ severity }) => isAtLeast(severity, failOn))) return 1;
  return problems.some(({ severity }) => severity === 'not-evaluated') ? 3 : 0;
}
