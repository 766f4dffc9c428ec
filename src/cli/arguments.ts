// Reads the command line into a command, its options and its words; every mistake is a UsageError that says what to do.
import { parseArgs } from 'node:util';
import { severities, type LintResult, type Severity } from '#finding/finding.js';
import { didYouMean } from '#rule/nearest.js';
import { commandNames, commands, isCommand, takesOption, type CommandName } from './commands.js';
import { everywhereOptions, type OptionSpec } from './options.js';
import { UsageError } from './usage-error.js';

type Values = Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;

export interface CommandLine {
  readonly command: CommandName;
  readonly words: readonly string[];
  readonly values: Values;
  /** What sa-lint.yaml says besides the values of options, when there is one. */
  readonly settings?: {
    /** The config itself is no manifest. */
    readonly isExcluded: (file: string) => boolean;
    /** The result with the severities of the config. */
    readonly leveled: (result: LintResult) => LintResult;
  };
}

/** Parses the arguments after `sa-lint`. The first word is a command when it is the name of one; otherwise all words are paths to lint. */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const at = firstWord(args);
  const first = args[at];
  const command: CommandName = first !== undefined && isCommand(first) ? first : 'lint';
  const options: Record<string, OptionSpec> = { ...commands[command].options, ...everywhereOptions };
  const rest = command === 'lint' ? [...args] : args.filter((_, index) => index !== at);
  const { values, positionals } = parsed(rest, command, options);
  refuseEmpty(values, positionals);
  return { command, words: positionals, values };
}

function parsed(args: string[], command: CommandName, options: Record<string, OptionSpec>): { values: Values; positionals: readonly string[] } {
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true, strict: true });
    return { values: values as Values, positionals };
  } catch (error) {
    throw new UsageError(explain(error as Error, command, options));
  }
}

/** What is empty is a variable of a script that was not set: nobody means a user without a name, who may do nothing. */
function refuseEmpty(values: Values, words: readonly string[]): void {
  const option = Object.keys(values).find((name) => [values[name]].flat().includes(''));
  if (option !== undefined) throw new UsageError(`--${option} is empty; is a variable not set?`);
  const index = words.indexOf('');
  if (index >= 0) throw new UsageError(`argument ${index + 1} is empty; is a variable not set?`);
}

const allOptions: Readonly<Record<string, OptionSpec>> = Object.assign({}, everywhereOptions, ...commandNames.map((name) => commands[name].options));

/** Where the first word stands that is neither an option nor the value of one; behind the end when there is none, or when `--` says that only paths follow. */
function firstWord(args: readonly string[]): number {
  let at = 0;
  for (let arg = args[at]; arg?.startsWith('-') && arg !== '-'; arg = args[at]) {
    if (arg === '--') return args.length;
    const name = arg.startsWith('--') ? arg.slice(2) : longName(arg);
    at += name !== undefined && allOptions[name]?.type === 'string' ? 2 : 1;
  }
  return at;
}

/** Of `-f`; `-fjson` holds its value. */
function longName(short: string): string | undefined {
  return Object.entries(allOptions).find(([, option]) => `-${option.short}` === short)?.[0];
}

function explain(error: Error, command: CommandName, options: Record<string, OptionSpec>): string {
  const help = command === 'lint' ? 'sa-lint --help' : `sa-lint ${command} --help`;
  const unknown = /Unknown option '(-[^']+)'/.exec(error.message)?.[1];
  if (unknown) {
    const owners = commandNames.filter((name) => takesOption(name, unknown.startsWith('--') ? unknown.slice(2) : (longName(unknown) ?? '')));
    if (owners.length > 3) return `${unknown} is no option of ${titleOf(command)}; ${help} lists its own`;
    if (owners.length > 0) return `${unknown} is no option of ${titleOf(command)}, but of ${owners.map(titleOf).join(' and ')}; ${help} lists its own`;
    const known = Object.keys(options).map((name) => `--${name}`);
    return `unknown option ${unknown}${didYouMean(unknown, known)}; ${help} lists them`;
  }
  const [sentence = error.message] = error.message.split('. ');
  return `${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}; ${help} says how`;
}

function titleOf(command: CommandName): string {
  return command === 'lint' ? 'the default command' : command;
}

export function textValue(values: Values, name: string): string | undefined {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
}

export function textValues(values: Values, name: string): readonly string[] {
  const value = values[name];
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}

export function isOn(values: Values, name: string): boolean {
  return values[name] === true;
}

/** A severity by name; `none` never fails. */
export function severityValue(values: Values, name: string, fallback: Severity): Severity {
  const value = textValue(values, name) ?? fallback;
  const known = severities.find((severity) => severity === value);
  if (!known) throw new UsageError(`--${name} takes ${severities.join(', ')}, not ${value}`);
  return known;
}
