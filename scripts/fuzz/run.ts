// Runs documents through the comparison and counts: random ones, and every document of given texts, as it is and damaged.
import { splitBodies } from '#source/split.js';
import { compare } from './compare.js';
import { assemble, damage, type Random } from './documents.js';

export interface Counts {
  tried: number;
  /** Of those, how many the fast reader answered. */
  answered: number;
  /** Answers of other readers they were compared with. */
  witnesses: number;
  differences: { readonly text: string; readonly difference: string }[];
}

export function emptyCounts(): Counts {
  return { tried: 0, answered: 0, witnesses: 0, differences: [] };
}

/** The documents of a text, as texts of their own; not what stands behind `---` on its line, which the fast reader is never asked for. */
export function documentsOf(text: string): string[] {
  return splitBodies(text).flatMap(({ start, end, remark }) => (remark ? [] : [text.slice(start, end)]));
}

/** One more document: a random one, or a damaged one of `samples`. */
export function tryOne(counts: Counts, random: Random, samples: readonly string[]): void {
  const sample = samples[random(samples.length || 1)];
  const text = sample === undefined || random(3) === 0 ? assemble(random) : damage(random, sample);
  for (const document of documentsOf(text)) tryText(counts, document);
}

export function tryText(counts: Counts, text: string): void {
  const { answered, witnesses, difference } = compare(text);
  counts.tried++;
  if (answered) counts.answered++;
  counts.witnesses += witnesses;
  if (difference !== undefined) counts.differences.push({ text, difference });
}
