import { expect, it } from 'vitest';
import { junitReport } from '#report/junit.js';
import { cardOf, flatFinding, resultOf, sampleResult } from './sample.js';

it('fails a case for each finding, errs on what was not evaluated', () => {
  expect(junitReport(resultOf([flatFinding], { problems: sampleResult.problems }), { failOn: 'medium' })).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="sa-lint" tests="2" failures="1" errors="1" skipped="0">
  <testsuite name="bind-cluster-roles" tests="1" failures="1" errors="0" skipped="0">
    <testcase classname="bind-cluster-roles" name="ClusterRole operator may bind every ClusterRole (platform/operator.yaml:14:13)" file="platform/operator.yaml" line="14"><failure type="high" message="ClusterRole operator may bind every ClusterRole">high, confidence high, at platform/operator.yaml:14:13
name the verbs and resources that are needed
https://github.com/sa-lint/sa-lint/blob/main/docs/rules/bind-cluster-roles.md</failure></testcase>
  </testsuite>
  <testsuite name="not evaluated" tests="1" failures="0" errors="1" skipped="0">
    <testcase classname="not evaluated" name="chart (charts/api/Chart.yaml:1:1)" file="charts/api/Chart.yaml" line="1"><error type="chart" message="Helm chart api was not rendered"/></testcase>
  </testsuite>
</testsuites>
`);
});

it('passes rules that find nothing, and only those that could', () => {
  const report = junitReport(resultOf([], { rules: [cardOf('wildcard-role'), cardOf('create-pod', { kind: 'technique' })] }), { failOn: 'medium' });
  expect(report).toContain('<testcase classname="wildcard-role" name="finds nothing"/>');
  expect(report).not.toContain('create-pod');
});

it('skips what is below --fail-on', () => {
  const report = junitReport(resultOf([{ ...flatFinding, severity: 'low' }]), { failOn: 'medium' });
  expect(report).toContain('failures="0" errors="0" skipped="1"');
  expect(report).toContain('<skipped message="low, below medium"/>');
});
