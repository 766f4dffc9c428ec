// `--changed`: all is analysed, what touches the changed files is reported.
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { saLint } from '../sa-lint.js';

const directory = mkdtempSync(join(tmpdir(), 'sa-lint-changed-'));
cpSync('fixtures/quickstart', directory, { recursive: true });
writeFileSync(join(directory, 'broken.yaml'), 'kind: [');
writeFileSync(join(directory, 'settings.yaml'), 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings, namespace: shop }\n');
afterAll(() => rmSync(directory, { recursive: true, force: true }));

interface Report {
  readonly findings: readonly { readonly location: { readonly file: string }; readonly message: string; readonly evidence: readonly { readonly location: { readonly file: string } | null }[] }[];
  readonly notEvaluated: readonly { readonly file: string }[];
  readonly summary: { readonly hidden: { readonly unchanged?: number } };
}

function run(...args: string[]): { status: number | null; report: Report } {
  const { status, stdout } = saLint(['-f', 'json', ...args], { cwd: directory });
  return { status, report: JSON.parse(stdout) as Report };
}

test('a changed file that is any hop of a path brings the path; the rest is counted', () => {
  const all = run();
  const { status, report } = run('--changed', 'team/ci.yaml');
  expect(status).toBe(1);
  expect(report.findings.map(({ message }) => message)).toContain('Group ci can become cluster-admin in 3 steps');
  expect(report.findings.length).toBeLessThan(all.report.findings.length);
  expect(report.summary.hidden.unchanged).toBe(all.report.findings.length - report.findings.length);
  // Found at an unchanged Role, by way of the changed file.
  const operator = run('--changed', join(directory, 'platform/operator.yaml')).report;
  expect(operator.findings.some(({ location }) => location.file === 'team/ci.yaml')).toBe(true);
});

test('a file that nothing touches is silent, and so is what cannot be read elsewhere', () => {
  expect(run('--changed', 'settings.yaml')).toMatchObject({ status: 0, report: { findings: [], notEvaluated: [] } });
  expect(run('--changed', 'broken.yaml')).toMatchObject({ status: 3, report: { findings: [], notEvaluated: [{ file: 'broken.yaml' }] } });
});

test('no file at all is said', () => {
  const { status, stderr } = saLint(['--changed'], { cwd: directory });
  expect(status).toBe(0);
  expect(stderr).toContain('--changed names no file');
});

test('a directory stands for all below it', () => {
  expect(run('--changed', 'team', 'platform').report.findings).toEqual(run().report.findings.filter(({ location }) => /^(team|platform)\//.test(location.file)));
});
