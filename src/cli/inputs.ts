// Loads what a command works on: files, the cluster's objects, the user's rules.
import { readFileSync } from 'node:fs';
import { abacFileOf, type AbacFile } from '#cluster/abac-file.js';
import type { Problem, SourceFile } from '#source/document.js';
import { collect } from '#source/collect.js';
import { builtinRules } from '#rule/builtin.js';
import { mergeRules } from '#rule/rule-set.js';
import type { RuleSet } from '#rule/rule.js';
import type { LintOptions } from '#lint.js';
import { isOn, textValue, textValues, type CommandLine } from './arguments.js';
import { growHeapSlowly } from './heap.js';
import { UsageError } from './usage-error.js';

export interface Inputs {
  readonly files: readonly SourceFile[];
  readonly problems: readonly Problem[];
}

const megabyte = 1024 * 1024;

/** Reads the paths (`.` when there are none) and the `--cluster` paths. */
export function loadInputs(paths: readonly string[], line: CommandLine): Inputs {
  const { values } = line;
  const given = paths.length > 0 ? paths : ['.'];
  const maximumBytes = maximumBytesOf(line);
  const stdin = given.includes('-') ? { stdin: { text: readFileSync(0), name: textValue(values, 'stdin-filename') ?? 'stdin.yaml' } } : {};
  const own = withoutExcluded(collect(given, { ...stdin, maximumBytes }), line);
  const clusterPaths = textValues(values, 'cluster');
  const cluster = clusterPaths.length === 0 ? { files: [], problems: [] } : collect(clusterPaths, { maximumBytes, cluster: true });
  const files = [...own.files, ...cluster.files];
  growHeapSlowly(files);
  return { files, problems: [...own.problems, ...cluster.problems] };
}

/** What the config excludes is as if it were not there. */
export function withoutExcluded({ files, problems }: Inputs, { settings }: CommandLine): Inputs {
  if (!settings) return { files, problems };
  return { files: files.filter(({ name }) => !settings.isExcluded(name)), problems: problems.filter(({ file }) => !settings.isExcluded(file)) };
}

/** Of a file that is read: `--max-file-size`, 100 MB. */
export function maximumBytesOf({ values }: CommandLine): number {
  const size = textValue(values, 'max-file-size');
  if (size !== undefined && !(Number(size) > 0)) throw new UsageError(`--max-file-size takes a number of megabytes, not ${size}`);
  return Number(size ?? 100) * megabyte;
}

/** The built-in rules and those of `--rules`; a broken rule file stops the run. */
export async function loadRules({ values }: CommandLine): Promise<RuleSet> {
  const builtIn = builtinRules();
  const directories = textValues(values, 'rules');
  if (directories.length === 0) return builtIn;
  // Loaded only where the user has rules of their own: the reader of rule files is heavy.
  const { loadRuleDirectory } = await import('#rule/load.js');
  let rules = builtIn;
  for (const directory of directories) {
    const loaded = loadRuleDirectory(directory, directory, rules);
    if (loaded.problems.length > 0) {
      throw new UsageError(`broken rules:\n${loaded.problems.map((problem) => `  ${problem.file}:${problem.line}:${problem.column}: ${problem.message}`).join('\n')}`);
    }
    rules = mergeRules(rules, loaded.rules);
  }
  return rules;
}

/** The policy file of `--abac`. A broken line stops the API server, so it stops us. */
function abacFile({ values }: CommandLine): AbacFile | undefined {
  const name = textValue(values, 'abac');
  if (name === undefined) return undefined;
  const abac = abacFileOf({ name, text: readGiven(name), cluster: false, directory: name.replace(/\/?[^/]*$/, '') || '.' });
  if (abac.problems.length === 0) return abac;
  throw new UsageError(`the API server would not start with this policy file:\n${abac.problems.map(({ file, line, message }) => `  ${file}:${line}: ${message}`).join('\n')}`);
}

/** The text of a file that an option names; `-` is stdin. */
export function readGiven(path: string): string {
  try {
    return readFileSync(path === '-' ? 0 : path, 'utf8');
  } catch (error) {
    throw new UsageError(`cannot read ${path}: ${(error as Error).message}`);
  }
}

/** What the user said about the cluster. Reads the file of `--abac`, so it is asked once a run. */
export function worldOptions(line: CommandLine): Pick<LintOptions, 'namespace' | 'complete' | 'kubernetesVersion' | 'abac'> {
  const { values } = line;
  const abac = abacFile(line);
  const namespace = textValue(values, 'namespace');
  const kubernetesVersion = textValue(values, 'kubernetes-version');
  if (kubernetesVersion !== undefined && !/^v?1\.\d+(\.\d+)?$/.test(kubernetesVersion)) {
    throw new UsageError(`--kubernetes-version takes a version like 1.36, not ${kubernetesVersion}`);
  }
  return {
    complete: isOn(values, 'complete'),
    ...(abac ? { abac } : {}),
    ...(namespace === undefined ? {} : { namespace }),
    ...(kubernetesVersion === undefined ? {} : { kubernetesVersion: kubernetesVersion.replace(/^v/, '') }),
  };
}
