// How many steps the ways of a finding have: it tells the shortest, and its message must be true of all whom it names.
export interface Lengths {
  readonly shortest: number;
  readonly longest: number;
}

/** `1 step`, `2 steps`, `2 to 5 steps`. */
export function inSteps({ shortest, longest }: Lengths): string {
  if (longest > shortest) return `${shortest} to ${longest} steps`;
  return shortest === 1 ? '1 step' : `${shortest} steps`;
}

/** Those of two findings together. */
export function lengthsOf(first: Lengths, second: Lengths): Lengths {
  return { shortest: Math.min(first.shortest, second.shortest), longest: Math.max(first.longest, second.longest) };
}
