// Writes a large tree of manifests as platform teams have them: roles, bindings, ServiceAccounts and Deployments of 200 namespaces. Same count, same bytes.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const verbs = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection', 'bind', 'escalate', 'impersonate', '*'];
const resources = [
  'pods', 'pods/exec', 'pods/log', 'secrets', 'configmaps', 'services', 'deployments', 'daemonsets', 'statefulsets', 'jobs', 'cronjobs', 'nodes', 'nodes/proxy', 'serviceaccounts',
  'serviceaccounts/token', 'roles', 'rolebindings', 'clusterroles', 'clusterrolebindings', 'certificatesigningrequests', 'events', 'endpoints', 'persistentvolumes',
  'persistentvolumeclaims', 'ingresses', 'networkpolicies', '*',
];
const groups = ['', 'apps', 'batch', 'rbac.authorization.k8s.io', 'certificates.k8s.io', 'networking.k8s.io', '*', 'policy', 'storage.k8s.io'];
const rbac = 'rbac.authorization.k8s.io';

type Data = string | number | boolean | readonly Data[] | { readonly [key: string]: Data };

/** Writes `count` objects, ten a file, into `directory`; gives the number of files. */
export function generate(directory: string, count: number): number {
  return writeObjects(directory, objectsOf(count));
}

/** Writes `count` objects as one List on one line, as `kubectl get -o json | jq -c` prints them; gives the number of objects. */
export function generateLine(directory: string, count: number): number {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'all.json'), JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objectsOf(count) }));
  return count;
}

/** Writes `count` accounts of which each may get the token of the next, and the last everything; gives the number of objects. */
export function generateChain(directory: string, count: number): number {
  return writeAll(directory, chainOf(count));
}

/** Writes `count` namespaces with an account of their own, all of which one account of another namespace deploys to; gives the number of objects. */
export function generateTenants(directory: string, count: number): number {
  return writeAll(directory, tenantsOf(count));
}

/** Writes `count` namespaces with a bound account each, and as many users who are bound in the whole cluster; gives the number of objects. */
export function generateProduct(directory: string, count: number): number {
  return writeAll(directory, productOf(count));
}

/** Writes `count` namespaces with an operator each, as strong in its own as operators are and stronger in the cluster than they should be; gives the number of objects. */
export function generateOperators(directory: string, count: number): number {
  return writeAll(directory, operatorsOf(count));
}

/** Writes `count` namespaces with an account each, which creates pods in the next one, and the last in the first; gives the number of objects. */
export function generateRing(directory: string, count: number): number {
  return writeAll(directory, ringOf(count));
}

function writeAll(directory: string, objects: readonly Data[]): number {
  writeObjects(directory, objects);
  return objects.length;
}

function writeObjects(directory: string, objects: readonly Data[]): number {
  const made = new Set<string>();
  let files = 0;
  for (let at = 0; at < objects.length; at += 10) {
    const folder = join(directory, namespaceOf(at / 10));
    if (!made.has(folder)) mkdirSync(folder, { recursive: true });
    made.add(folder);
    writeFileSync(join(folder, `part-${at}.yaml`), objects.slice(at, at + 10).map((object) => `${yaml(object, '')}\n`).join('---\n'));
    files++;
  }
  return files;
}

const namespaceOf = (index: number) => `team-${index % 200}`;
const roleRef = (kind: string, name: string) => ({ apiGroup: rbac, kind, name });

/** Where every subject could be followed into every namespace: edges must not be their product. */
function productOf(count: number): Data[] {
  const allow = (group: string, resource: string, ...names: readonly string[]) => ({ apiGroups: [group], resources: [resource], verbs: names });
  const rules = [allow('', 'pods', 'create'), allow('', 'secrets', 'get', 'list', 'create'), allow(rbac, 'rolebindings', 'create', 'patch'), allow(rbac, 'roles', 'escalate', 'patch')];
  const each = (make: (index: number) => Data): Data[] => Array.from({ length: count }, (_, index) => make(index));
  return [
    { apiVersion: `${rbac}/v1`, kind: 'ClusterRole', metadata: { name: 'deployer' }, rules: rules.slice(0, 3) },
    ...each((index) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: `n${index}` } })),
    ...each((index) => ({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'web', namespace: `n${index}` } })),
    ...each((index) => ({ apiVersion: `${rbac}/v1`, kind: 'Role', metadata: { name: 'deployer', namespace: `n${index}` }, rules })),
    ...each((index) => ({ apiVersion: `${rbac}/v1`, kind: 'RoleBinding', metadata: { name: 'deployer', namespace: `n${index}` }, roleRef: roleRef('Role', 'deployer'), subjects: [{ kind: 'ServiceAccount', name: 'web', namespace: `n${index}` }] })),
    ...each((index) => ({ apiVersion: `${rbac}/v1`, kind: 'ClusterRoleBinding', metadata: { name: `user-${index}` }, roleRef: roleRef('ClusterRole', 'deployer'), subjects: [{ kind: 'User', name: `user-${index}`, apiGroup: rbac }] })),
  ];
}

