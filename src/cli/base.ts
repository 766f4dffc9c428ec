// `--base REVISION`: only what a change brings is reported.
import { isAbsolute, relative } from 'node:path';
import type { LintResult } from '#finding/finding.js';
import { knownAmong } from '#finding/known.js';
import { collect } from '#source/collect.js';
import { lint } from '#lint.js';
import type { RuleSet } from '#rule/rule.js';
import { isOn, textValues, type CommandLine } from './arguments.js';
import { maximumBytesOf, withoutExcluded, worldOptions } from './inputs.js';
import { loadRevision } from './revision.js';
import { UsageError } from './usage-error.js';

/**
 * The result without the findings that the same paths have in a revision of git already; they count as hidden. A path that is not there yet is new as a whole.
 * Cluster files are taken as they are now.
 */
export function withoutBase(result: LintResult, revision: string, rules: RuleSet, line: CommandLine): LintResult {
  const maximumBytes = maximumBytesOf(line);
  const paths = line.words.length > 0 && !isOn(line.values, 'changed') ? line.words : ['.'];
  const files = paths.flatMap((path) => {
    if (path === '-' || /[*?[\]{}!]/.test(path)) throw new UsageError(`--base compares files and directories, not ${path === '-' ? 'standard input' : `the pattern ${path}`}`);
    const below = isAbsolute(path) ? relative(process.cwd(), path) : path;
    return withoutExcluded(loadRevision(`git:${revision}:${below === '' ? '.' : below}`, maximumBytes), line).files;
  });
  const cluster = textValues(line.values, 'cluster');
  const around = cluster.length > 0 ? collect(cluster, { maximumBytes, cluster: true }).files : [];
  const isKnown = knownAmong(lint([...files, ...around], { ...worldOptions(line), rules }).findings);
  const findings = result.findings.filter((finding) => !isKnown(finding));
  return { ...result, findings, hidden: { ...result.hidden, baseline: result.hidden.baseline + result.findings.length - findings.length } };
}
