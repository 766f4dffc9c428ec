// Builds the page of `graph -f html` into one text (`npm run generate`): script and style inlined, named by their hashes in the policy of the page.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';

const folder = fileURLToPath(new URL('../src/report/picture/', import.meta.url));
const generated = new URL('../src/generated/picture.ts', import.meta.url);

/** Source text of src/generated/picture.ts. */
export async function compilePicture(): Promise<string> {
  const bundled = await build({ entryPoints: [`${folder}page.ts`], bundle: true, minify: true, write: false, format: 'iife', target: 'es2022', charset: 'ascii', legalComments: 'none' });
  const script = (bundled.outputFiles[0]?.text ?? '').trim();
  const style = (await transform(readFileSync(`${folder}page.css`, 'utf8'), { loader: 'css', minify: true })).code.trim();
  const [before = '', after = ''] = readFileSync(`${folder}page.html`, 'utf8')
    .replace('{script-hash}', () => hashOf(script))
    .replace('{style-hash}', () => hashOf(style))
    .replace('{style}', () => style)
    .replace('{script}', () => script)
    .split('{data}');
  return `// Generated from src/report/picture by scripts/compile-picture.ts (npm run generate). Do not edit.\n/** The page up to its data, and what follows. */\nexport const beforeData = ${JSON.stringify(before)};\nexport const afterData = ${JSON.stringify(after)};\n`;
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(generated, await compilePicture());
