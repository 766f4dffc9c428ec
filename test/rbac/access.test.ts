// The authorizer through its door, with the traps that tools around RBAC fall into.
import { describe, expect, test } from 'vitest';
import { accessIn, answer, janeWith, request } from './world.js';

describe('a policy rule', () => {
  test.each([
    // pods does not cover pods/exec, nor the other way round; a star covers both.
    ['{ apiGroups: [""], resources: [pods], verbs: [create] }', 'create pods/exec in shop', 'no'],
    ['{ apiGroups: [""], resources: [pods/exec], verbs: [create] }', 'create pods in shop', 'no'],
    ['{ apiGroups: [""], resources: ["*"], verbs: [create] }', 'create pods/exec in shop', 'yes'],
    ['{ apiGroups: [""], resources: ["*/exec"], verbs: [create] }', 'create pods/exec in shop', 'yes'],
    // There is no such pattern: it looks like all subresources of pods, and is none.
    ['{ apiGroups: [""], resources: ["pods/*"], verbs: [create] }', 'create pods/exec in shop', 'no'],
    ['{ apiGroups: [""], resources: ["*/*"], verbs: [create] }', 'create pods/exec in shop', 'no'],
    // A POST carries no name, so names never let anybody create.
    ['{ apiGroups: [""], resources: [secrets], verbs: [create, get], resourceNames: [db] }', 'create secrets in shop', 'no'],
    ['{ apiGroups: [""], resources: [secrets], verbs: [create, get], resourceNames: [db] }', 'get secrets in shop named db', 'yes'],
    ['{ apiGroups: [""], resources: [secrets], verbs: [list], resourceNames: [db] }', 'list secrets in shop', 'no'],
    // The core group is written as an empty string.
    ['{ apiGroups: [core], resources: [pods], verbs: [get] }', 'get pods in shop', 'no'],
    ['{ apiGroups: [v1], resources: [pods], verbs: [get] }', 'get pods in shop', 'no'],
    ['{ apiGroups: ["*"], resources: [pods], verbs: [get] }', 'get pods in shop', 'yes'],
    // Neither kinds nor singular names are resources, and letter case counts.
    ['{ apiGroups: [""], resources: [pod, Pod, Pods], verbs: [get] }', 'get pods in shop', 'no'],
    ['{ apiGroups: [""], resources: [pods], verbs: [Get] }', 'get pods in shop', 'no'],
    ['{ nonResourceURLs: ["/metrics*"], verbs: [get] }', 'get /metrics/slis', 'yes'],
    ['{ nonResourceURLs: ["/api/*"], verbs: [get] }', 'get /api', 'yes'], // by system:discovery
    ['{ nonResourceURLs: ["/logs/*"], verbs: [get] }', 'get /logs', 'no'],
    ['{ nonResourceURLs: ["/*/slis"], verbs: [get] }', 'get /metrics/slis', 'no'],
  ])('%s: %s is %s', (rule, asked, expected) => {
    expect(answer(accessIn(janeWith(rule)), 'jane', asked)).toBe(expected);
  });
});

const roleInShop = `
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: reader, namespace: shop }
rules: [{ apiGroups: [""], resources: [secrets], verbs: [get] }]
`;

function binding(subjects: string, roleRef = '{ apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader }', namespace = 'shop'): string {
  return `
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: reader, namespace: ${namespace} }
roleRef: ${roleRef}
subjects: ${subjects}
`;
}

describe('a binding', () => {
  test('gives a ServiceAccount without namespace the one of its RoleBinding', () => {
    const access = accessIn(roleInShop + binding('[{ kind: ServiceAccount, name: web }]'));
    expect(answer(access, 'shop/web', 'get secrets in shop')).toBe('yes');
    expect(answer(access, 'default/web', 'get secrets in shop')).toBe('no');
  });

  test('counts in its own namespace only, also when it names a ClusterRole', () => {
    const access = accessIn(binding('[{ kind: User, name: jane }]', '{ apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view }'));
    expect(answer(access, 'jane', 'get pods in shop')).toBe('yes');
    expect(answer(access, 'jane', 'get pods in other')).toBe('no');
    expect(answer(access, 'jane', 'list pods')).toBe('no');
  });

  test('finds a Role in its own namespace only', () => {
    expect(answer(accessIn(roleInShop + binding('[{ kind: User, name: jane }]', undefined, 'other')), 'jane', 'get secrets in other')).toBe('unknown');
  });

  test('reaches a ServiceAccount by its user name and by its groups', () => {
    const access = accessIn(
      roleInShop +
        binding('[{ kind: User, name: "system:serviceaccount:shop:web" }]') +
        binding('[{ kind: Group, name: "system:serviceaccounts:jobs" }]').replace('name: reader, namespace', 'name: jobs, namespace'),
    );
    expect(answer(access, 'shop/web', 'get secrets in shop')).toBe('yes');
    expect(answer(access, 'jobs/batch', 'get secrets in shop')).toBe('yes');
    expect(answer(access, 'shop/other', 'get secrets in shop')).toBe('no');
  });

  test('takes a star for a name, not for everybody', () => {
    expect(answer(accessIn(roleInShop + binding('[{ kind: User, name: "*" }, { kind: Group, name: "*" }]')), 'jane', 'get secrets in shop')).toBe('no');
  });

  test('of subjects that are null binds nobody and is fine', () => {
    const access = accessIn(roleInShop + binding('null'));
    expect(access.problems).toEqual([]);
    expect(answer(access, 'jane', 'get secrets in shop')).toBe('no');
  });

  test('of any version of the group counts', () => {
    const old = (roleInShop + binding('[{ kind: User, name: jane }]')).replaceAll('k8s.io/v1', 'k8s.io/v1beta1');
    expect(answer(accessIn(old), 'jane', 'get secrets in shop')).toBe('yes');
  });
});

