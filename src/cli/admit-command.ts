// `sa-lint admit` on the command line: loads the files, writes the answer.
import { writeAnswers } from './answers.js';
import { isOn, type CommandLine } from './arguments.js';
import { admit } from './admit.js';
import { reportTargets } from './output.js';
import { loadClusterWorld, note } from './world.js';

/** Exit code 0, or 3 when something could not be evaluated. A pod that is refused is an answer, not a failure. */
export function admitCommand(line: CommandLine): number {
  const targets = reportTargets(line);
  const { inventory, open } = loadClusterWorld(line.words, line);
  if (!isOn(line.values, 'quiet')) for (const problem of inventory.problems.filter(({ severity }) => severity === 'note')) note(`${problem.file}:${problem.line}:${problem.column}: ${problem.message}`);
  return writeAnswers(line, targets, (wish) => ({ output: admit(inventory, { ...wish, diff: isOn(line.values, 'diff') }), hints: [], exitCode: open ? 3 : 0 }));
}
