// `sa-lint completion SHELL`: a script made from the tables of commands and options, and from the rules there are.
import { builtinRules } from '#rule/builtin.js';
import { severities } from '#finding/finding.js';
import type { CommandLine } from './arguments.js';
import { commandNames, commands, formatsOf } from './commands.js';
import { everywhereOptions, type OptionSpec } from './options.js';
import { writeOut } from './output.js';
import { UsageError } from './usage-error.js';

const shells: Readonly<Record<string, () => string>> = { bash, zsh, fish };

/** Writes the script to stdout; exit code 0. */
export function completionCommand({ words }: CommandLine): number {
  const [shell = '', ...more] = words;
  const script = Object.hasOwn(shells, shell) && more.length === 0 ? shells[shell] : undefined;
  if (!script) throw new UsageError(`completion takes ${Object.keys(shells).join(', ')}${shell === '' ? '' : `, not ${words.join(' ')}`}: source <(sa-lint completion bash)`);
  writeOut(script());
  return 0;
}

const names = commandNames.filter((name) => name !== 'lint');

function optionsOf(command: keyof typeof commands): [string, OptionSpec][] {
  return Object.entries({ ...commands[command].options, ...everywhereOptions });
}

function flagsOf(command: keyof typeof commands): string {
  return optionsOf(command).flatMap(([name, { short }]) => [`--${name}`, ...(short ? [`-${short}`] : [])]).join(' ');
}

function ruleIds(): string {
  return Object.values(builtinRules()).flat().map(({ id }) => id).sort().join(' ');
}

const formats = [...new Set(commandNames.flatMap(formatsOf))].join(' ');

function bash(): string {
  const cases = names.map((name) => `    ${name}) flags="${flagsOf(name as keyof typeof commands)}" ;;`).join('\n');
  return `# bash completion of sa-lint: source <(sa-lint completion bash)
_sa_lint() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} command=\${COMP_WORDS[1]} flags
  case $before in
    --fail-on) COMPREPLY=($(compgen -W "${severities.join(' ')}" -- "$word")); return ;;
    --format|-f) COMPREPLY=($(compgen -W "${formats}" -- "$word")); return ;;
    --color) COMPREPLY=($(compgen -W "auto always never" -- "$word")); return ;;
    explain) COMPREPLY=($(compgen -W "${ruleIds()}" -- "$word")); return ;;
    completion) COMPREPLY=($(compgen -W "${Object.keys(shells).join(' ')}" -- "$word")); return ;;
  esac
  case $command in
${cases}
    *) flags="${flagsOf('lint')}" ;;
  esac
  if [[ $word == -* ]]; then COMPREPLY=($(compgen -W "$flags" -- "$word"))
  elif ((COMP_CWORD == 1)); then COMPREPLY=($(compgen -W "${names.join(' ')}" -- "$word") $(compgen -f -- "$word"))
  else COMPREPLY=($(compgen -f -- "$word")); fi
}
complete -o filenames -F _sa_lint sa-lint
`;
}

function zsh(): string {
  return `#compdef sa-lint\n# zsh completion of sa-lint: source <(sa-lint completion zsh)\nautoload -U +X bashcompinit && bashcompinit\n${bash()}`;
}

function fish(): string {
  const quoted = (text: string): string => `'${text.replace(/'/g, "\\'")}'`;
  const lines = ['# fish completion of sa-lint: sa-lint completion fish | source', 'set -l commands ' + names.join(' ')];
  for (const name of names) lines.push(`complete -c sa-lint -n "not __fish_seen_subcommand_from $commands" -a ${name} -d ${quoted(commands[name as keyof typeof commands].help)}`);
  for (const [command, spec] of Object.entries(commands)) {
    const when = command === 'lint' ? 'not __fish_seen_subcommand_from $commands' : `__fish_seen_subcommand_from ${command}`;
    for (const [name, option] of Object.entries({ ...spec.options, ...everywhereOptions } as Record<string, OptionSpec>)) {
      lines.push(`complete -c sa-lint -n "${when}" -l ${name}${option.short ? ` -s ${option.short}` : ''}${option.type === 'string' ? ' -r' : ''} -d ${quoted(option.help)}`);
    }
  }
  lines.push(`complete -c sa-lint -n "__fish_seen_subcommand_from explain" -f -a ${quoted(ruleIds())}`, `complete -c sa-lint -n "__fish_seen_subcommand_from completion" -f -a "${Object.keys(shells).join(' ')}"`);
  return `${lines.join('\n')}\n`;
}
