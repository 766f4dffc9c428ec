import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fingerprintOf, withDistinctFingerprints, type Identity } from '#finding/fingerprint.js';
import { findingOf, fileOf, placeOf } from '../report/sample.js';

const identity: Identity = { rule: 'wildcard-role', object: { group: 'rbac.authorization.k8s.io', kind: 'Role', namespace: 'shop', name: 'web' }, key: 'rules[0].verbs[1]', subjects: ['shop/web', 'user:jane'] };

describe('fingerprintOf', () => {
  it('is 32 hexadecimal digits, the same in every run', () => {
    expect(fingerprintOf(identity)).toBe('b075d73802eac68d7357aaadeeaf4344');
  });

  it('does not move with the items above, nor with the order of subjects', () => {
    expect(fingerprintOf({ ...identity, key: 'rules[7].verbs[3]', subjects: ['user:jane', 'shop/web'] })).toBe(fingerprintOf(identity));
  });

  it.each<[string, Partial<Identity>]>([
    ['rule', { rule: 'wildcard-roles' }],
    ['kind', { object: { ...identity.object, kind: 'ClusterRole' } }],
    ['namespace', { object: { ...identity.object, namespace: 'shop2' } }],
    ['name', { object: { ...identity.object, name: 'we' } }],
    ['key', { key: 'rules[0].resources[1]' }],
    ['subjects', { subjects: ['shop/web'] }],
    ['no subjects', { subjects: [] }],
  ])('tells another %s apart', (_, change) => {
    expect(fingerprintOf({ ...identity, ...change })).not.toBe(fingerprintOf(identity));
  });

  it('does not confuse neighbouring parts', () => {
    const { object } = identity;
    expect(fingerprintOf({ ...identity, object: { ...object, namespace: 'a', name: 'b/c' } })).not.toBe(fingerprintOf({ ...identity, object: { ...object, namespace: 'a/b', name: 'c' } }));
    expect(fingerprintOf({ ...identity, subjects: ['ab', 'c'] })).not.toBe(fingerprintOf({ ...identity, subjects: ['a', 'bc'] }));
  });

  it('has no collision among 20,000 likely names', () => {
    const prints = new Set<string>();
    for (let number = 0; number < 20_000; number++) prints.add(fingerprintOf({ ...identity, object: { ...identity.object, name: `web-${number}` } }));
    expect(prints.size).toBe(20_000);
  });

  it('has the same answer for any text twice', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (name) => fingerprintOf({ ...identity, rule: name }) === fingerprintOf({ ...identity, rule: name })));
  });
});

describe('withDistinctFingerprints', () => {
  it('counts findings of one identity in their order', () => {
    const file = fileOf('a.yaml', 'kind: Role');
    const finding = findingOf({ place: placeOf(file, 'Role'), fingerprint: 'f' });
    expect(withDistinctFingerprints([finding, { ...finding, fingerprint: 'g' }, finding, finding]).map((each) => each.fingerprint)).toEqual(['f', 'g', 'f-2', 'f-3']);
  });
});
