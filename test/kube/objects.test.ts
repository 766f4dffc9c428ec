// Which objects a file holds, and what is said about what looks like one and is none.
import { describe, expect, test } from 'vitest';
import type { LintResult } from '#finding/finding.js';
import { lint } from '#lint.js';
import { regionOf } from '#source/place.js';
import { objectsOf } from '#kube/objects.js';
import { qualifiedName } from '#kube/object.js';
import { documentsIn } from './inventory-in.js';

const names = (manifests: string): string[] => objectsOf(documentsIn(manifests)).objects.map((object) => `${object.kind} ${qualifiedName(object)}`);
const problems = (manifests: string): string[] => objectsOf(documentsIn(manifests)).problems.map(({ line, code, severity, message }) => `${line} ${code} ${severity}: ${message}`);

describe('a list', () => {
  test('is expanded, nested lists too, in order', () => {
    expect(
      names(`
apiVersion: v1
kind: List
items:
  - { apiVersion: v1, kind: ServiceAccount, metadata: { name: a, namespace: shop } }
  - apiVersion: v1
    kind: List
    items: [{ apiVersion: v1, kind: ServiceAccount, metadata: { name: b, namespace: shop } }]
  - { apiVersion: v1, kind: ServiceAccount, metadata: { name: c, namespace: shop } }
`),
    ).toEqual(['ServiceAccount shop/a', 'ServiceAccount shop/b', 'ServiceAccount shop/c']);
  });

  const account = '{ apiVersion: v1, kind: ServiceAccount, metadata: { name: a, namespace: shop } }';

  test('is whatever has items, with or without an API version', () => {
    for (const kind of ['ConfigMap', 'Role', 'List']) {
      expect(names(`apiVersion: v1\nkind: ${kind}\nitems: [${account}]`)).toEqual(['ServiceAccount shop/a']);
      expect(names(`kind: ${kind}\nitems: [${account}]`)).toEqual(['ServiceAccount shop/a']);
    }
    expect(names(`kind: List\nitems: [{ kind: List, items: [${account}] }]`)).toEqual(['ServiceAccount shop/a']);
    expect(names(`apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata: { items: '[${account}]' }`)).toEqual(['ConfigMap a']);
    expect(problems(`apiVersion: v1\nitems: [${account}]`)).toEqual(['1 invalid-object not-evaluated: object has no kind']);
    expect(problems('kind: menu\nitems: [{ label: home }, about]')).toEqual([]);
  });

  test('is read, whatever kind would be passed over', () => {
    const found = (key: string): number =>
      lint([{ name: 'a.yaml', text: `apiVersion: v1\nkind: Service\n${key}:\n- {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: {name: b}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}, subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: jane}]}\n`, cluster: false, directory: '.' }]).findings.length;
    expect(found('items')).toBe(1);
    expect(found('spec')).toBe(0);
  });

  test('of one kind lends it to items that name none', () => {
    const manifests = 'apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleList\nitems: [{ metadata: { name: reader, namespace: shop } }]';
    expect(names(manifests)).toEqual(['Role shop/reader']);
    expect(objectsOf(documentsIn(manifests)).objects[0]).toMatchObject({ group: 'rbac.authorization.k8s.io', version: 'v1' });
  });

  test('is no list when its kind only sounds like one', () => {
    expect(names('apiVersion: example.com/v1\nkind: AllowList\nmetadata: { name: a, namespace: shop }\nspec: {}')).toEqual(['AllowList shop/a']);
  });

  test('without items is empty, with items that are none is said so', () => {
    expect(problems('apiVersion: v1\nkind: List\n')).toEqual([]);
    expect(problems('apiVersion: v1\nkind: List\nitems: null')).toEqual(['3 invalid-object note: items of List is null, not a list']);
    expect(problems('apiVersion: v1\nkind: List\nitems: [web]')).toEqual(['3 invalid-object not-evaluated: item 0 of List is a string, not an object']);
  });
});

