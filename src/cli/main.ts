// The door: reads the command line, runs the command, sets the exit code.
import { version } from '#version.js';
import { isOn, parseCommandLine, type CommandLine } from './arguments.js';
import { isUsageError } from './usage-error.js';

async function run(line: CommandLine): Promise<number> {
  const { writeOut } = await import('./output.js');
  if (isOn(line.values, 'version')) {
    writeOut(`${version}\n`);
    return 0;
  }
  if (isOn(line.values, 'help')) {
    writeOut((await import('./help.js')).helpText(line.command));
    return 0;
  }
  switch (line.command) {
    case 'lint':
      return (await import('./lint-command.js')).lintCommand(line);
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
