import { describe, expect, it } from 'vitest';
import type { Log, Result, Run } from 'sarif';
import type { LintResult } from '#finding/finding.js';
import { fileUri } from '#report/harmless.js';
import { sarifReport } from '#report/sarif.js';
import { cardOf, fileOf, findingOf, flatFinding, pathFinding, placeOf, resultOf, sampleResult } from './sample.js';

function runOf(result: LintResult): Run & { results: Result[] } {
  const chunks: string[] = [];
  sarifReport(result, (chunk) => chunks.push(chunk));
  const log = JSON.parse(chunks.join('')) as Log;
  expect(log.version).toBe('2.1.0');
  const [run] = log.runs;
  if (!run?.results || log.runs.length !== 1) throw new Error('not one run with results');
  return { ...run, results: run.results };
}

/** Every `uri` of an artifact location anywhere in the log. */
function urisIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(urisIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === 'artifactLocation' ? [String((inner as { uri: unknown }).uri)] : urisIn(inner)));
}

describe('sarifReport', () => {
  it('has what code scanning reads of a rule', () => {
    const [rule] = runOf(sampleResult).tool.driver.rules ?? [];
    expect(rule).toMatchObject({
      id: 'pod-creator-reaches-cluster-admin',
      name: 'PodCreatorReachesClusterAdmin',
      shortDescription: { text: 'Role allows everything.' },
      defaultConfiguration: { level: 'error' },
      properties: { precision: 'very-high', 'security-severity': '8.0', tags: ['security', 'kubernetes', 'grant', 'CIS 5.1.3', 'MITRE T1078.001', 'Microsoft MS-TA9019', 'OWASP K03'] },
    });
    expect(rule?.help?.text).toContain('What to do: Name the verbs');
    expect(rule?.help?.markdown).toContain('## What to do');
  });

  it('keeps ten tags and short texts', () => {
    const card = cardOf('many', { rationale: 'long '.repeat(1000), references: { cis: Array.from({ length: 30 }, (_, index) => `5.1.${index}`) } });
    const [rule] = runOf(resultOf([], { rules: [card] })).tool.driver.rules ?? [];
    expect(rule?.properties?.tags).toHaveLength(10);
    expect(rule?.fullDescription?.text.length).toBeLessThanOrEqual(1024);
  });

  it('links every located step from the message, and every link has its place', () => {
    const [result] = runOf(sampleResult).results;
    expect(result?.message.text).toContain('1. [creates a pod in shop](1); 2. [runs it as ServiceAccount shop/operator](3); 3. [binds ClusterRole cluster-admin to itself](4); holds cluster-admin.');
    expect(result?.relatedLocations?.map((location) => [location.id, location.message?.text])).toEqual([
      [1, 'creates a pod in shop.'],
      [2, 'RoleBinding shop/dev -> Role shop/deployer.'],
      [3, 'runs it as ServiceAccount shop/operator.'],
      [4, 'binds ClusterRole cluster-admin to itself.'],
    ]);
  });

  it('locates every step of the code flow, built-in ones where the step before was written', () => {
    const [result] = runOf(sampleResult).results;
    const steps = result?.codeFlows?.[0]?.threadFlows[0]?.locations ?? [];
    expect(steps.map((step) => [step.location?.physicalLocation?.artifactLocation?.uri, step.location?.physicalLocation?.region?.startLine])).toEqual([
      ['team/shop/rbac.yaml', 11],
      ['platform/operator.yaml', 4],
      ['platform/operator.yaml', 14],
      ['platform/operator.yaml', 14],
    ]);
    expect(steps[3]?.location?.message?.text).toBe('holds cluster-admin (built into every cluster).');
  });

  it('points at one key on one line', () => {
    const file = fileOf('a.yaml', 'key: "one\n  two"\n');
    const [result] = runOf(resultOf([findingOf({ place: { file, start: 5, end: 16, route: 'key' } })])).results;
    expect(result?.locations?.[0]?.physicalLocation?.region).toMatchObject({ startLine: 1, startColumn: 6, endColumn: 10 });
  });

  it('joins results to their rules and keeps fingerprints', () => {
    const { results, tool } = runOf(sampleResult);
    for (const result of results) expect(tool.driver.rules?.[result.ruleIndex ?? -1]?.id).toBe(result.ruleId);
    expect(results.map((result) => result.partialFingerprints?.['primaryLocationLineHash'])).toEqual([`${pathFinding.fingerprint}:1`, `${flatFinding.fingerprint}:1`]);
  });

  it('describes a rule that has no card', () => {
    expect(runOf(resultOf([flatFinding], { rules: [] })).tool.driver.rules?.[0]?.id).toBe('bind-cluster-roles');
  });

  it('has results when there are none', () => {
    expect(runOf(resultOf([])).results).toEqual([]);
  });

  it('lists what was not evaluated as located notifications', () => {
    const [invocation] = runOf(sampleResult).invocations ?? [];
    expect(invocation).toMatchObject({ executionSuccessful: true, toolExecutionNotifications: [{ level: 'warning', descriptor: { id: 'chart' }, locations: [{ physicalLocation: { artifactLocation: { uri: 'charts/api/Chart.yaml' } } }] }] });
  });

  it('writes fixes of the own file, and none that it cannot place', () => {
    const edit = { file: flatFinding.place.file.name, start: flatFinding.place.start, end: flatFinding.place.end, replacement: 'get' };
    const [result] = runOf(resultOf([{ ...flatFinding, fix: { title: 'replace it', safe: false, edits: [edit] } }])).results;
    expect(result?.fixes?.[0]?.artifactChanges[0]?.replacements).toEqual([{ deletedRegion: { startLine: 14, startColumn: 13, endLine: 14, endColumn: 17 }, insertedContent: { text: 'get' } }]);
    const other = { ...edit, file: 'elsewhere.yaml' };
    expect(runOf(resultOf([{ ...flatFinding, fix: { title: 'x', safe: true, edits: [other] } }])).results[0]?.fixes).toBeUndefined();
  });

  it('names catalogues as taxonomies that rules refer to', () => {
    const run = runOf(sampleResult);
    expect(run.taxonomies?.map((taxonomy) => [taxonomy.name, taxonomy.taxa?.map((taxon) => taxon.id)])).toEqual([
      ['CIS Kubernetes Benchmark', ['5.1.3']],
      ['MITRE ATT&CK', ['T1078.001']],
      ['Threat Matrix for Kubernetes', ['MS-TA9019']],
      ['OWASP Kubernetes Top Ten', ['K03']],
    ]);
    for (const rule of run.tool.driver.rules ?? []) {
      for (const { target } of rule.relationships ?? []) expect(run.taxonomies?.[target.toolComponent?.index ?? -1]?.name).toBe(target.toolComponent?.name);
    }
  });

  it('leaves out the least severe beyond 25,000 results, and says so', () => {
    const low = findingOf({ place: flatFinding.place, severity: 'low' });
    const run = runOf(resultOf([...Array.from({ length: 25_000 }, () => low), pathFinding]));
    expect(run.results).toHaveLength(25_000);
    expect(run.results[0]?.ruleId).toBe(pathFinding.rule);
    expect(run.invocations?.[0]?.toolExecutionNotifications?.[0]?.message.text).toContain('1 finding of the lowest severities left out');
  });

  it('keeps 100 related locations', () => {
    const step = pathFinding.evidence[0];
    if (!step) throw new Error('no step');
    const [result] = runOf(resultOf([{ ...pathFinding, evidence: Array.from({ length: 5000 }, () => step) }])).results;
    expect(result?.relatedLocations).toHaveLength(100);
    expect(result?.codeFlows?.[0]?.threadFlows[0]?.locations).toHaveLength(1000);
  });

  it('writes in pieces no larger than a result', () => {
    let largest = 0;
    sarifReport(resultOf(Array.from({ length: 1000 }, () => pathFinding)), (chunk) => (largest = Math.max(largest, chunk.length)));
    expect(largest).toBeLessThan(10_000);
  });

  it('shows the place of use of an alias', () => {
    const place = { ...flatFinding.place, usedAt: { start: 0, end: 3 } };
    expect(runOf(resultOf([{ ...flatFinding, place }])).results[0]?.relatedLocations?.[0]?.message?.text).toBe('Used here through an alias.');
  });

  it.each([
    ['a b/ü.yaml', 'a%20b/%C3%BC.yaml'],
    ['./a.yaml', 'a.yaml'],
    ['../b/a.yaml', '../b/a.yaml'],
    ['a\\b.yaml', 'a/b.yaml'],
    ['/etc/a.yaml', 'file:///etc/a.yaml'],
    ['c:a.yaml', 'c%3Aa.yaml'],
    ['50%?#.yaml', '50%25%3F%23.yaml'],
    ['\ud800.yaml', '%EF%BF%BD.yaml'],
    ['<stdin>', '%3Cstdin%3E'],
    ['', 'stdin'],
  ])('refers to %j as %s', (name, uri) => {
    expect(fileUri(name)).toBe(uri);
  });

  it('has no empty reference anywhere', () => {
    const files = ['', ' ', 'a b.yaml', '\n'].map((name) => fileOf(name, 'kind: Role'));
    const run = runOf(resultOf(files.map((file) => findingOf({ place: placeOf(file, 'Role') }))));
    expect(urisIn(run).every((uri) => uri !== '' && !/\s/.test(uri))).toBe(true);
    expect(urisIn(run)).toHaveLength(4);
  });
});
