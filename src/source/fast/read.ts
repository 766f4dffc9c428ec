import type { Reading } from '#source/reading.js';

export function readFast(_text: string, _start: number, _end: number): Reading | undefined {
  return undefined;
}
