// What `namespace:` of a kustomization moves, as `kubectl kustomize` prints it: objects, the Namespace, and subjects with the accounts that they mean.
import { describe, expect, test } from 'vitest';
import type { Finding } from '#finding/finding.js';
import { lint } from '#lint.js';
import { objectsOf } from '#kube/objects.js';
import { accessOf } from '#rbac/access.js';
import { displayName } from '#rbac/subjects.js';
import type { SourceFile } from '#source/document.js';
import { documentsIn } from './inventory-in.js';

type Files = Readonly<Record<string, string>>;
const rbac = 'apiVersion: rbac.authorization.k8s.io/v1\n';
const metadata = (name: string, namespace = ''): string => `metadata: {name: ${name}${namespace === '' ? '' : `, namespace: ${namespace}`}}\n`;
const account = (name: string, namespace = ''): string => `apiVersion: v1\nkind: ServiceAccount\n${metadata(name, namespace)}`;
const binding = (...subjects: readonly string[]): string =>
  `${rbac}kind: ClusterRoleBinding\n${metadata('admins')}roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}\nsubjects: [${subjects.map(subject).join(', ')}]\n`;
const subject = (written: string): string => {
  const [name, namespace] = written.split('@');
  return `{kind: ServiceAccount, name: ${name ?? ''}${namespace === undefined ? '' : `, namespace: ${namespace}`}}`;
};
const together = (...objects: readonly string[]): string => objects.join('---\n');
/** A base with these objects, below an overlay with a namespace. */
const overlaid = (...objects: readonly string[]): Files => ({
  'base/all.yaml': together(...objects),
  'base/kustomization.yaml': 'resources: [all.yaml]\n',
  'overlay/kustomization.yaml': 'namespace: shop\nresources: [../base]\n',
});

/** Who is bound, as `namespace/name`. */
function bound(files: Files): readonly string[] {
  const { bindings, rejected } = accessOf(objectsOf(documentsIn(files)).objects, { builtIn: false });
  return [...bindings.flatMap(({ subjects }) => subjects.map(displayName)), ...rejected.flatMap(({ errors }) => errors)];
}

const places = (files: Files, given?: string): readonly string[] =>
  objectsOf(documentsIn(files), given === undefined ? {} : { namespace: given }).objects.map(({ kind, namespace, name }) => `${kind} ${namespace}/${name}`);

const findings = (files: Files): readonly Finding[] =>
  lint(Object.entries(files).map(([name, text]): SourceFile => ({ name, text, cluster: false, directory: name.slice(0, Math.max(0, name.lastIndexOf('/'))) || '.' }))).findings;
const toAdmin = (files: Files): readonly string[] => findings(files).filter(({ rule }) => rule === 'reaches-cluster-admin').map(({ message }) => message);

describe('objects', () => {
  test('are moved whatever namespace they name', () => {
    expect(places(overlaid(account('web', 'default'), account('api', 'mall'), account('db')))).toEqual(['ServiceAccount shop/web', 'ServiceAccount shop/api', 'ServiceAccount shop/db']);
    expect(places(overlaid(account('web', 'mall')), 'other')).toEqual(['ServiceAccount shop/web']);
  });

  test('stay when no kustomization lists them', () => {
    expect(places({ ...overlaid(account('web')), 'base/more.yaml': account('api', 'mall'), 'other/a.yaml': account('db', 'mall') })).toEqual([
      'ServiceAccount shop/web',
      'ServiceAccount mall/api',
      'ServiceAccount mall/db',
    ]);
  });

  test('follow the outermost of several kustomizations', () => {
    const base = { 'base/all.yaml': account('web', 'mall'), 'base/kustomization.yaml': 'namespace: inner\nresources: [all.yaml]\n' };
    expect(places({ ...base, 'overlay/kustomization.yaml': 'namespace: shop\nresources: [../base]\n' })).toEqual(['ServiceAccount shop/web']);
    expect(places({ ...base, 'overlay/kustomization.yaml': 'resources: [../base]\n' })).toEqual(['ServiceAccount inner/web']);
  });

  test('follow a component that changes them', () => {
    const component = { 'all.yaml': account('web', 'mall'), 'part/kustomization.yaml': 'kind: Component\nnamespace: part\n' };
    expect(places({ ...component, 'kustomization.yaml': 'resources: [all.yaml]\ncomponents: [part]\n' })[0]).toBe('ServiceAccount part/web');
    expect(places({ ...component, 'kustomization.yaml': 'namespace: shop\nresources: [all.yaml]\ncomponents: [part]\n' })[0]).toBe('ServiceAccount shop/web');
  });

  test('are several where overlays set different namespaces', () => {
    const namespace = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: mall}\n';
    const role = `${rbac}kind: ClusterRole\n${metadata('web')}rules: []\n`;
    const dev = { 'dev/kustomization.yaml': 'namespace: dev\nresources: [../base]\n' };
    expect(places({ ...overlaid(account('web', 'mall'), namespace, role), ...dev })).toEqual(['ServiceAccount shop/web', 'ServiceAccount dev/web', 'Namespace /shop', 'Namespace /dev', 'ClusterRole /web']);
  });

  test('are one where overlays agree, as written where one sets none', () => {
    expect(places({ ...overlaid(account('web', 'mall')), 'dev/kustomization.yaml': 'namespace: shop\nresources: [../base]\n' })).toEqual(['ServiceAccount shop/web']);
    expect(places({ ...overlaid(account('web', 'mall')), 'dev/kustomization.yaml': 'resources: [../base]\n' })).toEqual(['ServiceAccount shop/web', 'ServiceAccount mall/web']);
    expect(places({ ...overlaid(account('web')), 'dev/kustomization.yaml': 'resources: [../base]\n' })).toEqual(['ServiceAccount shop/web', 'ServiceAccount (unnamed)/web']);
  });

  test('are moved with the patches that change them', () => {
    const files = { ...overlaid(account('web', 'mall')), 'overlay/patch.yaml': `${account('web', 'mall')}automountServiceAccountToken: false\n`, 'overlay/kustomization.yaml': 'namespace: shop\nresources: [../base]\npatches: [{path: patch.yaml}]\n' };
    expect(places(files)).toEqual(['ServiceAccount shop/web', 'ServiceAccount shop/web']);
  });
});

