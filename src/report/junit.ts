// JUnit XML for CI systems that show test results: one suite a rule, one case a finding, and a passed case for each rule that found nothing.
import { listIn } from '#kube/grouped.js';
import { regionOf } from '#source/place.js';
import type { Finding, LintResult, RuleCard, Severity } from '#finding/finding.js';
import { compareText, isAtLeast } from '#finding/sort.js';
import { notEvaluated } from './counts.js';
import { harmlessLine, harmlessXml } from './harmless.js';
import { rulePage } from './links.js';
import { numbered } from './path-steps.js';
import { placeText } from './place-text.js';
import { problemMessage } from './problems.js';

/** Findings below `failOn` are skipped cases; what could not be evaluated is an error. */
export function junitReport(result: LintResult, { failOn }: { readonly failOn: Severity }): string {
  const byRule = new Map<string, Finding[]>(result.rules.filter(makesFindings).map((rule) => [rule.id, []]));
  for (const finding of result.findings) listIn(byRule, finding.rule).push(finding);
  const suites = [...byRule].sort(([left], [right]) => compareText(left, right)).map(([rule, findings]) => suiteOf(rule, findings, failOn));
  const missing = notEvaluated(result);
  if (missing.length > 0) suites.push(missingSuite(missing));
  const sum = (count: (suite: Suite) => number): number => suites.reduce((total, suite) => total + count(suite), 0);
  const totals = `tests="${sum((suite) => suite.cases.length)}" failures="${sum((suite) => suite.failures)}" errors="${sum((suite) => suite.errors)}" skipped="${sum((suite) => suite.skipped)}"`;
  return ['<?xml version="1.0" encoding="UTF-8"?>', `<testsuites name="sa-lint" ${totals}>`, ...suites.flatMap(suiteLines), '</testsuites>', ''].map(harmlessLine).join('\n');
}

interface Suite {
  readonly name: string;
  readonly cases: readonly string[];
  readonly failures: number;
  readonly errors: number;
  readonly skipped: number;
}

/** Techniques, footholds and sinks make no findings of their own: they cannot pass or fail. */
function makesFindings(rule: RuleCard): boolean {
  return rule.kind === 'grant' || rule.kind === 'object' || rule.kind === 'path';
}

function suiteOf(rule: string, findings: readonly Finding[], failOn: Severity): Suite {
  const failures = findings.filter((finding) => isAtLeast(finding.severity, failOn)).length;
  const cases = findings.length === 0 ? [`<testcase classname="${harmlessXml(rule)}" name="finds nothing"/>`] : findings.map((finding) => caseOf(finding, failOn));
  return { name: rule, cases, failures, errors: 0, skipped: findings.length - failures };
}

function caseOf(finding: Finding, failOn: Severity): string {
  const head = `<testcase classname="${harmlessXml(finding.rule)}" name="${harmlessXml(`${finding.message} (${placeText(finding.place)})`)}" file="${harmlessXml(finding.place.file.name)}" line="${regionOf(finding.place).line}">`;
  if (!isAtLeast(finding.severity, failOn)) return `${head}<skipped message="${finding.severity}, below ${failOn}"/></testcase>`;
  const body = [
    `${finding.severity}, confidence ${finding.confidence}, at ${placeText(finding.place)}`,
    ...numbered(finding.evidence, (step) => `${step.message}  ${step.place ? placeText(step.place) : 'built in'}`),
    finding.remediation,
    rulePage(finding.rule),
  ];
  return `${head}<failure type="${finding.severity}" message="${harmlessXml(finding.message)}">${body.map((line) => harmlessXml(harmlessLine(line))).join('\n')}</failure></testcase>`;
}

function missingSuite(problems: LintResult['problems']): Suite {
  const cases = problems.map((problem) => {
    const place = `${problem.file}:${problem.line}:${problem.column}`;
    return `<testcase classname="not evaluated" name="${harmlessXml(`${problem.code} (${place})`)}" file="${harmlessXml(problem.file)}" line="${problem.line}"><error type="${harmlessXml(problem.code)}" message="${harmlessXml(problemMessage(problem))}"/></testcase>`;
  });
  return { name: 'not evaluated', cases, failures: 0, errors: problems.length, skipped: 0 };
}

function suiteLines({ name, cases, failures, errors, skipped }: Suite): string[] {
  return [
    `  <testsuite name="${harmlessXml(name)}" tests="${cases.length}" failures="${failures}" errors="${errors}" skipped="${skipped}">`,
    ...cases.map((each) => `    ${each}`),
    '  </testsuite>',
  ];
}
