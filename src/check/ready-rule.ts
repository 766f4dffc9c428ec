// A grant rule made ready to be asked of many roles and bindings.
import type { Severity } from '#finding/finding.js';
import type { PolicyMatch } from '#graph/policy-match.js';
import type { Grant, PolicyRule } from '#rbac/model.js';
import type { GrantRule, Reach } from '#rule/rule.js';
import { grantFact, type Found, type GrantFact, type GrantFactContext } from './grant-facts.js';
import { wantedOf, type Wanted } from './grant-match.js';

/** A rule with its permissions parsed and its facts looked up. */
export interface ReadyRule {
  readonly rule: GrantRule;
  readonly wanted: readonly Wanted[];
  readonly also: readonly Wanted[];
  readonly facts: readonly GrantFact[];
  /** A finding of it says how far the grants reach, by its weight or its words. */
  readonly tellsReach: boolean;
}

/** The policy rules of one role, or none of one binding, that each rule has spoken about, by rule id. */
export type Spoken = Map<string, PolicyRule[]>;

/** Notes that a rule has spoken about some policy rules of the role or binding. */
export function speak(spoken: Spoken, rule: GrantRule, policies: readonly PolicyRule[]): void {
  const list = spoken.get(rule.id);
  if (list) list.push(...policies);
  else spoken.set(rule.id, [...policies]);
}

/** Undefined when the rule asks for a fact that nobody knows: it could only be wrong. */
export function readyOf(rule: GrantRule): ReadyRule | undefined {
  const facts = (rule.where ?? []).map(grantFact);
  if (facts.includes(undefined)) return undefined;
  return { rule, wanted: wantedOf(rule.allows ?? []), also: wantedOf(rule.also ?? []), facts: facts.filter((fact) => fact !== undefined), tellsReach: tellsReach(rule) };
}

function tellsReach({ severity, message }: GrantRule): boolean {
  return /{scope}|{namespaces}/.test(message) || (typeof severity !== 'string' && severity.cluster !== severity.namespace);
}

/** How far grants reach together. */
export function reachOf(grants: readonly Grant[]): Reach {
  if (grants.length === 0) return 'unbound';
  return grants.some((grant) => grant.scope.in === 'cluster') ? 'cluster' : 'namespace';
}

/** The severity of a match, or of a reach; undefined when the rule makes no finding of it. */
export function severityOf(rule: GrantRule, reach: Reach, match: PolicyMatch | undefined): Severity | undefined {
  if (typeof rule.severity === 'string') return rule.severity;
  if (match && match.names.length > 0 && 'named' in rule.severity) return rule.severity.named;
  return rule.severity[reach];
}

/** All facts at once: what they found, later ones first; undefined when one does not hold. */
export function holds(facts: readonly GrantFact[], given: GrantFactContext): Found | undefined {
  let all: Found = {};
  for (const fact of facts) {
    const result = fact(given);
    if (result === false) return undefined;
    if (result !== true) all = { ...all, ...result, words: { ...all.words, ...result.words } };
  }
  return all;
}
