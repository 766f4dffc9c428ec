// Which namespace objects without one are applied to.
import { describe, expect, test } from 'vitest';
import { objectsOf } from '#kube/objects.js';
import { documentsIn } from './inventory-in.js';

const account = 'apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: web }\n';
const configMap = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings }\n';
const binding = (namespace: string): string =>
  `apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: { name: b-${namespace} }\nroleRef: { kind: ClusterRole, name: view }\nsubjects: [{ kind: ServiceAccount, name: web, namespace: ${namespace} }]\n`;

function namespaces(files: Readonly<Record<string, string>>, given?: string): Record<string, string> {
  const { objects } = objectsOf(documentsIn(files), given === undefined ? {} : { namespace: given });
  return Object.fromEntries(objects.filter(({ namespace }) => namespace !== '').map((object) => [`${object.file?.name ?? ''} ${object.kind}`, object.namespace]));
}

test('without any hint it has no name', () => {
  expect(namespaces({ 'a.yaml': account })).toEqual({ 'a.yaml ServiceAccount': '(unnamed)' });
});

test('-n names it, for objects that name none', () => {
  expect(namespaces({ 'a.yaml': account, 'b.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: c, namespace: other }' }, 'shop')).toEqual({
    'a.yaml ServiceAccount': 'shop',
    'b.yaml ConfigMap': 'other',
  });
});

describe('a kustomization', () => {
  const kustomization = (namespace: string, resources = '[a.yaml]'): string => `namespace: ${namespace}\nresources: ${resources}\n`;

  test('names it for its directory', () => {
    expect(namespaces({ 'app/kustomization.yaml': kustomization('shop'), 'app/a.yaml': account })).toEqual({ 'app/a.yaml ServiceAccount': 'shop' });
  });

  test('names it for the base it builds on', () => {
    const files = { 'base/kustomization.yaml': 'resources: [a.yaml]\n', 'base/a.yaml': account, 'overlay/kustomization.yaml': kustomization('shop', '[../base]') };
    expect(namespaces(files)).toEqual({ 'base/a.yaml ServiceAccount': 'shop' });
  });

  test('does not name it where two overlays differ', () => {
    const files = { 'base/a.yaml': account, 'dev/kustomization.yaml': kustomization('dev', '[../base]'), 'prod/kustomization.yaml': kustomization('prod', '[../base]') };
    expect(namespaces(files)).toEqual({ 'base/a.yaml ServiceAccount': '(unnamed)' });
  });
});

describe('a subject', () => {
  test('names it for the account, and for what lies beside it', () => {
    expect(namespaces({ 'app/all.yaml': `${account}---\n${configMap}---\n${binding('shop')}`, 'other/c.yaml': configMap })).toEqual({
      'app/all.yaml ServiceAccount': 'shop',
      'app/all.yaml ConfigMap': 'shop',
      'other/c.yaml ConfigMap': '(unnamed)',
    });
  });

  test('does not name it when subjects differ', () => {
    expect(namespaces({ 'a.yaml': `${account}---\n${binding('shop')}---\n${binding('mall')}` })).toEqual({ 'a.yaml ServiceAccount': '(unnamed)' });
  });

  test('does not name it when it means an account that is declared elsewhere', () => {
    const elsewhere = 'apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: web, namespace: shop }\n';
    expect(namespaces({ 'a.yaml': `${account}---\n${binding('shop')}`, 'b.yaml': elsewhere })['a.yaml ServiceAccount']).toBe('(unnamed)');
  });
});

describe('a pod', () => {
  const pod = 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec: { serviceAccountName: web, containers: [{ name: web, image: web }] }\n';
  const accountIn = (namespace: string): string => `apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: web, namespace: ${namespace} }\n`;

  test('lands where the account is that it runs as, and so does what lies beside it', () => {
    expect(namespaces({ 'all.yaml': `${accountIn('shop')}---\n${pod}---\n${configMap}` })).toEqual({
      'all.yaml ServiceAccount': 'shop',
      'all.yaml Pod': 'shop',
      'all.yaml ConfigMap': 'shop',
    });
  });

  test('says nothing when accounts of that name are in two namespaces', () => {
    expect(namespaces({ 'all.yaml': `${accountIn('shop')}---\n${accountIn('mall')}---\n${pod}` })['all.yaml Pod']).toBe('(unnamed)');
  });

  test('says nothing when the account lies without one beside it', () => {
    expect(namespaces({ 'all.yaml': `${account}---\n${pod}` })['all.yaml Pod']).toBe('(unnamed)');
  });

  test('draws the account to it that it runs as, and nothing else', () => {
    const placed = pod.replace('name: web }', 'name: web, namespace: shop }');
    expect(namespaces({ 'all.yaml': `${account}---\n${placed}---\n${configMap}` })).toEqual({ 'all.yaml ServiceAccount': 'shop', 'all.yaml Pod': 'shop', 'all.yaml ConfigMap': '(unnamed)' });
  });

  test('draws no account to it when another pod of that account is elsewhere', () => {
    const placed = (namespace: string): string => pod.replace('name: web }', `name: web, namespace: ${namespace} }`);
    expect(namespaces({ 'all.yaml': `${account}---\n${placed('shop')}---\n${placed('mall')}` })['all.yaml ServiceAccount']).toBe('(unnamed)');
  });
});
