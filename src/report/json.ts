// The report for programs: a versioned contract, described by findings.schema.json. Fields may be added, never renamed.
import { unnamedNamespace } from '#kube/object.js';
import { regionOf } from '#source/place.js';
import type { Place } from '#source/document.js';
import type { Evidence, Finding, LintResult } from '#finding/finding.js';
import { countBySeverity, notEvaluated } from './counts.js';
import { harmlessJson, withoutCredentials } from './harmless.js';
import { rulePage } from './links.js';
import { problemMessage } from './problems.js';

/** JSON with two spaces of indentation; ends with a line break. */
export function jsonReport(result: LintResult): string {
  const chunks: string[] = [];
  writeJson(result, (chunk) => chunks.push(chunk));
  return chunks.join('');
}

/** The same, one finding after the other, for trees whose report is too large for one string. */
export function writeJson(result: LintResult, write: (chunk: string) => void): void {
  const missing = notEvaluated(result);
  const head = {
    version: 1,
    tool: { name: 'sa-lint', version: result.version },
    summary: { ...result.counts, findings: countBySeverity(result.findings), hidden: result.hidden, notEvaluated: missing.length },
  };
  write(`${spread(head).slice(0, -2)},\n  "findings": `);
  writeList(result.findings, findingData, write);
  write(',\n  "notEvaluated": ');
  writeList(missing, problemData, write);
  write(',\n  "notes": ');
  writeList(result.problems.filter((problem) => problem.severity === 'note'), problemData, write);
  write('\n}\n');
}

function writeList<T>(items: readonly T[], dataOf: (item: T) => unknown, write: (chunk: string) => void): void {
  if (items.length === 0) {
    write('[]');
    return;
  }
  items.forEach((item, index) => {
    write(`${index === 0 ? '[' : ','}\n    ${spreadItem(dataOf(item))}`);
  });
  write('\n  ]');
}

function spread(data: unknown): string {
  return harmlessJson(JSON.stringify(data, null, 2));
}

/** As an item of a list of the outermost object: lists around it make JSON.stringify indent it so. */
function spreadItem(data: unknown): string {
  return harmlessJson(JSON.stringify([[data]], null, 2).slice('[\n  [\n    '.length, -'\n  ]\n]'.length));
}

/** A finding as the contract has it. */
export function findingData(finding: Finding): Record<string, unknown> {
  const { group, version, kind, namespace, name } = finding.object;
  return {
    rule: finding.rule,
    severity: finding.severity,
    confidence: finding.confidence,
    message: withoutCredentials(finding.message),
    label: withoutCredentials(finding.label),
    location: locationData(finding.place),
    ...(finding.copies && { copies: finding.copies.map(locationData) }),
    object: { apiVersion: group === '' ? version : `${group}/${version}`, kind, namespace: namespace === unnamedNamespace ? '' : namespace, name },
    subjects: finding.subjects,
    evidence: finding.evidence.map(evidenceData),
    otherRoutes: finding.otherRoutes,
    remediation: finding.remediation,
    ...(finding.fix && { fix: { title: finding.fix.title, safe: finding.fix.safe } }),
    fingerprint: finding.fingerprint,
    url: rulePage(finding.rule),
  };
}

function evidenceData(evidence: Evidence): Record<string, unknown> {
  return {
    message: withoutCredentials(evidence.message),
    ...(evidence.technique !== undefined && { technique: evidence.technique }),
    ...(evidence.from !== undefined && { from: evidence.from }),
    ...(evidence.to !== undefined && { to: evidence.to }),
    location: evidence.place && locationData(evidence.place),
    ...(evidence.related && { related: evidence.related.map((related) => ({ message: withoutCredentials(related.message), location: locationData(related.place) })) }),
  };
}

/** Where a key stands, as every machine format of sa-lint writes it. */
export function locationData(place: Place): Record<string, unknown> {
  const { line, column, endLine, endColumn } = regionOf(place);
  return { file: place.file.name, line, column, endLine, endColumn, route: place.route };
}

function problemData(problem: LintResult['problems'][number]): Record<string, unknown> {
  return { file: problem.file, line: problem.line, column: problem.column, code: problem.code, message: problemMessage(problem) };
}
