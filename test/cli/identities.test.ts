// `sa-lint identities`: humans, groups, nodes and pods of the files, how one can be them, and what they reach. No credential is shown.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { saLint } from '../sa-lint.js';

const directory = mkdtempSync(join(tmpdir(), 'sa-lint-identities-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

interface Told {
  readonly identity: string;
  readonly kind: string;
  readonly locations: readonly { readonly file: string; readonly line: number }[];
  readonly credentials: readonly { readonly what: string; readonly location: { readonly line: number } | null }[];
  readonly sinks: readonly string[];
}

function run(path: string, ...args: string[]): string {
  return saLint(['identities', ...args, path]).stdout;
}

const told = (path: string): ReadonlyMap<string, Told> => new Map((JSON.parse(run(path, '-f', 'json')) as Told[]).map((entry) => [entry.identity, entry]));

test('pods by their tokens, groups by their bindings, each with what it reaches', () => {
  const all = told('fixtures/quickstart');
  expect([...all.keys()]).toEqual(['group:ci', 'shop/access-operator', 'shop/web', 'shop/worker']);
  expect(all.get('group:ci')).toMatchObject({ kind: 'group', credentials: [] });
  expect(all.get('group:ci')?.sinks).toContain('cluster-admin');
  expect(all.get('shop/web')).toMatchObject({ kind: 'pod', sinks: [], credentials: [{ what: 'token (automount) in container web of Deployment shop/web' }] });
  // The near miss: it opted out, so nobody holds its token.
  expect(all.get('shop/worker')?.credentials).toEqual([]);
});

test('humans and pods of a kubeconfig, joined with what they may do; no letter of a credential', () => {
  const part = (data: unknown): string => Buffer.from(JSON.stringify(data)).toString('base64url');
  const token = `${part({ alg: 'RS256' })}.${part({ iss: 'kubernetes/serviceaccount', sub: 'system:serviceaccount:ops:robot', 'kubernetes.io/serviceaccount/namespace': 'ops' })}.canarysignature`;
  const file = join(directory, 'kubeconfig.yaml');
  writeFileSync(
    file,
    `apiVersion: v1
kind: Config
clusters: [{ name: c, cluster: { server: "https://example.com" } }]
contexts: []
users:
  - name: jane
    user: { username: jane, password: canarypassword }
  - name: robot
    user: { token: ${token} }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: robot }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin }
subjects: [{ kind: ServiceAccount, name: robot, namespace: ops }]
`,
  );
  const all = told(file);
  expect(all.get('user:jane')).toMatchObject({ kind: 'human', credentials: [{ what: 'password, in a kubeconfig', location: { line: 7 } }], sinks: [] });
  expect(all.get('ops/robot')).toMatchObject({ kind: 'pod', credentials: [{ what: 'legacy token of system:serviceaccount:ops:robot, without end, in a kubeconfig', location: { line: 9 } }] });
  expect(all.get('ops/robot')?.sinks).toContain('cluster-admin');
  for (const format of ['text', 'json']) expect(run(file, '-f', format)).not.toMatch(/canary|eyJ/);
});

test('principals of the cloud that the cluster lets in', () => {
  const file = join(directory, 'aws-auth.yaml');
  const map = (namespace: string): string => `apiVersion: v1
kind: ConfigMap
metadata: { name: aws-auth, namespace: ${namespace} }
data:
  mapRoles: |
    - rolearn: arn:aws:iam::111122223333:role/ops
      username: ops
      groups: [system:masters]
`;
  writeFileSync(file, map('kube-system'));
  expect(told(file).get('user:ops')).toMatchObject({ kind: 'human', credentials: [{ what: 'aws-auth for arn:aws:iam::111122223333:role/ops', location: { line: 6 } }] });
  expect(told(file).get('user:ops')?.sinks).toContain('cluster-admin');
  // The near miss: EKS reads it nowhere else.
  writeFileSync(file, map('shop'));
  expect([...told(file).keys()]).toEqual([]);
});

test('nobody is said to be nobody', () => {
  const file = join(directory, 'empty.yaml');
  writeFileSync(file, 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a, namespace: shop }\n');
  expect(run(file)).toBe('No identity is mentioned in these files\n');
});