describe('what the files do not hold', () => {
  const dangling = binding('[{ kind: User, name: jane }]', '{ apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: elsewhere }');

  test('leaves the answer open, and says which role is missing', () => {
    const decision = accessIn(dangling).decide({ user: 'jane', groups: [] }, request('get pods in shop'));
    expect(decision).toEqual({ allowed: false, unknown: 'ClusterRole elsewhere, named by RoleBinding shop/reader, is in no file and not built in' });
  });

  test('is absent when the input is complete', () => {
    expect(answer(accessIn(dangling, { complete: true }), 'jane', 'get pods in shop')).toBe('no');
  });

  test('leaves other namespaces and other subjects alone', () => {
    expect(answer(accessIn(dangling), 'jane', 'get pods in other')).toBe('no');
    expect(answer(accessIn(dangling), 'tom', 'get pods in shop')).toBe('no');
  });
});

describe('an aggregated ClusterRole', () => {
  const aggregate = (rules: string, labels = 'x: "true"'): string => `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: sum }
aggregationRule: { clusterRoleSelectors: [{ matchLabels: { ${labels} } }] }
rules: ${rules}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: part, labels: { x: "true" } }
rules: [{ apiGroups: [""], resources: [secrets], verbs: [get] }]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: sum }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: sum }
subjects: [{ kind: User, name: jane }]
`;
  const written = '[{ apiGroups: [""], resources: [nodes], verbs: [get] }]';

  test('holds what it selects instead of what it wrote', () => {
    const access = accessIn(aggregate(written));
    expect(answer(access, 'jane', 'get secrets in shop')).toBe('yes');
    expect(answer(access, 'jane', 'get nodes')).toBe('no');
    expect(access.role('ClusterRole', '', 'sum')?.rules[0]?.owner.name).toBe('part');
  });

  test('keeps what it wrote while it selects no rule', () => {
    const access = accessIn(aggregate(written, 'y: "true"'));
    expect(answer(access, 'jane', 'get nodes')).toBe('yes');
    expect(answer(access, 'jane', 'get secrets in shop')).toBe('no');
  });

  test('of the built-in ones takes in what the files label for it', () => {
    const labelled = `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: widgets, labels: { rbac.authorization.k8s.io/aggregate-to-view: "true" } }
rules: [{ apiGroups: [example.io], resources: [widgets], verbs: [get] }]
`;
    const access = accessIn(labelled + binding('[{ kind: User, name: jane }]', '{ apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: admin }'));
    // view is aggregated into edit, edit into admin.
    expect(answer(access, 'jane', 'get widgets.example.io in shop')).toBe('yes');
  });

  test('in a chain of thousands is resolved, and in a circle too', () => {
    const link = (index: number, wants: number): string => `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: r${String(index).padStart(5, '0')}, labels: { link: "${index}" } }
${index === 3000 ? 'rules: [{ apiGroups: [""], resources: [secrets], verbs: [get] }]' : `aggregationRule: { clusterRoleSelectors: [{ matchLabels: { link: "${wants}" } }] }`}
`;
    const chain = Array.from({ length: 3000 }, (_, index) => link(index + 1, index + 2)).join('---');
    expect(accessIn(chain).role('ClusterRole', '', 'r00001')?.rules).toHaveLength(1);
    const circle = [link(1, 2), link(2, 3), link(3, 1)].join('---');
    expect(accessIn(circle).role('ClusterRole', '', 'r00001')?.rules).toEqual([]);
  });
});

describe('the built-in world', () => {
  test('lets system:masters do everything and the anonymous read the version', () => {
    const access = accessIn('');
    expect(answer(access, 'group:system:masters', 'delete nodes named n1')).toBe('yes');
    expect(access.decide({ user: 'system:anonymous', groups: ['system:unauthenticated'] }, request('get /version')).allowed).toBe(true);
    expect(access.decide({ user: 'system:anonymous', groups: ['system:unauthenticated'] }, request('get /api')).allowed).toBe(false);
  });

  test('gives the controllers of kube-system their rights', () => {
    expect(answer(accessIn(''), 'kube-system/clusterrole-aggregation-controller', 'escalate clusterroles.rbac.authorization.k8s.io')).toBe('yes');
  });

  test('is replaced by what the files write under the same name', () => {
    const narrowed = `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: "system:discovery" }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "system:discovery" }
subjects: []
`;
    expect(answer(accessIn(narrowed), 'jane', 'get /api')).toBe('no');
    expect(answer(accessIn(''), 'jane', 'get /api')).toBe('yes');
  });

  test('grows with the version', () => {
    const asked = 'list clustertrustbundles.certificates.k8s.io';
    expect(answer(accessIn('', { version: '1.36' }), 'shop/web', asked)).toBe('no');
    expect(answer(accessIn('', { version: '1.37' }), 'shop/web', asked)).toBe('yes');
  });
});

describe('whoCan', () => {
  test('names every subject once, with the grant that lets it', () => {
    const access = accessIn(roleInShop + binding('[{ kind: User, name: jane }, { kind: Group, name: dev }, { kind: User, name: jane }]'), { builtIn: false });
    expect(access.whoCan(request('get secrets in shop')).map(({ subject, grant }) => [subject.kind, subject.name, grant.binding.name])).toEqual([
      ['User', 'jane', 'reader'],
      ['Group', 'dev', 'reader'],
    ]);
    expect(access.whoCan(request('get secrets in other'))).toEqual([]);
  });
});
