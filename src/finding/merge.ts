// Joins what several worlds have given: what arises in more than one is reported once.
import type { ChokePoint, Finding } from './finding.js';
import { compareText } from './sort.js';

/** Each finding once, in the order given, with the subjects that it has in any world. */
export function mergeFindings(worlds: readonly (readonly Finding[])[]): Finding[] {
  if (worlds.length === 1) return [...(worlds[0] ?? [])];
  const merged = new Map<string, Finding>();
  for (const finding of worlds.flat()) {
    const { fingerprint, place } = finding;
    const key = `${fingerprint}\n${place.file.name}\n${place.start}`;
    const other = merged.get(key);
    if (!other) merged.set(key, finding);
    else if (!finding.subjects.every((subject) => other.subjects.includes(subject))) {
      merged.set(key, { ...other, subjects: [...new Set([...other.subjects, ...finding.subjects])].sort() });
    }
  }
  return [...merged.values()];
}

/** Each choke point once, the most effective first. */
export function mergeChokePoints(worlds: readonly (readonly ChokePoint[])[]): ChokePoint[] {
  const byMessage = new Map(worlds.flat().map((point) => [point.message, point]));
  return [...byMessage.values()].sort((a, b) => b.cuts - a.cuts || compareText(a.message, b.message));
}