describe('what a patch deletes', () => {
  const deleting = (overlay: string, what: string): Files => ({
    [`${overlay}/kustomization.yaml`]: `namespace: ${overlay}\nresources: [../base]\npatches: [{path: delete.yaml}]\n`,
    [`${overlay}/delete.yaml`]: `$patch: delete\n${what}`,
  });
  const base = overlaid(account('web'), account('api', 'mall'));

  test('is nowhere, when every overlay deletes it', () => {
    expect(places({ ...base, ...deleting('overlay', account('web', 'default')) })).toEqual(['ServiceAccount overlay/api']);
    expect(places({ ...base, ...deleting('overlay', account('api', 'mall')), ...deleting('dev', account('api', 'mall')) })).toEqual(['ServiceAccount overlay/web', 'ServiceAccount dev/web']);
  });

  test('stays when it is another, or one overlay leaves it', () => {
    expect(places({ ...base, ...deleting('overlay', account('api')) })).toEqual(['ServiceAccount overlay/web', 'ServiceAccount overlay/api']);
    expect(places({ ...base, ...deleting('dev', account('web')) })).toContain('ServiceAccount shop/web');
  });
});

describe('the Namespace', () => {
  const namespace = (name: string): string => `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${name}, labels: {pod-security.kubernetes.io/enforce: restricted}}\n`;

  test('is called what is set', () => {
    expect(places(overlaid(namespace('system'), account('web', 'system')))).toEqual(['Namespace /shop', 'ServiceAccount shop/web']);
  });

  test('keeps its name among several, and where nothing is set', () => {
    expect(places(overlaid(namespace('one'), namespace('two')))).toEqual(['Namespace /one', 'Namespace /two']);
    expect(places({ 'kustomization.yaml': 'resources: [all.yaml]\n', 'all.yaml': namespace('one') })).toEqual(['Namespace /one']);
  });
});

