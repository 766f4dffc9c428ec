// `sa-lint reach` and `sa-lint graph` through their functions: what is reached, in the words and shapes that people and programs hold on to.
import { describe, expect, test } from 'vitest';
import { graphText } from '#cli/graph.js';
import { identityNamed } from '#cli/reach-start.js';
import { reach } from '#cli/reach.js';
import { privilegeGraphOf } from '#graph/privilege-graph.js';
import { builtinRules } from '#rule/builtin.js';
import { contextOf } from '../graph-of.js';

const rules = builtinRules();
const manifests = `
apiVersion: v1
kind: Namespace
metadata:
  name: shop
  labels: {pod-security.kubernetes.io/enforce: baseline}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: operator, namespace: shop}
---
apiVersion: v1
kind: Secret
metadata: {name: "data\\"base<1>", namespace: shop}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: deployer, namespace: shop}
rules:
  - apiGroups: [""]
    resources: [pods]
    verbs: [get, create]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: deployer, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: deployer}
subjects: [{kind: Group, name: dev, apiGroup: rbac.authorization.k8s.io}]
`;

function ask(from: string, asGroups: readonly string[] = [], format: 'text' | 'json' = 'json') {
  const { inventory, access } = contextOf([{ name: 'shop.yaml', text: manifests }], rules, { complete: true });
  const identity = identityNamed({ from, asGroups });
  return reach({ from, asGroups, format }, privilegeGraphOf(inventory, access, rules, identity ? [identity] : []), rules);
}

test('each thing with its steps, nearest first, each step with its place', () => {
  const { output, exitCode } = ask('group:dev');
  const { from, reached, sinks } = JSON.parse(output);
  expect(exitCode).toBe(0);
  expect(from).toBe('group:dev');
  expect(sinks).toEqual([]);
  const operator = reached.find((each: { node: { id: string } }) => each.node.id === 'serviceaccount:shop/operator');
  expect(operator.node).toEqual({ type: 'serviceaccount', namespace: 'shop', name: 'operator', id: 'serviceaccount:shop/operator' });
  expect(operator.steps.map(({ technique, message }: { technique: string; message: string }) => [technique, message])).toEqual([
    ['create-workload', 'creates a pod in namespace shop'],
    ['use-serviceaccount', 'runs it as ServiceAccount shop/operator'],
  ]);
  expect(operator.steps[0].location).toMatchObject({ file: 'shop.yaml', route: 'rules[0].verbs[1]' });
  expect(operator.confidence).toBe('high');
});

test('a user whom only the caller puts into a group', () => {
  expect(JSON.parse(ask('user:jane', ['dev']).output).reached.map((each: { node: { id: string } }) => each.node.id)).toContain('serviceaccount:shop/operator');
  expect(JSON.parse(ask('user:jane').output).reached.map((each: { node: { id: string } }) => each.node.id)).not.toContain('serviceaccount:shop/operator');
});

test('nobody of that name', () => {
  const { exitCode, hints } = ask('workload:shop/deployment/web');
  expect(exitCode).toBe(2);
  expect(hints[0]).toContain('workload:shop/deployment/web');
});

test('text tells steps one by one', () => {
  expect(ask('group:dev', [], 'text').output).toContain('ServiceAccount shop/operator\n  1  creates a pod in namespace shop  shop.yaml:');
});

