// Results made by hand, as the check stage would hand them on.
import { fingerprintOf } from '#finding/fingerprint.js';
import type { Evidence, Finding, LintResult, RuleCard } from '#finding/finding.js';
import type { Place, SourceFile } from '#source/document.js';

export function fileOf(name: string, text: string): SourceFile {
  return { name, text, cluster: false, directory: name.includes('/') ? name.slice(0, name.lastIndexOf('/')) : '.' };
}

/** The place of the `nth` (from 0) occurrence of `word`. */
export function placeOf(file: SourceFile, word: string, route = 'metadata.name', nth = 0): Place {
  let start = file.text.indexOf(word);
  for (let times = 0; times < nth; times++) start = file.text.indexOf(word, start + 1);
  if (start < 0) throw new Error(`${word} is not in ${file.name}`);
  return { file, start, end: start + word.length, route };
}

export function findingOf(given: Partial<Finding> & Pick<Finding, 'place'>): Finding {
  const finding = {
    rule: 'wildcard-role',
    severity: 'high',
    confidence: 'high',
    message: 'Role shop/deployer allows everything in namespace shop',
    label: 'allows every verb',
    object: { group: 'rbac.authorization.k8s.io', version: 'v1', kind: 'Role', namespace: 'shop', name: 'deployer' },
    subjects: [],
    evidence: [],
    otherRoutes: 0,
    remediation: 'name the verbs and resources that are needed',
    ...given,
  } satisfies Omit<Finding, 'fingerprint'>;
  return { fingerprint: fingerprintOf({ rule: finding.rule, object: finding.object, key: finding.place.route, subjects: finding.subjects }), ...finding };
}

export function cardOf(id: string, given: Partial<RuleCard> = {}): RuleCard {
  return {
    id,
    title: 'Role allows everything',
    kind: 'grant',
    severity: 'high',
    confidence: 'high',
    rationale: 'Whoever holds the role may do whatever the API server offers',
    remediation: 'Name the verbs and resources that are needed',
    references: { cis: ['5.1.3'], mitre: ['T1078.001'], microsoft: ['MS-TA9019'], owasp: ['K03'], urls: ['https://kubernetes.io/docs/concepts/security/rbac-good-practices/'] },
    ...given,
  };
}

export function resultOf(findings: readonly Finding[], given: Partial<LintResult> = {}): LintResult {
  return {
    version: '0.1.0',
    findings,
    problems: [],
    counts: { files: 41, documents: 230, objects: 212 },
    hidden: { ignored: 0, baseline: 0 },
    rules: [...new Set(findings.map((finding) => finding.rule))].map((id) => cardOf(id)),
    ...given,
  };
}

const rbac = fileOf(
  'team/shop/rbac.yaml',
  `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: deployer
  namespace: shop
rules:
  - apiGroups: [""]
    resources:
      - pods
      - configmaps
    verbs: [get, create]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: dev, namespace: shop }
subjects:
  - { kind: Group, name: dev, apiGroup: rbac.authorization.k8s.io }
roleRef: { kind: Role, name: deployer, apiGroup: rbac.authorization.k8s.io }
`,
);
const operator = fileOf(
  'platform/operator.yaml',
  `apiVersion: v1
kind: ServiceAccount
metadata:
  name: operator
  namespace: shop
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: operator
rules:
  - apiGroups: [rbac.authorization.k8s.io]
    resources: [clusterroles]
    verbs: [bind]
`,
);

const steps: Evidence[] = [
  {
    message: 'creates a pod in shop',
    technique: 'create-pod',
    place: placeOf(rbac, 'create', 'rules[0].verbs[1]'),
    related: [{ message: 'RoleBinding shop/dev -> Role shop/deployer', place: placeOf(rbac, 'roleRef', 'roleRef') }],
    from: 'group:dev',
    to: 'capability:create-pods@shop',
    asks: [{ as: 'jane', groups: ['dev'], verb: 'create', resource: 'pods', namespace: 'shop' }],
  },
  {
    message: 'runs it as ServiceAccount shop/operator',
    technique: 'use-service-account',
    place: placeOf(operator, 'operator'),
    from: 'capability:create-pods@shop',
    to: 'serviceaccount:shop/operator',
  },
  {
    message: 'binds ClusterRole cluster-admin to itself',
    technique: 'bind-role',
    place: placeOf(operator, 'bind', 'rules[0].verbs[0]'),
    from: 'serviceaccount:shop/operator',
    to: 'sink:cluster-admin',
    asks: [{ as: 'system:serviceaccount:shop:operator', verb: 'bind', resource: 'clusterroles.rbac.authorization.k8s.io', name: 'cluster-admin' }],
  },
  { message: 'holds cluster-admin', place: null },
];

/** The example of the contract: a path of four steps over two files, the last of them built in. */
export const pathFinding = findingOf({
  rule: 'pod-creator-reaches-cluster-admin',
  severity: 'critical',
  message: 'Group dev can become cluster-admin in 3 steps',
  label: 'lets group dev create pods in namespace shop',
  place: placeOf(rbac, 'create', 'rules[0].verbs[1]'),
  subjects: ['group:dev', 'user:jane'],
  evidence: steps,
  otherRoutes: 2,
  remediation: 'drop `create` on pods from Role shop/deployer, or move ServiceAccount operator out of namespace shop',
});

export const flatFinding = findingOf({
  place: placeOf(operator, 'bind', 'rules[0].verbs[0]'),
  rule: 'bind-cluster-roles',
  object: { group: 'rbac.authorization.k8s.io', version: 'v1', kind: 'ClusterRole', namespace: '', name: 'operator' },
  message: 'ClusterRole operator may bind every ClusterRole',
  label: 'without resourceNames',
});

export const sampleResult = resultOf([pathFinding, flatFinding], {
  hidden: { ignored: 2, baseline: 0 },
  problems: [{ file: 'charts/api/Chart.yaml', line: 1, column: 1, code: 'chart', message: 'Helm chart api was not rendered', severity: 'not-evaluated' }],
});
