// Packs recorded answers of Kubernetes' own code into test/kube/recorded, so that the proof travels with the repo: `npx tsx scripts/record-admission.ts DIR`.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { sets } from './score/admission.js';

const [directory] = process.argv.slice(2);
if (directory === undefined) {
  console.error('usage: npx tsx scripts/record-admission.ts DIR');
  process.exit(2);
}

for (const name of Object.keys(sets)) {
  const lines = readFileSync(join(directory, `${name}.jsonl`), 'utf8').split('\n');
  // Templates of real projects carry a `source`: they are other people's, and stay where they are.
  const own = lines.filter((line) => line !== '' && !('source' in (JSON.parse(line) as object)));
  const text = Buffer.from(`${own.join('\n')}\n`);
  const packed = brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS, [constants.BROTLI_PARAM_SIZE_HINT]: text.length } });
  writeFileSync(join('test/kube/recorded', `${name}.jsonl.br`), packed);
  console.log(`${name}: ${own.length} records, ${text.length} bytes packed into ${packed.length}`);
}
