// The help text, made from the tables of commands and options.
import { commands, type CommandName } from './commands.js';
import { everywhereOptions, type OptionSpec } from './options.js';

/** Help of one command; of the default one with all commands listed. */
export function helpText(command: CommandName): string {
  const { usage, help, options } = commands[command];
  const lines = ['sa-lint: escalation paths and token risks in Kubernetes manifests, hop by hop, from files', '', `Usage: ${usage}`, `       ${help}`, ''];
  if (command === 'lint') {
    lines.push('Commands:');
    for (const spec of Object.values(commands)) lines.push(`  ${spec.usage.padEnd(48)} ${spec.help}`);
    lines.push('');
  }
  lines.push('Options:', ...optionLines({ ...options, ...everywhereOptions }));
  lines.push('', 'Exit codes: 0 nothing found · 1 findings (can-i: no) · 2 wrong usage · 3 something could not be evaluated');
  return `${lines.join('\n')}\n`;
}

function optionLines(options: Readonly<Record<string, OptionSpec>>): string[] {
  return Object.entries(options).map(([name, option]) => {
    const flags = `${option.short ? `-${option.short}, ` : '    '}--${name}${option.value ? ` ${option.value}` : ''}`;
    return `  ${flags.padEnd(34)} ${option.help}`;
  });
}
