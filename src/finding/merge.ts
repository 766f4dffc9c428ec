// Joins what several worlds have given: what arises in more than one is reported once.
import { grouped } from '#kube/grouped.js';
import { placeKey } from '#source/place.js';
import { confidences, type ChokePoint, type Finding } from './finding.js';
import { inSteps, lengthsOf } from './lengths.js';
import { listedOf, type Named } from './named.js';
import { compareText, rankOf } from './sort.js';

/** Each finding once, in the order given, with the subjects that it has in any world. What is less sure or less bad of them in another world is not told again. */
export function mergeFindings(worlds: readonly (readonly Finding[])[]): Finding[] {
  if (worlds.length === 1) return [...(worlds[0] ?? [])];
  const merged = new Map<string, Finding>();
  for (const finding of worlds.flat()) {
    const key = `${sameKeyOf(finding)}\n${finding.severity}\n${finding.confidence}`;
    const other = merged.get(key);
    if (!other) merged.set(key, finding);
    else merged.set(key, withSubjectsOf(other, finding));
  }
  const kept = [...merged.values()];
  const same = grouped(kept, sameKeyOf);
  return kept.filter((finding) => !(same.get(sameKeyOf(finding)) ?? []).some((other) => weighsMore(other, finding) && finding.subjects.every((subject) => other.subjects.includes(subject))));
}

function sameKeyOf({ fingerprint, place }: Finding): string {
  return `${fingerprint}\n${placeKey(place)}`;
}

function weighsMore(one: Finding, other: Finding): boolean {
  return (rankOf(one.severity) - rankOf(other.severity) || confidences.indexOf(one.confidence) - confidences.indexOf(other.confidence)) < 0;
}

/** A finding with the subjects of another besides its own; the message counts them all. */
export function withSubjectsOf(first: Finding, second: Finding): Finding {
  if (second.subjects.every((subject) => first.subjects.includes(subject))) return first;
  const subjects = [...new Set([...first.subjects, ...second.subjects])].sort();
  const { named = [] } = first;
  const lengths = first.lengths && second.lengths && lengthsOf(first.lengths, second.lengths);
  const message = first.lengths && lengths ? first.message.replace(new RegExp(`\\b${inSteps(first.lengths)}\\b`), inSteps(lengths)) : first.message;
  const joined = { ...first, message, subjects, ...(lengths && { lengths }) };
  if (named.length === 0) return joined;
  const before = listedOf(named.map(labelOf), first.subjects.length);
  const known = [...new Map([...named, ...(second.named ?? [])].map((one) => [one.subject, one])).values()];
  const now = known.slice(0, subjects.length === 2 ? 2 : 1);
  return { ...joined, named: now, message: message.replace(before, () => listedOf(now.map(labelOf), subjects.length)) };
}

function labelOf({ label }: Named): string {
  return label;
}

/** Each binding once for each end of paths, as in the world where it cuts most; the most effective first. */
export function mergeChokePoints(worlds: readonly (readonly ChokePoint[])[]): ChokePoint[] {
  const merged = new Map<string, ChokePoint>();
  for (const point of worlds.flat()) {
    const { message, to, place, cuts } = point;
    const key = place ? `${placeKey(place)}\n${to ?? message}` : message;
    const other = merged.get(key);
    if (!other || cuts > other.cuts) merged.set(key, point);
  }
  return [...merged.values()].sort((a, b) => b.cuts - a.cuts || compareText(a.message, b.message));
}
