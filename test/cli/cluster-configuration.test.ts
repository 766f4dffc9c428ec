// The configuration of the cluster changes the world that every command looks at.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { saLint } from '../sa-lint.js';

const directory = mkdtempSync(join(tmpdir(), 'sa-lint-cluster-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const team = `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: deployer, namespace: shop}
rules:
  - {apiGroups: [""], resources: [pods], verbs: [create]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: deployer, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: deployer}
subjects: [{kind: Group, name: dev, apiGroup: rbac.authorization.k8s.io}]
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: admin, namespace: shop}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: admin}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
subjects: [{kind: ServiceAccount, name: admin, namespace: shop}]
`;

const staticPod = (...flags: readonly string[]): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: kube-apiserver, namespace: kube-system}\nspec:\n  containers:\n    - name: kube-apiserver\n      image: registry.k8s.io/kube-apiserver:v1.36.0\n      command:\n        - kube-apiserver\n${flags.map((flag) => `        - --${flag}\n`).join('')}`;
const kubeadm = (mode: string): string => `apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\napiServer:\n  extraArgs:\n    - name: authorization-mode\n      value: ${mode}\n`;
const structured = (...modes: readonly string[]): string =>
  `apiVersion: apiserver.config.k8s.io/v1\nkind: AuthorizationConfiguration\nauthorizers:\n${modes.map((mode) => `  - type: ${mode}\n    name: ${mode.toLowerCase()}\n`).join('')}`;

interface Answer {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

let count = 0;

/** Runs a command over a directory of these files. */
function run(files: Readonly<Record<string, string>>, ...args: readonly string[]): Answer {
  const cwd = join(directory, String((count += 1)));
  mkdirSync(cwd);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, name)), { recursive: true });
    writeFileSync(join(cwd, name), text);
  }
  return saLint(args, { cwd, ...(files['input'] === undefined ? {} : { input: files['input'] }) });
}

interface Linted {
  readonly findings: readonly { readonly rule: string; readonly subjects: readonly string[]; readonly location: { readonly file: string; readonly line: number; readonly column: number } }[];
  readonly notEvaluated: readonly { readonly code: string; readonly message: string; readonly file: string; readonly line: number }[];
  readonly notes: readonly { readonly code: string; readonly message: string; readonly line: number }[];
}

const lint = (files: Readonly<Record<string, string>>, ...args: readonly string[]): Linted => JSON.parse(run(files, '-f', 'json', ...args).stdout) as Linted;
const rulesOf = ({ findings }: Linted): readonly string[] => findings.map(({ rule }) => rule);