/** Whoever may make pods gets to a node, and from there to everybody: paths must not be the product. */
function tenantsOf(count: number): Data[] {
  const rules = [{ apiGroups: ['apps'], resources: ['deployments'], verbs: ['create', 'patch'] }, { apiGroups: [''], resources: ['secrets'], verbs: ['get'] }];
  const account = (name: string, namespace: string) => ({ kind: 'ServiceAccount', name, namespace });
  const made = (name: string, namespace: string): Data => ({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } });
  return [
    made('deployer', 'ci'),
    ...Array.from({ length: count }, (_, index): Data[] => {
      const namespace = `n${index}`;
      const binding = (name: string, subject: Data): Data => ({ apiVersion: `${rbac}/v1`, kind: 'RoleBinding', metadata: { name, namespace }, roleRef: roleRef('Role', 'deployer'), subjects: [subject] });
      return [made('web', namespace), { apiVersion: `${rbac}/v1`, kind: 'Role', metadata: { name: 'deployer', namespace }, rules }, binding('ci', account('deployer', 'ci')), binding('own', account('web', namespace))];
    }).flat(),
  ];
}

/** Everybody gets everywhere: what is told of pairs of namespaces must not cost the way between them. */
function ringOf(count: number): Data[] {
  return Array.from({ length: count }, (_, index): Data[] => {
    const namespace = `n${index}`;
    const subjects = [{ kind: 'ServiceAccount', name: 'web', namespace: `n${(index + 1) % count}` }];
    return [
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'web', namespace } },
      { apiVersion: `${rbac}/v1`, kind: 'Role', metadata: { name: 'deployer', namespace }, rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['create'] }] },
      { apiVersion: `${rbac}/v1`, kind: 'RoleBinding', metadata: { name: 'deployer', namespace }, roleRef: roleRef('Role', 'deployer'), subjects },
    ];
  }).flat();
}

/** Each operator reaches every other one, so every half of a conjunction is held by all of them: holders must not be the product. */
function operatorsOf(count: number): Data[] {
  const allow = (group: string, resource: string, ...names: readonly string[]) => ({ apiGroups: [group], resources: [resource], verbs: names });
  const own = [allow('', 'secrets', '*'), allow('apps', 'deployments', '*'), allow(rbac, 'roles', '*'), allow(rbac, 'rolebindings', '*')];
  const inCluster = [allow('', 'nodes', 'get', 'patch'), allow('', 'pods', 'get', 'create'), allow('', 'secrets', 'get', 'list')];
  return Array.from({ length: count }, (_, index): Data[] => {
    const namespace = `n${index}`;
    const subjects = [{ kind: 'ServiceAccount', name: 'operator', namespace }];
    return [
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'operator', namespace } },
      { apiVersion: `${rbac}/v1`, kind: 'Role', metadata: { name: 'operator', namespace }, rules: own },
      { apiVersion: `${rbac}/v1`, kind: 'RoleBinding', metadata: { name: 'operator', namespace }, roleRef: roleRef('Role', 'operator'), subjects },
      { apiVersion: `${rbac}/v1`, kind: 'ClusterRole', metadata: { name: namespace }, rules: inCluster },
      { apiVersion: `${rbac}/v1`, kind: 'ClusterRoleBinding', metadata: { name: namespace }, roleRef: roleRef('ClusterRole', namespace), subjects },
      { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'operator', namespace }, spec: { serviceAccountName: 'operator', containers: [{ name: 'operator', image: 'registry.example.com/operator:1' }] } },
    ];
  }).flat();
}

/** A path may be as long as there are accounts, and begin at any of them. */
function chainOf(count: number): Data[] {
  const account = (index: number) => ({ kind: 'ServiceAccount', name: `sa-${index}`, namespace: 'shop' });
  const bound = (name: string, kind: string, to: number) => ({ apiVersion: `${rbac}/v1`, kind: `${kind}Binding`, metadata: { name, ...(kind === 'Role' && { namespace: 'shop' }) }, roleRef: roleRef(kind, name), subjects: [account(to)] });
  return Array.from({ length: count }, (_, index): Data[] => [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: `sa-${index}`, namespace: 'shop' } },
    { apiVersion: `${rbac}/v1`, kind: 'Role', metadata: { name: `next-${index}`, namespace: 'shop' }, rules: [{ apiGroups: [''], resources: ['serviceaccounts/token'], verbs: ['create'], resourceNames: [`sa-${index + 1}`] }] },
    bound(`next-${index}`, 'Role', index),
  ]).flat().concat({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: `sa-${count}`, namespace: 'shop' } }, bound('cluster-admin', 'ClusterRole', count));
}

