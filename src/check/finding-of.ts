// Makes a finding out of what a rule has matched: words filled in, fingerprint made.
import type { Confidence, Evidence, Finding, Severity } from '#finding/finding.js';
import { fingerprintOf } from '#finding/fingerprint.js';
import type { KubeObject } from '#kube/object.js';
import type { Place } from '#source/document.js';
import type { RuleHead } from '#rule/rule.js';

export interface Match {
  readonly severity: Severity;
  readonly confidence?: Confidence;
  readonly place: Place;
  readonly object: Pick<KubeObject, 'group' | 'version' | 'kind' | 'namespace' | 'name'>;
  readonly subjects: readonly string[];
  readonly evidence: readonly Evidence[];
  readonly otherRoutes?: number;
  /** Better advice than the rule's own. */
  readonly remediation?: string;
  /** Values for the `{words}` in message and label. */
  readonly words: Readonly<Record<string, string>>;
  /** What tells this finding from others of the same rule on the same object; the route when left out. */
  readonly key?: string;
}

/** The finding of a rule on a match. */
export function findingOf(rule: RuleHead & { readonly message: string; readonly label: string }, match: Match): Finding {
  const { group, version, kind, namespace, name } = match.object;
  return {
    rule: rule.id,
    severity: match.severity,
    confidence: match.confidence ?? rule.confidence,
    message: fill(rule.message, match.words),
    place: match.place,
    label: fill(rule.label, match.words),
    object: { group, version, kind, namespace, name },
    subjects: [...match.subjects].sort(),
    evidence: match.evidence,
    otherRoutes: match.otherRoutes ?? 0,
    remediation: match.remediation ?? fill(rule.remediation, match.words),
    fingerprint: fingerprintOf({ rule: rule.id, object: match.object, key: match.key ?? match.place.route }),
  };
}

/** Replaces each `{word}`; unknown ones stay, so that a typo in a rule is seen by its examples. */
export function fill(text: string, words: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, word: string) => words[word] ?? whole);
}

/** `shop/web`, `shop/web and shop/api`, `shop/web and 3 others`. */
export function listed(names: readonly string[]): string {
  const [first = '', second = ''] = names;
  if (names.length <= 1) return first;
  return names.length === 2 ? `${first} and ${second}` : `${first} and ${names.length - 1} others`;
}
