// Fixes of rules: made on the file they take the finding away, add no other, and comments stay with their keys.
import { expect, test } from 'vitest';
import { checkFixes } from '../../scripts/check-fixes.js';

/** The text after the fix of a rule, with what is wrong about it. */
function fixed(text: string, rule: string, name = 'pod.yaml') {
  const check = checkFixes({ name, text, cluster: false, directory: '.' }).find(({ finding }) => finding.rule === rule);
  return check && { after: check.after, wrong: check.wrong };
}

const account = 'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: web, namespace: shop}\n---\n';

const optOuts: [string, string, string][] = [
  ['block style', 'spec:\n  containers:\n    - {name: web, image: web}\n  serviceAccountName: web\n', 'spec:\n  automountServiceAccountToken: false\n  containers:\n    - {name: web, image: web}\n  serviceAccountName: web\n'],
  ['a comment above the first key', 'spec:\n  # who it is\n  serviceAccountName: web\n  containers: [{name: web, image: web}] # one\n', 'spec:\n  # who it is\n  serviceAccountName: web\n  automountServiceAccountToken: false\n  containers: [{name: web, image: web}] # one\n'],
  ['comments above every key', 'spec:\n  # who\n  # it is\n  serviceAccountName: web\n  # what\n  containers: [{name: web, image: web}]\n', 'spec:\n  automountServiceAccountToken: false\n  # who\n  # it is\n  serviceAccountName: web\n  # what\n  containers: [{name: web, image: web}]\n'],
  ['Windows line ends', 'spec:\r\n  serviceAccountName: web\r\n  containers: [{name: web, image: web}]\r\n', 'spec:\r\n  automountServiceAccountToken: false\r\n  serviceAccountName: web\r\n  containers: [{name: web, image: web}]\r\n'],
  ['flow style', 'spec: {serviceAccountName: web, containers: [{name: web, image: web}]}\n', 'spec: {automountServiceAccountToken: false, serviceAccountName: web, containers: [{name: web, image: web}]}\n'],
  ['a value that is there', 'spec:\n  serviceAccountName: web\n  automountServiceAccountToken: true # why not\n  containers: [{name: web, image: web}]\n', 'spec:\n  serviceAccountName: web\n  automountServiceAccountToken: false # why not\n  containers: [{name: web, image: web}]\n'],
];

test.each(optOuts)('opting out of the token: %s', (_, spec, after) => {
  const pod = `${account}apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop}\n`;
  expect(fixed(pod + spec, 'token-without-use')).toEqual({ after: pod + after, wrong: undefined });
});

test('opting out of the token: JSON, with its indentation', () => {
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec: { containers: [{ name: 'web', image: 'web' }] } };
  const after = { ...pod, spec: { automountServiceAccountToken: false, ...pod.spec } };
  for (const indent of [undefined, 2, '\t']) {
    const made = fixed(JSON.stringify(pod, null, indent), 'token-without-use', 'pod.json');
    expect(made?.wrong).toBeUndefined();
    expect(JSON.parse(made?.after ?? '')).toEqual(after);
    if (indent) expect(made?.after).toBe(JSON.stringify(after, null, indent));
  }
});

test('an item of a list that begins behind its dash', () => {
  const list = 'apiVersion: v1\nkind: List\nitems:\n- metadata: {name: web, namespace: shop}\n  apiVersion: v1\n  kind: ServiceAccount\n';
  expect(fixed(list, 'serviceaccount-automounts')).toEqual({ after: list.replace('- metadata', '- automountServiceAccountToken: false\n  metadata'), wrong: undefined });
});

test('a ServiceAccount keeps its type at the top, and the words above it', () => {
  const written = '# Owned by the shop.\napiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: web\n';
  expect(fixed(written, 'serviceaccount-automounts')).toEqual({ after: written.replace('metadata:', 'automountServiceAccountToken: false\nmetadata:'), wrong: undefined });
});

test('the deprecated field is renamed with its quotes, and left where both are there', () => {
  const pod = (spec: string) => `${account}apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop}\nspec:\n${spec}  automountServiceAccountToken: false\n  containers: [{name: web, image: web}]\n`;
  const rule = 'deprecated-serviceaccount-field';
  expect(fixed(pod('  "serviceAccount": web # old\n'), rule)).toEqual({ after: pod('  "serviceAccountName": web # old\n'), wrong: undefined });
  expect(fixed(pod('  serviceAccount: old\n  serviceAccountName: web\n'), rule)).toBeUndefined();
});

test('what has an anchor, or was merged, is not edited: it may be used elsewhere', () => {
  const pod = (metadata: string, spec: string): string => `${account}apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop${metadata}}\nspec:\n${spec}  automountServiceAccountToken: false\n  containers: [{name: web, image: web}]\n`;
  const rule = 'deprecated-serviceaccount-field';
  expect(fixed(pod(', annotations: &x {serviceAccount: web}', '  <<: *x\n'), rule)).toBeUndefined();
  expect(fixed(pod('', '  serviceAccount: web\n').replace('spec:', 'spec: &x # all of it'), rule)).toBeUndefined();
  expect(fixed(pod(', annotations: &x {a: b}', '  serviceAccount: web\n'), rule)?.wrong).toBeUndefined();
  expect(fixed(pod(', annotations: &x {a: b}', '  serviceAccount: web\n'), rule)?.after).toContain('serviceAccountName: web');
});

test('what an alias brought is not edited: it is written for others too', () => {
  const template = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nx: &spec\n  containers: [{name: web, image: web}]\nspec:\n  template:\n    spec: *spec\n';
  expect(fixed(template, 'token-without-use')?.wrong).toBeUndefined();
});
