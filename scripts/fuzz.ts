// Looks for documents that the fast reader reads otherwise than the careful reader, `yaml` and js-yaml: `npm run fuzz -- [--minutes N] [--seed N] [DIR]`.
// Every document under DIR (default ../shared/corpus) is compared as it is; then damaged and random ones, until the time is up.
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { collect } from '#source/collect.js';
import { seeded } from './fuzz/documents.js';
import { documentsOf, emptyCounts, tryOne, tryText } from './fuzz/run.js';

const largestSample = 4000;
const { values, positionals } = parseArgs({ options: { minutes: { type: 'string', default: '1' }, seed: { type: 'string', default: '1' } }, allowPositionals: true });
const directory = positionals[0] ?? '../shared/corpus';
const documents = existsSync(directory) ? collect([directory]).files.flatMap((file) => documentsOf(file.text)) : [];
if (documents.length === 0) console.log(`${directory} holds no documents: random ones only`);

const whole = emptyCounts();
for (const document of documents) tryText(whole, document);
console.log(`as they are: ${summary(whole)}`);

const damaged = emptyCounts();
const random = seeded(Number(values.seed));
const samples = documents.filter((document) => document.length < largestSample);
const until = Date.now() + Number(values.minutes) * 60_000;
while (Date.now() < until) for (let count = 0; count < 200; count++) tryOne(damaged, random, samples);
console.log(`damaged and random (seed ${values.seed}): ${summary(damaged)}`);

const differences = [...whole.differences, ...damaged.differences];
for (const { text, difference } of differences.slice(0, 20)) console.log(`${difference}\n  ${JSON.stringify(text.length > 600 ? `${text.slice(0, 600)}…` : text)}`);
console.log(`${whole.tried + damaged.tried - differences.length} passed, ${differences.length} failed`);
process.exit(differences.length > 0 ? 1 : 0);

function summary(counts: ReturnType<typeof emptyCounts>): string {
  return `${counts.tried} documents tried, ${counts.answered} answered by the fast reader, compared with ${counts.witnesses} other answers, ${counts.differences.length} differences`;
}