test('every format is well formed, whatever names hold', () => {
  const context = contextOf([{ name: 'shop.yaml', text: manifests }], rules, { complete: true });
  const json = JSON.parse(graphText(context, 'json'));
  expect(json.version).toBe(1);
  const ids = new Set(json.nodes.map(({ id }: { id: string }) => id));
  expect(ids.size).toBe(json.nodes.length);
  expect(json.edges.filter(({ from, to }: { from: string; to: string }) => !ids.has(from) || !ids.has(to))).toEqual([]);
  expect(json.edges).toContainEqual(expect.objectContaining({ from: 'workloads@shop', to: 'serviceaccounts@shop', technique: 'use-serviceaccount' }));

  const dot = graphText(context, 'dot');
  expect(dot).toMatch(/^digraph privileges \{\n[\s\S]*\n\}\n$/);
  expect(dot).toContain('data\\"base');
  expect(graphText(context, 'graphml')).toContain('data&#34;base&#60;1&#62;');
  expect(graphText(context, 'mermaid')).toMatch(/^flowchart LR\n(?: {2}(n\d+(\(\[|\[)"[^"\n]*"(\]\)|\])|n\d+ (-\.->|-->\|"[^"\n]*"\|) n\d+|left\("[^"]*"\))\n)+$/);
});

test('the same graph whatever the order of the documents', () => {
  const reversed = manifests.split('---\n').reverse().join('---\n');
  const drawn = [manifests, reversed].map((text) => {
    const json = JSON.parse(graphText(contextOf([{ name: 'shop.yaml', text }], rules, { complete: true }), 'json'));
    return json.edges.map(({ from, to, technique }: Record<string, string>) => `${from} ${to} ${technique}`);
  });
  expect(drawn[1]).toEqual(drawn[0]);
});

test('a token is requested of an account, and for what a cloud gives for it; a node gets what its pods need', () => {
  const rbac = 'rbac.authorization.k8s.io';
  const text = `
apiVersion: v1
kind: ServiceAccount
metadata: {name: uploader, namespace: shop, annotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::123456789012:role/uploader"}}
---
apiVersion: v1
kind: Secret
metadata: {name: tls, namespace: shop}
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent, namespace: shop}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec:
      serviceAccountName: uploader
      volumes: [{name: tls, secret: {secretName: tls}}]
      containers: [{name: agent, image: agent}]
---
apiVersion: ${rbac}/v1
kind: Role
metadata: {name: tokens, namespace: shop}
rules: [{apiGroups: [""], resources: [serviceaccounts/token], verbs: [create]}]
---
apiVersion: ${rbac}/v1
kind: RoleBinding
metadata: {name: tokens, namespace: shop}
roleRef: {apiGroup: ${rbac}, kind: Role, name: tokens}
subjects: [{kind: User, name: jane, apiGroup: ${rbac}}]
---
apiVersion: v1
kind: Pod
metadata: {name: spy, namespace: spies}
spec:
  automountServiceAccountToken: false
  containers: [{name: spy, image: spy, securityContext: {privileged: true}}]
`;
  const { inventory, access } = contextOf([{ name: 'shop.yaml', text }], rules, { complete: true });
  const told = (from: string): string => reach({ from }, privilegeGraphOf(inventory, access, rules), rules).output;
  expect(told('user:jane')).toContain('requests a token of ServiceAccount shop/uploader');
  expect(told('user:jane')).toContain('requests a token for cloud identity arn:aws:iam::123456789012:role/uploader');
  expect(told('workload:spies/pod/spy')).toContain('gets, as the node, Secret shop/tls');
});

test('who binds what he likes in a namespace is bound to a role, and holds everything', () => {
  const binder = (resourceNames: string): string => `
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: binder, namespace: shop}
rules:
  - {apiGroups: [rbac.authorization.k8s.io], resources: [clusterroles], verbs: [bind]${resourceNames}}
  - {apiGroups: [rbac.authorization.k8s.io], resources: [rolebindings], verbs: [create]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: binder, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: binder}
subjects: [{kind: User, name: jane, apiGroup: rbac.authorization.k8s.io}]
`;
  const told = (text: string): string => {
    const { inventory, access } = contextOf([{ name: 'shop.yaml', text }], rules, { complete: true });
    return reach({ from: 'user:jane' }, privilegeGraphOf(inventory, access, rules), rules).output;
  };
  expect(told(binder(''))).toContain('everything in namespace shop\n  1  binds itself to ClusterRole cluster-admin in namespace shop  shop.yaml:7:81');
  expect(told(binder(', resourceNames: [edit]'))).toContain('  1  binds itself to ClusterRole edit in namespace shop  shop.yaml:7:81');
  expect(told(binder(', resourceNames: [edit]'))).not.toContain('everything in namespace shop');
});

describe('what code in a pod reads', () => {
  const around = `
apiVersion: v1
kind: Secret
metadata: {name: legacy, namespace: shop, annotations: {kubernetes.io/service-account.name: admin}}
type: kubernetes.io/service-account-token
---
apiVersion: v1
kind: Secret
metadata: {name: database, namespace: shop}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: admin, namespace: shop}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop}
spec:
  automountServiceAccountToken: false
`;
  const reached = (spec: string): string[] => {
    const { inventory, access } = contextOf([{ name: 'shop.yaml', text: `${around}  ${spec.trim().replace(/\n/g, '\n  ')}\n` }], rules, { complete: true });
    const told = reach({ from: 'workload:shop/pod/web', format: 'json' }, privilegeGraphOf(inventory, access, rules), rules).output;
    return (JSON.parse(told) as { reached: { node: { id: string } }[] }).reached.map(({ node }) => node.id).filter((id) => id.startsWith('secret:') || id.startsWith('serviceaccount:'));
  };
  const volume = (more = '', name = 'legacy'): string => `volumes: [{name: v, secret: {secretName: ${name}${more}}}]\n`;
  const mounted = (more = ''): string => `containers: [{name: a, image: a, volumeMounts: [{name: v, mountPath: /v${more}}]}]`;
  const token = ['secret:shop/legacy', 'serviceaccount:shop/admin'];

  test.each([
    ['a volume', volume() + mounted()],
    ['the key of a volume', volume(', items: [{key: token, path: t}]') + mounted()],
    ['the environment', 'containers: [{name: a, image: a, envFrom: [{secretRef: {name: legacy}}]}]'],
    ['a variable', 'containers: [{name: a, image: a, env: [{name: T, valueFrom: {secretKeyRef: {name: legacy, key: token}}}]}]'],
  ])('the token of a Secret in %s', (_, spec) => {
    expect(reached(spec)).toEqual(token);
  });

  test.each([
    ['the authority of a token Secret in a volume', volume(', items: [{key: ca.crt, path: ca.crt}]') + mounted()],
    ['the one file of it that is mounted', volume() + mounted(', subPath: ca.crt')],
    ['the authority in a variable', 'containers: [{name: a, image: a, env: [{name: T, valueFrom: {secretKeyRef: {name: legacy, key: ca.crt}}}]}]'],
    ['a volume that no container mounts', `${volume()}containers: [{name: a, image: a}]`],
    ['a volume of another Secret that no container mounts', `${volume('', 'database')}containers: [{name: a, image: a}]`],
  ])('is nobody with %s', (_, spec) => {
    expect(reached(spec)).toEqual([]);
  });

  test('another Secret by one of its keys', () => {
    expect(reached(volume(', items: [{key: user, path: user}]', 'database') + mounted())).toEqual(['secret:shop/database']);
  });
});
