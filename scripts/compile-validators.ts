// Compiles JSON Schemas into validators without dependencies (`npm run generate`): ajv is needed here and never at run time.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import standaloneCode from 'ajv/dist/standalone/index.js';

const root = new URL('..', import.meta.url);

/** To compile another schema, add a line: the schema, its generated module, and the names it exports with what each validates. */
export const validators: readonly { schema: string; module: string; exports: Readonly<Record<string, string>> }[] = [
  {
    schema: 'src/rule/schema.json',
    module: 'src/generated/rule-validators.ts',
    exports: Object.fromEntries(['grant', 'object', 'path', 'setting', 'technique', 'foothold', 'sink'].map((kind) => [kind, `#/$defs/${kind}`])),
  },
];

/** Source text of the generated module. */
export function compileValidators({ schema, exports }: (typeof validators)[number]): string {
  const parsed = JSON.parse(readFileSync(new URL(schema, root), 'utf8')) as { $id: string };
  const withoutTexts = JSON.parse(JSON.stringify(parsed), (key, value: unknown) => (key === 'description' && typeof value === 'string' ? undefined : value)) as typeof parsed;
  const ajv = new Ajv({
    schemas: [withoutTexts],
    allErrors: true,
    strict: true,
    // Unions of a word and a list say what they mean.
    allowUnionTypes: true,
    inlineRefs: false,
    strictRequired: false,
    // The loader says it in its own words.
    messages: false,
    // No `u` flag: schemas are shared with editors, whose validators may not know it.
    unicodeRegExp: false,
    code: { source: true, esm: true, lines: true },
 });
  const code = standaloneCode(ajv, Object.fromEntries(Object.entries(exports).map(([name, pointer]) => [name, parsed.$id + pointer])));
  return `// @ts-nocheck\n// Generated from ${schema} by scripts/compile-validators.ts (npm run generate). Do not edit.\n${code.replace(/^"use strict";\n?/, '')}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const entry of validators) writeFileSync(new URL(entry.module, root), compileValidators(entry));
}
