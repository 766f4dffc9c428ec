// The steps of a path as they are counted and drawn: what is held at the end is no step, and each step goes on from the one before.
import type { Evidence } from '#finding/finding.js';

/** The number of each step, from 1; undefined for what of a path is no step of its own. Of another proof every part is one. */
export function stepNumbers(evidence: readonly Evidence[]): readonly (number | undefined)[] {
  if (!evidence.some(({ technique }) => technique !== undefined)) return evidence.map((_, index) => index + 1);
  let count = 0;
  return evidence.map(({ technique, standsFor = 0 }) => {
    count += technique === undefined ? standsFor : 1;
    return technique === undefined ? undefined : count;
  });
}

/** How many steps a path has; 0 for what is no path. */
export function stepsOfPath(evidence: readonly Evidence[]): number {
  return evidence.reduce((sum, { technique, standsFor = 0 }) => sum + (technique === undefined ? standsFor : 1), 0);
}

/** `1. creates a pod`, and without a number what is no step. */
export function numbered(evidence: readonly Evidence[], textOf: (step: Evidence, index: number) => string): readonly string[] {
  const numbers = stepNumbers(evidence);
  return evidence.map((step, index) => {
    const number = numbers[index];
    return number === undefined ? textOf(step, index) : `${number}. ${textOf(step, index)}`;
  });
}

/**
 * The steps, each from where the one before ended if both were told from the same position: what somebody does next with what a step gave goes on from there. Ends that
 * are no node (`isNode`) lead nowhere.
 */
export function inARow<End, Step extends { readonly from?: End; readonly to?: End }>(steps: readonly Step[], isNode: (end: End | undefined) => boolean = (end) => end !== undefined): readonly Step[] {
  return steps.map((step, index) => {
    const before = steps[index - 1];
    return before && isNode(before.to) && before.from === step.from && before.to !== step.to ? { ...step, from: before.to } : step;
  });
}
