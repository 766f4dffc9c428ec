// How far V8 lets the heap grow before it collects garbage.
import type { SourceFile } from '#source/document.js';

/** Characters of manifests from which on memory is worth time: the heap of smaller runs stays below 300 MB anyway. */
const much = 16_000_000;

/**
 * V8 waits until the heap has grown to a multiple of what is alive. Collecting sooner takes a quarter less memory and, where both processors are busy, a tenth to a
 * fifth more time. Nothing changes on versions of Node without `process.getBuiltinModule` (before 20.16).
 */
export function growHeapSlowly(files: readonly SourceFile[]): void {
  if (files.reduce((sum, { text }) => sum + text.length, 0) < much) return;
  setGrowth(20);
}

/** Takes it back. */
export function growHeapAsEver(): void {
  setGrowth(0);
}

function setGrowth(percent: number): void {
  process.getBuiltinModule?.('node:v8').setFlagsFromString(`--heap-growing-percent=${percent}`);
}