describe('AlwaysAllow', () => {
  test.each([
    ['a flag of a static pod', staticPod('authorization-mode=Node,RBAC,AlwaysAllow'), 10],
    ['kubeadm', kubeadm('Node,RBAC,AlwaysAllow'), 6],
    ['an AuthorizationConfiguration', structured('Node', 'RBAC', 'AlwaysAllow'), 8],
  ])('%s: one finding at the argument, and what roles open stays told', (_input, text, line) => {
    const result = lint({ 'cluster.yaml': text, 'team.yaml': team });
    expect(result.findings.filter(({ rule }) => rule === 'apiserver-always-allow').map(({ location }) => `${location.file}:${location.line}`)).toEqual([`cluster.yaml:${line}`]);
    expect(rulesOf(result)).toContain('reaches-cluster-admin');
    expect(result.notes).toMatchObject([{ code: 'authorizer', line }]);
  });

  test('without it the path is told', () => {
    const result = lint({ 'cluster.yaml': structured('Node', 'RBAC'), 'team.yaml': team });
    expect(rulesOf(result)).toContain('reaches-cluster-admin');
    expect(rulesOf(result)).not.toContain('apiserver-always-allow');
    expect(result.notes).toEqual([]);
  });

  test('hides no path where it is only the default of a patch, or the choice of one cluster among several', () => {
    expect(rulesOf(lint({ 'cluster.yaml': staticPod('profiling=false'), 'team.yaml': team }))).toContain('reaches-cluster-admin');
    expect(rulesOf(lint({ 'dev.yaml': kubeadm('AlwaysAllow'), 'prod.yaml': kubeadm('Node,RBAC'), 'team.yaml': team }))).toContain('reaches-cluster-admin');
  });

  test('everybody is cluster-admin, whoever asks', () => {
    const files = { 'cluster.yaml': kubeadm('AlwaysAllow'), 'team.yaml': team };
    expect(JSON.parse(run(files, 'reach', 'group:dev', '-f', 'json').stdout)).toMatchObject({ sinks: expect.arrayContaining(['cluster-admin']) as string[] });
    expect(run(files, 'reach', 'user:nobody').stdout).toContain('by Authorizer AlwaysAllow  cluster.yaml:6:14');
    const who = JSON.parse(run(files, 'who-can', 'delete', 'nodes', '-f', 'json').stdout) as { subjects: readonly { subject: string }[] };
    expect(who.subjects.map(({ subject }) => subject)).toEqual(['group:system:authenticated']);
    const identities = JSON.parse(run(files, 'identities', '-f', 'json').stdout) as readonly { identity: string; sinks: readonly string[] }[];
    expect(identities.find(({ identity }) => identity === 'group:dev')?.sinks).toContain('cluster-admin');
  });

  test('who does not log in is among them where an AuthenticationConfiguration lets them in', () => {
    const anonymous = (enabled: boolean): string => `apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\nanonymous: {enabled: ${enabled}}\n`;
    const who = (enabled: boolean): string => run({ 'cluster.yaml': `${structured('AlwaysAllow')}---\n${anonymous(enabled)}` }, 'who-can', 'get', 'secrets').stdout;
    expect(who(true)).toContain('group:system:unauthenticated');
    expect(who(false)).not.toContain('group:system:unauthenticated');
  });
});

