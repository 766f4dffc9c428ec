// Says which stretches of a file must not be shown: values of Secrets, ConfigMaps, env, kubeconfigs, and whatever is not known to be structure.
import type { SourceFile } from '#source/document.js';
import { scanForSecrets, type Masked } from './secret-scan.js';

/** Stretches by the offset where their document starts. */
const known = new WeakMap<SourceFile, Map<number, readonly Masked[]>>();

/** The masked stretches that touch the text between two offsets, in order. Reads each document once, and only those it is asked about. */
export function maskedBetween(file: SourceFile, start: number, end: number): Masked[] {
  const found: Masked[] = [];
  let at = documentStart(file.text, start);
  do {
    const next = documentEnd(file.text, at);
    const masked = maskedOfDocument(file, at, next);
    for (let index = firstBehind(masked, start - at); index < masked.length; index++) {
      const stretch = masked[index];
      if (!stretch || at + stretch.start >= end) break;
      found.push({ start: at + stretch.start, end: at + stretch.end, always: stretch.always });
    }
    at = next;
  } while (at < end);
  return found;
}

/** The text between two offsets with every masked stretch starred, those too that a finding points at. */
export function maskedText(file: SourceFile, start: number, end: number): string {
  let text = '';
  let at = start;
  for (const stretch of maskedBetween(file, start, end)) {
    text += `${file.text.slice(at, Math.max(at, stretch.start))}***`;
    at = Math.min(end, stretch.end);
  }
  return text + file.text.slice(at, end);
}

function maskedOfDocument(file: SourceFile, start: number, end: number): readonly Masked[] {
  let documents = known.get(file);
  if (!documents) known.set(file, (documents = new Map()));
  let masked = documents.get(start);
  if (!masked) documents.set(start, (masked = scanForSecrets(file.text.slice(start, end))));
  return masked;
}

/** Index of the first stretch that ends behind an offset. */
function firstBehind(masked: readonly Masked[], offset: number): number {
  let low = 0;
  let high = masked.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((masked[middle]?.end ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** `---` at the start of a line starts a document even inside a scalar (YAML 1.2.2, 9.1.2). */
function documentStart(text: string, offset: number): number {
  for (let at = text.lastIndexOf('\n---', offset); at >= 0; at = at === 0 ? -1 : text.lastIndexOf('\n---', at - 1)) if (isMarker(text, at)) return at + 1;
  return 0;
}

function documentEnd(text: string, start: number): number {
  for (let at = text.indexOf('\n---', start); at >= 0; at = text.indexOf('\n---', at + 1)) if (isMarker(text, at)) return at + 1;
  return text.length;
}

function isMarker(text: string, at: number): boolean {
  return at + 4 >= text.length || /\s/.test(text[at + 4] ?? ' ');
}
