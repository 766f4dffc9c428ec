// Moves a finding between the identical copies of the object it stands at.
import type { Place } from '#source/document.js';
import type { Finding } from './finding.js';

/** The finding at the first of its places that counts, without those that do not; undefined where none does. A fix stays with the place it was made for. */
export function standingAt(finding: Finding, counts: (place: Place) => boolean): Finding | undefined {
  const { copies } = finding;
  if (!copies) return counts(finding.place) ? finding : undefined;
  const [place, ...others] = [finding.place, ...copies].filter(counts);
  if (!place) return undefined;
  const { copies: _, fix, ...rest } = finding;
  return { ...rest, place, ...(others.length > 0 && { copies: others }), ...(fix && place === finding.place && { fix }) };
}