describe('ABAC', () => {
  const policy = (spec: object): string => `${JSON.stringify({ apiVersion: 'abac.authorization.kubernetes.io/v1beta1', kind: 'Policy', spec })}\n`;
  const lines = `# who may do what\n${policy({ user: 'jane', namespace: 'shop', resource: 'pods', apiGroup: '' })}${policy({ group: 'auditors', namespace: '*', resource: '*', apiGroup: '*', readonly: true })}`;

  test('its lines are grants, with their place', () => {
    const files = { 'cluster.yaml': kubeadm('Node,RBAC,ABAC'), 'team.yaml': team, 'policy.jsonl': lines };
    const who = (...question: readonly string[]): readonly { subject: string; by: { role: { location: { file: string; line: number } } } }[] =>
      (JSON.parse(run(files, 'who-can', ...question, '--abac', 'policy.jsonl', '-f', 'json').stdout) as { subjects: readonly { subject: string; by: { role: { location: { file: string; line: number } } } }[] }).subjects;
    // Subresources are not compared.
    expect(who('create', 'pods', '--subresource', 'exec', '-n', 'shop').find(({ subject }) => subject === 'user:jane')?.by.role.location).toMatchObject({ file: 'policy.jsonl', line: 2 });
    expect(who('create', 'pods', '-n', 'other').map(({ subject }) => subject)).not.toContain('user:jane');
    expect(who('get', 'secrets', '-n', 'shop').map(({ subject }) => subject)).toContain('group:auditors');
    expect(who('delete', 'secrets', '-n', 'shop').map(({ subject }) => subject)).not.toContain('group:auditors');
    const reached = run(files, 'reach', 'user:jane', '--abac', 'policy.jsonl').stdout;
    expect(reached).toContain('cluster-admin');
    expect(reached).toMatch(/policy\.jsonl:2:\d+/);
  });

  test('the file may come by standard input', () => {
    expect(run({ 'team.yaml': team, input: lines }, 'can-i', 'create', 'pods', '-n', 'shop', '--as', 'jane', '--abac', '-', 'team.yaml').stdout).toContain('ABAC policy at -:2');
  });

  test('paths begin at its lines', () => {
    const result = lint({ 'cluster.yaml': kubeadm('Node,RBAC,ABAC'), 'team.yaml': team, 'policy.jsonl': lines }, '--abac', 'policy.jsonl');
    const path = result.findings.find(({ rule, location }) => rule === 'reaches-cluster-admin' && location.file === 'policy.jsonl');
    expect(path).toMatchObject({ subjects: ['user:jane'], location: { line: 2 } });
    expect(result.notEvaluated).toEqual([]);
  });

  test('a line that gives everything is a finding, one that lets read in a namespace is not', () => {
    const all = `${policy({ user: 'jane', namespace: '*', resource: '*', apiGroup: '*' })}${policy({ user: 'joe', namespace: 'shop', resource: '*', apiGroup: '*', readonly: true })}{"user":"*"}\n`;
    const result = lint({ 'cluster.yaml': kubeadm('Node,RBAC,ABAC'), 'policy.jsonl': all }, '--abac', 'policy.jsonl');
    expect(result.findings.filter(({ rule }) => rule.startsWith('abac-')).map(({ rule, location }) => `${rule} ${location.line}`)).toEqual(['abac-everything-for-everybody 3', 'abac-everything 1']);
  });

  test('its findings do not wait for an API server that asks it, whatever it is called', () => {
    const all = `${policy({ user: 'jane', namespace: '*', resource: '*', apiGroup: '*' })}${policy({ user: 'joe', namespace: 'shop', resource: 'pods', readonly: true })}`;
    const found = (files: Readonly<Record<string, string>>): readonly string[] => lint(files).findings.map(({ rule, location }) => `${rule} ${location.file}:${location.line}`);
    expect(found({ 'policy.jsonl': all })).toEqual(['abac-everything policy.jsonl:1']);
    expect(found({ 'policy.json': all })).toEqual(['abac-everything policy.json:1']);
    expect(lint({ 'policy.jsonl': `${all}{"user":"x"\n` }).notEvaluated).toMatchObject([{ code: 'syntax', file: 'policy.jsonl', line: 3 }]);
  });

  test('a policy file with the name of a manifest is the one that the API server asks, an unrelated file of that name is not', () => {
    const files = { 'server.yaml': staticPod('authorization-mode=RBAC,ABAC', 'authorization-policy-file=/etc/abac/policy.json'), 'team.yaml': team };
    const asked = { ...files, 'policy.json': policy({ user: 'jane', namespace: '*', resource: '*', apiGroup: '*' }) };
    expect(run(asked, 'can-i', 'delete', 'nodes', '--as', 'jane').status).toBe(0);
    expect(lint(asked).findings.filter(({ rule }) => rule.startsWith('abac-'))).toHaveLength(1);
    const unrelated = { ...files, 'policy.json': '{"Version": "2012-10-17", "Statement": []}\n' };
    expect(lint(unrelated).notEvaluated).toMatchObject([{ code: 'authorizer', file: 'server.yaml' }]);
  });

  test('a policy file that is not there is said', () => {
    expect(lint({ 'cluster.yaml': staticPod('authorization-mode=RBAC,ABAC', 'authorization-policy-file=/etc/abac.jsonl'), 'team.yaml': team }).notEvaluated).toMatchObject([
      { code: 'authorizer', file: 'cluster.yaml', line: 11, message: 'the policy file /etc/abac.jsonl of ABAC is not among the files: name it with --abac FILE' },
    ]);
  });
});

