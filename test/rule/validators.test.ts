import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compileValidators, validators } from '../../scripts/compile-validators.js';

test.each(validators)('$module is what $schema compiles to; if not: npm run generate', (entry) => {
  expect(readFileSync(entry.module, 'utf8')).toBe(compileValidators(entry));
});
