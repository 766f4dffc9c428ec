// A patch of a kustomization says only what it changes: nothing follows from what it leaves out, but what it adds counts.
import { describe, expect, test } from 'vitest';
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

const kustomization = file('overlay/kustomization.yaml', 'resources: [../base]\npatches: [{path: patch.yaml}]\n');
const problemsOf = (...files: readonly SourceFile[]): readonly string[] => lint(files).problems.map(({ file: name, line, code, message }) => `${name}:${line} ${code} ${message}`);
const notApplied = 'overlay/kustomization.yaml:2 kustomization is a kustomization: patches not applied';

const namespace = (labels: string, name = 'base/namespace.yaml', more = ''): SourceFile => file(name, `${more}apiVersion: v1\nkind: Namespace\nmetadata: {name: shop${labels}}\n`);
const baseline = ', labels: {pod-security.kubernetes.io/enforce: baseline}';

test('what a patch deletes is no object', () => {
  const deletes = (object: string): string => `$patch: delete\napiVersion: ${object}\n`;
  const patches = [
    'v1\nkind: Namespace\nmetadata: {name: shop}',
    'apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: shop}',
    'rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: web}',
    'rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: web}',
  ];
  const text = patches.map(deletes).join('---\n');
  expect(rulesOf(base, namespace(baseline), file('overlay/patch.yaml', text), kustomization)).toEqual([]);
  expect(problemsOf(base, namespace(baseline), file('overlay/patch.yaml', text), kustomization)).toEqual([notApplied]);
  expect(problemsOf(base, file('overlay/patch.yaml', deletes(patches[0] ?? '')))).toEqual([
    'overlay/patch.yaml:1 invalid-object is no object but deletes Namespace shop in a kustomization; none of the files lists it as a patch',
  ]);
  expect(rulesOf(namespace('', 'overlay/patch.yaml', '$patch: replace\n'))).toContain('namespace-without-pod-security overlay/patch.yaml');
});

test('a namespace keeps the labels that a patch leaves out', () => {
  const patched = (labels: string): readonly string[] => rulesOf(base, namespace(baseline), namespace(labels, 'overlay/patch.yaml'), kustomization);
  expect(patched(', labels: {team: shop}')).toEqual([]);
  expect(patched(', labels: {pod-security.kubernetes.io/audit: restricted}')).toEqual([]);
  expect(patched(', labels: {pod-security.kubernetes.io/enforce: null}')).toContain('namespace-without-pod-security overlay/patch.yaml');
  expect(rulesOf(namespace(', labels: {team: shop}', 'overlay/patch.yaml'), kustomization)).toEqual([]);
});

const rbac = 'apiVersion: rbac.authorization.k8s.io/v1\n';
const grant = file(
  'base/rbac.yaml',
  `${rbac}kind: Role\nmetadata: {name: reader, namespace: shop}\nrules: [{apiGroups: [""], resources: [secrets], verbs: [list]}]\n---\n${rbac}kind: RoleBinding\nmetadata: {name: reader, namespace: shop}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}\nsubjects: [{kind: ServiceAccount, name: web, namespace: shop}]\n`,
);

test('a binding keeps the role that a patch leaves out', () => {
  const dev = file('overlay/patch.yaml', `${rbac}kind: RoleBinding\nmetadata: {name: reader, namespace: shop}\nsubjects: [{kind: Group, name: dev, apiGroup: rbac.authorization.k8s.io}]\n`);
  const { findings, problems } = lint([base, grant, dev, kustomization]);
  expect(findings.filter(({ rule }) => rule === 'secrets-readable').map(({ subjects }) => subjects)).toEqual([['group:dev', 'shop/web']]);
  expect(problems.map(({ code }) => code)).toEqual(['kustomization']);
  expect(problemsOf(base, dev, kustomization)).toEqual([notApplied]);
});

test('a role that a patch only labels keeps its rules', () => {
  const labelled = file('base/a-patch.yaml', `${rbac}kind: Role\nmetadata: {name: reader, namespace: shop, labels: {team: shop}}\n`);
  const here = file('base/kustomization.yaml', 'resources: [rbac.yaml]\npatches: [{path: a-patch.yaml}]\n');
  expect(rulesOf(base, labelled, grant, here).filter((rule) => rule.startsWith('secrets-readable'))).toEqual(['secrets-readable base/rbac.yaml']);
  const more = file('base/a-patch.yaml', `${labelled.text}rules: [{apiGroups: [""], resources: [pods/exec], verbs: [create]}]\n`);
  expect(rulesOf(base, more, grant, here)).toEqual(expect.arrayContaining(['secrets-readable base/rbac.yaml', 'pods-exec base/a-patch.yaml']));
});

describe('a patch that names another account', () => {
  const admin = file(
    'base/strong.yaml',
    `apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: strong, namespace: shop}\n---\n${rbac}kind: ClusterRoleBinding\nmetadata: {name: strong}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}\nsubjects: [{kind: ServiceAccount, name: strong, namespace: shop}]\n`,
  );
  const mounting = file('base/deployment.yaml', base.text.replace('automountServiceAccountToken: false, ', ''));
  const naming = (spec: string, name = 'web'): SourceFile =>
    file('overlay/patch.yaml', `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}, namespace: shop}\nspec: {template: {spec: {${spec}}}}\n`);
  const toAdmin = (...files: readonly SourceFile[]): readonly string[] => lint([admin, ...files]).findings.filter(({ rule }) => rule === 'reaches-cluster-admin').map(({ message }) => message);

  test.each(['serviceAccountName: strong', 'serviceAccountName: strong, containers: [{name: web, args: [--debug]}]', 'serviceAccountName: strong, containers: [{name: sidecar, image: sidecar}]'])('%s: the pod holds its token', (spec) => {
    expect(toAdmin(mounting, naming(spec), kustomization)).toEqual(['Deployment shop/web can become cluster-admin in 1 step']);
  });

  test('changes its target, whatever it is called', () => {
    const aimed = file('overlay/kustomization.yaml', 'resources: [../base]\npatches: [{path: patch.yaml, target: {kind: Deployment, name: web}}]\n');
    expect(toAdmin(mounting, naming('serviceAccountName: strong', 'any'), aimed)).toEqual(['Deployment shop/web can become cluster-admin in 1 step']);
    expect(toAdmin(mounting, naming('serviceAccountName: strong', 'any'), kustomization)).toEqual([]);
  });

  test('mounts no token where the base or the patch says so, nor where there is no base', () => {
    expect(toAdmin(base, naming('serviceAccountName: strong'), kustomization)).toEqual([]);
    expect(toAdmin(mounting, naming('serviceAccountName: strong, automountServiceAccountToken: false'), kustomization)).toEqual([]);
    expect(toAdmin(naming('serviceAccountName: strong'), kustomization)).toEqual([]);
    expect(toAdmin(mounting, naming('serviceAccountName: web'), kustomization)).toEqual([]);
  });
});