describe('a subject', () => {
  test.each([
    ['the namespace of its account', [account('web', 'mall')], 'web@mall', 'shop/web'],
    ['default, for an account without one', [account('web')], 'web@default', 'shop/web'],
    ['none', [account('web', 'mall')], 'web', 'shop/web'],
    ['any, when it is called default', [], 'default@mall', 'shop/default'],
    ['that of another account', [account('web', 'mall')], 'web@default', 'default/web'],
    ['a real one, for an account without one', [account('web')], 'web@mall', 'mall/web'],
    ['that of an account that is not listed', [], 'web@default', 'default/web'],
    ['none, for an account that is not listed', [], 'web', 'subjects[0].namespace: Required value'],
  ])('that names %s', (_, accounts, written, expected) => {
    expect(bound(overlaid(...accounts, binding(written)))).toEqual([expected]);
  });

  test('of an overlay follows the account of the base', () => {
    const files = { ...overlaid(account('web', 'mall')), 'overlay/b.yaml': binding('web@mall', 'web@shop', 'web'), 'overlay/kustomization.yaml': 'namespace: shop\nresources: [../base, b.yaml]\n' };
    expect(bound(files)).toEqual(['shop/web', 'shop/web', 'shop/web']);
  });

  test('that names none means the account without one before that of another', () => {
    const files = { ...overlaid(account('web')), 'base/kustomization.yaml': 'namespace: inner\nresources: [all.yaml]\n', 'overlay/all.yaml': together(account('web', 'mall'), binding('web')), 'overlay/kustomization.yaml': 'resources: [../base, all.yaml]\n' };
    expect(bound(files)).toEqual(['inner/web']);
    expect(bound({ ...files, 'base/all.yaml': account('api') })).toEqual(['subjects[0].namespace: Required value']);
  });

  test('follows the written namespace of an account, not one between', () => {
    const files = { ...overlaid(account('web'), binding('web@default', 'web@inner')), 'base/kustomization.yaml': 'namespace: inner\nresources: [all.yaml]\n' };
    expect(bound(files)).toEqual(['shop/web', 'inner/web']);
  });

  test('of a patch follows as well', () => {
    const patch = { 'overlay/b.yaml': binding('web@default'), 'overlay/kustomization.yaml': 'namespace: shop\nresources: [../base]\npatches: [{path: b.yaml}]\n' };
    expect(bound({ ...overlaid(account('web'), binding('web')), ...patch })).toEqual(['shop/web']);
  });

  test('stays without a kustomization, and where that sets no namespace', () => {
    const files = { 'all.yaml': together(account('web', 'mall'), binding('web@mall', 'web@default')) };
    expect(bound(files)).toEqual(['mall/web', 'default/web']);
    expect(bound({ ...files, 'kustomization.yaml': 'resources: [all.yaml]\n' })).toEqual(['mall/web', 'default/web']);
    expect(bound({ 'all.yaml': together(account('web', 'mall'), binding('web')), 'kustomization.yaml': 'resources: [all.yaml]\n' })).toEqual(['subjects[0].namespace: Required value']);
  });
});

test('what is said of a moved subject stands at its name', () => {
  const files = overlaid(binding('default@mall'));
  const found = findings(files).filter(({ rule }) => rule === 'default-serviceaccount-binding');
  expect(found.map(({ place: { file, start, end } }) => file.text.slice(start, end))).toEqual(['default']);
});

describe('a path to cluster-admin', () => {
  const deployer = `${rbac}kind: RoleBinding\n${metadata('dev', 'shop')}roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit}\nsubjects: [{kind: Group, name: dev, apiGroup: rbac.authorization.k8s.io}]\n`;

  test('leads through the account that the overlay moves', () => {
    expect(toAdmin({ ...overlaid(account('web', 'mall'), binding('web@mall')), 'dev.yaml': deployer })).toEqual([expect.stringContaining('Group dev')]);
    expect(toAdmin({ ...overlaid(account('web'), binding('web@default')), 'dev.yaml': deployer })).toEqual([expect.stringContaining('Group dev')]);
  });

  test('does not lead through a binding that means an account elsewhere', () => {
    expect(toAdmin({ ...overlaid(account('web'), binding('web@mall')), 'dev.yaml': deployer })).toEqual([]);
    expect(toAdmin({ ...overlaid(binding('web@default')), 'dev.yaml': deployer })).toEqual([]);
  });
});

