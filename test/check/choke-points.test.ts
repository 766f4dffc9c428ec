// Which bindings are said to cut the paths to cluster-admin, where paths need two halves at once.
import { expect, test } from 'vitest';
import { lint } from '#lint.js';

function chokePoints(text: string): string[] {
  const result = lint([{ name: 'all.yaml', text, cluster: false, directory: '.' }], { chokePoints: true });
  return (result.chokePoints ?? []).map(({ message, cuts, of }) => `${message}: ${cuts} of ${of}`);
}

const gives = (name: string, rule: string, ...users: readonly string[]): string => `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: ${name} }
rules: [${rule}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: ${name} }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: ${name} }
subjects: [${users.map((user) => `{ kind: User, name: ${user}, apiGroup: rbac.authorization.k8s.io }`).join(', ')}]
---`;
const createBindings = '{ apiGroups: [rbac.authorization.k8s.io], resources: [clusterrolebindings], verbs: [create] }';
const bindRoles = '{ apiGroups: [rbac.authorization.k8s.io], resources: [clusterroles], verbs: [bind] }';

test('one half of a conjunction is enough to cut it', () => {
  const found = chokePoints(gives('creates', createBindings, 'jane', 'joe') + gives('binds', bindRoles, 'jane', 'joe'));
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(/^ClusterRoleBinding (creates|binds) is on every path to cluster-admin: 2 of 2$/);
});

test('whoever has another way is not cut by it', () => {
  const found = chokePoints(gives('creates', createBindings, 'jane') + gives('binds', bindRoles, 'jane') + gives('both', `${createBindings}, ${bindRoles}`, 'joe'));
  expect(found).toHaveLength(2);
  for (const each of found) expect(each).toMatch(/one of 2 that together cut every path: 1 of 2$/);
});
