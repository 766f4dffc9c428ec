// What documents come to: kubectl's reading, and a problem for everything that has none.
import { expect, test } from 'vitest';
import { plainData } from '#source/plain-data.js';
import { readFiles, readText } from '#source/read.js';

function read(text: string): unknown[] {
  return readText('a.yaml', text).documents.map((document) => JSON.parse(JSON.stringify(plainData(document.root))) as unknown);
}

function problems(text: string): string[] {
  return readText('a.yaml', text).problems.map(({ code, line, column, severity }) => `${code} ${line}:${column}${severity === 'note' ? ' note' : ''}`);
}

test.each([
  ['words of YAML 1.1', 'a: yes\nb: off\nc: y\nd: "yes"\n', { a: true, b: false, c: true, d: 'yes' }],
  ['words that only look like them', 'a: yEs\nb: nope\n', { a: 'yEs', b: 'nope' }],
  ['octal and underscores', 'a: 0777\nb: 1_000\nc: 0o17\nd: 08\n', { a: 511, b: 1000, c: 15, d: 8 }],
  ['what is no number', 'a: 1:30\nb: 2001-01-01\nc: 1.2.3\nd: 1e400\n', { a: '1:30', b: '2001-01-01', c: '1.2.3', d: '1e400' }],
  ['keys that are words or numbers', 'on: 1\n1: 2\n', { true: 1, 1: 2 }],
  ['block scalars', 'a: |\n  x\n   y\n\nb: >-\n  x\n  y\n\n  z\n', { a: 'x\n y\n', b: 'x y\nz' }],
  ['a last line without its break', 'a: |\n  x', { a: 'x\n' }],
  ['a list on the column of its key', 'a:\n- 1\n- b: 2\n  c:\n', { a: [1, { b: 2, c: null }] }],
  ['flow over lines', 'a: [x,\n "y", {z: 1}]\n', { a: ['x', 'y', { z: 1 }] }],
  ['a tab that separates', 'a:\tb\n', { a: 'b' }],
  ['CRLF', 'a: |\r\n  x\r\n  y\r\nb: 1\r\n', { a: 'x\ny\n', b: 1 }],
  ['an alias', 'a: &x {b: 1}\nc: *x\n', { a: { b: 1 }, c: { b: 1 } }],
  ['a merge key, where what stands later wins', 'a: &x {b: 1, c: 2}\nd:\n  b: 3\n  <<: *x\n  c: 4\n', { a: { b: 1, c: 2 }, d: { b: 1, c: 4 } }],
  ['a quoted merge key, which is none', 'a: {"<<": 1}\n', { a: { '<<': 1 } }],
  ['tags', 'a: !!str 1\nb: !!int "3"\nc: !!binary aGk=\nd: !own x\n', { a: '1', b: 3, c: 'hi', d: 'x' }],
  ['the last of duplicate keys', 'a: 1\nb: 2\na: 3\n', { a: 3, b: 2 }],
  ['JSON', '{"a": "\\/", "b": [1.5, true, null]}', { a: '/', b: [1.5, true, null] }],
])('reads %s', (_name, text, expected) => {
  expect(read(text)).toEqual([expected]);
});

test('splits at separators with comments, not at dashes inside a block scalar', () => {
  expect(read('a: 1\n--- # next\nb: |\n  ---\n  -----BEGIN\n---\n\n---\n# nothing\n---\nc: 3')).toEqual([{ a: 1 }, { b: '---\n-----BEGIN\n' }, { c: 3 }]);
});

test('reads JSON values one after the other', () => {
  expect(read('{"a":1}\n{"a":2}{"a":3}\n')).toEqual([{ a: 1 }, { a: 2 }, { a: 3 }]);
});

test('reads a document behind `...`, and says that kubectl does not', () => {
  expect(read('a: 1\n...\nb: 2\n')).toEqual([{ a: 1 }, { b: 2 }]);
  expect(problems('a: 1\n...\nb: 2\n')).toEqual(['hidden-document 3:1 note']);
  expect(readText('a.yaml', 'a: 1\n...\nb: 2\n').documents.map(({ hidden }) => hidden)).toEqual([false, true]);
  expect(problems('a: 1\n...\n# end\n')).toEqual([]);
});

test.each([
  ['a list that is not closed', 'a: [1,\nb: 2\n', 'syntax'],
  ['a tab that indents', 'a:\n\tb: 1\n', 'syntax'],
  ['two colons', 'a: b: c\n', 'syntax'],
  ['an unknown alias', 'a: *x\n', 'syntax'],
  ['two anchors on one value', 'a: &x &y b\n', 'syntax'],
  ['an anchor on an alias', 'a: &x b\nc: &y *x\n', 'syntax'],
  ['text behind a separator', '--- {a: 1}\n', 'syntax'],
  ['infinity', 'a: .inf\n', 'syntax'],
  ['a control character', 'a: \x07\n', 'syntax'],
  ['a duplicate key', 'a: 1\na: 2\n', 'duplicate-key'],
  ['a duplicate key in JSON', '{"a":1,"a":2}', 'duplicate-key'],
  ['a template', 'a: {{ .Values.a }}\n', 'template'],
])('tells of %s', (_name, text, code) => {
  expect(readText('a.yaml', text).problems.map((problem) => problem.code)).toEqual([code]);
});

test('places a syntax error where it is, and reads the documents around it', () => {
  const text = 'a: 1\n---\nb:\n  - c\n  d: e\n---\nf: 2\n';
  expect(problems(text)).toEqual(['syntax 5:3']);
  expect(read(text)).toEqual([{ a: 1 }, { f: 2 }]);
});

