// Joins what several worlds have given: what arises in more than one is reported once.
import type { ChokePoint, Finding } from './finding.js';
import { compareText } from './sort.js';

/** Each finding once, in the order given. */
export function mergeFindings(worlds: readonly (readonly Finding[])[]): Finding[] {
  if (worlds.length === 1) return [...(worlds[0] ?? [])];
  const seen = new Set<string>();
  return worlds.flat().filter(({ fingerprint, place }) => {
    const key = `${fingerprint}\n${place.file.name}\n${place.start}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** Each choke point once, the most effective first. */
export function mergeChokePoints(worlds: readonly (readonly ChokePoint[])[]): ChokePoint[] {
  const byMessage = new Map(worlds.flat().map((point) => [point.message, point]));
  return [...byMessage.values()].sort((a, b) => b.cuts - a.cuts || compareText(a.message, b.message));
}
