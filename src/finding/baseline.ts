// The findings a team already knows of: fingerprints in a file of their repository, so that only what is new is reported.
import type { Finding } from './finding.js';
import { compareText } from './sort.js';

/** Fingerprints by rule. The rule is there for the people who review the file. */
export type Baseline = Readonly<Record<string, readonly string[]>>;

export interface Compared {
  readonly kept: readonly Finding[];
  readonly known: readonly Finding[];
  /** How many entries no finding has any more: the file can be updated. */
  readonly stale: number;
}

/** The text of a baseline file: sorted, one fingerprint a line, so that merges stay readable. */
export function baselineText(findings: readonly Finding[]): string {
  const byRule = new Map<string, Set<string>>();
  for (const { rule, fingerprint } of findings) byRule.set(rule, (byRule.get(rule) ?? new Set()).add(fingerprint));
  const sorted = [...byRule].sort(([left], [right]) => compareText(left, right)).map(([rule, prints]) => [rule, [...prints].sort()] as const);
  return `${JSON.stringify({ version: 1, findings: Object.fromEntries(sorted) }, null, 2)}\n`;
}

/** Reads what `baselineText` wrote; a string says what is wrong with the text. */
export function readBaseline(text: string): Baseline | string {
  let data: unknown;
  try {
    data = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    return `not JSON: ${(error as Error).message.split('\n', 1)[0] ?? ''}`;
  }
  if (!isRecord(data)) return 'not an object';
  if (data['version'] !== 1) return `version ${JSON.stringify(data['version'])} is not known, 1 is`;
  const { findings } = data;
  if (!isRecord(findings)) return '"findings" is not an object';
  for (const [rule, prints] of Object.entries(findings)) {
    if (!Array.isArray(prints) || prints.some((print) => typeof print !== 'string')) return `"findings" of ${rule} is not a list of fingerprints`;
  }
  return findings as Baseline;
}

/** Parts findings into new ones and those the baseline knows. */
export function applyBaseline(findings: readonly Finding[], baseline: Baseline): Compared {
  const entries = new Set(Object.entries(baseline).flatMap(([rule, prints]) => prints.map((print) => `${rule}\n${print}`)));
  const left = new Set(entries);
  const kept: Finding[] = [];
  const known: Finding[] = [];
  for (const finding of findings) {
    const entry = `${finding.rule}\n${finding.fingerprint}`;
    left.delete(entry);
    (entries.has(entry) ? known : kept).push(finding);
  }
  return { kept, known, stale: left.size };
}

function isRecord(data: unknown): data is Record<string, unknown> {
  return typeof data === 'object' && data !== null && !Array.isArray(data);
}
