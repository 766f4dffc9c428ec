// The door: reads the command line, runs the command, sets the exit code.
import { version } from '#version.js';
import { findConfig } from '#config/find.js';
import { isOn, parseCommandLine, textValue, type CommandLine } from './arguments.js';
import { takesConfig } from './commands.js';
import { refuseUnknownCommand } from './unknown-command.js';
import { isUsageError } from './usage-error.js';

/** Defined as true by the bundle script; not defined at all when the TypeScript source runs. */
declare const SA_LINT_BUNDLED: boolean | undefined;

async function run(line: CommandLine): Promise<number> {
  if (isOn(line.values, 'version')) {
    (await import('./output.js')).writeOut(`${version}\n`);
    return 0;
  }
  if (line.command === 'lint') refuseUnknownCommand(line);
  if (isOn(line.values, 'help')) {
    const { terminal, writeOut } = await import('./output.js');
    writeOut((await import('./help.js')).helpText(line.command, terminal(line, false).width));
    return 0;
  }
  if (typeof SA_LINT_BUNDLED === 'undefined') return runCommand(line);
  const { loadCode } = await import('./code-cache.js');
  // The part of dist/ that every command needs.
  const code = loadCode(`${__dirname}/lint.cjs`, version);
  const exitCode = await runCommand(line);
  // With findings nearly all code has run.
  if (exitCode === 1 && line.command === 'lint') code.keep();
  return exitCode;
}

async function runCommand(given: CommandLine): Promise<number> {
  const line = await configured(given);
  switch (line.command) {
    case 'lint':
      return (await import('./lint-command.js')).lintCommand(line);
    case 'identities':
      return (await import('./identities-command.js')).identitiesCommand(line);
    case 'diff':
      return (await import('./diff-command.js')).diffCommand(line);
    case 'init':
      return (await import('./init.js')).initCommand(line);
    case 'completion':
      return (await import('./completion.js')).completionCommand(line);
    case 'rules':
      return (await import('./rules-command.js')).rulesCommand(line);
    case 'explain':
      return (await import('./rules-command.js')).explainCommand(line);
    case 'can-i':
      return (await import('./access-command.js')).canICommand(line);
    case 'who-can':
      return (await import('./access-command.js')).whoCanCommand(line);
    case 'admit':
      return (await import('./admit-command.js')).admitCommand(line);
    case 'reach':
      return (await import('./graph-command.js')).reachCommand(line);
    case 'graph':
      return (await import('./graph-command.js')).graphCommand(line);
  }
}

/** With what sa-lint.yaml says, for commands that look at manifests. */
async function configured(line: CommandLine): Promise<CommandLine> {
  if (!takesConfig(line.command)) return line;
  const path = textValue(line.values, 'config') ?? findConfig(process.cwd());
  return path === undefined ? line : (await import('./config.js')).withConfig(line, path);
}

async function main(args: readonly string[]): Promise<number> {
  try {
    return await run(parseCommandLine(args));
  } catch (error) {
    if (isUsageError(error)) process.stderr.write(`sa-lint: ${error.message}\n`);
    else process.stderr.write(`sa-lint: a bug of ours, please report it with the command line and this text:\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return 2;
  }
}

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
