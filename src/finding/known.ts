// Which findings were there before: in a baseline, a revision, another tree.
import type { Finding } from './finding.js';

/** What is remembered of a finding. Without `subjects` (baselines of before) whom it concerned is not known. */
export type Known = Pick<Finding, 'rule' | 'fingerprint'> & Partial<Pick<Finding, 'subjects'>>;

/**
 * Tells findings that were there before from new ones. A fingerprint says what a finding is about, and stays when its subjects change; one that concerns somebody
 * more than before is new.
 */
export function knownAmong(before: readonly Known[]): (finding: Finding) => boolean {
  const prints = new Set(before.map(findingKey));
  const subjects = new Map<string, Set<string> | 'anybody'>();
  for (const known of before) {
    const key = sameKeyOf(known);
    const others = subjects.get(key);
    if (known.subjects === undefined || others === 'anybody') subjects.set(key, 'anybody');
    else subjects.set(key, new Set([...(others ?? []), ...known.subjects]));
  }
  return (finding) => {
    const known = subjects.get(sameKeyOf(finding));
    return prints.has(findingKey(finding)) && known !== undefined && (known === 'anybody' || finding.subjects.every((subject) => known.has(subject)));
  };
}

/** A fingerprint without the counter that tells findings of one identity apart: their order is that of the files. */
export function uncounted(fingerprint: string): string {
  return fingerprint.replace(/-\d+$/, '');
}

/** What tells findings of a run apart. */
export function findingKey({ rule, fingerprint }: Pick<Known, 'rule' | 'fingerprint'>): string {
  return `${rule}\n${fingerprint}`;
}

function sameKeyOf({ rule, fingerprint }: Known): string {
  return `${rule}\n${uncounted(fingerprint)}`;
}
