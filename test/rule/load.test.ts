import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadRuleDirectory, readRules } from '#rule/load.js';
import { everyRule } from '#rule/rule-set.js';

/** A rule that is as it has to be. */
const wildcard = `id: wildcard-role
kind: grant
title: Role allows everything
severity:
  cluster: critical
  unbound: medium
confidence: high
rationale: Whoever holds it is an administrator.
remediation: Name the verbs and resources that are used.
references:
  urls: [https://kubernetes.io/docs/concepts/security/rbac-good-practices/]
allows: ['* *.*']
anchor: rule
message: '{subjects} can do everything'
label: allows everything
examples:
  bad:
    - title: everything
      manifests: |
        kind: ClusterRole
  good:
    - title: pods only
      manifests: |
        kind: ClusterRole
`;

const problemsOf = (text: string, name = 'rules/grant/wildcard-role.yaml') =>
  readRules([{ name, text }]).problems.map(({ line, column, message }) => `${line}:${column} ${message}`);

describe('readRules', () => {
  test('gives the rule as data, with its source', () => {
    const { rules, problems } = readRules([{ name: 'rules/grant/wildcard-role.yaml', text: wildcard }]);
    expect(problems).toEqual([]);
    expect(rules.grant).toMatchObject([{ id: 'wildcard-role', source: 'rules/grant/wildcard-role.yaml', severity: { cluster: 'critical', unbound: 'medium' } }]);
  });

  test('takes the key `on` for a word, though YAML 1.1 says true', () => {
    const text = wildcard
      .replace('kind: grant', 'kind: object')
      .replace(/severity:\n.*\n.*\n/, 'severity: low\n')
      .replace(/allows:.*\nanchor:.*\n/, 'on: [Workload]\nwhere: [token-mounted]\nat: [metadata.name]\n');
    const { rules, problems } = readRules([{ name: 'rules/object/wildcard-role.yaml', text }]);
    expect(problems).toEqual([]);
    expect(rules.object).toMatchObject([{ on: ['Workload'] }]);
  });

  test('points at an unknown key and guesses the one that was meant', () => {
    expect(problemsOf(wildcard.replace('anchor: rule', 'anchor: rule\nlable: x'))).toEqual(['14:1 unknown key "lable" (did you mean "label"?)']);
  });

  test('tells of a misspelt key once, not as missing too', () => {
    expect(problemsOf(wildcard.replace('confidence:', 'confidense:'))).toEqual(['7:1 unknown key "confidense" (did you mean "confidence"?)']);
  });

  test('points at an unknown key deep inside', () => {
    expect(problemsOf(wildcard.replace('  unbound: medium', '  unbond: medium'))).toEqual(['6:3 unknown key "unbond" (did you mean "unbound"?)']);
  });

  test('says what a missing key is for', () => {
    expect(problemsOf(wildcard.replace('label: allows everything\n', ''))).toEqual([expect.stringMatching(/^1:1 this grant rule lacks "label"; add it: A few words/)]);
  });

  test('names the words that are allowed', () => {
    expect(problemsOf(wildcard.replace('confidence: high', 'confidence: hihg'))).toEqual(['7:13 "confidence" is "hihg" (did you mean "high"?); it is one of: high, medium, low']);
  });

  test('points at the severity of the one reach that is wrong', () => {
    expect(problemsOf(wildcard.replace('unbound: medium', 'unbound: mild'))).toEqual([expect.stringMatching(/^6:12 "unbound" is "mild"/)]);
  });

  test.each([
    ['a list where text belongs', wildcard.replace('title: Role allows everything', 'title: [a]'), /^3:1 "title" is a list, and has to be text/],
    ['text where a list belongs', wildcard.replace("allows: ['* *.*']", "allows: '* *.*'"), /^12:9 "allows" is the text "\* \*\.\*", and has to be a list/],
    ['a permission in another form', wildcard.replace("'* *.*'", 'secrets'), /^12:10 "allows" is not written as it has to be: `verb/],
    ['no near miss', wildcard.replace(/ {2}good:[^]*$/, '  good: []\n'), /^21:3 "good" is empty/],
    ['a message with a full stop', wildcard.replace("everything'", "everything.'"), /^14:10 "message" is not written/],
  ])('refuses %s', (_, text, message) => {
    expect(problemsOf(text)).toEqual([expect.stringMatching(message)]);
  });

  test('wants the id to equal the file name, and the kind the folder', () => {
    expect(problemsOf(wildcard, 'mine/grant/all-powerful.yaml')).toEqual(['1:5 "id" is "wildcard-role" in a file named all-powerful.yaml; both have to be the same']);
    expect(problemsOf(wildcard, 'mine/grants/wildcard-role.yaml')).toEqual([
      '1:1 lies in the folder "grants", which is no kind of rule (did you mean "grant"?); move it to grant/wildcard-role.yaml',
    ]);
    expect(problemsOf(wildcard.replace('kind: grant', 'kind: object'))).toEqual([expect.stringMatching(/^2:7 "kind" is "object" in the folder of grant rules/)]);
  });

  test('refuses an id that is taken, in the same set or beside it', () => {
    const file = { name: 'rules/grant/wildcard-role.yaml', text: wildcard };
    const again = { name: 'mine/grant/wildcard-role.yaml', text: wildcard };
    const taken = 'rule "wildcard-role" is there already, in rules/grant/wildcard-role.yaml; give this one another name';
    expect(readRules([file, again]).problems.map(({ message }) => message)).toEqual([taken]);
    expect(readRules([again], readRules([file]).rules).problems.map(({ message }) => message)).toEqual([taken]);
  });

  test('refuses ids that name no rule', () => {
    expect(problemsOf(`${wildcard}unless: [wildcard-rol]\n`)).toEqual(['25:10 "unless" names "wildcard-rol", which is no grant or object or path rule (did you mean "wildcard-role"?)']);
  });

  test.each([
    ['broken YAML', 'id: [a\nkind: grant\n'],
    ['two documents', `${wildcard}---\n${wildcard}`],
    ['nothing', ''],
    ['a list', '- id: a\n'],
    ['a word', 'grant'],
    ['an alias', 'id: &a x\nkind: *a\n'],
    ['a nesting of 10,000', `id: ${'['.repeat(10_000)}`],
  ])('makes a problem with a line of %s', (_, text) => {
    const { rules, problems } = readRules([{ name: 'rules/grant/wildcard-role.yaml', text }]);
    expect(everyRule(rules)).toEqual([]);
    expect(problems.length).toBeGreaterThan(0);
    for (const problem of problems) expect(problem).toMatchObject({ file: 'rules/grant/wildcard-role.yaml', line: expect.any(Number), severity: 'not-evaluated' });
  });
});

describe('loadRuleDirectory', () => {
  test('reads folders by kind, and refuses what is no rule', () => {
    const directory = mkdtempSync(join(tmpdir(), 'rules-'));
    mkdirSync(join(directory, 'grant'));
    writeFileSync(join(directory, 'grant/wildcard-role.yaml'), wildcard);
    writeFileSync(join(directory, 'README.md'), '# ours');
    writeFileSync(join(directory, 'grant/other.rego'), '');
    const { rules, problems } = loadRuleDirectory(directory, 'mine');
    expect(everyRule(rules).map(({ source }) => source)).toEqual(['mine/grant/wildcard-role.yaml']);
    expect(problems).toMatchObject([{ file: 'mine/grant/other.rego', message: 'is no rule file; rules end in .yaml' }]);
    rmSync(directory, { recursive: true });
  });

  test('refuses a folder that is not there, or empty', () => {
    const empty = mkdtempSync(join(tmpdir(), 'rules-'));
    expect(loadRuleDirectory(join(empty, 'none'), 'none').problems).toMatchObject([{ file: 'none', message: expect.stringContaining('cannot be read as a folder of rules: ENOENT') }]);
    expect(loadRuleDirectory(empty, 'empty').problems).toMatchObject([{ file: 'empty', message: expect.stringContaining('holds no rule') }]);
    rmSync(empty, { recursive: true });
  });
});