describe('what a file defines twice', () => {
  const role = (resource: string, name = 'app'): string => `apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: ${name}, namespace: shop}\nrules: [{apiGroups: [""], resources: [${resource}], verbs: [get]}]\n`;
  const binding = `apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: app, namespace: shop}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: app}\nsubjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: jane}]\n`;
  const asList = (...objects: readonly string[]): string => `apiVersion: v1\nkind: List\nitems:\n${objects.map((object) => `- ${object.trimEnd().replaceAll('\n', '\n  ')}\n`).join('')}`;
  const result = (text: string): LintResult => lint([{ name: 'a.yaml', text, cluster: false, directory: '.' }]);
  const found = (text: string): string[] => result(text).findings.map(({ rule, place }) => `${regionOf(place).line} ${rule}`);

  test('counts as the last definition says, and the others are not evaluated', () => {
    const twice = [role('configmaps'), role('secrets'), binding];
    expect(found(twice.join('---\n'))).toEqual(['9 secrets-readable']);
    expect(found(asList(...twice))).toEqual(['11 secrets-readable']);
    expect(result(twice.join('---\n')).problems.map(({ line, code, message }) => `${line} ${code} ${message}`)).toEqual([
      '3 conflict Role shop/app is defined differently in line 8, which kubectl apply leaves: this one is not evaluated',
    ]);
    expect(found([role('secrets'), role('configmaps'), binding].join('---\n'))).toEqual([]);
  });

  test('counts as before where the API server rejects the last', () => {
    const refused = role('configmaps').replace('verbs: [get]', 'verbs: []');
    expect(found([role('secrets'), refused, binding].join('---\n'))).toContain('4 secrets-readable');
  });

  test('is no conflict where both say the same, or are two', () => {
    for (const text of [[role('configmaps'), role('configmaps')], [role('configmaps'), role('pods', 'other')]]) expect(problems(text.join('---\n'))).toEqual([]);
  });
});

describe('what is no object', () => {
  test.each([
    ['kind: 7\napiVersion: v1\nmetadata: { name: a }', '1 invalid-object not-evaluated: kind is a number, not a string'],
    ['kind: Role\nmetadata: { name: a }\nrules: []', '1 invalid-object not-evaluated: object has no apiVersion'],
    ['apiVersion: v1\nmetadata: { name: a }\nspec: {}', '1 invalid-object not-evaluated: object has no kind'],
    ['apiVersion: v1\nkind: ServiceAccount', '1 invalid-object not-evaluated: ServiceAccount has no metadata.name that is a string'],
    ['apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: 7 }', '3 invalid-object not-evaluated: ServiceAccount has no metadata.name that is a string'],
  ])('%j is said to be invalid', (manifest, problem) => {
    expect(problems(manifest)).toEqual([problem]);
  });

  test('in a list without kind is said to be refused', () => {
    expect(problems('[{"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "a"}}]')).toEqual([
      '1 invalid-object not-evaluated: holds a list of objects, which kubectl refuses: make it the `items` of a List',
    ]);
    expect(problems('[{"op": "add", "path": "/a", "value": {}}]')).toEqual([]);
  });

  test.each(['replicas: 3\nimage: { tag: latest }', 'apiVersion: v2\nname: chart\nversion: 1.0.0', 'apiVersion: v1\nkind: Config\nclusters: []', '- a\n- b', 'null', '"text"'])(
    '%j is left alone',
    (manifest) => {
      expect(problems(manifest)).toEqual([]);
    },
  );
});

describe('a namespace', () => {
  test('is none for what lives outside all of them, even if it is written', () => {
    expect(names('apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: reader, namespace: shop }')).toEqual(['ClusterRole reader']);
  });

  test('is none for custom kinds that their definition puts outside', () => {
    const widget = 'apiVersion: example.com/v1\nkind: Widget\nmetadata: { name: a, namespace: shop }\n';
    const definition = (scope: string): string =>
      `---\napiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: { name: widgets.example.com }\nspec: { group: example.com, scope: ${scope}, names: { kind: Widget } }\n`;
    expect(names(widget + definition('Cluster'))[0]).toBe('Widget a');
    expect(names(widget + definition('Namespaced'))[0]).toBe('Widget shop/a');
  });
});

test('labels and annotations keep strings only', () => {
  const [object] = objectsOf(documentsIn('apiVersion: v1\nkind: Pod\nmetadata: { name: a, labels: { app: web, on: true }, annotations: null }')).objects;
  expect(Object.fromEntries(object?.labels ?? [])).toEqual({ app: 'web' });
  expect(object?.annotations.size).toBe(0);
});

test('10,000 nested lists do not overflow the stack', () => {
  const [document] = documentsIn('apiVersion: v1\nkind: List\nitems: []');
  expect(document).toBeDefined();
  const nested = '{"apiVersion":"v1","kind":"List","items":['.repeat(10_000) + ']}'.repeat(10_000);
  expect(() => objectsOf(documentsIn(nested))).not.toThrow();
});
