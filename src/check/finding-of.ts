// Makes a finding out of what a rule has matched: words filled in, fingerprint made.
import type { Confidence, Evidence, Finding, Severity } from '#finding/finding.js';
import { fingerprintOf } from '#finding/fingerprint.js';
import type { Lengths } from '#finding/lengths.js';
import { namedOf, type Named } from '#finding/named.js';
import type { KubeObject } from '#kube/object.js';
import { onceEach } from '#kube/once.js';
import type { Place } from '#source/document.js';
import type { RuleHead } from '#rule/rule.js';

export interface Match {
  readonly severity: Severity;
  readonly confidence?: Confidence;
  readonly place: Place;
  readonly object: Pick<KubeObject, 'group' | 'version' | 'kind' | 'namespace' | 'name'>;
  readonly subjects: readonly string[];
  /** The same in the order of `{holder}` or `{from}`, where the rule's message says that. */
  readonly holders?: readonly Named[];
  readonly lengths?: Lengths;
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
  return {
    rule: rule.id,
    severity: match.severity,
    confidence: match.confidence ?? rule.confidence,
    message: fill(rule.message, match.words),
    place: match.place,
    label: fill(rule.label, match.words),
    object: objectOf(match.object),
    subjects: inOrder(match.subjects),
    ...(match.holders && { named: /\{(holder|from)\}/.test(rule.message) ? namedOf(match.holders) : [] }),
    ...(match.lengths && { lengths: match.lengths }),
    evidence: match.evidence,
    otherRoutes: match.otherRoutes ?? 0,
    remediation: match.remediation ?? fill(rule.remediation, match.words),
    fingerprint: fingerprintOf({ rule: rule.id, object: match.object, key: match.key ?? match.place.route }),
  };
}

/** The same for all findings about an object. */
const objectOf = onceEach(({ group, version, kind, namespace, name }: Match['object']): Finding['object'] => ({ group, version, kind, namespace, name }));

/** The same list where it is sorted already: many findings share it. */
function inOrder(names: readonly string[]): readonly string[] {
  return names.every((name, index) => index === 0 || (names[index - 1] ?? '') <= name) ? names : [...names].sort();
}

/** Replaces each `{word}`; unknown ones stay, so that a typo in a rule is seen by its examples. */
export function fill(text: string, words: Readonly<Record<string, string>>): string {
  if (!text.includes('{')) return text;
  return piecesOf(text).map((piece, index) => (index % 2 === 0 ? piece : (words[piece] ?? `{${piece}}`))).join('');
}

/** By text, of which rules have a few hundred: what stands between the words and, every second, a word. */
const knownPieces = new Map<string, readonly string[]>();

function piecesOf(text: string): readonly string[] {
  let made = knownPieces.get(text);
  if (!made) knownPieces.set(text, (made = text.split(/\{(\w+)\}/)));
  return made;
}
