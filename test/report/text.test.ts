import { describe, expect, it } from 'vitest';
import { stripVTControlCharacters } from 'node:util';
import { textReport, type TextOptions } from '#report/text.js';
import { textWidth } from '#report/width.js';
import { fileOf, findingOf, flatFinding, pathFinding, placeOf, resultOf, sampleResult } from './sample.js';

const plain: TextOptions = { color: false, width: 80, failOn: 'medium', quiet: false, links: false };

describe('textReport', () => {
  it('tells a path step by step, then the next finding, then the counts', () => {
    expect(textReport(sampleResult, plain)).toBe(`critical  pod-creator-reaches-cluster-admin
  Group dev can become cluster-admin in 3 steps
  --> team/shop/rbac.yaml:11:18
   |
 7 |   - apiGroups: [""]
   |
11 |     verbs: [get, create]
   |                  ^^^^^^ lets group dev create pods in namespace shop
   |
  1  creates a pod in shop                       team/shop/rbac.yaml:11:18
     RoleBinding shop/dev -> Role shop/deployer  team/shop/rbac.yaml:18:1
  2  runs it as ServiceAccount shop/operator     platform/operator.yaml:4:9
  3  binds ClusterRole cluster-admin to itself   platform/operator.yaml:14:13
     holds cluster-admin                         built in
  also  2 other routes, 1 other subject (user:jane)
  do    drop \`create\` on pods from Role shop/deployer, or move ServiceAccount
        operator out of namespace shop
  more  sa-lint explain pod-creator-reaches-cluster-admin

high      bind-cluster-roles
  ClusterRole operator may bind every ClusterRole
  --> platform/operator.yaml:14:13
   |
12 |   - apiGroups: [rbac.authorization.k8s.io]
13 |     resources: [clusterroles]
14 |     verbs: [bind]
   |             ^^^^ without resourceNames
   |
  do    name the verbs and resources that are needed
  more  sa-lint explain bind-cluster-roles

not evaluated  chart  charts/api/Chart.yaml:1:1
  Helm chart api was not rendered
  rendered first they are analysed: \`helm template DIR | sa-lint -\`

2 findings (1 critical, 1 high) in 41 files, 212 objects; 2 ignored; 1 chart not
rendered
`);
  });

  it('reads the same without its colours', () => {
    expect(stripVTControlCharacters(textReport(sampleResult, { ...plain, color: true }))).toBe(textReport(sampleResult, plain));
  });

  it.each([50, 80, 100, 160])('fits %i columns', (width) => {
    const lines = textReport(sampleResult, { ...plain, width, color: true }).split('\n').map((line) => stripVTControlCharacters(line));
    expect(lines.filter((line) => textWidth(line) > width)).toEqual([]);
  });

  it('counts what lies below --fail-on instead of showing it', () => {
    const text = textReport(sampleResult, { ...plain, failOn: 'critical' });
    expect(text).not.toContain('bind-cluster-roles');
    expect(text).toContain('1 finding (1 critical) in 41 files, 212 objects; 2 ignored, 1 below critical\n(--fail-on); 1 chart not rendered');
  });

  it('says nothing when quiet and clean, and one line when clean', () => {
    expect(textReport(resultOf([]), { ...plain, quiet: true })).toBe('');
    expect(textReport(resultOf([]), plain)).toBe('No findings in 41 files, 212 objects\n');
  });

  it('puts one advice for many places into one block', () => {
    const files = ['api', 'web'].map((name) => fileOf(`${name}.yaml`, `kind: Deployment\nmetadata:\n  name: ${name}\nspec:\n  first: true\n  second: true\n`));
    const findings = files.flatMap((file) =>
      ['first', 'second'].map((key) => findingOf({ place: placeOf(file, key), rule: 'token-never-used', severity: 'medium', message: `Deployment ${file.name} has ${key}`, label: key, remediation: 'drop it' })),
    );
    expect(textReport(resultOf(findings), plain)).toBe(`medium    token-never-used
  Deployment api.yaml has first
  --> api.yaml:5:3
   |
 4 | spec:
 5 |   first: true
   |   ^^^^^ first
 6 |   second: true
   |   ^^^^^^ second
   |
  also  Deployment api.yaml has second  api.yaml:6:3
        Deployment web.yaml has first   web.yaml:5:3
        Deployment web.yaml has second  web.yaml:6:3
  do    drop it
  more  sa-lint explain token-never-used

4 findings (4 medium) in 41 files, 212 objects
`);
  });

  it('adds the command that confirms each step', () => {
    const text = textReport(sampleResult, { ...plain, verify: true, width: 200 });
    expect(text).toContain('kubectl auth can-i create pods -n shop --as=jane --as-group=dev');
    expect(text).toContain('kubectl auth can-i bind clusterroles.rbac.authorization.k8s.io/cluster-admin -A --as=system:serviceaccount:shop:operator');
  });

  it('quotes names in commands for the shell', () => {
    const finding = { ...pathFinding, evidence: [{ message: 'x', place: null, asks: [{ as: "jane'; rm -rf /", verb: 'get', resource: '/metrics' }] }, { message: 'y', place: null }] };
    expect(textReport(resultOf([finding]), { ...plain, verify: true })).toContain(`kubectl auth can-i get /metrics --as='jane'\\''; rm -rf /'`);
  });

  it('lists the subjects that the message does not name', () => {
    const subjects = ['group:dev', 'shop/api', 'user:jane'];
    const also = (...named: readonly string[]): string | undefined =>
      textReport(resultOf([{ ...flatFinding, subjects, named: named.map((subject) => ({ subject, label: subject })) }]), plain).match(/^  also  .*$/m)?.[0];
    expect(also('shop/api')).toBe('  also  2 other subjects (group:dev, user:jane)');
    expect(also('shop/api', 'user:jane')).toBe('  also  1 other subject (group:dev)');
    expect(also(...subjects)).toBeUndefined();
    expect(also()).toBe('  also  3 subjects (group:dev, shop/api, user:jane)');
  });

  it('links places to their files and rules to their pages', () => {
    const text = textReport(resultOf([flatFinding]), { ...plain, links: true, workingDirectory: '/home/jane/a b' });
    expect(text).toContain('\u001b]8;;file:///home/jane/a%20b/platform/operator.yaml\u001b\\platform/operator.yaml:14:13\u001b]8;;\u001b\\');
    expect(text).toContain('/docs/rules/bind-cluster-roles.md\u001b\\');
  });

  it('tells many problems of one kind in one directory as one', () => {
    const problem = (file: string, line: number) => ({ file, line, column: 1, code: 'template' as const, message: 'holds {{\nsecret source line', severity: 'not-evaluated' as const });
    const problems = [...Array.from({ length: 40 }, (_, index) => problem(`charts/api/templates/${index}.yaml`, 3)), problem('one.yaml', 7)];
    expect(textReport(resultOf([], { problems }), plain)).toBe(`not evaluated  template  charts/api/templates/
  40 times in 40 files, first 0.yaml:3: holds {{
not evaluated  template  one.yaml:7:1
  holds {{

No findings in 41 files, 212 objects; 41 templates not rendered
`);
  });

  it('tells problems of one kind all over the tree as one', () => {
    const problems = ['a/x', 'a/y', 'a/z/deep', 'a/w'].map((chart) => ({ file: `${chart}/Chart.yaml`, line: 1, column: 1, code: 'chart' as const, message: 'not rendered', severity: 'not-evaluated' as const }));
    expect(textReport(resultOf([], { problems }), plain)).toContain('not evaluated  chart  a/\n  4 times in 4 files, first x/Chart.yaml:1: not rendered\n');
  });

  it('says how sure it is when it is not', () => {
    expect(textReport(resultOf([{ ...flatFinding, confidence: 'low' }]), plain)).toContain('high      bind-cluster-roles  (confidence low)\n');
  });
});

