// Writes what a command answers: to each of its targets, in the format and for the screen that it has there.
import { paintWith } from '#report/paint.js';
import type { CommandResult, Screen } from './access-answer.js';
import type { CommandLine } from './arguments.js';
import { terminal, writerFor, type ReportTarget } from './output.js';
import { note } from './world.js';

/** How one target wants the answer. */
export interface Wish {
  readonly format: 'text' | 'json';
  readonly screen: Screen;
}

/** Hints are said once, before all targets; gives the exit code of the answer, which is the same for each. */
export function writeAnswers(line: CommandLine, targets: readonly ReportTarget[], answer: (wish: Wish) => CommandResult): number {
  const answers = targets.map((target) => {
    const { color, width } = terminal(line, target.file !== undefined);
    return { target, ...answer({ format: target.format === 'json' ? 'json' : 'text', screen: { width, paint: paintWith(color) } }) };
  });
  for (const hint of new Set(answers.flatMap(({ hints }) => hints))) note(hint);
  for (const { target, output } of answers) {
    const { write, end } = writerFor(target);
    write(output);
    end();
  }
  return answers[0]?.exitCode ?? 0;
}
