// Every option, once: parsing, help and completion all come from this table.
export interface OptionSpec {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  readonly multiple?: boolean;
  /** Word for the value in help. */
  readonly value?: string;
  readonly help: string;
}

/** Options that all analysing commands share. */
export const sharedOptions = {
  namespace: { type: 'string', short: 'n', value: 'NS', help: 'namespace of objects that name none' },
  cluster: { type: 'string', multiple: true, value: 'PATH', help: 'objects that exist in the cluster already: loaded, never reported on' },
  complete: { type: 'boolean', help: 'nothing exists beyond the files: what is not in them is absent, not unknown' },
  abac: { type: 'string', value: 'FILE', help: 'ABAC policy file that the API server reads' },
  'kubernetes-version': { type: 'string', value: 'VERSION', help: 'version whose defaults apply, like 1.36' },
  config: { type: 'string', short: 'c', value: 'FILE', help: 'settings (default: the nearest sa-lint.yaml at or above the working directory)' },
  format: { type: 'string', short: 'f', multiple: true, value: 'FORMAT[=FILE]', help: 'report format, perhaps into a file; repeatable' },
  'fail-on': { type: 'string', value: 'SEVERITY', help: 'lowest severity that makes the exit code 1 (default medium)' },
  rules: { type: 'string', multiple: true, value: 'DIR', help: 'directory with rule files of your own' },
  color: { type: 'string', value: 'WHEN', help: 'auto, always or never' },
  quiet: { type: 'boolean', short: 'q', help: 'findings only: no counts, no notes' },
  'stdin-filename': { type: 'string', value: 'NAME', help: 'name for what `-` reads from stdin' },
  'max-file-size': { type: 'string', value: 'MB', help: 'largest file that is read (default 100)' },
} as const satisfies Record<string, OptionSpec>;

/** Options of the default command. */
export const lintOptions = {
  summary: { type: 'boolean', help: 'one screen: worst paths, counts per rule and directory' },
  verify: { type: 'boolean', help: 'adds to each step the kubectl command that confirms it on a live cluster' },
  baseline: { type: 'string', value: 'FILE', help: 'hides findings that the file lists; --update-baseline writes it' },
  changed: { type: 'boolean', help: 'the paths are changed files: all of the working directory is analysed, what touches them is reported' },
  base: { type: 'string', value: 'REVISION', help: 'hides findings that this revision of git has already, like main' },
  'update-baseline': { type: 'boolean', help: 'writes the findings of this run into the baseline file' },
  'no-ignore': { type: 'boolean', help: 'shows findings that an ignore comment hides' },
  fix: { type: 'string', value: 'safe|unsafe', help: 'applies fixes to the files' },
  'dry-run': { type: 'boolean', help: 'with --fix: shows the changes as a diff, writes nothing' },
} as const satisfies Record<string, OptionSpec>;

/** Options of `who-can`; `can-i` takes them too. */
export const questionOptions = {
  subresource: { type: 'string', value: 'NAME', help: 'subresource, like exec or log' },
  'all-namespaces': { type: 'boolean', short: 'A', help: 'ask for all namespaces at once' },
} as const satisfies Record<string, OptionSpec>;

const asGroup = { type: 'string', multiple: true, value: 'GROUP', help: 'group of the one who asks; repeatable' } as const satisfies OptionSpec;

export const canIOptions = {
  as: { type: 'string', value: 'USER', help: 'who asks: shop/web, /web (without a namespace), user:jane, or system:serviceaccount:NS:NAME' },
  'as-group': asGroup,
  ...questionOptions,
  list: { type: 'boolean', help: 'list everything the identity may do' },
  requests: { type: 'string', value: 'FILE', help: 'answer the requests of this file, one a line as JSON' },
  object: { type: 'string', value: 'FILE', help: 'may the objects of this file be applied? create is asked, or the verb that is given' },
} as const satisfies Record<string, OptionSpec>;

export const reachOptions = { 'as-group': asGroup } as const satisfies Record<string, OptionSpec>;

export const admitOptions = {
  diff: { type: 'boolean', help: 'what admission changes, as a patch' },
} as const satisfies Record<string, OptionSpec>;

export const everywhereOptions = {
  help: { type: 'boolean', short: 'h', help: 'this text' },
  version: { type: 'boolean', short: 'V', help: 'the version' },
} as const satisfies Record<string, OptionSpec>;
