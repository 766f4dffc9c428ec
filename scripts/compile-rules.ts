// Turns rules/ into plain data for the bundle: what linting needs in one text, the examples (only `explain` shows them) in a lazy part of their own.
import { loadRuleDirectory } from '#rule/load.js';
import { kinds, type Rule } from '#rule/rule.js';
import type { Problem } from '#source/document.js';
import { builtinDirectory } from '#rule/builtin.js';

export interface CompiledRules {
  /** Stands in for src/rule/builtin.ts. */
  readonly module: string;
  /** `dist/examples.cjs`: examples by rule id. */
  readonly examplesModule: string;
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
import type { Rule, RuleSet } from './rule.js';

let loaded: RuleSet | undefined;

export function builtinRules(): RuleSet {
  if (loaded) return loaded;
  loaded = JSON.parse(${JSON.stringify(JSON.stringify(heads))}) as RuleSet;
  for (const rules of Object.values(loaded) as Rule[][]) {
    for (const rule of rules) Object.defineProperty(rule, 'examples', { get: () => require('./examples.cjs')[rule.id], enumerable: false });
  }
  return loaded;
}
`;
  return { module, examplesModule: `module.exports=JSON.parse(${JSON.stringify(JSON.stringify(examples))});\n`, problems };
}
