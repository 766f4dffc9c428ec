// Alternatives: objects of one identity that contradict each other never stand on one path, and what they have in common is reported once.
import { describe, expect, test } from 'vitest';
import { lint } from '#lint.js';
import { objectsOf } from '#kube/objects.js';
import { worldsOf } from '#kube/worlds.js';
import { readFiles } from '#source/read.js';
import type { SourceFile } from '#source/document.js';

const file = (name: string, ...objects: readonly string[]): SourceFile => ({ name, text: objects.join('---\n'), cluster: false, directory: name.slice(0, Math.max(0, name.lastIndexOf('/'))) || '.' });
const rbac = 'apiVersion: rbac.authorization.k8s.io/v1\n';
const role = (name: string, rules: string, labels = ''): string => `${rbac}kind: ClusterRole\nmetadata: {name: ${name}, labels: {${labels}}}\nrules: [${rules}]\n`;
const binding = (name: string, of: string, subject: string): string =>
  `${rbac}kind: ClusterRoleBinding\nmetadata: {name: ${name}}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: ${of}}\nsubjects: [${subject}]\n`;
const account = (name: string): string => `{kind: ServiceAccount, name: ${name}, namespace: shop}`;
const namespace = (labels: string): string => `apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {${labels}}}\n`;

const nothing = '{apiGroups: [""], resources: [configmaps], verbs: [list]}';
const makesPods = '{apiGroups: [""], resources: [pods], verbs: [create]}';
const isEverything = '{apiGroups: ["*"], resources: ["*"], verbs: ["*"]}';

const worldsIn = (...files: readonly SourceFile[]): readonly (readonly string[])[] =>
  worldsOf(objectsOf(readFiles(files).documents).objects).map((world) => world.map((object) => `${object.file?.name ?? ''} ${object.name}`));
const pathsIn = (...files: readonly SourceFile[]): readonly string[] => lint(files).findings.filter(({ rule }) => rule === 'reaches-cluster-admin').map(({ message }) => message);

describe('two contents of one identity', () => {
  const deployer = (name: string, rules: string): SourceFile => file(name, role('deployer', rules), binding('deployer', 'deployer', '{kind: Group, name: dev, apiGroup: rbac.authorization.k8s.io}'));
  const admin = (name: string, subject: string): SourceFile => file(name, role('admins', isEverything), binding('admins', 'admins', subject));

  test('are two worlds, with everything else in both', () => {
    const shared = file('shared.yaml', role('viewer', nothing));
    expect(worldsIn(file('a/role.yaml', role('deployer', nothing)), file('b/role.yaml', role('deployer', makesPods)), shared)).toEqual([
      ['a/role.yaml deployer', 'shared.yaml viewer'],
      ['b/role.yaml deployer', 'shared.yaml viewer'],
    ]);
    expect(worldsIn(file('a/role.yaml', role('deployer', makesPods)), file('b/role.yaml', role('deployer', makesPods)))).toHaveLength(1);
  });

  test('never stand on one path', () => {
    const user = '{kind: User, name: root, apiGroup: rbac.authorization.k8s.io}';
    const apart = [deployer('a/deployer.yaml', makesPods), admin('a/admin.yaml', user), deployer('b/deployer.yaml', nothing), admin('b/admin.yaml', account('web'))];
    expect(pathsIn(...apart).filter((path) => path.includes('dev') && path.includes('web'))).toEqual([]);
    const together = [deployer('a/deployer.yaml', nothing), admin('a/admin.yaml', user), deployer('b/deployer.yaml', makesPods), admin('b/admin.yaml', account('web'))];
    expect(pathsIn(...together)).toEqual([expect.stringContaining('dev')]);
  });

  test('keep all that stands beside them out of the world of the other', () => {
    const inShop = (text: string): string => text.replace('ClusterRoleBinding', 'RoleBinding').replace('{name: deployer}', '{name: deployer, namespace: shop}');
    const base = file('base/all.yaml', inShop(binding('deployer', 'deployer', '{kind: Group, name: dev, apiGroup: rbac.authorization.k8s.io}')));
    const strong = `apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: strong, namespace: shop}\n`;
    const overlays = (dev: string, prod: string): readonly SourceFile[] => [
      base,
      file('overlays/dev/all.yaml', role('deployer', dev)),
      file('overlays/prod/all.yaml', role('deployer', prod), strong, binding('strong', 'cluster-admin', account('strong'))),
    ];
    expect(pathsIn(...overlays(makesPods, nothing)).filter((path) => path.includes('dev'))).toEqual([]);
    expect(pathsIn(...overlays(nothing, makesPods))).toEqual([expect.stringContaining('dev')]);
  });

  test('lend each other what would be missing', () => {
    const dummy = (rules: string): string => role('dummy', rules);
    const apart = [
      file('a/all.yaml', dummy(nothing), binding('dev', 'deployer', '{kind: Group, name: dev, apiGroup: rbac.authorization.k8s.io}')),
      file('b/all.yaml', dummy(makesPods), role('deployer', makesPods), role('other', nothing)),
    ];
    expect(worldsIn(...apart)).toEqual([
      ['a/all.yaml dummy', 'a/all.yaml dev', 'b/all.yaml deployer'],
      ['a/all.yaml dev', 'b/all.yaml dummy', 'b/all.yaml deployer', 'b/all.yaml other'],
    ]);
    expect(pathsIn(...apart)).toEqual([expect.stringContaining('dev')]);
  });

  test('leave the rest of what a patch changes, and of the cluster, where it is', () => {
    const base = file('base/all.yaml', role('deployer', nothing), role('viewer', nothing));
    const overlay = [file('prod/role.yaml', role('deployer', makesPods)), file('prod/kustomization.yaml', 'resources: [../base]\npatches: [{path: role.yaml}]\n')];
    expect(worldsIn(base, ...overlay)).toEqual([
      ['base/all.yaml deployer', 'base/all.yaml viewer'],
      ['base/all.yaml viewer', 'prod/role.yaml deployer'],
    ]);
    const cluster = { ...base, cluster: true };
    expect(worldsIn(cluster, file('prod/role.yaml', role('deployer', makesPods))).map((world) => world.includes('base/all.yaml viewer'))).toEqual([true, true]);
  });

  test('of the files of one directory are told apart by file', () => {
    const files = ['native', 'frr'].map((name, index) => file(`install/${name}.yaml`, role('speaker', index === 0 ? nothing : makesPods), binding('speaker', 'speaker', account(name))));
    expect(worldsIn(...files)).toEqual([
      ['install/frr.yaml speaker', 'install/frr.yaml speaker'],
      ['install/native.yaml speaker', 'install/native.yaml speaker'],
    ]);
  });

  test('are reported once, with the subjects of all worlds', () => {
    const files = ['a', 'b'].map((name) => file(`${name}/binding.yaml`, binding('reads', 'reads', account(name))));
    const found = lint([file('role.yaml', role('reads', '{apiGroups: [""], resources: [secrets], verbs: [list]}')), ...files]).findings.filter(({ rule }) => rule === 'secrets-readable');
    expect(found.map(({ subjects }) => subjects)).toEqual([['shop/a', 'shop/b']]);
  });
});

