import { expect, it } from 'vitest';
import { applyBaseline, baselineText, readBaseline } from '#finding/baseline.js';
import { fileOf, findingOf, placeOf } from '../report/sample.js';

const place = placeOf(fileOf('a.yaml', 'kind: Role'), 'Role');
const [old, other, fresh] = ['f1', 'f2', 'f3'].map((fingerprint) => findingOf({ place, fingerprint, rule: fingerprint === 'f2' ? 'a-rule' : 'b-rule' })) as [ReturnType<typeof findingOf>, ReturnType<typeof findingOf>, ReturnType<typeof findingOf>];

it('writes fingerprints by rule, sorted, each once, and whom they concern', () => {
  expect(baselineText([fresh, old, other, old])).toBe(`{
  "version": 1,
  "findings": {
    "a-rule": [
      "f2"
    ],
    "b-rule": [
      "f1",
      "f3"
    ]
  },
  "subjects": {
    "f1": [],
    "f2": [],
    "f3": []
  }
}
`);
});

it('parts new findings from known ones, and counts entries that are no longer found', () => {
  const baseline = readBaseline(baselineText([old, other]));
  if (typeof baseline === 'string') throw new Error(baseline);
  expect(applyBaseline([old, fresh], baseline)).toEqual({ kept: [fresh], known: [old], stale: 1 });
});

it('knows a finding by whom it concerns, not by how many', () => {
  const of = (...subjects: readonly string[]): ReturnType<typeof findingOf> => findingOf({ place, fingerprint: 'f1', rule: 'b-rule', subjects });
  const known = (...subjects: readonly string[]): boolean => {
    const baseline = readBaseline(baselineText([of('group:dev', 'user:jane')]));
    return typeof baseline !== 'string' && applyBaseline([of(...subjects)], baseline).kept.length === 0;
  };
  expect(known('user:jane')).toBe(true);
  expect(known('user:jane', 'group:dev')).toBe(true);
  expect(known('group:contractors', 'user:jane')).toBe(false);
  // A file of before says nobody, and hides whomever it concerns.
  expect(applyBaseline([of('user:jane')], { findings: { 'b-rule': ['f1'] } }).kept).toEqual([]);
});

it('does not take the fingerprint of another rule', () => {
  expect(applyBaseline([old], { findings: { 'a-rule': ['f1'] } }).kept).toEqual([old]);
});

it.each([
  ['', 'not JSON: '],
  ['{"version": 1', 'not JSON: '],
  ['[]', 'not an object'],
  ['{"version": 2, "findings": {}}', 'version 2 is not known'],
  ['{"version": 1}', '"findings" is not an object'],
  ['{"version": 1, "findings": {"a": [1]}}', '"findings" of a is not a list'],
  ['{"version": 1, "findings": {}, "subjects": {"f1": "jane"}}', '"subjects" is not an object of lists'],
])('says what is wrong with %j', (text, message) => {
  expect(readBaseline(text)).toContain(message);
});