describe('files that are no manifests', () => {
  const unit = `[Service]
ExecStart=/usr/local/bin/kube-apiserver \\
  --authorization-mode=Node,RBAC,ABAC \\
  --authorization-policy-file=/etc/kubernetes/abac-policy.jsonl \\
  --service-account-lookup=false
`;
  const policy = '{"apiVersion":"abac.authorization.kubernetes.io/v1beta1","kind":"Policy","spec":{"user":"jane","namespace":"*","resource":"*","apiGroup":"*"}}\n';

  test('systemd units start components, and their flag names the policy file', () => {
    const files = { 'units/kube-apiserver.service': unit, 'etc/abac-policy.jsonl': policy };
    const { findings, notEvaluated } = lint(files);
    expect(findings.map(({ rule, location }) => `${rule} ${location.file}:${location.line}:${location.column}`)).toEqual(
      expect.arrayContaining(['abac-everything etc/abac-policy.jsonl:1:89', 'apiserver-account-lookup-off units/kube-apiserver.service:5:3']),
    );
    expect(notEvaluated).toEqual([]);
    expect(run(files).stdout).toContain('5 |   --service-account-lookup=false\n');
    expect(run(files, 'can-i', 'delete', 'nodes', '--as', 'jane').status).toBe(0);
  });

  test('kubeadm drop-in: what a configuration file decides is no finding', () => {
    const dropIn = '[Service]\nEnvironment="KUBELET_CONFIG_ARGS=--config=/var/lib/kubelet/config.yaml"\nExecStart=\nExecStart=/usr/bin/kubelet $KUBELET_CONFIG_ARGS $KUBELET_EXTRA_ARGS\n';
    expect(lint({ 'kubelet.service.d/10-kubeadm.conf': dropIn }).findings).toEqual([]);
    expect(rulesOf(lint({ 'kubelet.service.d/20-open.conf': dropIn.replace('/var/lib/kubelet/config.yaml', '/x --read-only-port=10255') }))).toEqual(['kubelet-read-only-port']);
  });

  test('a flag that a variable may bring is not missing', () => {
    const started = (args: string, more = ''): string => `[Service]\n${more}ExecStart=/usr/bin/kube-apiserver --profiling=false ${args}\n`;
    expect(rulesOf(lint({ 'kube-apiserver.service': started('') }))).toContain('apiserver-always-allow');
    expect(rulesOf(lint({ 'kube-apiserver.service': started('$KUBE_API_ARGS', 'EnvironmentFile=-/etc/kubernetes/apiserver\n') }))).toEqual([]);
    expect(rulesOf(lint({ 'kube-apiserver.service': started('$KUBE_API_ARGS', 'Environment="KUBE_API_ARGS=--authorization-mode=AlwaysAllow"\n') }))).toContain('apiserver-always-allow');
    expect(rulesOf(lint({ 'pod.yaml': staticPod('profiling=false').replace('--profiling=false', '$(ARGS)') }))).toEqual([]);
  });

  test('files of the same names that are something else are none of our business', () => {
    const { notEvaluated } = lint({ 'nginx.service': '[Service]\nExecStart=/usr/sbin/nginx: {\n', 'admin.conf': 'server { listen: [80 }\n', 'policies.jsonl': '{"role": "user"}\n{"role":\n', 'team.yaml': team });
    expect(notEvaluated).toEqual([]);
  });
});

describe('anonymous requests', () => {
  const open = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: open}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
subjects: [{kind: User, name: "system:anonymous", apiGroup: rbac.authorization.k8s.io}]
`;

  test('a binding is no finding where the API server refuses them, and that is said', () => {
    const result = lint({ 'cluster.yaml': staticPod('authorization-mode=Node,RBAC', 'anonymous-auth=false'), 'open.yaml': open });
    expect(rulesOf(result)).not.toContain('anonymous-binding');
    expect(result.notes).toMatchObject([{ code: 'authorizer', line: 11, message: 'anonymous requests are refused: ClusterRoleBinding open gives nothing to who does not log in' }]);
  });

  test.each([
    ['lets them in', { 'cluster.yaml': staticPod('authorization-mode=Node,RBAC') }],
    ['is one that refuses them by its default, which nobody wrote', { 'config.yaml': 'kube-apiserver-arg:\n  - profiling=false\n' }],
    ['is one of several, which differ', { 'dev.yaml': kubeadm('Node,RBAC'), 'cluster.yaml': staticPod('authorization-mode=Node,RBAC', 'anonymous-auth=false') }],
  ])('is a finding where it %s', (_case, cluster) => {
    const result = lint({ ...cluster, 'open.yaml': open });
    expect(rulesOf(result)).toContain('anonymous-binding');
    expect(result.notes).toEqual([]);
  });
});

describe('admission plugins that are off', () => {
  const pod = `apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {pod-security.kubernetes.io/enforce: restricted}}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop}
