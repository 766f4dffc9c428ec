// The keys that a proof points at.
import { expect, test } from 'vitest';
import { placeOfRoleRef, placeOfSubject, placesOfRule } from '#rbac/places.js';
import { regionOf } from '#source/place.js';
import type { Place } from '#source/document.js';
import { accessIn } from './world.js';

const yaml = `apiVersion: v1
kind: List
items:
  - apiVersion: rbac.authorization.k8s.io/v1
    kind: Role
    metadata: { name: reader, namespace: shop }
    rules:
      - apiGroups: [""]
        resources: ["*/log", pods, pods/exec]
        verbs: [list, "*", get]
  - apiVersion: rbac.authorization.k8s.io/v1
    kind: RoleBinding
    metadata: { name: reader, namespace: shop }
    roleRef:
      apiGroup: rbac.authorization.k8s.io
      kind: Role
      name: reader
    subjects:
      - { kind: User, name: jane }
      - kind: ServiceAccount
        name: web
`;

const written = (place: Place | undefined): string => (place ? `${place.route} ${regionOf(place).line} ${place.file.text.slice(place.start, place.end)}` : 'nowhere');

test('a rule: the exact entry, else the wildcard that covers it', () => {
  const rule = accessIn(yaml).role('Role', 'shop', 'reader')?.rules[0];
  if (!rule) throw new Error('no rule');
  const at = (verb: string, resource: string): readonly string[] => {
    const places = placesOfRule(rule, { verb, resource, apiGroup: '' });
    return [written(places.verb), written(places.resource)];
  };
  expect(at('get', 'pods')).toEqual(['rules[0].verbs[2] 10 get', 'rules[0].resources[1] 9 pods']);
  expect(at('delete', 'pods/log')).toEqual(['rules[0].verbs[1] 10 "*"', 'rules[0].resources[0] 9 "*/log"']);
  expect(written(placesOfRule(rule).rule)).toBe('rules[0] 8 apiGroups');
});

test('a binding: the name of its role, and of a subject in the namespace it falls to', () => {
  const [binding] = accessIn(yaml).bindings;
  if (!binding) throw new Error('no binding');
  expect(written(placeOfRoleRef(binding))).toBe('roleRef.name 17 reader');
  expect(written(placeOfSubject(binding, { kind: 'ServiceAccount', namespace: 'shop', name: 'web' }))).toBe('subjects[1].name 21 web');
  expect(written(placeOfSubject(binding, { kind: 'ServiceAccount', namespace: 'other', name: 'web' }))).toBe('nowhere');
});

test('what is built in is written nowhere', () => {
  const rule = accessIn('').role('ClusterRole', '', 'view')?.rules[0];
  expect(rule && placesOfRule(rule, { verb: 'get' })).toEqual({ rule: undefined, verb: undefined, apiGroup: undefined, resource: undefined });
});
