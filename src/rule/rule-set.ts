// Rules as a set: by kind, sorted by id.
import { kinds, type Rule, type RuleSet } from './rule.js';

/** All rules by kind, each list sorted by id. */
export function ruleSet(rules: readonly Rule[]): RuleSet {
  const sorted = rules.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return Object.fromEntries(kinds.map((kind) => [kind, sorted.filter((rule) => rule.kind === kind)])) as unknown as RuleSet;
}

/** Every rule of a set, kind by kind. */
export function everyRule(set: RuleSet): readonly Rule[] {
  return kinds.flatMap((kind): readonly Rule[] => set[kind]);
}

/** Both sets as one. */
export function mergeRules(first: RuleSet, second: RuleSet): RuleSet {
  return ruleSet([...everyRule(first), ...everyRule(second)]);
}
