// Whatever stands in a manifest, nothing throws: values of every type at every key that admission reads.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { admit } from '#cli/admit.js';
import { inventoryIn } from './inventory-in.js';

const keys = [
  'apiVersion', 'kind', 'metadata', 'name', 'namespace', 'annotations', 'labels', 'spec', 'template', 'items', 'containers', 'initContainers', 'ephemeralContainers', 'volumes',
  'volumeMounts', 'mountPath', 'subPath', 'projected', 'sources', 'serviceAccountToken', 'secret', 'secretName', 'env', 'envFrom', 'valueFrom', 'secretKeyRef', 'imagePullSecrets',
  'serviceAccountName', 'automountServiceAccountToken', 'securityContext', 'capabilities', 'add', 'ports', 'hostPort', 'type', 'data', 'volumeClaimTemplates', 'nodeName',
];
const scalars = ['v1', 'apps/v1', 'Pod', 'Deployment', 'List', 'Secret', 'ServiceAccount', 'Namespace', 'web', '', 'kubernetes.io/service-account-token', 'kube-api-access-x', null, true, 7, -1];
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof({ depthSize: 'medium' }, fc.constantFrom(...scalars), fc.array(tie('value'), { maxLength: 3 }), fc.dictionary(fc.constantFrom(...keys), tie('value'), { maxKeys: 5 })),
}));
const spec = fc.dictionary(fc.constantFrom(...keys), value, { maxKeys: 8 });

test('no manifest makes admission throw', () => {
  fc.assert(
    fc.property(fc.constantFrom('Pod', 'Deployment', 'List', 'Secret', 'ServiceAccount', 'Namespace'), value, spec, value, (kind, metadata, podSpec, rest) => {
      const written = kind === 'Deployment' ? { template: { spec: podSpec } } : podSpec;
      const manifest = JSON.stringify({ apiVersion: kind === 'Deployment' ? 'apps/v1' : 'v1', kind, metadata, spec: written, items: rest, data: rest, secrets: rest });
      const inventory = inventoryIn(manifest);
      for (const format of ['text', 'json'] as const) expect(typeof admit(inventory, { format })).toBe('string');
      expect(typeof admit(inventory, { format: 'text', diff: true })).toBe('string');
      expect(Array.isArray(inventory.problems)).toBe(true);
    }),
    { numRuns: 400, seed: 6 },
  );
});
