// SARIF 2.1.0 as GitHub code scanning reads it, complete enough for other viewers; written result by result, so that size is no matter of memory.
import type { Notification, ReportingDescriptor, Result, Run, ToolComponent } from 'sarif';
import { severities, type Finding, type LintResult, type RuleCard } from '#finding/finding.js';
import { counted } from './counts.js';
import { fileUri, harmless, harmlessJson } from './harmless.js';
import { homepage } from './links.js';
import { problemMessage } from './problems.js';
import { root, sarifResult } from './sarif-result.js';
import { sarifRule, taxonomies } from './sarif-rule.js';

/** Code scanning refuses a file with more results (docs.github.com, "SARIF support for code scanning"). */
const mostResults = 25_000;
/** Notifications say what is missing; beyond this many, how many more. */
const mostNotifications = 1_000;

/** What was analysed, where version control knows. */
export interface Provenance {
  /** Absolute, like `https://github.com/owner/name`. */
  readonly repositoryUri: string;
  readonly revisionId?: string;
  readonly branch?: string;
}

/** Writes the whole log in pieces; no piece is larger than one result. */
export function sarifReport(result: LintResult, write: (chunk: string) => void, provenance?: Provenance): void {
  const findings = mostSevere(result.findings, mostResults);
  const rules = rulesOf(result, findings);
  const indexOf = new Map(rules.map((rule, index) => [rule.id, index]));
  const catalogues = taxonomies(rules);
  const driver: ToolComponent = {
    name: 'sa-lint',
    semanticVersion: result.version,
    version: result.version,
    informationUri: homepage,
    ...(catalogues.length > 0 && { supportedTaxonomies: catalogues.map(({ name, guid }, index) => ({ name, index, ...(guid !== undefined && { guid }) })) }),
    rules: rules.map((rule): ReportingDescriptor => sarifRule(rule, catalogues)),
  };
  const head: Partial<Run> = {
    tool: { driver },
    columnKind: 'utf16CodeUnits',
    originalUriBaseIds: { [root]: { description: { text: 'The directory in which sa-lint ran: the root of the repository.' } } },
    ...(provenance && { versionControlProvenance: [{ ...provenance, mappedTo: { uriBaseId: root } }] }),
    ...(catalogues.length > 0 && { taxonomies: catalogues }),
    invocations: [
      {
        executionSuccessful: true,
        toolExecutionNotifications: [...cutNotice(result.findings.length - findings.length), ...notifications(result.problems)],
      },
    ],
    redactionTokens: ['***'],
  };
  write(`{"version":"2.1.0","$schema":"https://json.schemastore.org/sarif-2.1.0.json","runs":[\n${json(head).slice(0, -1)},"results":[`);
  findings.forEach((finding, index) => {
    write(`${index === 0 ? '' : ','}\n${json(sarifResult(finding, indexOf.get(finding.rule) ?? -1) satisfies Result)}`);
  });
  write('\n]}]}\n');
}

function json(data: unknown): string {
  return harmlessJson(JSON.stringify(data));
}

/** The worst findings in their order; the order of the input is kept where everything fits. */
function mostSevere(findings: readonly Finding[], limit: number): readonly Finding[] {
  if (findings.length <= limit) return findings;
  return severities.flatMap((severity) => findings.filter((finding) => finding.severity === severity)).slice(0, limit);
}

/** Every rule that was run; one that only a finding names gets a card made from the finding. */
function rulesOf(result: LintResult, findings: readonly Finding[]): RuleCard[] {
  const cards = new Map(result.rules.map((rule) => [rule.id, rule]));
  for (const finding of findings) {
    if (cards.has(finding.rule)) continue;
    const { rule: id, severity, confidence, remediation } = finding;
    cards.set(id, { id, title: id, kind: 'object', severity, confidence, rationale: id, remediation, references: {} });
  }
  return [...cards.values()];
}

function cutNotice(left: number): Notification[] {
  if (left === 0) return [];
  const text = `${counted(left, 'finding')} of the lowest severities left out: code scanning takes ${mostResults} results at most. Use -f json for all of them.`;
  return [{ level: 'warning', message: { text }, descriptor: { id: 'results-cut' } }];
}

function notifications(problems: LintResult['problems']): Notification[] {
  const made = problems.slice(0, mostNotifications).map((problem): Notification => {
    const region = { startLine: Math.max(1, problem.line), startColumn: Math.max(1, problem.column) };
    return {
      level: problem.severity === 'note' ? 'note' : 'warning',
      message: { text: `${problem.severity === 'note' ? '' : 'Not evaluated: '}${problemMessage(problem)}.` },
      descriptor: { id: problem.code },
      ...(problem.file !== '' && { locations: [{ physicalLocation: { artifactLocation: { uri: fileUri(problem.file) }, region } }] }),
    };
  });
  const left = problems.length - made.length;
  if (left > 0) made.push({ level: 'warning', message: { text: `${harmless(counted(left, 'more problem'))} not listed here.` }, descriptor: { id: 'notifications-cut' } });
  return made;
}
