// A long run says on a terminal what it is at, and leaves nothing behind.
import { expect, test } from 'vitest';
import { progressOf } from '../../src/cli/progress.js';

function shown(isTTY: boolean, values: Readonly<Record<string, boolean>>, ...stages: readonly (readonly [number, string])[]): string {
  let written = '';
  let time = 0;
  const progress = progressOf({ values }, () => ({ isTTY, write: (text) => (written += text) }), () => time);
  for (const [at, stage] of stages) {
    time = at;
    progress.at(stage);
  }
  progress.end();
  return written;
}

test('from the second second on, on one line that is taken away', () => {
  expect(shown(true, {}, [10, 'reading 9 files'], [1200, 'following the rights of 5 objects'], [2000, 'gathering'])).toBe('sa-lint: following the rights of 5 objects …\r\u001b[2Ksa-lint: gathering …\r\u001b[2K');
});

test('nothing when the run is short, is no terminal, or is to be quiet', () => {
  expect(shown(true, {}, [10, 'reading'], [900, 'gathering'])).toBe('');
  expect(shown(false, {}, [5000, 'reading'])).toBe('');
  expect(shown(true, { quiet: true }, [5000, 'reading'])).toBe('');
});
