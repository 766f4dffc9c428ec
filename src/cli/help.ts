// The help text, made from the tables of commands and options.
import { hanging } from '#report/pen.js';
import { wrapped } from '#report/width.js';
import { commandNames, commands, formatsOf, type CommandName, type CommandSpec } from './commands.js';
import { everywhereOptions, type OptionSpec } from './options.js';

/** Help of one command, in lines of at most `width` columns; of the default one with all commands listed. */
export function helpText(command: CommandName, width: number): string {
  const { usage, also = [], help, options }: CommandSpec = commands[command];
  const underUsage = (text: string): string[] => hanging(' '.repeat(7), text, width);
  const lines = [...wrapped('sa-lint: escalation paths and token risks in Kubernetes manifests, hop by hop, from files', width), '', `Usage: ${usage}`, ...also.flatMap(underUsage), ...underUsage(help), ''];
  if (command === 'lint') {
    lines.push('Commands:');
    for (const name of commandNames) lines.push(...explained(commands[name].usage, commands[name].help, 29, width));
    lines.push('', ...wrapped('sa-lint COMMAND --help lists the options of one. Those of the default command:', width));
  } else {
    lines.push('Options:');
  }
  lines.push(...optionLines({ ...options, ...everywhereOptions }, formatsOf(command), width));
  lines.push('', ...exitCodeLines(exitCodes[command] ?? '0 done · 2 wrong usage', width));
  return `${lines.join('\n')}\n`;
}

const notEvaluated = '3 something could not be evaluated';
const answer = `0 evaluated · 2 wrong usage · ${notEvaluated}`;

/** What the exit codes mean, where there are more than two. */
const exitCodes: Readonly<Partial<Record<CommandName, string>>> = {
  lint: `0 nothing at or above --fail-on · 1 findings · 2 wrong usage · ${notEvaluated}, and nothing was found`,
  'can-i': `0 yes · 1 no · 2 wrong usage · 3 the files cannot tell`,
  'who-can': `0 somebody can · 1 nobody · 2 wrong usage · ${notEvaluated}`,
  reach: `0 something is reached · 1 nothing · 2 wrong usage, or a name that is in no file · ${notEvaluated}`,
  admit: answer,
  graph: answer,
  identities: answer,
  diff: `0 no new finding at or above --fail-on · 1 new findings · 2 wrong usage · ${notEvaluated}, and nothing is new`,
};

/** On one line where they fit, else one a line. */
function exitCodeLines(codes: string, width: number): string[] {
  const line = `Exit codes: ${codes}`;
  return line.length <= width ? [line] : ['Exit codes:', ...codes.split(' · ').flatMap((code) => hanging('  ', code, width))];
}

function optionLines(options: Readonly<Record<string, OptionSpec>>, formats: readonly string[], width: number): string[] {
  return Object.entries(options).flatMap(([name, option]) => {
    const flags = `${option.short ? `-${option.short}, ` : '    '}--${name}${option.value ? ` ${option.value}` : ''}`;
    return explained(flags, `${option.help}${name === 'format' ? `: ${formats.join(', ')} (default ${formats[0] ?? ''})` : ''}`, 29, width);
  });
}

/** What is typed, and beside it what it does; below it where it is longer than `column`. */
function explained(typed: string, help: string, column: number, width: number): string[] {
  const beside = hanging(' '.repeat(column + 4), help, width);
  if (typed.length > column) return [`  ${typed}`, ...beside];
  return beside.map((line, index) => (index === 0 ? `  ${typed.padEnd(column)}  ${line.trimStart()}` : line));
}
