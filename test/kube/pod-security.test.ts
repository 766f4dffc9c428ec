// Pod Security levels of namespaces, and the workloads that they refuse.
import { describe, expect, test } from 'vitest';
import { inventoryIn } from './inventory-in.js';
import type { Workload } from '#kube/inventory.js';

function workloadInNamespace(labels: string, spec: string, version?: string): Workload {
  const manifests = `apiVersion: v1\nkind: Namespace\nmetadata: { name: shop, labels: { ${labels} } }\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web, namespace: shop }\nspec: { template: { spec: { ${spec} } } }\n`;
  const [workload] = inventoryIn(manifests, version === undefined ? {} : { version }).workloads;
  if (!workload) throw new Error('the manifests hold no workload');
  return workload;
}

const plain = 'containers: [{ name: app, image: i }]';
const hostNetwork = 'hostNetwork: true, containers: [{ name: app, image: i, ports: [{ containerPort: 80 }] }]';

describe('the namespace', () => {
  test('without labels lets everything in', () => {
    expect(workloadInNamespace('', hostNetwork)).toMatchObject({ admitted: true, podSecurity: { refused: [] } });
  });

  test('refuses what its level does not allow: the Deployment applies, its pods never start', () => {
    const workload = workloadInNamespace('pod-security.kubernetes.io/enforce: baseline', hostNetwork);
    expect(workload.admitted).toBe(false);
    // The container port becomes a host port in pods, though not in the template.
    expect(workload.error).toBe('pods "web" is forbidden: violates PodSecurity "baseline:latest": host namespaces (hostNetwork=true), hostPort (container "app" uses hostPort 80)');
  });

  test('lets in what complies', () => {
    expect(workloadInNamespace('pod-security.kubernetes.io/enforce: baseline', plain).admitted).toBe(true);
  });

  test('is restricted when its level cannot be read', () => {
    expect(workloadInNamespace('pod-security.kubernetes.io/enforce: Baseline', plain)).toMatchObject({ admitted: false, podSecurity: { enforced: { level: 'restricted' } } });
  });

  test('only warns without enforce', () => {
    expect(workloadInNamespace('pod-security.kubernetes.io/warn: restricted', plain).admitted).toBe(true);
  });
});

describe('the version', () => {
  const sysctl = 'securityContext: { sysctls: [{ name: net.ipv4.tcp_slow_start_after_idle }] }, containers: [{ name: app, image: i }]';

  test('of the policy decides', () => {
    const probe = 'containers: [{ name: app, image: i, livenessProbe: { httpGet: { host: 127.0.0.1, port: 1 } } }]';
    const labels = (version: string): string => `pod-security.kubernetes.io/enforce: baseline, pod-security.kubernetes.io/enforce-version: ${version}`;
    expect(workloadInNamespace(labels('v1.33'), probe).admitted).toBe(true);
    expect(workloadInNamespace(labels('v1.34'), probe).admitted).toBe(false);
  });

  test('of the cluster bounds what `latest` knows', () => {
    expect(workloadInNamespace('', sysctl, '1.36').podSecurity.baseline.map(({ check }) => check)).toEqual(['sysctls']);
    expect(workloadInNamespace('', sysctl, '1.37').podSecurity.baseline).toEqual([]);
  });
});

