import { describe, expect, it } from 'vitest';
import { applyIgnores, type FindingRules } from '#finding/ignore.js';
import { fileOf, findingOf, placeOf } from '../report/sample.js';

const rules: FindingRules = { grant: [{ id: 'wildcard-role' }, { id: 'other-rule' }], object: [], path: [], setting: [{ id: 'kubelet-anonymous-auth' }] };

/** What happens to a wildcard-role finding at `word` of the text. */
function outcome(text: string, word = 'bad'): { hidden: boolean; notes: string[] } {
  const file = fileOf('role.yaml', text);
  const finding = findingOf({ place: placeOf(file, word), rule: 'wildcard-role' });
  const { kept, ignored, problems } = applyIgnores([finding], [file], rules);
  expect(kept.length + ignored.length).toBe(1);
  return { hidden: ignored.length === 1, notes: problems.map((problem) => `${problem.line}:${problem.column} ${problem.code}`) };
}

const comment = '# sa-lint-ignore wildcard-role: the operator needs it';

describe('an ignore comment', () => {
  it.each([
    ['on the same line', `kind: Role\nrules:\n  - verbs: [bad] ${comment}\n`],
    ['on the line above', `kind: Role\nrules:\n  - apiGroups: [a]\n    ${comment}\n    verbs: [bad]\n`],
    ['above the item that holds the key', `kind: Role\nrules:\n  ${comment}\n  - apiGroups: [a]\n    resources: [b]\n    verbs: [bad]\n`],
    ['inside the item', `kind: Role\nrules:\n  - apiGroups: [a] ${comment}\n    resources: [b]\n    verbs: [bad]\n`],
    ['among other comments', `kind: Role\nrules:\n  ${comment}\n  # and more words\n  - apiGroups: [a]\n    verbs: [bad]\n`],
    ['above the document', `${comment}\nkind: Role\nmetadata:\n  name: x\nrules:\n  - verbs: [bad]\n`],
    ['above a later document', `kind: Role\n---\n# words\n${comment}\nkind: Role\nrules:\n  - verbs: [bad]\n`],
    ['above the first separator', `# words\n${comment}\n---\nkind: Role\nrules:\n  - verbs: [bad]\n`],
    ['with several rules', `kind: Role\nrules:\n  - verbs: [bad] # sa-lint-ignore wildcard-role, wildcard-role: needed\n`],
    ['without spaces', `kind: Role\nrules:\n  - verbs: [bad] #sa-lint-ignore wildcard-role:needed\n`],
    ['with CRLF', `kind: Role\r\nrules:\r\n  ${comment}\r\n  - verbs: [bad]\r\n`],
  ])('hides the finding %s', (_, text) => {
    expect(outcome(text)).toEqual({ hidden: true, notes: [] });
  });

  it.each([
    ['another item', `kind: Role\nrules:\n  ${comment}\n  - verbs: [good]\n  - verbs: [bad]\n`, ['3:3 unused-ignore']],
    ['the line below', `kind: Role\nrules:\n  - verbs: [bad]\n  ${comment}\n`, ['4:3 unused-ignore']],
    ['another document', `${comment}\nkind: Role\n---\nrules:\n  - verbs: [bad]\n`, ['1:1 unused-ignore']],
    ['the document before the last separator', `${comment}\n---\nkind: Role\n---\nrules:\n  - verbs: [bad]\n`, ['1:1 unused-ignore']],
    ['a setting', `kind: Role\nrules:\n  - verbs: [bad] # sa-lint-ignore kubelet-anonymous-auth: x\n`, ['3:18 unused-ignore']],
    ['another rule', `kind: Role\nrules:\n  - verbs: [bad] # sa-lint-ignore other-rule: x\n`, ['3:18 unused-ignore']],
    ['an unknown rule', `kind: Role\nrules:\n  - verbs: [bad] # sa-lint-ignore wildcard-rule: x\n`, ['3:18 unknown-rule']],
    ['no rule', `kind: Role\nrules:\n  - verbs: [bad] # sa-lint-ignore: x\n`, ['3:18 unknown-rule']],
    ['a word of its own', `kind: Role\nrules:\n  - verbs: [bad] # sa-lint-ignored wildcard-role: x\n`, []],
    ['text that is no comment', `kind: Role\nnote: "x#sa-lint-ignore wildcard-role: x"\nrules:\n  - verbs: [bad]\n`, []],
  ])('hides nothing when it is about %s', (_, text, notes) => {
    expect(outcome(text)).toEqual({ hidden: false, notes });
  });

  it('hides without a reason, but says that one is missing', () => {
    expect(outcome('kind: Role\nrules:\n  - verbs: [bad] # sa-lint-ignore wildcard-role\n')).toEqual({ hidden: true, notes: ['3:18 missing-reason'] });
  });

  it('is reported once for each rule it names in vain', () => {
    const { hidden, notes } = outcome('kind: Role\nrules:\n  - verbs: [bad] # sa-lint-ignore wildcard-role, other-rule, nonsense: x\n');
    expect(hidden).toBe(true);
    expect(notes).toEqual(['3:18 unused-ignore', '3:18 unknown-rule']);
  });
});

it('hands findings on untouched when no file holds the word', () => {
  const file = fileOf('role.yaml', 'kind: Role\n');
  const findings = [findingOf({ place: placeOf(file, 'Role') })];
  expect(applyIgnores(findings, [file], rules).kept).toBe(findings);
});

it('says nothing about files that are not reported on', () => {
  const file = { ...fileOf('dump.yaml', `kind: Role ${comment}\n`), cluster: true };
  expect(applyIgnores([], [file], rules).problems).toEqual([]);
});
