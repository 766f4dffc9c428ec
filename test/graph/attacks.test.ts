// Attacks replayed on Kubernetes 1.36.3: what was gained there is reached in the graph, what was refused is not.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { builtinRules } from '#rule/builtin.js';
import { judge, type AttackRecord } from '../../scripts/score/attacks/judge.js';

const records = gunzipSync(readFileSync('test/graph/recorded/attacks.jsonl.gz'))
  .toString('utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as AttackRecord);
const techniques = [...new Set(records.map(({ technique }) => technique))];

describe.each(techniques)('%s', (technique) => {
  const own = records.filter((record) => record.technique === technique);
  test.each(own.map((record) => [record.outcome, record.title, record] as const))('%s: %s', (_outcome, _title, record) => {
    expect(judge(record, builtinRules())).toBeUndefined();
  });
});

test('techniques name records that exist, and that were gained', () => {
  const gained = new Set(records.filter(({ outcome }) => outcome === 'gained').map(({ id }) => id));
  const wrong = builtinRules().technique.flatMap(({ id, proof = [] }) => proof.filter((record) => !gained.has(record)).map((record) => `${id}: ${record}`));
  expect(wrong).toEqual([]);
});
