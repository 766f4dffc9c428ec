// Turns rules/ into plain data for the bundle: what linting needs in one file, the examples (only `explain` shows them) in another.
import { loadRuleDirectory } from '#rule/load.js';
import { kinds, type Rule } from '#rule/rule.js';
import type { Problem } from '#source/document.js';
import { builtinDirectory } from '#rule/builtin.js';

export interface CompiledRules {
  /** Stands in for src/rule/builtin.ts. */
  readonly module: string;
  /** `dist/rules.json`: what linting needs. */
  readonly rules: string;
  /** `dist/rule-examples.json`: examples by rule id, read when a rule is explained. */
  readonly examples: string;
  readonly problems: readonly Problem[];
}

/** Reads and checks every built-in rule; with problems the modules are empty and must not be used. */
export function compileRules(): CompiledRules {
  const { rules, problems } = loadRuleDirectory(builtinDirectory, 'rules');
  const examples: Record<string, Rule['examples']> = {};
  const heads = Object.fromEntries(
    kinds.map((kind) => [
      kind,
      rules[kind].map((rule) => {
        examples[rule.id] = rule.examples;
        return { ...rule, examples: undefined };
      }),
    ]),
  );
  const module = `
import { readFileSync } from 'node:fs';
import type { Rule, RuleSet } from './rule.js';

let loaded: RuleSet | undefined;
let examples: Record<string, Rule['examples']> | undefined;
const read = (name: string) => JSON.parse(readFileSync(__dirname + '/' + name, 'utf8'));

export function builtinRules(): RuleSet {
  if (loaded) return loaded;
  loaded = read('rules.json') as RuleSet;
  for (const rules of Object.values(loaded) as Rule[][]) {
    for (const rule of rules) Object.defineProperty(rule, 'examples', { get: () => (examples ??= read('rule-examples.json'))[rule.id], enumerable: false });
  }
  return loaded;
}
`;
  return { module, rules: JSON.stringify(heads), examples: JSON.stringify(examples), problems };
}
