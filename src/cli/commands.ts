// The commands, with the options each of them takes.
import { admitOptions, canIOptions, lintOptions, questionOptions, reachOptions, sharedOptions, type OptionSpec } from './options.js';

export interface CommandSpec {
  readonly usage: string;
  /** Other ways to call it, or what its words are. */
  readonly also?: readonly string[];
  readonly help: string;
  /** What `-f` takes, the default first. */
  readonly formats?: readonly string[];
  readonly options: Readonly<Record<string, OptionSpec>>;
}

const textOrJson = ['text', 'json'] as const;

export const commands = {
  lint: { usage: 'sa-lint [PATH…]', help: 'findings (default path: .)', formats: ['text', 'json', 'sarif', 'markdown', 'github', 'junit', 'html'], options: { ...sharedOptions, ...lintOptions } },
  'can-i': {
    usage: 'sa-lint can-i VERB RESOURCE[/NAME] [PATH…]',
    also: ['sa-lint can-i VERB /url [PATH…]', 'sa-lint can-i [create|update|patch] --object FILE [PATH…]', 'sa-lint can-i --list [PATH…]', 'sa-lint can-i --requests FILE [PATH…]'],
    help: 'may this identity do that, and by which binding, role and rule',
    formats: textOrJson,
    options: { ...sharedOptions, ...canIOptions },
  },
  'who-can': { usage: 'sa-lint who-can VERB RESOURCE[/NAME] [PATH…]', help: 'every subject that can, each with its grant', formats: textOrJson, options: { ...sharedOptions, ...questionOptions } },
  admit: { usage: 'sa-lint admit [PATH…]', help: 'each pod as the cluster would admit it: ServiceAccount, tokens, Pod Security', formats: textOrJson, options: { ...sharedOptions, ...admitOptions } },
  reach: {
    usage: 'sa-lint reach SUBJECT [PATH…]',
    also: ['SUBJECT: shop/web (a ServiceAccount), /web (one without a namespace), user:jane, group:dev, workload:shop/deployment/api'],
    help: 'everything that identity can come to hold, step by step',
    formats: textOrJson,
    options: { ...sharedOptions, ...reachOptions },
  },
  graph: { usage: 'sa-lint graph [PATH…]', help: 'the privilege graph', formats: ['json', 'dot', 'mermaid', 'graphml', 'html'], options: sharedOptions },
  identities: { usage: 'sa-lint identities [PATH…]', help: 'every human, node and pod identity of the files, with its credentials and reach', formats: textOrJson, options: sharedOptions },
  diff: {
    usage: 'sa-lint diff BASE HEAD',
    help: 'identities, grants, tokens and findings gained and lost between two trees (directories or git:REVISION)',
    formats: ['text', 'markdown', 'json', 'sarif'],
    options: sharedOptions,
  },
  rules: { usage: 'sa-lint rules', help: 'the table of rules', formats: textOrJson, options: { rules: sharedOptions.rules, format: sharedOptions.format } },
  explain: { usage: 'sa-lint explain RULE', help: 'one rule: what, why, what to do', options: { rules: sharedOptions.rules } },
  init: { usage: 'sa-lint init', help: 'writes a commented sa-lint.yaml, a hook and a workflow, each where there is none', options: {} },
  completion: { usage: 'sa-lint completion SHELL', help: 'completion for bash, zsh or fish', options: {} },
} as const satisfies Record<string, CommandSpec>;

export type CommandName = keyof typeof commands;
export type GraphFormat = (typeof commands)['graph']['formats'][number];

export const commandNames = Object.keys(commands) as CommandName[];

/** Whether a command looks at manifests, so that sa-lint.yaml counts for it. */
export function takesConfig(command: CommandName): boolean {
  return takesOption(command, 'config');
}

/** Whether an option, by its long name, is one of a command's own. */
export function takesOption(command: CommandName, option: string): boolean {
  return Object.hasOwn(commands[command].options, option);
}

/** What `-f` takes, the default first; empty for commands without reports. */
export function formatsOf(command: CommandName): readonly string[] {
  const { formats = [] }: CommandSpec = commands[command];
  return formats;
}

/** True for a word that calls a command; the default one is called by none. */
export function isCommand(word: string): word is CommandName {
  return word !== 'lint' && Object.hasOwn(commands, word);
}
