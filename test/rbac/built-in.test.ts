// The built-in world: resolved as upstream resolves it, and given back at start.
import { describe, expect, test } from 'vitest';
import { rightsGivenBack, subjectsGivenBack } from '#rbac/reconcile.js';
import { accessIn } from './world.js';

test('edit is part of admin, view of edit, and secrets are in edit but not in view', () => {
  const access = accessIn('');
  const rules = (name: string): readonly string[] => (access.role('ClusterRole', '', name)?.rules ?? []).map(({ verbs, apiGroups, resources }) => JSON.stringify([verbs, apiGroups, resources]));
  expect(rules('edit')).toEqual(expect.arrayContaining([...rules('view')]));
  expect(rules('admin')).toEqual(expect.arrayContaining([...rules('edit')]));
  expect(rules('view').join()).not.toContain('"secrets"');
  expect(rules('edit').join()).toContain('"secrets"');
  expect(access.roles.filter(({ kind }) => kind === 'ClusterRole')).toHaveLength(69);
});

describe('a written default', () => {
  const discovery = (annotations: string, subjects: string): string => `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: "system:discovery", annotations: { ${annotations} } }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "system:discovery" }
subjects: ${subjects}
`;
  const given = (yaml: string): readonly string[] => {
    const binding = accessIn(yaml).bindings.find(({ name }) => name === 'system:discovery');
    return binding ? subjectsGivenBack(binding).map(({ name }) => name) : [];
  };

  test('gets its subjects back', () => {
    expect(given(discovery('', '[]'))).toEqual(['system:authenticated']);
  });

  test('does not when it opts out, or lacks none', () => {
    expect(given(discovery('rbac.authorization.kubernetes.io/autoupdate: "false"', '[]'))).toEqual([]);
    expect(given(discovery('', '[{ kind: Group, name: "system:authenticated" }, { kind: Group, name: more }]'))).toEqual([]);
    expect(given('')).toEqual([]);
  });

  test('gets its rules back', () => {
    const role = accessIn(`
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: "system:basic-user" }
rules: [{ apiGroups: [authorization.k8s.io], resources: ["*"], verbs: [create] }]
`).role('ClusterRole', '', 'system:basic-user');
    expect(role && rightsGivenBack(role)).toEqual([{ verb: 'create', apiGroup: 'authentication.k8s.io', resource: 'selfsubjectreviews' }]);
  });
});