describe('a base below two overlays', () => {
  const deployment = `apiVersion: apps/v1\nkind: Deployment\n${metadata('web')}spec: {template: {spec: {serviceAccountName: web, containers: [{name: web, image: web}]}}}\n`;
  const role = (verbs: string): string => `${rbac}kind: Role\n${metadata('web')}rules: [{apiGroups: [""], resources: [secrets], verbs: [${verbs}]}]\n`;
  const roleBinding = `${rbac}kind: RoleBinding\n${metadata('web')}roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: web}\nsubjects: [{kind: ServiceAccount, name: web}]\n`;
  const base = (...objects: readonly string[]): Files => ({ 'base/all.yaml': together(account('web'), deployment, ...objects), 'base/kustomization.yaml': 'resources: [all.yaml]\n' });
  const overlays = (prod: string, objects = ''): Files => ({
    'overlays/dev/kustomization.yaml': 'namespace: dev\nresources: [../../base]\n',
    'overlays/prod/kustomization.yaml': `namespace: prod\nresources: [../../base${objects === '' ? '' : ', all.yaml'}]\n${prod}`,
    ...(objects !== '' && { 'overlays/prod/all.yaml': objects }),
  });

  test('has the paths that one of them adds', () => {
    expect(toAdmin({ ...base(), ...overlays('', binding('web@prod')) })).toEqual(['Deployment prod/web can become cluster-admin in 1 step']);
    expect(toAdmin({ ...base(), ...overlays('', binding('web@default')) })).toEqual(['Deployment prod/web can become cluster-admin in 1 step']);
    expect(toAdmin({ ...base(), ...overlays('', binding('web@stage')) })).toEqual([]);
  });

  test('uses its token where one of them does', () => {
    const unused = (files: Files): readonly string[] => findings(files).filter(({ rule }) => rule === 'token-without-use').map(({ subjects }) => subjects.join());
    expect(unused({ ...base(), ...overlays('', binding('web@prod')) })).toEqual([]);
    const apart = (who: string): Files => ({ ...base(), ...overlays('namePrefix: prod-\n', binding(who)), 'overlays/prod/kustomization.yaml': 'namespace: dev\nnamePrefix: prod-\nresources: [../../base, all.yaml]\n' });
    expect(unused(apart('web@default'))).toEqual([]);
    expect(unused(apart('web@stage'))).toEqual(['workload:dev/web']);
    expect(unused({ ...base(), ...overlays('', binding('web@stage')) })).toEqual(['workload:dev/web,workload:prod/web']);
  });

  test('binds the accounts of both, each on a cluster of its own', () => {
    expect(toAdmin({ ...base(binding('web@default')), ...overlays('') })).toEqual(['Deployment dev/web and Deployment prod/web can become cluster-admin in 1 step']);
    const developer = `${rbac}kind: RoleBinding\n${metadata('devs')}roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit}\nsubjects: [{kind: Group, name: devs, apiGroup: rbac.authorization.k8s.io}]\n`;
    const ways = findings({ ...base(binding('web@default')), ...overlays('', developer) }).filter(({ subjects }) => subjects.includes('group:devs')).flatMap(({ evidence }) => evidence.map(({ message }) => message));
    expect(ways.join()).toContain('prod/web');
    expect(ways.join()).not.toContain('dev/web');
  });

  test('is another object under another name', () => {
    const named = (prod: string, suffix = ''): Files => ({
      'overlays/dev/kustomization.yaml': `namespace: shop\nnamePrefix: dev-\nresources: [../../base, all.yaml]\n`,
      'overlays/dev/all.yaml': `${rbac}kind: RoleBinding\n${metadata('devs')}roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: tokens}\nsubjects: [{kind: Group, name: devs, apiGroup: rbac.authorization.k8s.io}]\n---\n${rbac}kind: Role\n${metadata('tokens')}rules: [{apiGroups: [""], resources: [serviceaccounts/token], resourceNames: [web], verbs: [create]}]\n`,
      'overlays/prod/kustomization.yaml': `namespace: shop\nnamePrefix: ${prod}\n${suffix}resources: [../../base, all.yaml]\n`,
      'overlays/prod/all.yaml': binding('web@default'),
    });
    const own = { ...base(role('get, list'), roleBinding), ...named('prod-') };
    expect(toAdmin(own)).toEqual(['Deployment shop/web can become cluster-admin in 1 step']);
    expect(toAdmin({ ...own, ...named('dev-') }).join()).toContain('Group devs');
    expect(toAdmin({ ...own, ...named('dev-', 'nameSuffix: -b\n') }).join()).not.toContain('Group devs');
    expect(findings(own).filter(({ rule }) => rule === 'secrets-readable').map(({ message }) => message)).toEqual(['ServiceAccount shop/web can read every Secret in namespace shop']);
  });

  test('is told once where nothing but the namespace differs', () => {
    const secrets = (files: Files): readonly Finding[] => findings(files).filter(({ rule }) => rule === 'secrets-readable');
    const found = secrets({ ...base(role('get, list'), roleBinding), ...overlays('') });
    expect(found.map(({ message, subjects }) => [message, subjects])).toEqual([
      ['ServiceAccount dev/web can read every Secret in namespace dev, and likewise in namespace prod', ['dev/web', 'prod/web']],
    ]);
    const stage = { 'overlays/stage/kustomization.yaml': 'namespace: stage\nresources: [../../base]\n' };
    expect(secrets({ ...base(role('get, list'), roleBinding), ...overlays(''), ...stage }).map(({ message }) => message)).toEqual([expect.stringMatching(/, and likewise in 2 other namespaces$/)]);
    expect(secrets({ ...base(role('create'), roleBinding), ...overlays('') })).toEqual([]);
    const group = roleBinding.replace('{kind: ServiceAccount, name: web}', '{kind: Group, name: dev, apiGroup: rbac.authorization.k8s.io}');
    expect(secrets({ ...base(role('get, list'), group), ...overlays('') }).map(({ message }) => message)).toEqual(['Group dev can read every Secret in namespace dev, and likewise in namespace prod']);
  });

  test('is changed by the patch of one', () => {
    const patched = { ...base(role('create'), roleBinding), ...overlays('patches: [{path: patch.yaml}]\n'), 'overlays/prod/patch.yaml': role('get, list') };
    expect(findings(patched).filter(({ rule }) => rule === 'secrets-readable').map(({ message }) => message)).toEqual(['ServiceAccount prod/web can read every Secret in namespace prod']);
  });
});