describe('the summary', () => {
  it('shows the worst paths first, of these the shortest, and nothing but paths', () => {
    const path = (message: string, steps: number) => ({ ...pathFinding, message, evidence: Array.from({ length: steps }, () => ({ message: 'a move', technique: 'create-workload', place: null })) });
    const held = { message: 'holds it', place: null };
    const bound = { ...pathFinding, message: 'bound twice', evidence: [held, held] };
    const short = path('in 1 step', 1);
    const text = textReport(resultOf([path('in 3 steps', 3), bound, { ...path('in 2 steps', 2), evidence: [...path('', 2).evidence, held, held] }, short, { ...short, message: 'high in 1 step', severity: 'high' }]), { ...plain, summary: true });
    expect(text.match(/^ {2}(?:critical|high) +(.*)$/gm)).toEqual(['  critical  in 1 step', '  critical  in 2 steps', '  critical  in 3 steps', '  high      high in 1 step']);
    expect(text).not.toContain('bound twice');
  });

  it('shows worst paths, choke points, rules, directories and counts on one screen', () => {
    const chokePoints = [{ message: 'RoleBinding shop/dev', place: pathFinding.place, cuts: 7, of: 9 }];
    expect(textReport({ ...sampleResult, chokePoints }, { ...plain, summary: true })).toBe(`Worst paths
  critical  Group dev can become cluster-admin in 3 steps
            team/shop/rbac.yaml:11:18

Choke points
  RoleBinding shop/dev: cuts 7 of 9 paths
  team/shop/rbac.yaml:11:18

Rules
  pod-creator-reaches-cluster-admin  1  1 critical
  bind-cluster-roles                 1  1 high

Directories
  team      1  1 critical
  platform  1  1 high

Not evaluated
  chart  charts/api/Chart.yaml:1:1

2 findings (1 critical, 1 high) in 41 files, 212 objects; 2 ignored; 1 chart not
rendered
`);
  });

  it('stays on one screen for a big tree', () => {
    const findings = Array.from({ length: 3000 }, (_, index) => {
      const file = fileOf(`team-${index % 200}/a.yaml`, 'kind: Role');
      return findingOf({ ...pathFinding, rule: `rule-${index % 90}`, place: placeOf(file, 'Role') });
    });
    const lines = textReport(resultOf(findings), { ...plain, summary: true }).split('\n');
    expect(lines.length).toBeLessThan(50);
    expect(lines).toContain('  and 194 more directories');
  });
});
