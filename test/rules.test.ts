// Runs the examples of every rule, as written and in disguise: what is annotated must be found on its line, and nothing else.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { loadRuleDirectory } from '#rule/load.js';
import { builtinDirectory } from '#rule/builtin.js';
import { everyRule } from '#rule/rule-set.js';
import type { Example, Rule } from '#rule/rule.js';
import { plainData, type Plain } from '#source/plain-data.js';
import { readText } from '#source/read.js';
import { Mapping, Sequence } from '#source/document.js';
import { placeOfKey, regionOf } from '#source/place.js';
import type { Finding } from '#finding/finding.js';
import { lint } from '#lint.js';
import { annotationsIn, disguises } from './annotations.js';
import { contextOf, positionsOf, reachersOf, usersOf, wayBetween } from './graph-of.js';

/** To run one rule: `npx vitest run test/rules -t RULE-ID`. */
const { rules, problems } = loadRuleDirectory(builtinDirectory, 'rules');

test('every rule file is a rule', () => {
  expect(problems.map(({ file }) => file)).toEqual([]);
});

// Named after the file, so that `-t RULE-ID` tells of a broken one as well.
test.each(problems.map(({ file, line, column, message }) => `${file}:${line}:${column} ${message}`))('%s', (problem) => {
  expect.fail(problem);
});

describe.each(everyRule(rules).map((rule) => [rule.id, rule] as const))('%s', (_, rule) => {
  const examples = (['bad', 'good'] as const).flatMap((kind) => rule.examples[kind].map((example, index) => [kind, { ...example, above: linesAbove(rule, kind, index) }] as const));
  const check = rule.kind === 'grant' || rule.kind === 'object' || rule.kind === 'path' || rule.kind === 'setting' ? checkFindings : checkGraph;
  test.each(examples.map(([kind, example]) => [`${kind}: ${example.title}`, kind, example] as const))('%s', (_title, kind, example) => check(rule, kind, example));
});

/** An example, and how many lines of its rule file stand above its manifests. */
type PlacedExample = Example & { readonly above: number };

function linesAbove(rule: Rule, kind: 'bad' | 'good', index: number): number {
  const { documents, files } = readText(rule.source, readFileSync(rule.source, 'utf8'));
  const examples = (documents[0]?.root as Mapping | undefined)?.get('examples');
  const example = examples instanceof Mapping && examples.get(kind) instanceof Sequence ? (examples.get(kind) as Sequence).values[index] : undefined;
  const place = example instanceof Mapping && files[0] ? placeOfKey(files[0], example, 'manifests', '') : undefined;
  return place ? regionOf(place).line : 0;
}

/** Rules that make findings: on the lines marked, and on no others. */
function checkFindings(rule: Rule, kind: 'bad' | 'good', example: PlacedExample): void {
  const marks = annotationsIn(example.manifests).findings.length;
  if (kind === 'bad') expect(marks, 'a bad example marks its guilty lines with # finding').toBeGreaterThan(0);
  else expect(marks, 'a good example marks nothing').toBe(0);

  let first: string[] | undefined;
  for (const [disguise, dress] of Object.entries(disguises)) {
    const files = dress(example.manifests);
    const found = findingsOf(rule, files, example);
    const inRule = (at: string) => (disguise === 'as written' ? `${rule.source}:${Number(at.replace(/^.*:/, '')) + example.above}` : at);
    expect(found.map(lineOf).map(inRule).sort(), `lines of findings ${disguise}, of ${rule.source}`).toEqual(files.flatMap(expectedLines(rule)).map(inRule).sort());
    expect(unmetSteps(rule, files, found), `evidence ${disguise}, of ${rule.source}`).toEqual([]);
    first ??= found.map(gist).sort();
    expect(found.map(gist).sort(), `findings ${disguise} are those of the example as written`).toEqual(first);
  }
  const asJson = findingsOf(rule, [{ name: 'example.json', text: jsonOf(example.manifests) }], example);
  expect(asJson.map(gist).sort(), 'findings as JSON are those of the example as written').toEqual(first);
}

/** Rules that make the graph: what is said to be reached is, by the technique or in the sink in question, and in good examples nothing is. */
function checkGraph(rule: Rule, kind: 'bad' | 'good', example: Example): void {
  const { reaches, footholds } = annotationsIn(example.manifests);
  if (kind === 'bad') expect(reaches.length + footholds.length, 'a bad example says "# reaches: FROM -> TO" or "# foothold: SUBJECT"').toBeGreaterThan(0);
  else expect([...reaches, ...footholds], 'a good example reaches nothing').toEqual([]);

  const dresses = { ...disguises, 'as JSON': (text: string) => [{ name: 'example.json', text: jsonOf(text) }] };
  for (const [disguise, dress] of Object.entries(dresses)) {
    const context = contextOf(dress(example.manifests), rules, example.options);
    for (const { from, to } of reaches) {
      const way = wayBetween(context, from, to);
      expect(way, `${from} reaches ${to} ${disguise}, says ${rule.source}`).toBeDefined();
      if (rule.kind === 'technique') expect(way, `${from} reaches ${to} by ${rule.id} ${disguise}`).toContain(rule.id);
    }
    if (rule.kind === 'foothold') expect([...positionsOf(context, rule.on, rule.where ?? [])].sort(), `footholds ${disguise}, of ${rule.source}`).toEqual([...footholds].sort());
    if (kind === 'good' && rule.kind === 'technique') expect(usersOf(context, rule.id), `nobody uses ${rule.id} ${disguise}`).toEqual([]);
    if (kind === 'good' && rule.kind === 'sink' && rule.on) expect(reachersOf(context, rule.on), `nobody reaches ${rule.id} ${disguise}`).toEqual([]);
  }
}

function findingsOf(rule: Rule, files: readonly { name: string; text: string }[], { options }: Example): readonly Finding[] {
  const { findings } = lint(files.map(({ name, text }) => ({ name, text, cluster: false, directory: '.' })), { rules, ...options });
  return findings.filter((finding) => finding.rule === rule.id);
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

/** The documents as one JSON List, as `kubectl get -o json` writes them. */
function jsonOf(manifests: string): string {
  const items = readText('example.yaml', manifests).documents.flatMap(({ root }): Plain[] => {
    const data = plainData(root) as { kind?: string; items?: Plain[] };
    return data.kind?.endsWith('List') ? (data.items ?? []) : [data as Plain];
  });
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items }, null, 2);
}
