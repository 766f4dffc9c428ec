// What pods refer to, with the key that does, and what nodes may read because of it.
import { describe, expect, test } from 'vitest';
import { nodeAnswersOf } from '#kube/node-answers.js';
import { inventoryIn, textAt, workloadIn } from './inventory-in.js';

const manifest = `
apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop }
spec:
  nodeName: n1
  serviceAccountName: web
  imagePullSecrets: [{ name: regcred }, {}]
  containers:
    - name: app
      image: i
      env: [{ name: A, valueFrom: { secretKeyRef: { name: db, key: k } } }, { name: B, value: plain }]
      envFrom: [{ configMapRef: { name: settings } }]
  volumes:
    - { name: tls, projected: { sources: [{ secret: { name: tls } }, { configMap: { name: ca } }] } }
    - { name: data, persistentVolumeClaim: { claimName: data } }
    - { name: scratch, ephemeral: { volumeClaimTemplate: {} } }
    - { name: disk, cephfs: { secretFile: /etc/secret, monitors: [m] } }
---
apiVersion: v1
kind: PersistentVolume
metadata: { name: pv }
spec: { claimRef: { namespace: shop, name: data }, csi: { driver: d, nodeStageSecretRef: { namespace: storage, name: disk } } }
`;

test('a pod refers to Secrets, ConfigMaps and claims; a file on the node is no reference', () => {
  const { references } = workloadIn(manifest.split('---')[0] ?? '');
  expect(references.map(({ kind, name, place }) => [kind, name, textAt(place)])).toEqual([
    ['Secret', 'regcred', 'regcred'],
    ['Secret', 'db', 'db'],
    ['Secret', 'tls', 'tls'],
    ['ConfigMap', 'settings', 'settings'],
    ['ConfigMap', 'ca', 'ca'],
    ['PersistentVolumeClaim', 'data', 'data'],
    ['PersistentVolumeClaim', 'web-scratch', 'ephemeral'],
  ]);
});

describe('a node', () => {
  const asks = (node: string, words: string, options = { complete: true }): boolean | undefined => {
    const [verb = '', resource = '', namespace = '', name = ''] = words.split(' ');
    const [plain = '', subresource = ''] = resource.split('/');
    const asker = { user: `system:node:${node}`, groups: ['system:nodes', 'system:authenticated'] };
    return nodeAnswersOf(inventoryIn(manifest, options))(asker, { verb, apiGroup: '', resource: plain, subresource, namespace: namespace === '-' ? '' : namespace, name });
  };

  test.each([
    ['get secrets shop db', true],
    ['get secrets shop other', false],
    ['list secrets shop ', false],
    ['update secrets shop db', false],
    // Through claim and volume.
    ['get secrets storage disk', true],
    ['get persistentvolumes - pv', true],
    ['create serviceaccounts/token shop web', true],
    ['create serviceaccounts/token shop other', false],
    ['get pods shop web', true],
    ['create pods/exec shop web', false],
  ])('asks to %s: %j', (words, expected) => {
    expect(asks('n1', words)).toBe(expected);
  });

  test('without pods gets nothing', () => {
    expect(asks('n2', 'get secrets shop db')).toBe(false);
  });

  test('may be related through a pod that is in no file', () => {
    expect(asks('n2', 'get secrets shop db', { complete: false })).toBeUndefined();
    expect(asks('n2', 'update secrets shop db', { complete: false })).toBe(false);
  });
});
