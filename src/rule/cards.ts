// What reports say about the rules that can make findings.
import { severities, type RuleCard, type Severity } from '#finding/finding.js';
import type { Rule, RuleSet } from './rule.js';

/** One card for each rule that makes findings itself, sorted by id; techniques, footholds and sinks speak through paths. */
export function cardsOf({ grant, object, path, setting }: RuleSet): RuleCard[] {
  return [...grant, ...object, ...path, ...setting].toSorted((a, b) => (a.id < b.id ? -1 : 1)).map(cardOf);
}

/** The card of a rule of any kind. */
export function cardOf(rule: Rule): RuleCard {
  const { id, title, kind, confidence, remediation } = rule;
  return {
    id,
    title,
    kind,
    severity: worstSeverity(rule),
    confidence,
    remediation,
    // Read from a file of their own in the bundle, by the few reports that tell them.
    get rationale() {
      return rule.rationale;
    },
    get references() {
      return rule.references;
    },
  };
}

/** The highest severity a rule can give: that of its widest reach. */
export function worstSeverity({ severity }: Rule): Severity {
  if (typeof severity === 'string') return severity;
  const given = Object.values(severity);
  return severities.find((one) => given.includes(one)) ?? 'info';
}
