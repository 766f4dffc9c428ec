import { expect, it } from 'vitest';
import { githubReport } from '#report/github.js';
import { fileOf, findingOf, flatFinding, placeOf, resultOf, sampleResult } from './sample.js';

const options = { failOn: 'info' } as const;

it('annotates lines, with the steps in the message', () => {
  const [path, flat, chart, counts] = githubReport(sampleResult, options).split('\n');
  expect(path).toBe(
    '::error file=team/shop/rbac.yaml,line=11,col=18,endColumn=24,title=critical%3A pod-creator-reaches-cluster-admin::Group dev can become cluster-admin in 3 steps' +
      '%0A1. creates a pod in shop (team/shop/rbac.yaml:11:18)%0A2. runs it as ServiceAccount shop/operator (platform/operator.yaml:4:9)' +
      '%0A3. binds ClusterRole cluster-admin to itself (platform/operator.yaml:14:13)%0Aholds cluster-admin (built in)' +
      '%0Adrop `create` on pods from Role shop/deployer, or move ServiceAccount operator out of namespace shop',
  );
  expect(flat).toContain('::error file=platform/operator.yaml,line=14');
  expect(chart).toBe('::warning file=charts/api/Chart.yaml,line=1,col=1,title=not evaluated%3A chart::Helm chart api was not rendered');
  expect(counts).toBe('2 findings (1 critical, 1 high) in 41 files, 212 objects; 2 ignored; 1 chart not rendered');
});

it('gives ten annotations of each level and counts the rest', () => {
  const findings = (['high', 'medium', 'low'] as const).flatMap((severity) => Array.from({ length: 12 }, () => ({ ...flatFinding, severity })));
  const lines = githubReport(resultOf(findings), options).split('\n');
  const count = (start: string): number => lines.filter((line) => line.startsWith(start)).length;
  expect([count('::error '), count('::warning '), count('::notice ')]).toEqual([10, 10, 10]);
  expect(lines.at(-3)).toBe('::notice title=sa-lint::7 more annotations not shown: GitHub takes 10 of each level');
});

it('leaves out what is below --fail-on', () => {
  expect(githubReport(resultOf([{ ...flatFinding, severity: 'low' }]), { failOn: 'medium' })).toBe('No findings in 41 files, 212 objects; 1 below medium (--fail-on)\n');
});

it('escapes properties and messages', () => {
  const file = fileOf('a,b:c%d.yaml', 'kind: Role');
  expect(githubReport(resultOf([findingOf({ place: placeOf(file, 'Role'), message: '100%, a:b' })]), options)).toMatch(/^::error file=a%2Cb%3Ac%25d\.yaml,.*::100%25, a:b%0A/);
});
