// A first word that is neither a command nor a path: a slip that must not be taken for a tree without manifests.
import { existsSync } from 'node:fs';
import { didYouMean } from '#rule/nearest.js';
import { isOn, type CommandLine } from './arguments.js';
import { commandNames } from './commands.js';
import { lintOptions } from './options.js';
import { UsageError } from './usage-error.js';

/** Words that other programs have commands for. */
const expected: Readonly<Record<string, string>> = {
  lint: 'the default command has no name: sa-lint [PATH…]',
  help: 'sa-lint --help lists commands and options, sa-lint COMMAND --help those of one',
  version: 'sa-lint --version says it',
};

/** Throws a UsageError when the first word of the default command is no path, but near the name of a command or option; other words are paths, and looked for. */
export function refuseUnknownCommand({ words, values }: CommandLine): void {
  const [word] = words;
  // What has a dot, a slash or a pattern in it was meant as a path.
  if (word === undefined || !/^[a-z][\w-]*$/i.test(word) || existsSync(word)) return;
  const nothing = `there is neither a command nor a path ${word}`;
  if (Object.hasOwn(expected, word)) throw new UsageError(`${nothing}; ${expected[word]}`);
  if (Object.hasOwn(lintOptions, word)) throw new UsageError(`${nothing} (did you mean "--${word}"?)`);
  const meant = didYouMean(word, commandNames.filter((name) => name !== 'lint'));
  if (meant !== '' || isOn(values, 'help')) throw new UsageError(`${nothing}${meant}; sa-lint --help lists the commands`);
}
