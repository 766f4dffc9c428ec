// Joins sa-lint.yaml with the command line, which goes before it.
import { join, relative, sep } from 'node:path';
import { loadConfig } from '#config/load.js';
import { excludes, leveled, type Config } from '#config/config.js';
import type { LintResult } from '#finding/finding.js';
import type { RuleSet } from '#rule/rule.js';
import type { CommandLine } from './arguments.js';
import { takesOption } from './commands.js';
import { loadRules } from './inputs.js';
import { UsageError } from './usage-error.js';

/** The line with the settings of the file for options that were not given. A broken file stops the run. */
export async function withConfig(line: CommandLine, path: string): Promise<CommandLine> {
  // Directories of rules are needed to know what rules there are: read once for that, and once for all.
  const first = loadConfig(path);
  const rules = await loadRules({ ...line, values: { ...(first.config ? valuesOf(first.config, line) : {}), ...line.values } });
  const { config, problems } = loadConfig(path, idsOf(rules));
  if (config) {
    const isExcluded = excludes(config);
    const settings = { isExcluded: (file: string) => file === config.name || isExcluded(file), leveled: (result: LintResult) => leveled(result, config) };
    return { ...line, values: { ...valuesOf(config, line), ...line.values }, settings };
  }
  const places = problems.map((problem) => `  ${problem.file}:${problem.line}:${problem.column}: ${problem.message}`);
  throw new UsageError(`broken config:\n${places.join('\n')}`);
}

function valuesOf(config: Config, { command }: CommandLine): CommandLine['values'] {
  const at = (path: string): string => relative(process.cwd(), join(config.directory, path)).replaceAll(sep, '/') || '.';
  const { cluster, 'rule-directories': directories, baseline } = config;
  const values = {
    'fail-on': config['fail-on'],
    namespace: config.namespace,
    complete: config.complete,
    'kubernetes-version': config['kubernetes-version'],
    baseline: baseline === undefined ? undefined : at(baseline),
    cluster: cluster.length > 0 ? cluster.map(at) : undefined,
    rules: directories.length > 0 ? directories.map(at) : undefined,
  };
  return Object.fromEntries(Object.entries(values).filter(([name, value]) => value !== undefined && takesOption(command, name)));
}

function idsOf(rules: RuleSet): string[] {
  return [...rules.grant, ...rules.object, ...rules.path, ...rules.setting].map(({ id }) => id);
}
