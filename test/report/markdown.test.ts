import { expect, it } from 'vitest';
import { markdownReport } from '#report/markdown.js';
import { flatFinding, pathFinding, resultOf, sampleResult } from './sample.js';

const fence = '```';

it('folds a finding under its message, with frame, steps and picture', () => {
  expect(markdownReport(resultOf([pathFinding]), { failOn: 'medium' })).toBe(`### sa-lint: 1 finding

<details>
<summary><b>critical</b> Group dev can become cluster-admin in 3 steps <code>team/shop/rbac.yaml:11:18</code></summary>

[\`pod-creator-reaches-cluster-admin\`](https://github.com/sa-lint/sa-lint/blob/main/docs/rules/pod-creator-reaches-cluster-admin.md), confidence high

${fence}text
   |
 7 |   - apiGroups: [""]
   |
11 |     verbs: [get, create]
   |                  ^^^^^^ lets group dev create pods in namespace shop
   |
${fence}

1. creates a pod in shop (\`team/shop/rbac.yaml:11:18\`)
2. runs it as ServiceAccount shop/operator (\`platform/operator.yaml:4:9\`)
3. binds ClusterRole cluster-admin to itself (\`platform/operator.yaml:14:13\`)

holds cluster-admin (built in)

${fence}mermaid
flowchart LR
  n0["group:dev"]
  n1["capability:create-pods#64;shop"]
  n0 -->|"creates a pod in shop"| n1
  n2["serviceaccount:shop/operator"]
  n1 -->|"runs it as ServiceAccount shop/operator"| n2
  n3["sink:cluster-admin"]
  n2 -->|"binds ClusterRole cluster-admin to itself"| n3
  s8("holds cluster-admin")
  n3 --> s8
${fence}

Affects \`group:dev\`, \`user:jane\`

2 other routes to the same end

**What to do:** drop \`create\` on pods from Role shop/deployer, or move ServiceAccount operator out of namespace shop

</details>

1 finding (1 critical) in 41 files, 212 objects
`);
});

it('draws a path in the order of its steps, with the names of what is held', () => {
  const held = (id: string, label: string) => ({ id, label });
  const [jane, pods, account, admin] = [held('user:jane', 'User jane'), held('workloads@shop', 'pods of any content in namespace shop'), held('serviceaccount:shop/op', 'ServiceAccount shop/op'), held('admin@*', 'cluster-admin')] as const;
  const step = (message: string, from: typeof jane, to: typeof jane, technique?: string) => ({ message, place: null, from: from.id, to: to.id, nodes: [from, to], ...(technique && { technique }) });
  const evidence = [step('creates a pod', jane, pods, 'create-workload'), step('runs it as op', jane, account, 'use-serviceaccount'), step('holds it', account, admin)];
  const report = markdownReport(resultOf([{ ...pathFinding, evidence }]), { failOn: 'medium' });
  expect(report).toContain(`flowchart LR
  n0["User jane"]
  n1["pods of any content in namespace shop"]
  n0 -->|"creates a pod"| n1
  n2["ServiceAccount shop/op"]
  n1 -->|"runs it as op"| n2
  n3["cluster-admin"]
  n2 -->|"holds it"| n3
`);
  expect(report).toContain('1. creates a pod (built in)\n2. runs it as op (built in)\n\nholds it (built in)\n');
});

it('lists what was not evaluated, folded', () => {
  expect(markdownReport(sampleResult, { failOn: 'critical' })).toContain('<summary>Not evaluated: 1 problem</summary>\n\n- `charts/api/Chart.yaml:1:1`: Helm chart api was not rendered\n');
});

it('stays under 60 KB and counts the rest', () => {
  const report = markdownReport(resultOf(Array.from({ length: 500 }, () => pathFinding)), { failOn: 'medium' });
  expect(Buffer.byteLength(report)).toBeLessThanOrEqual(60_000);
  expect(report).toMatch(/… and \d+ more findings, which did not fit here\n/);
});

it('says that there is nothing', () => {
  expect(markdownReport(resultOf([{ ...flatFinding, severity: 'low' }]), { failOn: 'medium' })).toBe('### sa-lint: no findings\n\nNo findings in 41 files, 212 objects; 1 below medium (--fail-on)\n');
});
