// The commands, with the options each of them takes.
import { admitOptions, identityOptions, lintOptions, sharedOptions, type OptionSpec } from './options.js';

export interface CommandSpec {
  readonly usage: string;
  readonly help: string;
  readonly options: Readonly<Record<string, OptionSpec>>;
}

export const commands = {
  lint: { usage: 'sa-lint [PATH…]', help: 'findings (default path: .)', options: { ...sharedOptions, ...lintOptions } },
  'can-i': {
    usage: 'sa-lint can-i VERB RESOURCE[/NAME] [PATH…]',
    help: 'may this identity do that, and by which binding, role and rule',
    options: { ...sharedOptions, ...identityOptions },
  },
  'who-can': { usage: 'sa-lint who-can VERB RESOURCE[/NAME] [PATH…]', help: 'every subject that can, each with its grant', options: { ...sharedOptions, ...identityOptions } },
  admit: { usage: 'sa-lint admit [PATH…]', help: 'each pod as the cluster would admit it: ServiceAccount, tokens, Pod Security', options: { ...sharedOptions, ...admitOptions } },
  reach: { usage: 'sa-lint reach SUBJECT [PATH…]', help: 'everything that identity can come to hold, step by step', options: { ...sharedOptions, ...identityOptions } },
  graph: { usage: 'sa-lint graph [PATH…]', help: 'the privilege graph: json, dot, mermaid, graphml, html', options: sharedOptions },
  identities: { usage: 'sa-lint identities [PATH…]', help: 'every human, node and pod identity of the files, with its credentials and reach', options: sharedOptions },
  diff: { usage: 'sa-lint diff BASE HEAD', help: 'identities, grants, tokens and findings gained and lost between two trees (directories or git:REVISION)', options: sharedOptions },
  rules: { usage: 'sa-lint rules', help: 'the table of rules', options: { rules: sharedOptions.rules, format: sharedOptions.format } },
  explain: { usage: 'sa-lint explain RULE', help: 'one rule: what, why, what to do', options: { rules: sharedOptions.rules } },
  init: { usage: 'sa-lint init', help: 'writes a commented sa-lint.yaml, a hook and a workflow, each where there is none', options: {} },
  completion: { usage: 'sa-lint completion SHELL', help: 'completion for bash, zsh or fish', options: {} },
} as const satisfies Record<string, CommandSpec>;

export type CommandName = keyof typeof commands;

/** Whether a command looks at manifests, so that sa-lint.yaml counts for it. */
export function takesConfig(command: CommandName): boolean {
  return Object.hasOwn(commands[command].options, 'config');
}

export function isCommand(word: string): word is CommandName {
  return word !== 'lint' && Object.hasOwn(commands, word);
}
