// `sa-lint diff BASE HEAD`: what one tree gives away that another does not.
import { collect } from '#source/collect.js';
import { compareTrees, type Side } from '#diff/compare.js';
import { privilegesOf } from '#diff/privileges.js';
import type { LintResult } from '#finding/finding.js';
import { isAtLeast } from '#finding/sort.js';
import { lint } from '#lint.js';
import { diffJson } from '#report/diff-json.js';
import { diffMarkdown, diffText } from '#report/diff-text.js';
import { paintWith } from '#report/paint.js';
import type { Problem } from '#source/document.js';
import { isOn, severityValue, textValues, type CommandLine } from './arguments.js';
import { loadRules, maximumBytesOf, withoutExcluded, worldOptions, type Inputs } from './inputs.js';
import { reportTargets, terminal, writerFor } from './output.js';
import { isRevision, loadRevision } from './revision.js';
import { UsageError } from './usage-error.js';
import { note, notEvaluated } from './world.js';

/** Exit code 1 when a finding at or above `--fail-on` is new; else 3 when something could not be evaluated; else 0. */
export async function diffCommand(line: CommandLine): Promise<number> {
  const [base, head, ...more] = line.words;
  if (base === undefined || head === undefined || more.length > 0) throw new UsageError('diff takes two trees: sa-lint diff git:main . (directories, files, or git:REVISION)');
  const failOn = severityValue(line.values, 'fail-on', 'medium');
  const targets = reportTargets(line);
  const rules = await loadRules(line);
  const sideOf = (word: string): { side: Side; result: LintResult } => {
    const { files, problems } = inputsOf(word, line);
    const found = lint(files, { ...worldOptions(line), rules, problems });
    const result = line.settings?.leveled(found) ?? found;
    return { side: { privileges: privilegesOf(files, worldOptions(line)), findings: result.findings }, result };
  };
  const [before, after] = [sideOf(base), sideOf(head)];
  const diff = compareTrees(before.side, after.side);
  const problems = [before.result, after.result].flatMap((result) => result.problems.filter((problem): problem is Problem => problem.severity === 'not-evaluated'));
  for (const target of targets) {
    const { write, end } = writerFor(target);
    if (target.format === 'json') write(diffJson(diff, { base, head, problems }));
    else if (target.format === 'markdown') write(diffMarkdown(diff));
    else if (target.format === 'sarif') (await import('#report/sarif.js')).sarifReport({ ...after.result, findings: diff.findings.gained }, write);
    else {
      const { color, width } = terminal(line, target.file !== undefined);
      write(diffText(diff, { paint: paintWith(color), width }));
    }
    end();
  }
  if (problems.length > 0 && !isOn(line.values, 'quiet')) note(`${notEvaluated(problems.length)}: sa-lint ${base} and sa-lint ${head} list them`);
  if (diff.findings.gained.some(({ severity }) => isAtLeast(severity, failOn))) return 1;
  return problems.length > 0 ? 3 : 0;
}

/** One side, with what the cluster holds besides. */
function inputsOf(word: string, line: CommandLine): Inputs {
  const maximumBytes = maximumBytesOf(line);
  const own = withoutExcluded(isRevision(word) ? loadRevision(word, maximumBytes) : collect([word], { maximumBytes }), line);
  const paths = textValues(line.values, 'cluster');
  if (paths.length === 0) return own;
  const cluster = collect(paths, { maximumBytes, cluster: true });
  return { files: [...own.files, ...cluster.files], problems: [...own.problems, ...cluster.problems] };
}