describe('labels', () => {
  const labelled = (make: (labels: string) => string, first: string, second: string, ...more: readonly SourceFile[]): number => worldsIn(file('a/x.yaml', make(first)), file('b/x.yaml', make(second)), ...more).length;
  const viewer = (labels: string): string => role('viewer', nothing, labels);

  test('of a namespace count where they are about Pod Security', () => {
    expect(labelled(namespace, 'team: a', 'team: b')).toBe(1);
    expect(labelled(namespace, 'pod-security.kubernetes.io/enforce: baseline', 'team: b')).toBe(2);
  });

  test('of a ClusterRole count where a role gathers by them', () => {
    expect(labelled(viewer, 'helm.sh/chart: x-1', 'helm.sh/chart: x-2')).toBe(1);
    expect(labelled(viewer, 'rbac.authorization.k8s.io/aggregate-to-edit: "true"', '')).toBe(2);
    const gathers = (selector: string): SourceFile => file('c.yaml', `${rbac}kind: ClusterRole\nmetadata: {name: all}\naggregationRule: {clusterRoleSelectors: [${selector}]}\nrules: []\n`);
    expect(labelled(viewer, 'helm.sh/chart: x-1', 'helm.sh/chart: x-2', gathers('{matchLabels: {helm.sh/chart: x-2}}'))).toBe(2);
    expect(labelled(viewer, 'team: a', 'team: b', gathers('{matchExpressions: [{key: team, operator: Exists}]}'))).toBe(2);
  });
});

describe('what does not contradict itself', () => {
  const deployment = (image: string): string => `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: shop}\nspec: {template: {spec: {containers: [{name: web, image: ${image}}]}}}\n`;
  const speaker = (rules: string): string => role('speaker', rules);

  test('stands in the world of its own overlay, where the other has it too', () => {
    const [a, b] = [file('a/all.yaml', speaker(nothing), deployment('web:1')), file('b/all.yaml', speaker(makesPods), deployment('web:2'), namespace(''))];
    expect(worldsIn(a, b, file('base/all.yaml', deployment('web:0')))).toEqual([
      ['a/all.yaml speaker', 'a/all.yaml web', 'b/all.yaml shop', 'base/all.yaml web'],
      ['b/all.yaml speaker', 'b/all.yaml web', 'b/all.yaml shop', 'base/all.yaml web'],
    ]);
  });

  test('stands where its cluster is', () => {
    const clusters = ['c1', 'c2'].flatMap((cluster, index) => [
      file(`clusters/${cluster}/rbac/all.yaml`, speaker(index === 0 ? nothing : makesPods)),
      file(`clusters/${cluster}/apps/all.yaml`, deployment(`web:${index}`)),
    ]);
    expect(worldsIn(...clusters)).toEqual([
      ['clusters/c1/rbac/all.yaml speaker', 'clusters/c1/apps/all.yaml web'],
      ['clusters/c2/rbac/all.yaml speaker', 'clusters/c2/apps/all.yaml web'],
    ]);
  });

  test('of one overlay is not refused by the Pod Security of another', () => {
    const overlay = (name: string, labels: string, settings: string): SourceFile =>
      file(`${name}/all.yaml`, namespace(labels), deployment('web').replace('image: web}', `image: web${settings}}`));
    const refused = (settings: string): readonly string[] =>
      lint([overlay('a', 'pod-security.kubernetes.io/enforce: baseline', settings), overlay('b', 'team: shop', ', securityContext: {privileged: true}')])
        .findings.filter(({ rule }) => rule === 'refused-by-pod-security').map(({ place }) => place.file.name);
    expect(refused('')).toEqual([]);
    expect(refused(', securityContext: {privileged: true}')).toEqual(['a/all.yaml']);
  });

  test('stands everywhere, where none is nearer', () => {
    const worlds = worldsIn(file('a/all.yaml', speaker(nothing)), file('b/all.yaml', speaker(makesPods)), file('c/all.yaml', deployment('web:1')), file('d/all.yaml', deployment('web:2')));
    expect(worlds.map((world) => world.length)).toEqual([3, 3]);
  });
});