spec: {serviceAccountName: admin, hostPID: true, containers: [{name: web, image: web, securityContext: {privileged: true}}]}
`;
  const admitted = (...flags: readonly string[]): Record<string, unknown> => (JSON.parse(run({ 'cluster.yaml': staticPod('authorization-mode=Node,RBAC', ...flags), 'pod.yaml': pod, 'team.yaml': team }, 'admit', '-f', 'json').stdout) as Record<string, unknown>[]).find(({ namespace }) => namespace === 'shop') ?? {};

  test('without PodSecurity no label of a namespace refuses anything', () => {
    expect(admitted()).toMatchObject({ admitted: false });
    expect(admitted('disable-admission-plugins=PodSecurity')).toMatchObject({ admitted: true });
    const files = { 'pod.yaml': pod, 'team.yaml': team.split('---\n').slice(0, 2).join('---\n') };
    const reaches = (...flags: readonly string[]): boolean => rulesOf(lint({ ...files, 'cluster.yaml': staticPod('authorization-mode=Node,RBAC', ...flags) })).includes('reaches-node');
    expect(reaches()).toBe(false);
    expect(reaches('disable-admission-plugins=PodSecurity')).toBe(true);
  });

  test('without ServiceAccount no token is mounted', () => {
    const mounted = (...flags: readonly string[]): boolean => JSON.stringify(admitted('disable-admission-plugins=PodSecurity', ...flags)).includes('"source":"automount"');
    expect(mounted()).toBe(true);
    expect(mounted('disable-admission-plugins=ServiceAccount')).toBe(false);
  });
});

describe('tokens', () => {
  const pod = (audience: string): string => `apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop}
spec:
  automountServiceAccountToken: false
  volumes: [{name: token, projected: {sources: [{serviceAccountToken: {path: token, expirationSeconds: 864000${audience}}}]}}]
  containers: [{name: web, image: web, volumeMounts: [{name: token, mountPath: /token}]}]
`;
  const rulesWith = (audience: string, ...flags: readonly string[]): readonly string[] => rulesOf(lint({ 'pod.yaml': pod(audience), 'cluster.yaml': staticPod('authorization-mode=Node,RBAC', ...flags) }, '--fail-on', 'info'));

  test('live no longer than the API server lets them', () => {
    expect(rulesWith('')).toContain('projected-token-lives-long');
    expect(rulesWith('', 'service-account-max-token-expiration=1h')).not.toContain('projected-token-lives-long');
  });

  test('are for the API server when their audience is one of its own', () => {
    const audience = ', audience: "https://issuer.example.com"';
    expect(rulesWith(audience, 'service-account-issuer=https://issuer.example.com')).toContain('opt-out-contradicted');
    expect(rulesWith(audience, 'service-account-issuer=https://other.example.com')).not.toContain('opt-out-contradicted');
    expect(rulesWith(audience, 'service-account-issuer=https://issuer.example.com', 'api-audiences=api')).not.toContain('opt-out-contradicted');
  });
});

test('a flag that no component knows is said, not taken for the one that was meant', () => {
  const { findings, notEvaluated } = lint({ 'cluster.yaml': staticPod('authorisation-mode=AlwaysAllow', 'authorization-config=/etc/authz.yaml') });
  expect(findings.map(({ rule }) => rule)).not.toContain('apiserver-always-allow');
  expect(notEvaluated[0]).toMatchObject({ code: 'unknown-flag', line: 10, message: '--authorisation-mode is no flag of kube-apiserver, which does not start with it (did you mean --authorization-mode?)' });
});

describe('features by version and flag', () => {
  const roles = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: support}
rules:
  - {apiGroups: [authentication.k8s.io], resources: [users], verbs: ["impersonate:user-info"]}
  - {apiGroups: [""], resources: [pods/exec], verbs: [get]}
`;
  const told = (files: Readonly<Record<string, string>>, ...args: readonly string[]): readonly string[] =>
    rulesOf(lint({ 'roles.yaml': roles, ...files }, ...args)).filter((rule) => rule === 'impersonate-constrained' || rule === 'pods-exec-by-get').sort();

  test('nothing is known: what may be is told', () => {
    expect(told({})).toEqual(['impersonate-constrained', 'pods-exec-by-get']);
  });

  test('a version decides, given or that of the API server', () => {
    expect(told({}, '--kubernetes-version', '1.36')).toEqual(['impersonate-constrained']);
    expect(told({}, '--kubernetes-version', '1.34')).toEqual(['pods-exec-by-get']);
    expect(told({ 'cluster.yaml': kubeadm('Node,RBAC').replace('apiServer:', 'kubernetesVersion: v1.34.1\napiServer:') })).toEqual(['pods-exec-by-get']);
  });

  test('a gate that is written wins over the version', () => {
    expect(told({ 'cluster.yaml': staticPod('authorization-mode=Node,RBAC', 'feature-gates=ConstrainedImpersonation=false,AuthorizePodWebsocketUpgradeCreatePermission=false') })).toEqual(['pods-exec-by-get']);
    expect(told({ 'cluster.yaml': staticPod('authorization-mode=Node,RBAC').replace('v1.36.0', 'v1.35.0') })).toEqual([]);
    expect(told({ 'cluster.yaml': staticPod('authorization-mode=Node,RBAC', 'feature-gates=ConstrainedImpersonation=true').replace('v1.36.0', 'v1.35.0') })).toEqual(['impersonate-constrained']);
  });
});