function objectsOf(count: number): Data[] {
  let seed = 12345;
  const random = () => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) / 0x7fffffff;
  const below = (limit: number) => Math.floor(random() * limit);
  const some = (from: readonly string[], size: number): string[] => {
    const chosen = new Set<string>();
    while (chosen.size < size) chosen.add(from[below(from.length)] ?? '');
    return [...chosen];
  };
  const labelsOf = (name: string) => ({
    'app.kubernetes.io/name': name,
    'app.kubernetes.io/part-of': `platform-${below(50)}`,
    'app.kubernetes.io/managed-by': 'Helm',
    'helm.sh/chart': `${name}-1.${below(20)}.${below(20)}`,
  });
  const rulesOf = (size: number) =>
    Array.from({ length: size }, () => ({ apiGroups: some(groups, 1 + below(2)), resources: some(resources, 1 + below(4)), verbs: some(verbs, 1 + below(6)) }));

  return Array.from({ length: count }, (_, index): Data => {
    const [kind, name, namespace] = [index % 20, `app-${index}`, namespaceOf(index)];
    const labels = labelsOf(name);
    if (kind < 4) {
      const annotations = { 'meta.helm.sh/release-name': name, 'meta.helm.sh/release-namespace': namespace };
      return { apiVersion: `${rbac}/v1`, kind: 'Role', metadata: { name: `${name}-role`, namespace, labels, annotations }, rules: rulesOf(2 + below(5)) };
    }
    if (kind < 7) return { apiVersion: `${rbac}/v1`, kind: 'ClusterRole', metadata: { name: `${name}-crole`, labels }, rules: rulesOf(3 + below(7)) };
    if (kind < 11) {
      const subjects = [{ kind: 'ServiceAccount', name: `sa-${below(count)}`, namespace }];
      return { apiVersion: `${rbac}/v1`, kind: 'RoleBinding', metadata: { name: `${name}-rb`, namespace, labels }, roleRef: roleRef('Role', `app-${index - (kind - below(4))}-role`), subjects };
    }
    if (kind < 13) {
      const subjects = Array.from({ length: 1 + below(3) }, () => ({ kind: 'ServiceAccount', name: `sa-${below(count)}`, namespace: namespaceOf(below(count)) }));
      return { apiVersion: `${rbac}/v1`, kind: 'ClusterRoleBinding', metadata: { name: `${name}-crb`, labels }, roleRef: roleRef('ClusterRole', `app-${index - (kind - 4 - below(3))}-crole`), subjects };
    }
    if (kind < 16) {
      const annotations = { 'eks.amazonaws.com/role-arn': `arn:aws:iam::123456789012:role/${name}` };
      return { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: `sa-${index}`, namespace, labels, annotations }, automountServiceAccountToken: random() < 0.5 };
    }
    const containers = Array.from({ length: 1 + below(2) }, (_, container) => ({
      name: `c${container}`,
      image: `registry.example.com/team/${name}:v1.${below(99)}.${below(99)}`,
      args: ['--listen=:8080', '--log-level=info', `--config=/etc/${name}/config.yaml`],
      env: Array.from({ length: 3 + below(6) }, (_, variable) => ({ name: `VAR_${variable}`, value: `value number ${variable} of ${name}` })),
      ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
      resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '500m', memory: '512Mi' } },
      livenessProbe: { httpGet: { path: '/healthz', port: 8080 }, initialDelaySeconds: 10 },
      securityContext: { allowPrivilegeEscalation: random() < 0.2, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
      volumeMounts: [{ name: 'cfg', mountPath: `/etc/${name}` }],
    }));
    const podSpec = {
      serviceAccountName: `sa-${below(count)}`,
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      containers,
      volumes: [{ name: 'cfg', configMap: { name: `${name}-cfg` } }],
    };
    const template = { metadata: { labels: { app: name, ...labelsOf(name) } }, spec: podSpec };
    return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace, labels }, spec: { replicas: 1 + below(5), selector: { matchLabels: { app: name } }, template } };
  });
}

/** Block style, as manifests are written. */
function yaml(value: Data, indent: string): string {
  if (Array.isArray(value)) return (value as readonly Data[]).map((item) => `${indent}- ${yaml(item, `${indent}  `).trimStart()}`).join('\n');
  if (typeof value !== 'object') return typeof value === 'string' ? scalar(value) : String(value);
  return Object.entries(value)
    .map(([key, item]) => `${indent}${key}:${typeof item === 'object' ? `\n${yaml(item, Array.isArray(item) ? indent : `${indent}  `)}` : ` ${yaml(item, '')}`}`)
    .join('\n');
}

const scalar = (text: string) => (/^[A-Za-z/][\w./ -]*(:[\w./-]+)*$/.test(text) && !/^(y|n|yes|no|on|off|true|false|null)$/i.test(text) ? text : JSON.stringify(text));
