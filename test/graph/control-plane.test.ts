// Pods that say themselves that they run on the control plane: no Node object has to.
import { describe, expect, test } from 'vitest';
import { lint } from '#lint.js';
import { builtinRules } from '#rule/builtin.js';
import { contextOf, wayBetween } from '../graph-of.js';

const label = 'node-role.kubernetes.io/control-plane';

function pod(where: string, kind = 'Deployment', path = '/etc/kubernetes'): string {
  return `
apiVersion: apps/v1
kind: ${kind}
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      ${where}
      automountServiceAccountToken: false
      volumes: [{name: host, hostPath: {path: ${path}}}]
      containers: [{name: web, image: "web:1", volumeMounts: [{name: host, mountPath: /host, readOnly: true}]}]
`;
}
const affinity = (...terms: readonly string[]): string =>
  `affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [${terms.map((term) => `{matchExpressions: [${term}]}`).join(', ')}]}}}`;
const tolerant = 'tolerations: [{operator: Exists}]';
const node = (name: string, labels: string): string => `---\napiVersion: v1\nkind: Node\nmetadata: {name: ${name}, labels: {${labels}}}\n`;

/** `critical/high` of the way to cluster-admin, undefined where there is none. */
function becomesAdmin(text: string): string | undefined {
  const found = lint([{ name: 'all.yaml', text, cluster: false, directory: '.' }]).findings.find(({ rule }) => rule === 'reaches-cluster-admin');
  return found && `${found.severity}/${found.confidence}`;
}

function reaches(text: string, to: string): boolean {
  return ['deployment', 'daemonset'].some((kind) => wayBetween(contextOf([{ name: 'all.yaml', text }], builtinRules()), `workload:shop/${kind}/web`, to) !== undefined);
}

describe('lands on the control plane for certain, by', () => {
  test.each([
    ['its selector', `nodeSelector: {${label}: ""}`],
    ['the label of older clusters', 'nodeSelector: {node-role.kubernetes.io/master: "true"}'],
    ['required affinity', affinity(`{key: ${label}, operator: Exists}`)],
    ['one label in each term', affinity(`{key: ${label}, operator: Exists}`, '{key: node-role.kubernetes.io/master, operator: In, values: [""]}')],
  ])('%s', (_, where) => {
    expect(becomesAdmin(pod(where))).toBe('critical/high');
    expect(reaches(pod(where), 'node:*')).toBe(true);
  });

  test('the name of a node that the files say is of it', () => {
    expect(becomesAdmin(pod('nodeName: one') + node('one', `${label}: ""`))).toBe('critical/high');
    expect(becomesAdmin(pod('nodeName: two') + node('one', `${label}: ""`))).toBeUndefined();
  });
});

describe('may land there', () => {
  test.each([
    ['a DaemonSet that tolerates everything', pod(tolerant, 'DaemonSet', '/')],
    ['one that tolerates its taint', pod(`tolerations: [{key: ${label}, effect: NoSchedule}]`, 'DaemonSet', '/')],
    ['one that also asks for an operating system', pod(`${tolerant}\n      nodeSelector: {kubernetes.io/os: linux}`, 'DaemonSet', '/')],
    ['who asks for it in one of two terms', pod(affinity(`{key: ${label}, operator: Exists}`, '{key: pool, operator: Exists}'))],
    ['who mounts what lies nowhere else', pod('', 'Deployment', '/etc/kubernetes/pki/ca.key')],
  ])('%s', (_, text) => {
    expect(becomesAdmin(text)).toBeUndefined();
    expect(reaches(text, 'control-plane@*')).toBe(true);
    expect(reaches(text, 'node:*')).toBe(true);
    expect(becomesAdmin(text + node('one', `${label}: ""`))).toBe('critical/medium');
  });
});

test.each([
  ['a Deployment that tolerates everything', pod(tolerant)],
  ['a DaemonSet that tolerates nothing', pod('', 'DaemonSet')],
  ['one that tolerates another effect', pod(`tolerations: [{key: ${label}, effect: NoExecute}]`, 'DaemonSet')],
  ['one for some nodes only', pod(`${tolerant}\n      nodeSelector: {gpu: "yes"}`, 'DaemonSet')],
  ['one that stays away from it', pod(`${tolerant}\n      ${affinity(`{key: ${label}, operator: DoesNotExist}`)}`, 'DaemonSet')],
  ['who only prefers it', pod(`affinity: {nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, preference: {matchExpressions: [{key: ${label}, operator: Exists}]}}]}}`)],
])('does not land there, as far as can be known: %s', (_, text) => {
  expect(becomesAdmin(text)).toBeUndefined();
  expect(reaches(text, 'control-plane@*')).toBe(false);
  expect(reaches(text, 'node:*')).toBe(true);
});

test('on the control plane, a directory that is not the node gives no key', () => {
  expect(becomesAdmin(pod(`nodeSelector: {${label}: ""}`, 'Deployment', '/var/lib/shop'))).toBeUndefined();
});
