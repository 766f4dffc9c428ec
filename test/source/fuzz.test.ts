// The fast reader against the careful one, `yaml` and js-yaml: a short run of what `npm run fuzz` does for as long as one likes.
import fc from 'fast-check';
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { schemaWithoutNames } from '#graph/custom-resources.js';
import { collect } from '#source/collect.js';
import { Mapping } from '#source/document.js';
import { readFast } from '#source/fast/read.js';
import { compare } from '../../scripts/fuzz/compare.js';
import { pieces, seeded } from '../../scripts/fuzz/documents.js';
import { documentsOf, emptyCounts, tryOne, tryText } from '../../scripts/fuzz/run.js';

const samples = [
  'apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: web # the shop\n  labels: {app: web, "tier": \'front\'}\nsecrets:\n- name: a\n-   name: b\n',
  'kind: Role\nrules:\n  - apiGroups: [""]\n    resources:\n      - pods\n      - "pods/exec"\n    verbs: [get,\n      list]\n',
  'data:\n  script: |\n    #!/bin/sh\n    echo "x"\n\n  folded: >-\n    one\n    two\n\n      more\n  text: plain over\n    two lines\n  n: 0777\n',
  '{\n  "kind": "List",\n  "items": [{"a": 1, "b": null}, []]\n}\n',
];

test('the fast reader differs from no other on damaged documents', () => {
  const counts = emptyCounts();
  const random = seeded(2026);
  while (counts.tried < 4000) tryOne(counts, random, samples);
  expect(counts.differences).toEqual([]);
  expect(counts.answered).toBeGreaterThan(500);
});

test('the fast reader differs from no other on pieces put together', () => {
  const document = fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 12 }).map((parts) => parts.join(''));
  fc.assert(fc.property(document, (text) => documentsOf(text).every((part) => compare(part).difference === undefined)), { numRuns: 2000, seed: 2026 });
});

test.each([
  ['two anchors on one value', 'name: &x &x web'],
  ['template braces behind a lone carriage return', '=:n"%[a, b]\r: {{ .x }}'],
])('the fast reader differs from no other on %s', (_name, text) => {
  expect(compare(text).difference).toBeUndefined();
});

test.each(['|', '|-', '|+', '>', '|2', '| # text', '|\r'])('the fast reader differs from no other on a block scalar behind `%s`', (header) => {
  const contents = ['  a\n', '    a\n  b\n', '  a\n    b\n\n', '\n\n  a\n', '   \n  a\n', '  a\n \n      \n', '  a', '  a\n  ', '  a\n# b\n', '  \ta\n \tb\n', 'a\n', ' \n', `${' '.repeat(200)}a\n`, '  a\r\n  b\n'];
  for (const content of contents) {
    for (const rest of ['', 'd: e\n', '# end']) {
      for (const text of [`c: ${header}\n${content}${rest}`, `x:\n- c: ${header}\n${content.replaceAll(/^/gm, '  ')}${rest}`]) expect(compare(text).difference, text).toBeUndefined();
    }
  }
});

/** `spec` and below of a definition, with a schema of these lines. */
const definition = (schema: string, behind = '  served: true\n'): string => `spec:\n  openAPIV3Schema:\n${schema.replaceAll(/^(?=.)/gm, '    ')}${behind}`;

test.each([
  ['a schema', definition('type: object\nproperties:\n  a: {type: string}\n')],
  ['one with comments and empty lines in it', definition('# of the object\ntype: object\n\n  # it\n') + '# end\n'],
  ['one whose quotes close', definition('description: "a\n  b"\n')],
  ['two', `${definition('type: object\n')}x:\n  openAPIV3Schema:\n    type: object\n`],
  ['one at the end', definition('type: object', '')],
])('passes over %s', (_name, text) => {
  expect(schemaOf(text)).toBe('passed over');
  expect(compare(text).difference).toBeUndefined();
});

test.each([
  ['a name is in it', definition('properties:\n  secretName: {type: string}\n')],
  ['a name is in it in quotes', definition('properties: {"serviceAccountRef" : {}}\n')],
  ['a name may be in it behind an escape', definition('properties: {"\\u0073ecretName": {}}\n')],
  ['a name stands alone', definition('properties:\n  ? secretName # a\n  : {}\n')],
  ['a name comes through an alias', definition('x: &a secretName\n*a : {}\n')],
  ['a quote is open', definition('description: "a\n', '  served: true"\n')],
  ['a bracket is open', definition('enum: [a,\n', '  b]\n')],
  ['a brace is open', definition('example: {a: b,\n', '  c: {}}\n')],
  ['it is a template', definition('type: {{ .Values.type }}\n')],
  ['it is on the line of its key', 'spec:\n  openAPIV3Schema: {type: object}\n'],
  ['it is empty', definition('')],
  ['an anchor stands before it', `a: &a b\n${definition('type: object\n')}`],
])('reads the schema where %s', (_name, text) => {
  expect(schemaOf(text)).not.toBe('passed over');
  expect(compare(text).difference).toBeUndefined();
});

function schemaOf(text: string): string | undefined {
  const reading = readFast(text, 0, text.length, schemaWithoutNames);
  if (!reading || 'failure' in reading || !(reading.root instanceof Mapping)) return undefined;
  const spec = reading.root.get('spec');
  const schema = spec instanceof Mapping ? spec.get(schemaWithoutNames.key) : undefined;
  return schema instanceof Mapping && schema.keys.length === 0 ? 'passed over' : 'read';
}

const corpus = '../shared/corpus';
test.skipIf(!existsSync(corpus))(`the readers agree on every document of ${corpus} (skipped where it is not there)`, () => {
  const counts = emptyCounts();
  for (const file of collect([corpus]).files) for (const document of documentsOf(file.text)) tryText(counts, document);
  expect(counts.differences).toEqual([]);
});
