// The findings a team already knows of: fingerprints and subjects in a file of their repository, so that only what is new is reported.
import type { Finding } from './finding.js';
import { findingKey, knownAmong, uncounted, type Known } from './known.js';
import { compareText } from './sort.js';

export interface Baseline {
  /** Fingerprints by rule. The rule is there for the people who review the file. */
  readonly findings: Readonly<Record<string, readonly string[]>>;
  /** By fingerprint, whom its findings concern; undefined in files of before, which hide them whomever they concern. */
  readonly subjects?: Readonly<Record<string, readonly string[]>>;
}

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
  return `${JSON.stringify({ version: 1, findings: Object.fromEntries(sorted), subjects: subjectsOf(findings) }, null, 2)}\n`;
}

function subjectsOf(findings: readonly Finding[]): Readonly<Record<string, readonly string[]>> {
  const byPrint = new Map<string, Set<string>>();
  for (const { fingerprint, subjects } of findings) {
    const print = uncounted(fingerprint);
    byPrint.set(print, new Set([...(byPrint.get(print) ?? []), ...subjects]));
  }
  return Object.fromEntries([...byPrint].sort(([left], [right]) => compareText(left, right)).map(([print, subjects]) => [print, [...subjects].sort()]));
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
  const { findings, subjects } = data;
  if (!isRecord(findings)) return '"findings" is not an object';
  const [badRule] = Object.entries(findings).find(([, prints]) => !isTexts(prints)) ?? [];
  if (badRule !== undefined) return `"findings" of ${badRule} is not a list of fingerprints`;
  if (subjects === undefined) return { findings: findings as Baseline['findings'] };
  if (!isRecord(subjects) || !Object.values(subjects).every(isTexts)) return '"subjects" is not an object of lists of names';
  return { findings: findings as Baseline['findings'], subjects: subjects as Baseline['findings'] };
}

/** Parts findings into new ones and those the baseline knows. */
export function applyBaseline(findings: readonly Finding[], baseline: Baseline): Compared {
  const entries = entriesOf(baseline);
  const isKnown = knownAmong(entries);
  const found = new Set(findings.map(findingKey));
  const kept: Finding[] = [];
  const known: Finding[] = [];
  for (const finding of findings) (isKnown(finding) ? known : kept).push(finding);
  return { kept, known, stale: entries.filter((entry) => !found.has(findingKey(entry))).length };
}

function entriesOf({ findings, subjects }: Baseline): readonly Known[] {
  return Object.entries(findings).flatMap(([rule, prints]) =>
    [...new Set(prints)].map((fingerprint) => ({ rule, fingerprint, ...(subjects && { subjects: subjects[uncounted(fingerprint)] ?? [] }) })),
  );
}

function isTexts(data: unknown): boolean {
  return Array.isArray(data) && data.every((one) => typeof one === 'string');
}

function isRecord(data: unknown): data is Record<string, unknown> {
  return typeof data === 'object' && data !== null && !Array.isArray(data);
}
