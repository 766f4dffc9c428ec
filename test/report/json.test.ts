import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { jsonReport } from '#report/json.js';
import { findingOf, flatFinding, pathFinding, resultOf, sampleResult } from './sample.js';

const schema = JSON.parse(readFileSync('src/report/findings.schema.json', 'utf8')) as object;
const isValid = new Ajv({ strict: false }).compile(schema);

describe('jsonReport', () => {
  it('is what the contract says', () => {
    const report = JSON.parse(jsonReport(resultOf([flatFinding]))) as unknown;
    expect(report).toEqual({
      version: 1,
      tool: { name: 'sa-lint', version: '0.1.0' },
      summary: { files: 41, documents: 230, objects: 212, findings: { critical: 0, high: 1, medium: 0, low: 0, info: 0 }, hidden: { ignored: 0, baseline: 0 }, notEvaluated: 0 },
      findings: [
        {
          rule: 'bind-cluster-roles',
          severity: 'high',
          confidence: 'high',
          message: 'ClusterRole operator may bind every ClusterRole',
          label: 'without resourceNames',
          location: { file: 'platform/operator.yaml', line: 14, column: 13, endLine: 14, endColumn: 17, route: 'rules[0].verbs[0]' },
          object: { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', namespace: '', name: 'operator' },
          subjects: [],
          evidence: [],
          otherRoutes: 0,
          remediation: 'name the verbs and resources that are needed',
          fingerprint: flatFinding.fingerprint,
          url: 'https://github.com/sa-lint/sa-lint/blob/main/docs/rules/bind-cluster-roles.md',
        },
      ],
      notEvaluated: [],
      notes: [],
    });
  });

  it.each([
    ['paths and problems', sampleResult],
    ['nothing', resultOf([])],
    ['a fix', resultOf([{ ...flatFinding, fix: { title: 'drop it', safe: true, edits: [] } }])],
  ])('fits its schema with %s', (_, result) => {
    expect(isValid(JSON.parse(jsonReport(result))) || isValid.errors).toBe(true);
  });

  it('gives null for what is built in, and the places behind a step', () => {
    const { findings } = JSON.parse(jsonReport(resultOf([pathFinding]))) as { findings: { evidence: { location: unknown; related?: { location: { line: number } }[] }[] }[] };
    expect(findings[0]?.evidence[3]?.location).toBeNull();
    expect(findings[0]?.evidence[0]?.related?.[0]?.location.line).toBe(18);
  });

  it('lists notes apart from what was not evaluated', () => {
    const note = { file: 'a.yaml', line: 2, column: 1, code: 'unused-ignore', message: 'x', severity: 'note' } as const;
    const report = JSON.parse(jsonReport(resultOf([], { problems: [note] }))) as { summary: { notEvaluated: number }; notEvaluated: unknown[]; notes: unknown[] };
    expect(report).toMatchObject({ summary: { notEvaluated: 0 }, notEvaluated: [], notes: [{ file: 'a.yaml', code: 'unused-ignore' }] });
  });

  it('has no namespace where the files do not say one', () => {
    const finding = findingOf({ place: flatFinding.place, object: { group: '', version: 'v1', kind: 'ServiceAccount', namespace: '(unnamed)', name: 'web' } });
    expect((JSON.parse(jsonReport(resultOf([finding]))) as { findings: { object: unknown }[] }).findings[0]?.object).toEqual({ apiVersion: 'v1', kind: 'ServiceAccount', namespace: '', name: 'web' });
  });
});
