// Identical roles and bindings in several places: one finding, which stays as long as one of the copies is looked at.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { lint } from '#lint.js';
import type { SourceFile } from '#source/document.js';
import { saLint } from '../sa-lint.js';

const temporary = mkdtempSync(join(tmpdir(), 'sa-lint-copies-'));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

const binding = (subject = 'jane'): string => `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: b
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
subjects:
- {apiGroup: rbac.authorization.k8s.io, kind: User, name: ${subject}}
`;
const ignore = '# sa-lint-ignore cluster-admin-binding: known\n';

/** Files with a finding, and in brackets those that have it as well. */
function found(files: Readonly<Record<string, string>>): readonly string[] {
  const sources = Object.entries(files).map(([name, text]): SourceFile => ({ name, text, cluster: false, directory: dirname(name) }));
  return lint(sources).findings.map(({ place, copies = [] }) => [place.file.name, ...copies.map(({ file }) => `(${file.name})`)].join(' '));
}

describe('a binding that stands in two files', () => {
  test('is reported once, with the other place', () => {
    expect(found({ 'a/b.yaml': binding(), 'c/b.yaml': binding() })).toEqual(['a/b.yaml (c/b.yaml)']);
    expect(found({ 'a/b.yaml': binding(), 'c/b.yaml': binding('joe') })).toEqual(['a/b.yaml', 'c/b.yaml']);
  });

  test('is reported where it is not ignored', () => {
    expect(found({ 'a/b.yaml': ignore + binding(), 'c/b.yaml': binding() })).toEqual(['c/b.yaml']);
    expect(found({ 'a/b.yaml': binding(), 'c/b.yaml': ignore + binding() })).toEqual(['a/b.yaml']);
    expect(found({ 'a/b.yaml': ignore + binding(), 'c/b.yaml': ignore + binding() })).toEqual([]);
  });
});

describe('one of two copies', () => {
  const run = (name: string, files: Readonly<Record<string, string>>, ...args: readonly string[]): readonly string[] => {
    const directory = join(temporary, name);
    for (const [file, text] of Object.entries({ 'a/b.yaml': binding(), 'c/b.yaml': binding(), '.git/HEAD': '', ...files })) {
      mkdirSync(join(directory, dirname(file)), { recursive: true });
      writeFileSync(join(directory, file), text);
    }
    const report = JSON.parse(saLint(['-f', 'json', ...args], { cwd: directory }).stdout) as { findings: readonly { location: { file: string }; severity: string }[] };
    return report.findings.map(({ location, severity }) => `${location.file} ${severity}`);
  };

  test('is switched off, and the other is not', () => {
    const config = (...paths: readonly string[]): Readonly<Record<string, string>> => ({ 'sa-lint.yaml': `paths:\n${paths.map((path) => `- files: [${path}]\n  rules: {cluster-admin-binding: off}\n`).join('')}` });
    expect(run('off', config('a/'))).toEqual(['c/b.yaml critical']);
    expect(run('all-off', config('a/', 'c/'))).toEqual([]);
  });

  test('is changed', () => {
    expect(run('changed', {}, '--changed', 'c/b.yaml')).toEqual(['c/b.yaml critical']);
    expect(run('unchanged', { 'd.yaml': 'kind: List\n' }, '--changed', 'd.yaml')).toEqual([]);
  });
});
