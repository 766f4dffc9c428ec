import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isAtLeast, sortFindings, sortProblems } from '#finding/sort.js';
import { fileOf, findingOf, placeOf } from '../report/sample.js';

const [a, b] = ['a.yaml', 'B.yaml'].map((name) => fileOf(name, 'one: 1\ntwo: 2\n')) as [ReturnType<typeof fileOf>, ReturnType<typeof fileOf>];
const sorted = [
  findingOf({ place: placeOf(b, 'two'), severity: 'critical' }),
  findingOf({ place: placeOf(a, 'one'), severity: 'critical' }),
  findingOf({ place: placeOf(b, 'one'), severity: 'low', rule: 'a' }),
  findingOf({ place: placeOf(b, 'one'), severity: 'low', rule: 'b', message: 'A' }),
  findingOf({ place: placeOf(b, 'one'), severity: 'low', rule: 'b', message: 'a' }),
  findingOf({ place: placeOf(b, 'two'), severity: 'low', rule: 'a' }),
];

it('puts findings into one order, whatever the order they come in', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(sorted, { minLength: sorted.length }), (shuffled) => {
      expect(sortFindings(shuffled)).toEqual(sorted);
    }),
  );
});

it('puts problems into the order of their places', () => {
  const problem = (file: string, line: number) => ({ file, line, column: 1, code: 'syntax' as const, message: '', severity: 'note' as const });
  expect(sortProblems([problem('b', 1), problem('a', 10), problem('a', 2)]).map(({ file, line }) => `${file}:${line}`)).toEqual(['a:2', 'a:10', 'b:1']);
});

it('compares with a threshold', () => {
  expect(isAtLeast('high', 'medium')).toBe(true);
  expect(isAtLeast('medium', 'medium')).toBe(true);
  expect(isAtLeast('low', 'medium')).toBe(false);
});
