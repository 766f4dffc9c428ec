// The help text, made from the tables of commands and options.
import { commandNames, commands, formatsOf, type CommandName, type CommandSpec } from './commands.js';
import { everywhereOptions, type OptionSpec } from './options.js';

/** Help of one command; of the default one with all commands listed. */
export function helpText(command: CommandName): string {
  const { usage, also = [], help, options }: CommandSpec = commands[command];
  const lines = ['sa-lint: escalation paths and token risks in Kubernetes manifests, hop by hop, from files', '', `Usage: ${usage}`, ...also.map((way) => `       ${way}`), `       ${help}`, ''];
  if (command === 'lint') {
    lines.push('Commands:');
    for (const name of commandNames) lines.push(`  ${commands[name].usage.padEnd(48)} ${commands[name].help}`);
    lines.push('', 'sa-lint COMMAND --help lists the options of one. Those of the default command:');
  } else {
    lines.push('Options:');
  }
  lines.push(...optionLines({ ...options, ...everywhereOptions }, formatsOf(command)));
  lines.push('', `Exit codes: ${exitCodes[command] ?? '0 done · 2 wrong usage'}`);
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

function optionLines(options: Readonly<Record<string, OptionSpec>>, formats: readonly string[]): string[] {
  return Object.entries(options).map(([name, option]) => {
    const flags = `${option.short ? `-${option.short}, ` : '    '}--${name}${option.value ? ` ${option.value}` : ''}`;
    return `  ${flags.padEnd(34)} ${option.help}${name === 'format' ? `: ${formats.join(', ')} (default ${formats[0] ?? ''})` : ''}`;
  });
}
