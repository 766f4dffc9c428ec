// How far V8 lets the heap grow before it collects garbage.
import type { SourceFile } from '#source/document.js';

/** Characters of manifests from which on memory is worth a thought: smaller runs are over before the heap has grown. */
const much = 8_000_000;

/**
 * V8 waits until the heap has grown to a multiple of what is alive. Nearly all that a run makes of many manifests is alive until its end: waiting saves no time, and costs a
 * quarter of the memory. Nothing changes on versions of Node without `process.getBuiltinModule` (before 20.16).
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
