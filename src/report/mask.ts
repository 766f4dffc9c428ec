// Says which stretches of a file must not be shown: values of Secrets, ConfigMaps, env, kubeconfigs, and whatever is not known to be structure.
import type { SourceFile } from '#source/document.js';
import { firstWhere } from '#source/first-where.js';
import { scanForSecrets, type Masked } from './secret-scan.js';

/** What is known of a file: where its documents start, and the stretches of those that were asked about, by their number. */
const known = new WeakMap<SourceFile, { readonly starts: readonly number[]; readonly masked: Map<number, readonly Masked[]> }>();

/** The masked stretches that touch the text between two offsets, in order. Reads each document once, and only those it is asked about. */
export function maskedBetween(file: SourceFile, start: number, end: number): Masked[] {
  const found: Masked[] = [];
  const { starts } = documentsOf(file);
  for (let number = firstWhere(starts.length, (index) => (starts[index] ?? 0) > start) - 1; number < starts.length; number++) {
    const at = starts[number] ?? 0;
    if (at >= end) break;
    const masked = maskedOfDocument(file, number);
    for (let index = firstWhere(masked.length, (one) => (masked[one]?.end ?? 0) > start - at); index < masked.length; index++) {
      const stretch = masked[index];
      if (!stretch || at + stretch.start >= end) break;
      found.push({ start: at + stretch.start, end: at + stretch.end, always: stretch.always });
    }
  }
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

function maskedOfDocument(file: SourceFile, number: number): readonly Masked[] {
  const { starts, masked } = documentsOf(file);
  let found = masked.get(number);
  if (!found) masked.set(number, (found = scanForSecrets(file.text.slice(starts[number], starts[number + 1]))));
  return found;
}

function documentsOf(file: SourceFile): { readonly starts: readonly number[]; readonly masked: Map<number, readonly Masked[]> } {
  let documents = known.get(file);
  if (!documents) known.set(file, (documents = { starts: startsIn(file.text), masked: new Map<number, readonly Masked[]>() }));
  return documents;
}

/** `---` at the start of a line starts a document even inside a scalar (YAML 1.2.2, 9.1.2). */
function startsIn(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n---'); at >= 0; at = text.indexOf('\n---', at + 1)) if (at + 4 >= text.length || /\s/.test(text[at + 4] ?? ' ')) starts.push(at + 1);
  return starts;
}
