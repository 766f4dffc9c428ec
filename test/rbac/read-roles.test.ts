// Objects that the API server would not store: said where, and not used.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { accessIn, answer, janeWith } from './world.js';

const role = (rest: string): string => `apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: janes }\n${rest}\n`;

describe('a role that the API server rejects', () => {
  test.each([
    ['rules: everything', 'rules: cannot decode string "everything", a list is expected', 4],
    ['rules:\n  - verbs: get\n    apiGroups: [""]\n    resources: [pods]', 'rules[0].verbs: cannot decode string "get", a list of strings is expected', 5],
    ['rules:\n  - verbs: [get, true]\n    apiGroups: [""]\n    resources: [pods]', 'rules[0].verbs[1]: cannot decode boolean true, a string is expected', 5],
    ['rules:\n  - verbs: []\n    apiGroups: [""]\n    resources: [pods]', 'rules[0].verbs: Required value: verbs must contain at least one value', 5],
    ['rules:\n  - verbs: [get]\n    resources: [pods]', 'rules[0].apiGroups: Required value: resource rules must supply at least one api group', 5],
    ['rules: [null]', 'rules[0].verbs: Required value: verbs must contain at least one value', 4],
    ['rules:\n  - verbs: [get]\n    nonResourceURLs: [/x]\n    resources: [pods]', 'rules[0].nonResourceURLs: Invalid value: ["/x"]: rules cannot apply to both regular resources and non-resource URLs', 6],
    ['aggregationRule: {}', 'aggregationRule.clusterRoleSelectors: Required value: at least one clusterRoleSelector required if aggregationRule is non-nil', 4],
  ])('%j', (rest, error, line) => {
    const access = accessIn(role(rest));
    expect(access.rejected.flatMap(({ errors }) => errors)).toContain(error);
    expect(access.problems[0]).toMatchObject({ file: 'rbac.yaml', line, code: 'invalid-object', severity: 'not-evaluated' });
    expect(access.role('ClusterRole', '', 'janes')).toBeUndefined();
  });

  test('gives nobody anything, and leaves the answer open', () => {
    const access = accessIn(janeWith('{ apiGroups: [""], resources: [pods], verbs: [get] }', '{ apiGroups: [""], resources: [pods], verbs: [] }'));
    expect(answer(access, 'jane', 'get pods in shop')).toBe('unknown');
    expect(access.grants[0]?.missing).toBe('ClusterRole janes, named by ClusterRoleBinding jane, is in the files, but the API server rejects it');
  });
});

test('rules that are null are no rules', () => {
  const access = accessIn(role('rules: null'));
  expect(access.problems).toEqual([]);
  expect(access.role('ClusterRole', '', 'janes')?.rules).toEqual([]);
});

describe('a binding that the API server rejects', () => {
  const binding = (rest: string): string => `apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: { name: b }\n${rest}\n`;
  const toView = 'roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view }';

  test.each([
    // Kustomize fills this in, but nothing else does.
    [`${toView}\nsubjects: [{ kind: ServiceAccount, name: web }]`, 'subjects[0].namespace: Required value'],
    [`${toView}\nsubjects: [{ kind: serviceaccount, name: web, namespace: shop }]`, 'subjects[0].kind: Unsupported value: "serviceaccount": supported values: "ServiceAccount", "User", "Group"'],
    [`${toView}\nsubjects: [{ kind: ServiceAccount, name: "shop:web", namespace: shop }]`, /^subjects\[0\]\.name: Invalid value: "shop:web"/],
    [`${toView}\nsubjects: jane`, 'subjects: cannot decode string "jane", a list is expected'],
    ['roleRef: { kind: Role, name: view }\nsubjects: []', 'roleRef.kind: Unsupported value: "Role": supported values: "ClusterRole"'],
    ['subjects: []', 'roleRef.name: Required value'],
  ])('%j', (rest, error) => {
    const errors = accessIn(binding(rest)).rejected.flatMap((object) => object.errors);
    expect(errors).toContainEqual(typeof error === 'string' ? error : expect.stringMatching(error));
  });

  test('is not the one with an empty apiGroup, which has a default', () => {
    expect(accessIn(binding('roleRef: { kind: ClusterRole, name: view }\nsubjects: [{ kind: User, name: jane }]')).rejected).toEqual([]);
  });
});

test('whatever stands in an object becomes values, never a throw', () => {
  const kinds = fc.constantFrom('Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding');
  const keys = fc.constantFrom('rules', 'subjects', 'roleRef', 'aggregationRule', 'metadata', 'verbs', 'clusterRoleSelectors', '__proto__', 'constructor');
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof({ depthSize: 'small' }, fc.constantFrom(null, true, 1, 'x', '*', ''), fc.array(tie('tree'), { maxLength: 3 }), fc.dictionary(keys, tie('tree'), { maxKeys: 4 })),
  }));
  fc.assert(
    fc.property(kinds, fc.dictionary(keys, tree, { maxKeys: 6 }), (kind, content) => {
      const access = accessIn(JSON.stringify({ ...content, apiVersion: 'rbac.authorization.k8s.io/v1', kind }), { builtIn: false });
      expect(access.roles.length + access.bindings.length + access.rejected.length).toBeLessThanOrEqual(1);
    }),
    { numRuns: 300 },
  );
});
