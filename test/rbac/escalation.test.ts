// Who may write roles and bindings: the cases that surprise.
import { describe, expect, test } from 'vitest';
import { mayWrite } from '#rbac/escalation.js';
import type { RbacManifest } from '#rbac/manifest.js';
import { identityOf, parseSubject } from '#rbac/subjects.js';
import { accessIn, janeWith } from './world.js';

const jane = identityOf(parseSubject('jane'));
const secretReader: RbacManifest = { kind: 'Role', metadata: { name: 'r', namespace: 'shop' }, rules: [{ verbs: ['get', 'list'], apiGroups: [''], resources: ['secrets'] }] };
const toAdmin: RbacManifest = {
  kind: 'RoleBinding',
  metadata: { name: 'b', namespace: 'shop' },
  roleRef: { kind: 'ClusterRole', name: 'cluster-admin' },
  subjects: [{ kind: 'User', name: 'jane' }],
};

function outcome(rule: string, object: RbacManifest, write: { name?: string; old?: RbacManifest } = {}): string {
  return mayWrite(accessIn(janeWith(rule)), jane, { object, namespace: 'shop', name: '', ...write }).outcome;
}

describe('a Role', () => {
  test('may hold what its writer holds, and no more', () => {
    expect(outcome('{ apiGroups: [""], resources: [secrets], verbs: [get, list, watch] }', secretReader)).toBe('allowed');
    expect(outcome('{ apiGroups: [""], resources: [secrets], verbs: [get] }', secretReader)).toBe('forbidden');
  });

  test('that is not covered says which rights are missing', () => {
    const verdict = mayWrite(accessIn(janeWith('{ apiGroups: [""], resources: [secrets], verbs: [get] }')), jane, { object: secretReader, namespace: 'shop', name: '' });
    expect(verdict).toMatchObject({ missing: [{ verb: 'list', apiGroup: '', resource: 'secrets' }] });
  });

  test('needs rights without names where it names none', () => {
    expect(outcome('{ apiGroups: [""], resources: [secrets], verbs: [get, list], resourceNames: [db] }', secretReader)).toBe('forbidden');
  });

  test('may hold anything by escalate, but escalate limited to a name helps no create', () => {
    expect(outcome('{ apiGroups: [rbac.authorization.k8s.io], resources: [roles], verbs: [escalate] }', secretReader)).toBe('allowed');
    const named = '{ apiGroups: [rbac.authorization.k8s.io], resources: [roles], verbs: [escalate], resourceNames: [r] }';
    expect(outcome(named, secretReader)).toBe('forbidden');
    expect(outcome(named, secretReader, { name: 'r' })).toBe('allowed');
  });

  test('may be stored again as it is, but a new label checks every rule', () => {
    const nothing = '{ apiGroups: [""], resources: [pods], verbs: [get] }';
    expect(outcome(nothing, secretReader, { name: 'r', old: secretReader })).toBe('allowed');
    const labelled = { ...secretReader, metadata: { ...secretReader.metadata, labels: { team: 'shop' } } };
    expect(outcome(nothing, labelled, { name: 'r', old: secretReader })).toBe('forbidden');
  });
});

describe('a binding', () => {
  test('may be made by bind, also when limited to the name of the role', () => {
    expect(outcome('{ apiGroups: [rbac.authorization.k8s.io], resources: [clusterroles], verbs: [bind], resourceNames: [cluster-admin] }', toAdmin)).toBe('allowed');
    expect(outcome('{ apiGroups: [rbac.authorization.k8s.io], resources: [clusterroles], verbs: [bind], resourceNames: [view] }', toAdmin)).toBe('forbidden');
  });

  test('to a missing role needs bind', () => {
    const dangling = { ...toAdmin, roleRef: { kind: 'ClusterRole', name: 'elsewhere' } };
    expect(outcome('{ apiGroups: ["*"], resources: [rolebindings], verbs: [create] }', dangling)).toBe('notFound');
    expect(outcome('{ apiGroups: ["*"], resources: [clusterroles], verbs: [bind] }', dangling)).toBe('allowed');
  });

  test('is nobody’s obstacle in system:masters', () => {
    const write = { object: toAdmin, namespace: 'shop', name: '' };
    expect(mayWrite(accessIn(''), identityOf('x', ['system:masters']), write).outcome).toBe('allowed');
    expect(mayWrite(accessIn(''), identityOf('x', ['system:nodes']), write).outcome).toBe('forbidden');
  });
});

test('an aggregated ClusterRole needs every right there is', () => {
  const aggregated: RbacManifest = { kind: 'ClusterRole', metadata: { name: 'sum' }, aggregationRule: { clusterRoleSelectors: [{ matchLabels: { x: 'y' } }] } };
  expect(outcome('{ apiGroups: ["*"], resources: ["*"], verbs: ["get", "create"] }', aggregated)).toBe('forbidden');
  expect(mayWrite(accessIn(''), identityOf('x', ['system:masters']), { object: aggregated, namespace: '', name: '' }).outcome).toBe('allowed');
});