test('several AuthorizationConfigurations that differ are of several clusters', () => {
  const files = { 'prod.yaml': structured('Node', 'RBAC'), 'test.yaml': structured('Node'), 'team.yaml': team };
  expect(rulesOf(lint(files))).toContain('reaches-cluster-admin');
  expect(rulesOf(lint({ 'test.yaml': structured('Node'), 'team.yaml': team }))).not.toContain('reaches-cluster-admin');
});

test('what could not be read makes admit unsure, as it makes the others', () => {
  expect(run({ 'broken.yaml': 'a: [\n', 'team.yaml': team }, 'admit')).toMatchObject({ status: 3, stderr: expect.stringContaining('broken.yaml:') as string });
  expect(run({ 'team.yaml': team }, 'admit').status).toBe(0);
});

test('flags that nobody knows are said by every command that asks about the cluster', () => {
  const files = { 'cluster.yaml': staticPod('authorization-mode=Node,RBAC', 'anonymous-auths=false'), 'team.yaml': team };
  for (const args of [['reach', 'group:dev'], ['who-can', 'get', 'secrets'], ['can-i', 'get', 'pods', '--as', 'jane'], ['identities'], ['admit']]) expect(run(files, ...args).stderr).toContain('did you mean --anonymous-auth?');
});

describe('RBAC that is not asked', () => {
  test('its grants decide nothing, and that is said', () => {
    const result = lint({ 'cluster.yaml': kubeadm('Node'), 'team.yaml': team });
    expect(rulesOf(result).filter((rule) => rule.startsWith('reaches-') || rule === 'cluster-admin-binding')).toEqual([]);
    expect(rulesOf(result)).toContain('apiserver-without-rbac');
    expect(result.notes).toMatchObject([{ code: 'authorizer', line: 6, message: 'RBAC is not asked: roles and bindings decide nothing' }]);
    expect(run({ 'cluster.yaml': kubeadm('Node'), 'team.yaml': team }, 'who-can', 'create', 'pods', '-n', 'shop').status).toBe(1);
  });

  test('a webhook alone leaves everything open', () => {
    const files = { 'cluster.yaml': kubeadm('Node,Webhook'), 'team.yaml': team };
    expect(lint(files).notEvaluated).toMatchObject([{ code: 'authorizer', line: 6 }]);
    const who = run(files, 'who-can', 'create', 'pods', '-n', 'shop');
    expect(who).toMatchObject({ status: 3, stdout: expect.stringContaining('the authorization webhook decides outside the files') as string });
  });

  test('a webhook behind RBAC takes nothing away', () => {
    const result = lint({ 'cluster.yaml': structured('Node', 'RBAC', 'Webhook'), 'team.yaml': team });
    expect(rulesOf(result)).toContain('reaches-cluster-admin');
    expect(result.notEvaluated).toMatchObject([{ code: 'authorizer', line: 8 }]);
  });
});
