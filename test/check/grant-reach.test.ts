// Who is told to hold a role how far: the whole cluster and single namespaces are two statements, and nobody is in both.
import { describe, expect, test } from 'vitest';
import type { Finding } from '#finding/finding.js';
import { lint } from '#lint.js';

const rbac = 'apiVersion: rbac.authorization.k8s.io/v1\n';

const role = (rules: string): string => `${rbac}kind: ClusterRole\nmetadata: {name: tok}\nrules: [${rules}]\n---\n`;
const requestTokens = role('{apiGroups: [""], resources: [serviceaccounts/token], verbs: [create]}');

/** A binding of the role to groups, in a namespace or in the whole cluster. */
function bound(groups: readonly string[], namespace?: string, to = 'tok'): string {
  const subjects = groups.map((name) => `{kind: Group, apiGroup: rbac.authorization.k8s.io, name: "${name}"}`);
  const [kind, metadata] = namespace === undefined ? ['ClusterRoleBinding', `{name: ${to}}`] : ['RoleBinding', `{name: ${to}, namespace: ${namespace}}`];
  return `${rbac}kind: ${kind}\nmetadata: ${metadata}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: ${to}}\nsubjects: [${subjects.join(', ')}]\n---\n`;
}

function findings(text: string, rule: string): readonly Finding[] {
  return lint([{ name: 'rbac.yaml', text, cluster: false, directory: '.' }]).findings.filter((finding) => finding.rule === rule);
}

const told = (text: string, rule = 'token-request'): string[] => findings(text, rule).map(({ severity, message }) => `${severity}: ${message}`);

describe('who holds a role', () => {
  test('in the whole cluster is told apart from who holds it in namespaces', () => {
    const found = findings(requestTokens + bound(['sre']) + bound(['dev'], 'b') + bound(['dev', 'qa'], 'c'), 'token-request');
    expect(found.map(({ severity, message, subjects, evidence }) => [severity, message, subjects, evidence.map((step) => step.message)])).toEqual([
      ['critical', 'Group sre can request a token of every ServiceAccount in the whole cluster', ['group:sre'], ['ClusterRoleBinding tok binds it to Group sre']],
      [
        'high',
        'Group dev and Group qa can request a token of every ServiceAccount in 2 namespaces',
        ['group:dev', 'group:qa'],
        ['RoleBinding b/tok binds it to Group dev', 'RoleBinding c/tok binds it to Group dev and Group qa'],
      ],
    ]);
    expect(new Set(found.map(({ fingerprint }) => fingerprint)).size).toBe(2);
    expect(new Set(found.map(({ place }) => place.start)).size).toBe(1);
  });

  test('in the whole cluster is not told again for a namespace', () => {
    const cluster = 'critical: Group sre can request a token of every ServiceAccount in the whole cluster';
    expect(told(requestTokens + bound(['sre']) + bound(['sre'], 'b'))).toEqual([cluster]);
    expect(told(requestTokens + bound(['sre']) + bound(['sre', 'dev'], 'b'))).toEqual([cluster, 'high: Group dev can request a token of every ServiceAccount in namespace b']);
  });

  test('keeps its fingerprint when another reach comes to it, and has a new one when it reaches further', () => {
    const print = (text: string): string | undefined => findings(text, 'token-request').find(({ subjects }) => subjects.includes('group:dev'))?.fingerprint;
    const inNamespace = print(requestTokens + bound(['dev'], 'b'));
    expect(print(requestTokens + bound(['sre']) + bound(['dev'], 'b'))).toBe(inNamespace);
    expect(print(requestTokens + bound(['dev']))).not.toBe(inNamespace);
  });

  test('is told once where neither weight nor words depend on the reach', () => {
    const anyVerb = role('{apiGroups: [example.com], resources: [widgets], verbs: ["*"]}');
    expect(findings(anyVerb + bound(['sre']) + bound(['dev'], 'b'), 'wildcard-verb').map(({ subjects }) => subjects)).toEqual([['group:dev', 'group:sre']]);
  });

  test('of what has no namespace is nobody by a RoleBinding', () => {
    const webhooks = role('{apiGroups: [admissionregistration.k8s.io], resources: [mutatingwebhookconfigurations], verbs: [create]}');
    expect(findings(webhooks + bound(['sre']) + bound(['dev'], 'b'), 'webhooks-writable').map(({ severity, subjects }) => [severity, subjects])).toEqual([['high', ['group:sre']]]);
  });

  test('by a binding without subjects is nobody, where others hold it', () => {
    expect(told(requestTokens + bound([]) + bound(['dev'], 'b'))).toEqual(['high: Group dev can request a token of every ServiceAccount in namespace b']);
  });

  test('with both halves of a conjunction is told, who has one of them is not', () => {
    const halves = role('{apiGroups: [""], resources: [secrets], verbs: [create]}');
    const reader = `${rbac}kind: ClusterRole\nmetadata: {name: reader}\nrules: [{apiGroups: [""], resources: [secrets], verbs: [list]}]\n---\n`;
    const both = findings(halves + reader + bound(['sre', 'dev']) + bound(['dev'], undefined, 'reader'), 'token-secrets-makeable');
    expect(both.map(({ subjects }) => subjects)).toEqual([['group:dev']]);
  });
});

test('of a half that is limited to names the names are told', () => {
  const makes = '{apiGroups: [""], resources: [secrets], verbs: [create]}';
  const reads = (names: string): string => `{apiGroups: [""], resources: [secrets], verbs: [get]${names}}`;
  const makeable = (rules: string): string[] => told(role(rules) + bound(['dev'], 'b'), 'token-secrets-makeable');
  const said = (which: string): string[] => [`high: Group dev can create Secrets in namespace b and read ${which}, and so make a token of any ServiceAccount there`];
  expect(makeable(`${makes}, ${reads(', resourceNames: [tls]')}`)).toEqual(said('those named tls'));
  expect(makeable(`${makes}, ${reads(', resourceNames: [tls]')}, ${reads('')}`)).toEqual(said('all of them'));
  const reader = `${rbac}kind: ClusterRole\nmetadata: {name: reader}\nrules: [${reads(', resourceNames: [tls, db]')}]\n---\n`;
  expect(told(role(makes) + reader + bound(['dev'], 'b') + bound(['dev'], 'b', 'reader'), 'token-secrets-makeable')).toEqual(said('those named db and tls'));
});

describe('a subject that matches nobody', () => {
  const nobody = 'system:serviceaccount:a:w';

  test('may do nothing by a role of the files', () => {
    expect(told(requestTokens + bound([nobody, 'sre']))).toEqual(['critical: Group sre can request a token of every ServiceAccount in the whole cluster']);
    expect(told(requestTokens + bound([nobody]))).toEqual(['medium: Whoever gets ClusterRole tok can request a token of every ServiceAccount wherever it is bound']);
  });

  test('may do nothing by a role that every cluster ships', () => {
    const admin = bound([nobody, 'sre'], undefined, 'cluster-admin');
    expect(told(admin, 'cluster-admin-binding')).toEqual(['critical: Group sre may do everything in the whole cluster']);
    expect(told(bound([nobody], undefined, 'cluster-admin'), 'cluster-admin-binding')).toEqual([]);
    expect(findings(bound([nobody], undefined, 'cluster-admin'), 'subject-matches-nobody')).toHaveLength(1);
  });
});
