// The public API from the source, and the example of the README as users would run it: with the package in node_modules.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { lint } from '../../src/index.js';

const temporary = mkdtempSync(join(tmpdir(), 'sa-lint-api-'));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

const readsSecrets = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: reader }
rules: [{ apiGroups: [''], resources: [secrets], verbs: [get, list] }]
`;
const binding = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: reader }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader }
subjects: [{ kind: ServiceAccount, name: web, namespace: shop }]
`;

test('texts and paths are linted together', () => {
  writeFileSync(join(temporary, 'binding.yaml'), binding);
  const alone = lint({ texts: [{ name: 'role.yaml', text: readsSecrets }] });
  const together = lint({ paths: ['binding.yaml'], cwd: temporary, texts: [{ name: 'role.yaml', text: readsSecrets }] });
  expect([alone.summary.files, together.summary.files]).toEqual([1, 2]);
  expect(alone.summary.findings.high + alone.summary.findings.critical).toBe(0);
  expect(together.findings.filter(({ subjects }) => subjects.includes('shop/web')).length).toBeGreaterThan(0);
});

test('bad manifests and missing paths are values', () => {
  const { findings, notEvaluated } = lint({ paths: ['missing'], cwd: temporary, texts: [{ name: 'broken.yaml', text: 'kind: [' }] });
  expect(findings).toEqual([]);
  expect(notEvaluated.map(({ file }) => file).sort()).toEqual(['broken.yaml', 'missing']);
});

test('nothing given, nothing found', () => {
  expect(lint({}).summary).toMatchObject({ files: 0, notEvaluated: 0 });
});

test('the example of the README prints what stands below it', () => {
  const readme = readFileSync('README.md', 'utf8');
  const [, program = '', output = ''] = /```js\n(import \{ lint \} from 'sa-lint';\n[\s\S]*?)```\n\n```console\n([\s\S]*?)```/.exec(readme) ?? [];
  expect(program).not.toBe('');
  const installed = join(temporary, 'node_modules/sa-lint');
  mkdirSync(installed, { recursive: true });
  const built = spawnSync(process.execPath, ['node_modules/tsx/dist/cli.mjs', 'scripts/bundle.ts', join(installed, 'dist')], { encoding: 'utf8' });
  expect(built.stderr).toBe('');
  cpSync('package.json', join(installed, 'package.json'));
  cpSync('fixtures/quickstart', join(temporary, 'fixtures/quickstart'), { recursive: true });
  writeFileSync(join(temporary, 'example.mjs'), program);
  const { stdout, stderr } = spawnSync(process.execPath, ['example.mjs'], { cwd: temporary, encoding: 'utf8' });
  expect({ stdout, stderr }).toEqual({ stdout: output, stderr: '' });

  // The types: what a program in TypeScript sees, as an ES module and as CommonJS.
  writeFileSync(join(temporary, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(temporary, 'typed.mts'), "import { lint, type Finding } from 'sa-lint';\nexport const first: Finding | undefined = lint({ paths: ['.'] }).findings[0];\n// @ts-expect-error: no such option\nlint({ path: '.' });\n");
  writeFileSync(join(temporary, 'typed.cts'), "import { lint } from 'sa-lint';\nexport const line: number = lint({}).notes.length;\n");
  const checked = spawnSync(process.execPath, [join(process.cwd(), 'node_modules/typescript/bin/tsc'), '--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022', 'typed.mts', 'typed.cts'], { cwd: temporary, encoding: 'utf8' });
  expect(checked.stdout).toBe('');
});
