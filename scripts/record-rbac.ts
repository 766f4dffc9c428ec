// Packs recorded answers of Kubernetes' own code into test/rbac/recorded, so that the proof travels with the repo: `npx tsx scripts/record-rbac.ts DIR`.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';

const [directory] = process.argv.slice(2);
if (directory === undefined) {
  console.error('usage: npx tsx scripts/record-rbac.ts DIR');
  process.exit(2);
}

// Not the real projects: their files are other people's, and stay where they are.
for (const kind of ['rbac-decisions', 'rbac-covers', 'rbac-escalation', 'abac-decisions']) {
  const text = readFileSync(join(directory, `${kind}.jsonl`));
  const packed = brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS, [constants.BROTLI_PARAM_SIZE_HINT]: text.length } });
  writeFileSync(join('test/rbac/recorded', `${kind}.jsonl.br`), packed);
  console.log(`${kind}: ${text.length} bytes packed into ${packed.length}`);
}