test('takes no comment for a template', () => {
  expect(problems('# {{ .x }}\na: [\n')).toEqual([expect.stringMatching(/^syntax /)]);
  expect(problems('a: 1 # {{ .x }}\nb: [\n')).toEqual([expect.stringMatching(/^syntax /)]);
  expect(problems('# {{ .x }}\na: {{ .x }}\n')).toEqual([expect.stringMatching(/^template 2/)]);
  expect(problems('# {{ .x }}\na: 1\n')).toEqual([]);
});

test('splits where Go sees nothing but space behind the dashes', () => {
  for (const space of ['\u00a0', '\u0085', '\v', '\f', '\u3000']) expect(readText('a.yaml', `a: 1\n---${space}\nb: 2\n`)).toMatchObject({ documents: [{}, {}], problems: [] });
  expect(problems('a: 1\n---\u200b\nb: 2\n')).toContain('syntax 2:4');
});

test('reads a template that is YAML all the same, with a note', () => {
  const text = 'metadata:\n  name: "{{ .Release.Name }}-web"\n';
  expect(read(text)).toHaveLength(1);
  expect(problems(text)).toEqual(['template 2:10 note']);
});

test.each([
  ['flow lists', '['.repeat(10_000)],
  ['flow mappings', '{a: '.repeat(10_000)],
  ['JSON', `{"a":`.repeat(10_000)],
  ['block lists', '- '.repeat(10_000)],
  ['block mappings', Array.from({ length: 3000 }, (_, depth) => `${' '.repeat(depth)}a:\n`).join('')],
])('refuses %s nested thousands deep', (_name, text) => {
  expect(readText('a.yaml', text).problems.map((problem) => problem.code)).toEqual(['too-deep']);
});

test('refuses an alias bomb', () => {
  const levels = Array.from({ length: 12 }, (_, level) => `l${level + 1}: &l${level + 1} [${Array.from({ length: 10 }, () => `*l${level}`).join(', ')}]`);
  expect(readText('a.yaml', `l0: &l0 [x]\n${levels.join('\n')}\n`).problems.map((problem) => problem.code)).toEqual(['too-many-aliases']);
});

test('skips a document only when its kind is certain', () => {
  const relevant = (kind: string): boolean => kind !== 'ConfigMap';
  const skipped = (text: string): number => readFiles([{ name: 'a.yaml', text, cluster: false, directory: '.' }], { relevant }).skipped;
  expect(skipped('kind: ConfigMap\ndata:\n  kind: Role\n---\nkind: Role\n')).toBe(1);
  expect(skipped('x: "a\nkind: ConfigMap\nb"\n"kind": Role\n')).toBe(0);
  expect(skipped('  x: "a\nkind: ConfigMap\n b"\n  kind: Role\n')).toBe(0);
  expect(skipped('kind: ConfigMap\rkind: Role\n')).toBe(0);
  expect(skipped('kind: ConfigMap\n...\nkind: Role\n')).toBe(0);
  expect(skipped('kind: ConfigMap\n<<: {kind: Role}\n')).toBe(0);
});

test('tells of charts once, and of kustomizations that change what they list', () => {
  const file = (name: string, text: string) => ({ name, text, cluster: false, directory: name.slice(0, name.lastIndexOf('/')) });
  const { problems: found, documents } = readFiles([
    file('c/Chart.yaml', 'name: c\n'),
    file('c/templates/a.yaml', 'a: {{ .x }}\n'),
    file('c/templates/b.yaml', '{{- if .x }}\nb: 1\n{{- end }}\n'),
    file('c/templates/plain.yaml', 'kind: Role\n'),
    file('k/kustomization.yaml', 'resources: [a.yaml]\nnamePrefix: x-\n'),
    file('l/kustomization.yaml', 'resources: [a.yaml]\nlabels: [{pairs: {team: a}}]\ncommonLabels: {app: b}\n'),
    file('k/a.yaml', 'a: 1\n'),
    file('l/a.yaml', 'a: 1\n'),
    file('m/kustomization.yaml', 'labels: [{pairs: {pod-security.kubernetes.io/enforce: privileged}}]\n'),
    file('o/kustomization.yaml', 'namespace: shop\nresources: [../k/a.yaml, ../k]\ncomponents: [../l]\n'),
    file('p/kustomization.yaml', 'namespace: shop\nbases: [../z, "https://shop.example/q"]\ncomponents: [../r, ../s]\n'),
    file('q/kustomization.yaml', 'resources: [.., ../k/]\n'),
    file('n/Kustomization', 'commonLabels: {rbac.authorization.k8s.io/aggregate-to-edit: "true"}\n'),
  ]);
  expect(found.map(({ file: name, code, line, message }) => `${name}:${line} ${code} ${message}`)).toEqual([
    'c/Chart.yaml:1 chart is a Helm chart: 2 templates not rendered',
    'k/kustomization.yaml:2 kustomization is a kustomization: namePrefix not applied',
    'm/kustomization.yaml:1 kustomization is a kustomization: labels not applied',
    'n/Kustomization:1 kustomization is a kustomization: commonLabels not applied',
    'p/kustomization.yaml:2 kustomization is a kustomization: 1 remote resource not read; 3 resources not among the files',
  ]);
  expect(documents.map((document) => document.file.name)).toContain('c/templates/plain.yaml');
});
