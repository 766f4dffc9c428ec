// `sa-lint admit` on the command line: loads the files, writes the answer.
import { paintWith } from '#report/paint.js';
import { isOn, type CommandLine } from './arguments.js';
import { admit } from './admit.js';
import { reportTargets, terminal, writerFor } from './output.js';
import { loadClusterWorld, note } from './world.js';

/** Exit code 0, or 3 when something could not be evaluated. A pod that is refused is an answer, not a failure. */
export function admitCommand(line: CommandLine): number {
  const [target = { format: 'text', file: undefined }] = reportTargets(line);
  const { inventory, open } = loadClusterWorld(line.words, line);
  if (!isOn(line.values, 'quiet')) for (const problem of inventory.problems.filter(({ severity }) => severity === 'note')) note(`${problem.file}:${problem.line}:${problem.column}: ${problem.message}`);
  const { color, width } = terminal(line, target.file !== undefined);
  const { write, end } = writerFor(target);
  write(admit(inventory, { format: target.format === 'json' ? 'json' : 'text', diff: isOn(line.values, 'diff'), screen: { width, paint: paintWith(color) } }));
  end();
  return open ? 3 : 0;
}
