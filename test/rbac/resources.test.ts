// What people type for a resource, as kubectl takes it.
import { describe, expect, test } from 'vitest';
import { customResources, resolveResource } from '#rbac/resources.js';
import { objectsIn } from './world.js';

const full = (text: string, custom = ''): string => {
  const { resource, group, known, suggestion } = resolveResource(text, customResources(objectsIn(custom)));
  return `${resource}${group === '' ? '' : `.${group}`}${known ? '' : ` (unknown${suggestion === undefined ? '' : `, ${suggestion}?`})`}`;
};

test.each([
  ['pods', 'pods'],
  ['pod', 'pods'],
  ['Pod', 'pods'],
  ['po', 'pods'],
  ['deploy', 'deployments.apps'],
  ['deployments.apps', 'deployments.apps'],
  ['deployments.v1.apps', 'deployments.apps'],
  ['ingresses.networking', 'ingresses.networking.k8s.io'],
  ['ev', 'events'],
  ['events.events.k8s.io', 'events.events.k8s.io'],
  ['users', 'users'],
  ['signers', 'signers.certificates.k8s.io'],
  ['*', '* (unknown)'],
  ['*.apps', '*.apps (unknown)'],
  ['podz', 'podz (unknown, pods?)'],
  ['pods.apps', 'pods.apps (unknown, pods?)'],
  ['widgets.example.io', 'widgets.example.io (unknown)'],
])('%s is %s', (text, expected) => {
  expect(full(text)).toBe(expected);
});

describe('a CustomResourceDefinition in the files', () => {
  const definition = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: widgets.example.io }
spec:
  group: example.io
  scope: Cluster
  names: { plural: widgets, singular: widget, kind: Widget, shortNames: [wd] }
`;

  test.each(['widgets', 'widget', 'wd', 'widgets.example.io', 'WIDGET'])('is found as %s', (text) => {
    expect(full(text, definition)).toBe('widgets.example.io');
  });
});
