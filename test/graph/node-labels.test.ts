// What people read where a step leads to a role, or to somebody for one request alone.
import { expect, test } from 'vitest';
import { nodeLabel } from '#graph/node.js';

test('roles are called by kind, name and reach', () => {
  expect(nodeLabel({ type: 'role', scope: 'shop', name: 'ClusterRole/edit' })).toBe('ClusterRole edit in namespace shop');
  expect(nodeLabel({ type: 'role', scope: '*', name: 'ClusterRole/edit' })).toBe('ClusterRole edit in the whole cluster');
  expect(nodeLabel({ type: 'namespaced-role', scope: '*', name: 'ClusterRole/edit' })).toBe('ClusterRole edit in every namespace');
  expect(nodeLabel({ type: 'clusterroles-in-namespaces', scope: 'shop', name: '' })).toBe('every ClusterRole in namespace shop');
});

test('who is impersonated for some requests is called so, and a colon in a name stays', () => {
  expect(nodeLabel({ type: 'disguise', scope: '*', name: 'user:system:kube-scheduler for get secrets' })).toBe('User system:kube-scheduler for requests to get secrets');
  expect(nodeLabel({ type: 'user', scope: '*', name: 'system:kube-scheduler' })).toBe('User system:kube-scheduler');
});
