// Runs the examples of every rule, as written and in disguise: what is annotated must be found on its line, and nothing else.
import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { loadRuleDirectory } from '#rule/load.js';
import { builtinDirectory } from '#rule/builtin.js';
import { everyRule } from '#rule/rule-set.js';
import type { Example, Rule, RuleSet } from '#rule/rule.js';
import { toData } from '#rule/parse.js';
import { readText } from '#source/read.js';
import { regionOf } from '#source/place.js';
import type { Finding, LintResult } from '#finding/finding.js';
import { annotationsIn, disguises } from './annotations.js';

const lintModule = '#lint.js';
const built = existsSync('src/lint.ts');

/** To run one rule: `npx vitest run test/rules -t RULE-ID`. */
const { rules, problems } = loadRuleDirectory(builtinDirectory, 'rules');

test('every rule file is a rule', () => {
  expect(problems.map(({ file, line, column, message }) => `${file}:${line}:${column} ${message}`)).toEqual([]);
});

describe.skipIf(!built).each(everyRule(rules).map((rule) => [rule.id, rule] as const))('%s', (_, rule) => {
  const examples = [
    ...rule.examples.bad.map((example) => ['bad', example.title, example] as const),
    ...rule.examples.good.map((example) => ['good', example.title, example] as const),
  ];

  test.each(examples)('%s: %s', async (kind, _title, example) => {
    const expected = annotationsIn(example.manifests).findings.length;
    if (kind === 'bad') expect(expected, 'a bad example marks its guilty lines with # finding').toBeGreaterThan(0);
    else expect(expected, 'a good example marks nothing').toBe(0);

    let first: string[] | undefined;
    for (const [disguise, dress] of Object.entries(disguises)) {
      const files = dress(example.manifests);
      const found = findingsOf(rule, await lintFiles(files, example), rules);
      expect(found.map(lineOf).sort(), `findings ${disguise} (${rule.source})`).toEqual(files.flatMap(expectedLines(rule)).sort());
      expect(unmetSteps(rule, files, found), `evidence ${disguise} (${rule.source})`).toEqual([]);
      first ??= found.map(gist).sort();
      expect(found.map(gist).sort(), `findings ${disguise} are those of the example as written`).toEqual(first);
    }
    const asJson = findingsOf(rule, await lintFiles([{ name: 'example.json', text: jsonOf(example.manifests) }], example), rules);
    expect(asJson.map(gist).sort(), 'findings as JSON are those of the example as written').toEqual(first);
  });
});

async function lintFiles(files: readonly { name: string; text: string }[], { options }: Example): Promise<LintResult> {
  const { lint } = (await import(lintModule)) as typeof import('#lint.js');
  return lint(files.map(({ name, text }) => ({ name, text, cluster: false, directory: '.' })), { rules, ...options });
}

/** A finding speaks for its rule; a path also for the techniques it takes, and for the footholds and sinks it may join. */
function findingsOf(rule: Rule, { findings }: LintResult, { path }: RuleSet): readonly Finding[] {
  const paths = (of: (rule: RuleSet['path'][number]) => boolean) => findings.filter((finding) => path.some((one) => one.id === finding.rule && of(one)));
  switch (rule.kind) {
    case 'technique':
      return findings.filter(({ evidence }) => evidence.some(({ technique }) => technique === rule.id));
    case 'foothold':
      return paths(({ from }) => from === undefined || from.includes(rule.id));
    case 'sink':
      return paths(({ to }) => to.includes(rule.id));
    default:
      return findings.filter((finding) => finding.rule === rule.id);
  }
}

const expectedLines = (rule: Rule) => (file: { name: string; text: string }) =>
  annotationsIn(file.text).findings.filter((finding) => finding.rule === undefined || finding.rule === rule.id).map(({ line }) => `${file.name}:${line}`);

function unmetSteps(rule: Rule, files: readonly { name: string; text: string }[], findings: readonly Finding[]): string[] {
  const steps = findings.flatMap(({ evidence }) =>
    evidence.flatMap(({ place, message, technique }, index) =>
      place ? [{ at: `${place.file.name}:${regionOf(place).line}`, step: index + 1, message, technique }] : [],
    ),
  );
  return files.flatMap(({ name, text }) => {
    const { evidence, edges } = annotationsIn(text);
    const unmet = evidence.filter(({ line, step, message }) => !steps.some((one) => one.at === `${name}:${line}` && one.step === step && one.message === message));
    const unmetEdges = edges.filter(({ line, message }) => !steps.some((one) => one.at === `${name}:${line}` && one.technique === rule.id && one.message === message));
    const there = steps.map(({ at, step, message }) => `${at} ${step}: ${message}`).join('; ');
    return [...unmet.map(({ step, line, message }) => `line ${line}, step ${step}: ${message}`), ...unmetEdges.map(({ line, message }) => `line ${line}: ${message}`)].map(
      (text) => `${text} (there is: ${there})`,
    );
  });
}

const lineOf = (finding: Finding) => `${finding.place.file.name}:${regionOf(finding.place).line}`;
const gist = ({ message, severity, subjects }: Finding) => `${severity} ${message} [${subjects.join(', ')}]`;

/** The documents as JSON values one after the other, as `kubectl get -o json` in a loop writes them. */
function jsonOf(manifests: string): string {
  return readText('example.yaml', manifests).documents.map(({ root }) => JSON.stringify(toData(root), null, 2)).join('\n');
}
