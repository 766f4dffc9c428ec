// The code cache of the built CLI: a second run says the same, whatever became of what the first one kept.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const temporary = mkdtempSync(join(tmpdir(), 'sa-lint-code-'));
const kept = join(temporary, 'cache', 'sa-lint', 'code');
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

beforeAll(() => {
  const built = spawnSync(process.execPath, ['node_modules/tsx/dist/cli.mjs', 'scripts/bundle.ts', join(temporary, 'dist')], { encoding: 'utf8' });
  expect(built.stderr).toBe('');
});

function run(paths: readonly string[], env: Record<string, string> = {}): { status: number | null; stdout: string; stderr: string } {
  const cache = join(temporary, 'cache');
  const { NODE_DISABLE_COMPILE_CACHE: _, ...inherited } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(temporary, 'dist/sa-lint.cjs'), ...paths], {
    encoding: 'utf8',
    env: { ...inherited, HOME: cache, XDG_CACHE_HOME: cache, LOCALAPPDATA: cache, ...env },
  });
  return { status, stdout, stderr };
}

const files = (): string[] => readdirSync(kept);

test.skipIf(process.platform === 'darwin')('one file is kept by the first run that finds something, and none where that is switched off', () => {
  const off = run(['fixtures/quickstart'], { NODE_DISABLE_COMPILE_CACHE: '1' });
  run(['--version']);
  run(['rules']);
  expect(() => files()).toThrow();

  const first = run(['fixtures/quickstart']);
  expect(files()).toHaveLength(1);
  const [name = ''] = files();
  const bytes = readFileSync(join(kept, name));
  expect(run(['fixtures/quickstart'])).toEqual(first);
  expect(off).toEqual(first);
  expect(readFileSync(join(kept, name)).equals(bytes)).toBe(true);

  // Kept by another build, and damaged in every way.
  writeFileSync(join(kept, '0.0.1-1-1-node-v20.0.0-x64'), 'old');
  const flipped = Buffer.from(bytes).fill(0xff, bytes.length >> 1, (bytes.length >> 1) + 64);
  for (const damaged of [bytes.subarray(0, 1000), Buffer.alloc(0), Buffer.alloc(bytes.length), flipped]) {
    writeFileSync(join(kept, name), damaged);
    expect(run(['fixtures/quickstart'])).toEqual(first);
    expect(files()).toEqual([name]);
  }

  rmSync(join(temporary, 'cache'), { recursive: true });
  writeFileSync(join(temporary, 'cache'), 'a file where the directory would be');
  expect(run(['fixtures/quickstart'])).toEqual(first);
  rmSync(join(temporary, 'cache'));
  mkdirSync(join(temporary, 'cache'));
});
