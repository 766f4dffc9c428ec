import { expect, it } from 'vitest';
import { enclosingLine } from '#finding/span.js';
import { fileOf } from '../report/sample.js';

it.each([
  ['a key of an item', 'rules:\n  - apiGroups: [""]\n    # words\n\n    verbs: [get]', 5, 2],
  ['a plain item', 'verbs:\n  - get\n  - create', 3, 1],
  ['an item at the column of its key', 'resources: [x]\nverbs:\n- get\n- create', 4, 2],
  ['an item with keys', 'rules:\n  - verbs: [get]\n  - verbs: [create]', 3, undefined],
  ['a key of a mapping', 'metadata:\n  labels:\n    a: b\n  name: x', 4, 1],
  ['a key at the top', 'kind: Role\nmetadata: {}', 2, undefined],
  ['the first key of a document', 'a:\n  b: 1\n---\n  c: 1', 4, undefined],
  ['JSON', '{\n  "metadata": {\n    "name": "x"', 3, 2],
])('finds the owner of %s', (_, text, line, owner) => {
  expect(enclosingLine(fileOf('a.yaml', text), line)).toBe(owner);
});
