// What the message of a finding says that arises in several worlds, with other subjects in each.
import { expect, test } from 'vitest';
import type { Finding } from '#finding/finding.js';
import { inSteps } from '#finding/lengths.js';
import { listed, namedOf } from '#finding/named.js';
import { mergeChokePoints, mergeFindings } from '#finding/merge.js';
import { fileOf, findingOf, placeOf } from '../report/sample.js';

const place = placeOf(fileOf('role.yaml', 'metadata:\n  name: deployer\n'), 'deployer');

function about(...names: readonly string[]): Finding {
  const holders = names.map((name) => ({ subject: `group:${name}`, label: `Group ${name}` }));
  return findingOf({ place, fingerprint: 'same', message: `${listed(holders.map(({ label }) => label))} may do everything`, subjects: holders.map(({ subject }) => subject).sort(), named: namedOf(holders) });
}

const said = (...worlds: readonly Finding[]): (readonly [string, readonly string[] | undefined])[] =>
  mergeFindings(worlds.map((finding) => [finding])).map(({ message, named }) => [message, named?.map(({ subject }) => subject)]);

test('the message counts the subjects of all worlds', () => {
  expect(said(about('dev'), about('qa'))).toEqual([['Group dev and Group qa may do everything', ['group:dev', 'group:qa']]]);
  expect(said(about('dev', 'qa'), about('qa', 'ops'))).toEqual([['Group dev and 2 others may do everything', ['group:dev']]]);
  expect(said(about('qa', 'dev', 'ops'), about('sre'))).toEqual([['Group qa and 3 others may do everything', ['group:qa']]]);
});

test('the message stays where no world adds a subject', () => {
  expect(said(about('dev', 'qa'), about('qa'))).toEqual([['Group dev and Group qa may do everything', ['group:dev', 'group:qa']]]);
});

test('what is less sure in another world is told of those only of whom nothing is sure', () => {
  const unsure = (...names: readonly string[]): Finding => ({ ...about(...names), confidence: 'medium' });
  expect(mergeFindings([[unsure('dev')], [about('dev', 'qa')]]).map(({ confidence }) => confidence)).toEqual(['high']);
  expect(mergeFindings([[unsure('ops')], [about('dev', 'qa')]]).map(({ confidence }) => confidence)).toEqual(['medium', 'high']);
});

test('the message counts the steps of all worlds', () => {
  const needs = (name: string, shortest: number, longest: number): Finding => ({ ...about(name), message: `Group ${name} may do everything in ${inSteps({ shortest, longest })}`, lengths: { shortest, longest } });
  expect(said(needs('dev', 2, 2), needs('qa', 2, 5))).toEqual([['Group dev and Group qa may do everything in 2 to 5 steps', ['group:dev', 'group:qa']]]);
  expect(said(needs('dev', 2, 2), needs('qa', 2, 2))).toEqual([['Group dev and Group qa may do everything in 2 steps', ['group:dev', 'group:qa']]]);
});

test('a binding that cuts paths in several worlds is told once for each end', () => {
  const point = (message: string, to: string, cuts: number) => ({ message, to, place, cuts, of: 9 });
  const worlds = [[point('one of 4', 'cluster-admin', 3), point('one of 2', 'a node', 1)], [point('one of 5', 'cluster-admin', 3)], [point('one of 6', 'cluster-admin', 4)]];
  expect(mergeChokePoints(worlds).map(({ message, cuts }) => [message, cuts])).toEqual([['one of 6', 4], ['one of 2', 1]]);
});
