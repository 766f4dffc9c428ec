// The fast reader against the careful one, `yaml` and js-yaml: a short run of what `npm run fuzz` does for as long as one likes.
import fc from 'fast-check';
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { collect } from '#source/collect.js';
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

const corpus = '../shared/corpus';
test.skipIf(!existsSync(corpus))(`the readers agree on every document of ${corpus} (skipped where it is not there)`, () => {
  const counts = emptyCounts();
  for (const file of collect([corpus]).files) for (const document of documentsOf(file.text)) tryText(counts, document);
  expect(counts.differences).toEqual([]);
});
