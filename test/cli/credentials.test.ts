// Credentials in files are found, and no letter of them comes out, whatever the command and the format.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { saLint } from '../sa-lint.js';

const directory = mkdtempSync(join(tmpdir(), 'sa-lint-credentials-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const encoded = (text: string): string => Buffer.from(text).toString('base64');
const canaries = ['Q0FOQVJZ-static', 'canary-password', 'canary-refresh', 'canary-userinfo', 'Y2FuYXJ5LWtleS1ieXRlcy1vZi1ub2JvZHktYXQtYWxs', 'canarySignature', 'canary-data', 'canary-string', 'canary-config', 'canary-variable', 'canary-annotation', 'canary-argument'];
const claims = { iss: 'kubernetes/serviceaccount', sub: 'system:serviceaccount:shop:deployer' };
const jwt = `${Buffer.from('{"alg":"RS256"}').toString('base64url')}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.canarySignature`;
const pem = `-----BEGIN EC PRIVATE KEY-----\n${canaries[4] ?? ''}\n-----END EC PRIVATE KEY-----\n`;

const kubeconfig = `apiVersion: v1
kind: Config
clusters:
  - {name: prod, cluster: {server: "http://jane:canary-userinfo@10.0.0.1:8080"}}
contexts: [{name: prod, context: {cluster: prod, user: jane}}]
users:
  - {name: static, user: {token: Q0FOQVJZ-static}}
  - {name: account, user: {token: ${jwt}}}
  - {name: key, user: {client-key-data: ${encoded(pem)}}}
  - {name: basic, user: {username: jane, password: canary-password}}
  - {name: oidc, user: {auth-provider: {name: oidc, config: {refresh-token: canary-refresh}}}}
`;
const admin = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: admin}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
subjects: [{kind: ServiceAccount, name: deployer, namespace: shop}]
---
apiVersion: v1
kind: Secret
metadata: {name: kubeconfig, namespace: shop}
stringData:
  admin.conf: |
${kubeconfig.replace(/^/gm, '    ')}
`;
const workload = `apiVersion: v1
kind: Secret
metadata:
  name: token
  namespace: shop
  annotations: {kubernetes.io/service-account.name: deployer, kubectl.kubernetes.io/last-applied-configuration: '{"data":{"password":"canary-annotation"}}'}
type: kubernetes.io/service-account-token
data: {password: ${encoded('canary-data')}, token: ${encoded('canary-data')}}
stringData: {more: canary-string, key: "${pem.replaceAll('\n', '\\n')}"}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, namespace: shop}
data: {password: canary-config, settings.ini: "password = canary-config"}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop}
spec:
  serviceAccountName: deployer
  hostPID: true
  containers:
    - name: web
      image: web
      args: ["--password=canary-argument"]
      env: [{name: PASSWORD, value: canary-variable}]
      securityContext: {privileged: true}
      volumeMounts: [{name: token, mountPath: /token}]
  volumes: [{name: token, secret: {secretName: token}}]
`;
writeFileSync(join(directory, 'workload.yaml'), workload);
writeFileSync(join(directory, 'admin.conf'), kubeconfig);
writeFileSync(join(directory, 'admin.yaml'), admin);

function run(...args: readonly string[]): string {
  const { stdout, stderr } = saLint(args, { cwd: directory });
  return stdout + stderr;
}

test('every credential of a kubeconfig is a finding, wherever it stands', () => {
  const { findings } = JSON.parse(run('-f', 'json')) as { findings: readonly { rule: string; location: { file: string; line: number } }[] };
  const told = (file: string): string[] => findings.filter(({ rule, location }) => rule.startsWith('kubeconfig-') && location.file === file).map(({ rule, location }) => `${location.line} ${rule}`).sort();
  expect(told('admin.conf')).toEqual(['10 kubeconfig-password', '11 kubeconfig-kept-login', '4 kubeconfig-unverified-server', '7 kubeconfig-token', '8 kubeconfig-strong-login', '9 kubeconfig-private-key']);
  expect(told('admin.yaml')).toEqual(['15 kubeconfig-unverified-server', '18 kubeconfig-token', '19 kubeconfig-strong-login', '20 kubeconfig-private-key', '21 kubeconfig-password', '22 kubeconfig-kept-login']);
});

test.each([
  ...['text', 'json', 'sarif', 'markdown', 'github', 'junit', 'html'].map((format) => [format, ['-f', format]] as const),
  ...['json', 'dot', 'mermaid', 'html', 'graphml'].map((format) => [`graph as ${format}`, ['graph', '-f', format]] as const),
  ...['text', 'json'].map((format) => [`identities as ${format}`, ['identities', '-f', format]] as const),
  ['reach', ['reach', 'shop/deployer']] as const,
  ['can-i', ['can-i', '--list', '--as', 'system:serviceaccount:shop:deployer']] as const,
  ['admit', ['admit']] as const,
  ['admit as json', ['admit', '-f', 'json']] as const,
  ['who-can', ['who-can', 'get', 'secrets']] as const,
  ['verify', ['--verify', '--summary']] as const,
])('no letter of a credential: %s', (_format, args) => {
  const output = run(...args);
  expect(output.length).toBeGreaterThan(100);
  for (const canary of [...canaries, jwt, encoded(pem), encoded('canary-data')]) expect(output).not.toContain(canary);
});
