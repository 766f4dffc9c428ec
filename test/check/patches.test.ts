// A patch of a kustomization says only what it changes: nothing follows from what it leaves out, but what it adds counts.
import { expect, test } from 'vitest';
import { lint } from '#lint.js';
import type { SourceFile } from '#source/document.js';

const file = (name: string, text: string): SourceFile => ({ name, text, cluster: false, directory: name.slice(0, Math.max(0, name.lastIndexOf('/'))) || '.' });
const rulesOf = (...files: readonly SourceFile[]): readonly string[] => lint(files).findings.map(({ rule, place }) => `${rule} ${place.file.name}`);

const base = file(
  'base/deployment.yaml',
  'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: shop}\nspec: {template: {spec: {serviceAccountName: web, automountServiceAccountToken: false, containers: [{name: web, image: web}]}}}\n---\napiVersion: v1\nkind: ServiceAccount\nmetadata: {name: web, namespace: shop}\n',
);
const patch = (more = ''): SourceFile => file('overlay/patch.yaml', `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: shop}\nspec: {template: {spec: {${more}containers: [{name: web, args: [--debug]}]}}}\n`);

test.each([
  ['patches', 'resources: [../base]\npatches:\n  - path: patch.yaml\n'],
  ['patchesStrategicMerge', 'resources: [../base]\npatchesStrategicMerge: [./patch.yaml]\n'],
])('%s: no account and no token is missed in it', (_, kustomization) => {
  expect(rulesOf(base, patch(), file('overlay/kustomization.yaml', kustomization))).toEqual([]);
});

test('the same file as a resource is a workload of its own', () => {
  expect(rulesOf(base, patch(), file('overlay/kustomization.yaml', 'resources: [../base, patch.yaml]\n'))).toContain('token-without-use overlay/patch.yaml');
  expect(rulesOf(base, patch())).toContain('token-without-use overlay/patch.yaml');
});

test('what a patch adds counts', () => {
  const projected = 'volumes: [{name: t, projected: {sources: [{serviceAccountToken: {path: t, expirationSeconds: 864000}}]}}], ';
  const adding = file('overlay/patch.yaml', patch(projected).text.replace('args: [--debug]', 'volumeMounts: [{name: t, mountPath: /t}]'));
  expect(rulesOf(base, adding, file('overlay/kustomization.yaml', 'patches: [{path: patch.yaml}]\n'))).toContain('projected-token-lives-long overlay/patch.yaml');
});
