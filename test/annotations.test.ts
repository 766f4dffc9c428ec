import { expect, test } from 'vitest';
import { annotationsIn, disguises } from './annotations.js';

const manifests = `kind: Role # finding
rules:
  - verbs: [get]  # evidence 2: "reads \\"db\\""  # finding wildcard-role, secrets-readable
---
# reaches: user:jane -> secrets@shop
# foothold: user:jane
kind: RoleBinding # edge: "binds itself"
# finding fault with a sentence is no annotation to rely on
subjects: [] # not a finding
`;

test('reads what a line is expected to bring', () => {
  expect(annotationsIn(manifests.replace(/^# finding fault.*$/m, '#'))).toEqual({
    findings: [
      { line: 1, rule: undefined },
      { line: 3, rule: 'wildcard-role' },
      { line: 3, rule: 'secrets-readable' },
    ],
    evidence: [{ line: 3, step: 2, message: 'reads "db"' }],
    edges: [{ line: 7, message: 'binds itself' }],
    reaches: [{ from: 'user:jane', to: 'secrets@shop' }],
    footholds: ['user:jane'],
  });
});

test('keeps annotations on their lines in disguise', () => {
  for (const [name, dress] of Object.entries(disguises)) {
    const marked = dress(manifests).flatMap(({ text }) => {
      const lines = text.split(/\r?\n/);
      return annotationsIn(text).findings.map(({ line }) => lines[line - 1]?.trim());
    });
    expect(marked.filter((line) => line?.startsWith('kind: Role #')), name).toHaveLength(1);
    expect(marked.filter((line) => line?.startsWith('- verbs: [get]')), name).toHaveLength(2);
  }
});