describe('the cluster', () => {
  const configured = (configuration: string): Workload | undefined =>
    inventoryIn(`apiVersion: apiserver.config.k8s.io/v1
kind: AdmissionConfiguration
plugins:
  - name: PodSecurity
    configuration:
      apiVersion: pod-security.admission.config.k8s.io/v1
      kind: PodSecurityConfiguration
      defaults: { enforce: baseline }
      exemptions: { ${configuration} }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec: { template: { spec: { runtimeClassName: kata, ${hostNetwork} } } }
`).workloads[0];

  test('may have a level for namespaces that say nothing', () => {
    expect(configured('namespaces: [mall]')).toMatchObject({ admitted: false, podSecurity: { enforced: { level: 'baseline' } } });
  });

  test.each([
    ['namespaces: [shop]', 'namespace'],
    ['usernames: ["system:serviceaccount:kube-system:replicaset-controller"]', 'user'],
    ['runtimeClasses: [kata]', 'runtimeClass'],
  ])('lets off with %s', (configuration, exempt) => {
    expect(configured(configuration)).toMatchObject({ admitted: true, podSecurity: { exempt, refused: [] } });
  });

  test('does not let off whoever is named like the pods\' account', () => {
    expect(configured('usernames: ["system:serviceaccount:shop:default"]')?.admitted).toBe(false);
  });
});

test('restricted controls replace the baseline ones they are stricter than', () => {
  const { podSecurity } = workloadInNamespace('', 'containers: [{ name: app, image: i, securityContext: { capabilities: { add: [SYS_ADMIN] } } }]');
  expect(podSecurity.baseline.map(({ check }) => check)).toEqual(['capabilities_baseline']);
  expect(podSecurity.restricted.map(({ check }) => check)).toEqual(['allowPrivilegeEscalation', 'capabilities_restricted', 'runAsNonRoot', 'seccompProfile_restricted']);
});

describe('labels of a Namespace that set nothing', () => {
  const problems = (labels: string): string[] =>
    inventoryIn(`apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  labels:\n    ${labels}\n`).problems.map(({ line, severity, message }) => `${line} ${severity} ${message}`);

  test.each([
    ['enforce: strict', 'enforce is "strict" and must be one of privileged, baseline, restricted; the API server refuses it'],
    ['enforce: Baseline', 'enforce is "Baseline" and must be one of privileged, baseline, restricted; the API server refuses it'],
    ['warn: ""', 'warn is "" and must be one of privileged, baseline, restricted; the API server refuses it'],
    ['enforce-version: "1.30"', 'enforce-version is "1.30" and must be "latest" or "v1.x"; the API server refuses it'],
    ['enforce-version: 1.30', 'enforce-version is a number, not a string; the API server refuses it'],
    ['enfroce: baseline', 'enfroce is none that Pod Security reads'],
    ['level: baseline', 'level is none that Pod Security reads'],
  ])('%s', (label, problem) => {
    expect(problems(`pod-security.kubernetes.io/${label}`)).toEqual([`6 note Namespace shop: label pod-security.kubernetes.io/${problem}`]);
  });

  test.each(['pod-security.kubernetes.io/enforce: baseline', 'pod-security.kubernetes.io/audit-version: v1.30', 'pod-security.kubernetes.io/warn-version: latest', 'example.com/pod-security: strict'])('%s does', (label) => {
    expect(problems(label)).toEqual([]);
  });
});

describe('defaults of a PodSecurityConfiguration', () => {
  const configuration = (defaults: string): string => `apiVersion: apiserver.config.k8s.io/v1
kind: AdmissionConfiguration
plugins:
  - name: PodSecurity
    configuration:
      apiVersion: pod-security.admission.config.k8s.io/v1
      kind: PodSecurityConfiguration
      defaults: {${defaults}}
`;
  const problems = (defaults: string): string[] => inventoryIn(configuration(defaults)).problems.map(({ line, severity, message }) => `${line} ${severity} ${message}`);

  test('that cannot be read are said', () => {
    const end = '; the API server does not start with it, and it counts as not given';
    expect(problems('enforce: basline, enforce-version: 1.30')).toEqual([
      `8 not-evaluated plugins[0].configuration.defaults.enforce is "basline", not privileged, baseline or restricted${end}`,
      `8 not-evaluated plugins[0].configuration.defaults.enforce-version is 1.3, not latest or v1.x${end}`,
    ]);
  });

  test.each(['enforce: baseline, enforce-version: latest, warn: restricted', ''])('%s can be read', (defaults) => {
    expect(problems(defaults)).toEqual([]);
  });
});
