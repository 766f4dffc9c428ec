// Pods that custom resources carry: those that are made as they stand are analysed, of the others it is said where they are.
import { describe, expect, test } from 'vitest';
import { lint } from '#lint.js';

const rbac = 'apiVersion: rbac.authorization.k8s.io/v1\n';
const strong = `---\n${rbac}kind: ClusterRoleBinding\nmetadata: {name: op}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}\nsubjects: [{kind: ServiceAccount, name: op, namespace: shop}]\n`;
const pod = '{serviceAccountName: op, containers: [{name: main, image: i}]}';
const custom = (spec: string, kind = 'Cluster', group = 'example.com'): string => `apiVersion: ${group}/v1\nkind: ${kind}\nmetadata: {name: c, namespace: shop}\nspec: ${spec}\n`;

function linted(text: string): { readonly paths: readonly string[]; readonly problems: readonly string[] } {
  const { findings, problems } = lint([{ name: 'all.yaml', text: text + strong, cluster: false, directory: '.' }]);
  return {
    paths: findings.filter(({ rule }) => rule === 'reaches-cluster-admin').flatMap(({ evidence }) => evidence[0]?.place?.route ?? ''),
    problems: problems.filter(({ code }) => code === 'unknown-pods').map(({ line, column, severity, message }) => `${line}:${column} ${severity} ${message}`),
  };
}

describe('a pod template in a custom resource', () => {
  test.each([
    ['in a list', `{groups: [{template: {spec: ${pod}}}]}`, 'spec.groups[0].template.spec.serviceAccountName'],
    ['under a name', `{replicas: {Worker: {template: {spec: ${pod}}}}}`, 'spec.replicas.Worker.template.spec.serviceAccountName'],
    ['of a template of a job', `{jobs: [{template: {spec: {template: {spec: ${pod}}}}}]}`, 'spec.jobs[0].template.spec.template.spec.serviceAccountName'],
    ['of another name', `{head: {podTemplate: {spec: ${pod}}}}`, 'spec.head.podTemplate.spec.serviceAccountName'],
  ])('%s is a workload', (_, spec, route) => {
    expect(linted(custom(spec))).toEqual({ paths: [route], problems: [] });
  });

  test('makes a workload beside the others of its object', () => {
    const weak = '{serviceAccountName: other, containers: [{name: main, image: i}]}';
    expect(linted(custom(`{groups: [{template: {spec: ${weak}}}, {template: {spec: ${pod}}}]}`)).paths).toEqual(['spec.groups[1].template.spec.serviceAccountName']);
  });
});

describe('containers of which it is not known what becomes', () => {
  test('are listed at their key', () => {
    expect(linted(custom(`{worker: ${pod}}`))).toEqual({ paths: [], problems: ['4:41 not-evaluated Cluster carries containers at spec.worker: what its controller makes of them is not known'] });
  });

  test('are listed where they are in an object of their own, which goes where nobody knows', () => {
    const { paths, problems } = linted(custom(`{base: {apiVersion: apps/v1, kind: Deployment, spec: {template: {spec: ${pod}}}}}`, 'Composition'));
    expect([paths.length, problems.length]).toEqual([0, 1]);
  });

  test('are passed over in a policy, which only speaks of pods', () => {
    expect(linted(custom(`{rules: [{validate: {pattern: {spec: {template: {spec: ${pod}}}}}}]}`, 'ClusterPolicy', 'kyverno.io'))).toEqual({ paths: [], problems: [] });
    expect(linted(custom(`{parameters: {spec: ${pod}}}`, 'K8sContainers', 'constraints.gatekeeper.sh'))).toEqual({ paths: [], problems: [] });
  });

  test('are passed over without a name or an image: no pod is like that', () => {
    expect(linted(custom('{containers: [main, side]}')).problems).toEqual([]);
    expect(linted(custom('{containers: [{name: main}]}')).problems).toEqual([]);
  });
});
