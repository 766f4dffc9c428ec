// Turns rules/ into plain data for the bundle: what every run needs in one file, what only a reported or explained rule needs in two others.
import { loadRuleDirectory } from '#rule/load.js';
import { kinds, type Rule } from '#rule/rule.js';
import type { Problem } from '#source/document.js';
import { builtinDirectory } from '#rule/builtin.js';

export interface CompiledRules {
  /** Stands in for src/rule/builtin.ts. */
  readonly module: string;
  /** `dist/rules.json`: what linting needs. */
  readonly rules: string;
  /** `dist/rule-prose.json`: reasons and references by rule id, read when a rule is reported in full. */
  readonly prose: string;
  /** `dist/rule-examples.json`: examples by rule id, read when a rule is explained. */
  readonly examples: string;
  readonly problems: readonly Problem[];
}

/** Reads and checks every built-in rule; with problems the modules are empty and must not be used. */
export function compileRules(): CompiledRules {
  const { rules, problems } = loadRuleDirectory(builtinDirectory, 'rules');
  const prose: Record<string, object> = {};
  const examples: Record<string, Rule['examples']> = {};
  const heads = Object.fromEntries(
    kinds.map((kind) => [
      kind,
      rules[kind].map((rule) => {
        const { rationale, references, source, proof, default: otherwise, examples: shown, ...head } = rule as Rule & { proof?: readonly string[]; default?: string };
        prose[rule.id] = { rationale, references, source, proof, default: otherwise };
        examples[rule.id] = shown;
        return head;
      }),
    ]),
  );
  return { module: builtinModule, rules: JSON.stringify(heads), prose: JSON.stringify(prose), examples: JSON.stringify(examples), problems };
}

const builtinModule = `
import { readFileSync } from 'node:fs';
import type { Rule, RuleSet } from './rule.js';

const read = (name: string) => JSON.parse(readFileSync(__dirname + '/' + name, 'utf8'));
let loaded: RuleSet | undefined;
let prose: Record<string, any> | undefined;
let examples: Record<string, Rule['examples']> | undefined;
const proseOf = (id: string) => (prose ??= read('rule-prose.json'))[id];

const readWhenAsked = {
  get rationale() { return proseOf(this.id).rationale; },
  get references() { return proseOf(this.id).references; },
  get source() { return proseOf(this.id).source; },
  get default() { return proseOf(this.id).default; },
  get proof() { return proseOf(this.id).proof; },
  get examples() { return (examples ??= read('rule-examples.json'))[this.id]; },
} as Rule;

export function builtinRules(): RuleSet {
  if (loaded) return loaded;
  loaded = read('rules.json') as RuleSet;
  for (const rules of Object.values(loaded) as Rule[][]) for (const rule of rules) Object.setPrototypeOf(rule, readWhenAsked);
  return loaded;
}
`;
