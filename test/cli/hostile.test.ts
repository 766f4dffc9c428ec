// Names of a manifest that would do harm on a screen, in a log or in a page come out of every command harmless.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { saLint } from '../sa-lint.js';

const directory = mkdtempSync(join(tmpdir(), 'sa-lint-hostile-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const evil = ['\u001b[2J\u001b]0;owned\u0007', 'x\n::error::owned', '</script><script>alert(1)</script>', '%0A::error::owned', '../../../etc/passwd', '\u202egnp.exe', '"] --> x; click x "javascript:alert(1)"', 'x'.repeat(10_000)];

/** A path to cluster-admin in which every string field is one of them, and what belongs to it. */
function manifests(text: string): object[] {
  const metadata = { name: text, namespace: text, labels: { [text]: text }, annotations: { [text]: text, 'eks.amazonaws.com/role-arn': text } };
  const group = 'rbac.authorization.k8s.io';
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata, secrets: [{ name: text }], imagePullSecrets: [{ name: text }] },
    { apiVersion: `${group}/v1`, kind: 'Role', metadata, rules: [{ apiGroups: ['', text], resources: ['pods', 'secrets', text], verbs: ['create', 'get', text], resourceNames: [text] }, { apiGroups: ['apps'], resources: ['deployments'], verbs: ['create'] }] },
    { apiVersion: `${group}/v1`, kind: 'RoleBinding', metadata, roleRef: { apiGroup: group, kind: 'Role', name: text }, subjects: [{ kind: 'User', name: text, apiGroup: group }, { kind: 'Group', name: text, apiGroup: group }, { kind: 'ServiceAccount', name: text, namespace: text }] },
    { apiVersion: `${group}/v1`, kind: 'ClusterRoleBinding', metadata: { ...metadata, name: `${text}!` }, roleRef: { apiGroup: group, kind: 'ClusterRole', name: 'cluster-admin' }, subjects: [{ kind: 'ServiceAccount', name: text, namespace: text }] },
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { template: { metadata, spec: { serviceAccountName: text, nodeName: text, volumes: [{ name: text, secret: { secretName: text } }, { name: 'h', hostPath: { path: text } }], containers: [{ name: text, image: text, command: [text], env: [{ name: text, value: text }], volumeMounts: [{ name: text, mountPath: text }] }] } } } },
    { apiVersion: 'v1', kind: text, metadata },
    { apiVersion: 'v1', kind: 'Config', clusters: [{ name: text, cluster: { server: `http://${text}` } }], contexts: [], users: [{ name: text, user: { exec: { command: text }, token: text } }] },
  ];
}

writeFileSync(join(directory, 'benign.json'), JSON.stringify({ apiVersion: 'v1', kind: 'List', items: evil.flatMap((_, index) => manifests(`name-${index}`)) }));
writeFileSync(join(directory, 'hostile.json'), JSON.stringify({ apiVersion: 'v1', kind: 'List', items: evil.flatMap(manifests) }, null, 1));

function run(file: string, args: readonly string[]): { readonly written: string; readonly report: string } {
  const { stdout, stderr } = saLint([...args, file], { cwd: directory });
  return { written: stdout + stderr, report: stdout };
}

const commands: readonly (readonly string[])[] = [
  ...['text', 'json', 'sarif', 'markdown', 'github', 'junit', 'html'].map((format) => ['-f', format]),
  ['--summary', '--verify'],
  ...['json', 'dot', 'mermaid', 'html', 'graphml'].map((format) => ['graph', '-f', format]),
  ['identities'],
  ['admit'],
  ['admit', '--diff'],
  ['reach', `user:${evil[2] ?? ''}`],
  ['can-i', '--list', '--as', `user:${evil[2] ?? ''}`],
  ['who-can', 'get', 'secrets', '-A'],
];

test.each(commands.map((args) => [args.join(' ').replace(/[^ -~]/g, '?'), args] as const))('%s', (_, args) => {
  const [{ written, report }, benign] = [run('hostile.json', args), run('benign.json', args)];
  expect(written.length).toBeGreaterThan(40);
  // Nothing that moves the cursor, turns the text round or hides, but line breaks. A patch holds the lines of its file as they are.
  expect(written.replaceAll('\n', '')).not.toMatch(args.includes('--diff') ? /\p{Cc}/u : /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  expect(written.split('\n').filter((line) => line.startsWith('::error::'))).toEqual([]);
  if (args.includes('html')) expect(report.match(/<\/?script/gi)?.length).toBe(benign.report.match(/<\/?script/gi)?.length);
  if (args.includes('graphml') || args.includes('junit')) expect(report).not.toMatch(/<script/i);
  if (args.includes('markdown')) expect(report.replace(/^(`{3,})\w*\n[\s\S]*?\n\1$/gm, '').replace(/`[^`]*`/g, '')).not.toMatch(/<script/i);
  if (args.includes('json') || args.includes('sarif')) expect(() => JSON.parse(report) as unknown).not.toThrow();
});
