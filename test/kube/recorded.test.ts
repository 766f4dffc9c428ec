// Replays what Kubernetes' own code answered: every record has to come out the same.
import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { Fields } from '../../scripts/score/admission/record.js';
import { sets } from '../../scripts/score/admission.js';

test.each(Object.entries(sets))('%s answers as recorded', (name, scorer) => {
  const text = brotliDecompressSync(readFileSync(`test/kube/recorded/${name}.jsonl.br`)).toString('utf8');
  const records = text.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Fields);
  expect(records.length).toBeGreaterThan(100);
  expect(records.flatMap((record) => scorer(record).map((difference) => `${String(record['id'])} ${difference}`))).toEqual([]);
});

test('a wrong answer is noticed', () => {
  const record = { id: 'made up', selector: { matchLabels: { app: 'web' } }, string: 'app=db', empty: false, validation: [], cases: [{ labels: { app: 'web' }, match: false }] };
  expect(sets['selectors']?.(record)).toEqual(['string: expected "app=db", got "app=web"', 'case 0: expected false, got true']);
});
