// Turns the inputs of the step into the command line that says the same.
import { readFileSync } from 'node:fs';
import { isCommand } from '#cli/commands.js';
import { parseCommandLine, type CommandLine } from '#cli/arguments.js';
import { UsageError } from '#cli/usage-error.js';

type Environment = Readonly<Record<string, string | undefined>>;

export interface StepInputs {
  readonly line: CommandLine;
  readonly formats: readonly string[];
  /** Where SARIF goes, relative to the workspace. */
  readonly sarifFile: string;
}

const formats = ['sarif', 'github', 'text', 'markdown', 'json', 'junit'];

/** Reads `INPUT_*`; every mistake is a UsageError that names the input. */
export function stepInputs(environment: Environment): StepInputs {
  const input = (name: string): string => (environment[`INPUT_${name.toUpperCase()}`] ?? '').trim();
  const chosen = input('format').split(/[\s,]+/).filter((format) => format !== '');
  for (const format of chosen) if (!formats.includes(format)) throw new UsageError(`the input format takes ${formats.join(', ')}, not ${format}`);
  const args = wordsOf(input('args'), 'args');
  const further = parseCommandLine(args);
  if (further.command !== 'lint' || further.words.length > 0) throw new UsageError('the input args takes options of `sa-lint [PATH…]` only; paths go into the input paths');
  if (further.values.format !== undefined) throw new UsageError('-f does not go into the input args: use the input format');
  const options = ['fail-on', 'namespace', 'baseline', 'config'].flatMap((name) => (input(name) === '' ? [] : [`--${name}=${input(name)}`]));
  const base = input('base') === 'auto' ? baseOfPullRequest(environment) : input('base');
  if (base !== '') options.push(`--base=${base}`);
  if (isTrue(input('complete'))) options.push('--complete');
  // A directory may be called like a command.
  const paths = wordsOf(input('paths'), 'paths').map((path) => (isCommand(path) ? `./${path}` : path));
  return { line: parseCommandLine([...options, ...args, '--', ...paths]), formats: chosen.length > 0 ? chosen : ['sarif'], sarifFile: input('sarif-file') || 'sa-lint.sarif' };
}

/** The commit that a pull request starts from, as the event of the run says; '' for other events. */
function baseOfPullRequest({ GITHUB_EVENT_PATH: file }: Environment): string {
  if (!file) return '';
  try {
    const event = JSON.parse(readFileSync(file, 'utf8')) as { pull_request?: { base?: { sha?: unknown } } };
    const sha = event.pull_request?.base?.sha;
    return typeof sha === 'string' && /^[0-9a-f]{40,64}$/.test(sha) ? sha : '';
  } catch (error) {
    throw new UsageError(`the event of this run, ${file}, cannot be read: ${(error as Error).message}; name the revision in the input base`);
  }
}

/** Booleans as GitHub's own toolkit reads them: YAML 1.2, core schema (actions/toolkit, core.getBooleanInput). */
function isTrue(text: string): boolean {
  if (/^(true|True|TRUE)$/.test(text)) return true;
  if (/^(false|False|FALSE|)$/.test(text)) return false;
  throw new UsageError(`the input complete takes true or false, not ${text}`);
}

/** Words between spaces and line breaks; quotes of either kind keep spaces. No shell: nothing is expanded. */
function wordsOf(text: string, name: string): readonly string[] {
  const words = text.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? [];
  if (/["']/.test(text.replace(/"[^"]*"|'[^']*'/g, ''))) throw new UsageError(`the input ${name} has a quote that does not end`);
  return words.map((word) => word.replace(/"([^"]*)"|'([^']*)'/g, (_, double: string | undefined, single: string | undefined) => double ?? single ?? ''));
}
