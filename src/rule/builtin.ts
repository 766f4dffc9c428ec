// The rules that come with sa-lint. From source they are read from rules/; in the bundle this module is replaced by the same rules as data (scripts/compile-rules.ts).
import { fileURLToPath } from 'node:url';
import { loadRuleDirectory } from './load.js';
import type { RuleSet } from './rule.js';

/** The folder of the built-in rules. */
export const builtinDirectory = fileURLToPath(new URL('../../rules', import.meta.url));

let loaded: RuleSet | undefined;

/** All built-in rules. Throws when one of them is broken: that is a bug of ours, not of the user's input. */
export function builtinRules(): RuleSet {
  if (loaded) return loaded;
  const { rules, problems } = loadRuleDirectory(builtinDirectory, 'rules');
  if (problems.length > 0) {
    throw new Error(problems.map((problem) => `${problem.file}:${problem.line}:${problem.column}: ${problem.message}`).join('\n'));
  }
  loaded = rules;
  return rules;
}
