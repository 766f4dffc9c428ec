// Random small clusters: the graph reaches exactly what a slow evaluator reaches by trying every move on the authorizer's answers.
import { expect, test } from 'vitest';
import { startOf } from '#graph/identity.js';
import { nodeKey } from '#graph/node.js';
import { privilegeGraphOf } from '#graph/privilege-graph.js';
import { unreachable } from '#graph/search.js';
import { inventoryOfObjects } from '#kube/inventory-of.js';
import { objectsOf } from '#kube/objects.js';
import { accessOf } from '#rbac/access.js';
import { identityOf, serviceAccountUser } from '#rbac/subjects.js';
import { builtinRules } from '#rule/builtin.js';
import { readText } from '#source/read.js';
import { knownTechniques, slowReach } from './slow-evaluator.js';

const rbac = 'rbac.authorization.k8s.io';
const namespaces = ['shop', 'bank'];
const accounts = ['shop/web', 'shop/ci', 'bank/web', 'bank/ops'];
const users = ['jane', 'bob'];
const groups = ['dev'];

/** What rules are drawn from: resource, group, verbs that mean something, names that exist. */
const rights: readonly (readonly [string, string, readonly string[], readonly string[]])[] = [
  ['pods', '', ['create', 'patch', 'get', 'update'], ['web', 'other']],
  ['deployments', 'apps', ['create', 'patch', 'update'], ['api', 'other']],
  ['jobs', 'batch', ['create', 'patch'], []],
  ['secrets', '', ['get', 'list', 'create', 'update', 'patch', 'delete', 'deletecollection'], ['db', 'token', 'fresh']],
  ['serviceaccounts/token', '', ['create', 'get'], ['web', 'ops']],
  ['serviceaccounts', '', ['impersonate', 'get'], ['web', 'ops']],
  ['users', '', ['impersonate'], ['bob']],
  ['groups', '', ['impersonate'], ['dev']],
  ['pods/exec', '', ['create', 'get'], ['web']],
  ['clusterroles', rbac, ['escalate', 'bind', 'patch', 'update', 'create'], ['c0', 'c1', 'view']],
  ['roles', rbac, ['escalate', 'patch', 'create'], ['r0', 'r1']],
  ['rolebindings', rbac, ['create', 'patch'], ['x']],
  ['clusterrolebindings', rbac, ['create', 'update'], ['x']],
];

function randomCluster(seed: number): string {
  let state = seed * 2654435761 + 1;
  const below = (limit: number): number => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 3266489917) >>> 0;
    return state % limit;
  };
  const pick = <Item>(items: readonly Item[]): Item => items[below(items.length)] as Item;
  const rule = () => {
    const [resource, group, verbs, names] = pick(rights);
    const limited = names.length > 0 && below(3) === 0;
    return { apiGroups: [below(12) === 0 ? '*' : group], resources: [below(15) === 0 ? '*' : resource], verbs: below(10) === 0 ? ['*'] : [pick(verbs), pick(verbs)], ...(limited ? { resourceNames: [pick(names)] } : {}) };
  };
  const rules = () => Array.from({ length: 1 + below(3) }, rule);
  const subject = () => {
    const kind = below(4);
    if (kind === 0) return { kind: 'User', name: pick(users), apiGroup: rbac };
    if (kind === 1) return { kind: 'Group', name: pick([...groups, 'system:serviceaccounts:shop']), apiGroup: rbac };
    const [namespace, name] = pick(accounts).split('/');
    return { kind: 'ServiceAccount', name, namespace };
  };
  const object = (kind: string, name: string, namespace: string | undefined, body: object, apiVersion = 'v1') => ({ apiVersion, kind, metadata: { name, ...(namespace === undefined ? {} : { namespace }) }, ...body });
  const objects: object[] = namespaces.map((name) => object('Namespace', name, undefined, {}));
  for (const account of accounts) objects.push(object('ServiceAccount', account.split('/')[1] ?? '', account.split('/')[0], {}));
  objects.push(object('Secret', 'db', pick(namespaces), {}));
  objects.push({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'token', namespace: 'bank', annotations: { 'kubernetes.io/service-account.name': pick(['ops', 'web']) } }, type: 'kubernetes.io/service-account-token' });
  const podSpec = (name: string) => ({ serviceAccountName: name, automountServiceAccountToken: below(3) > 0, containers: [{ name: 'c', image: 'i' }] });
  objects.push(object('Pod', 'web', 'shop', { spec: podSpec('web') }));
  objects.push(object('Deployment', 'api', 'bank', { spec: { selector: { matchLabels: { a: 'b' } }, template: { metadata: { labels: { a: 'b' } }, spec: podSpec('ops') } } }, 'apps/v1'));
  for (let index = 0; index < 3; index += 1) objects.push(object('ClusterRole', `c${index}`, undefined, { rules: rules() }, `${rbac}/v1`));
  for (const namespace of namespaces) for (let index = 0; index < 2; index += 1) objects.push(object('Role', `r${index}`, namespace, { rules: rules() }, `${rbac}/v1`));
  for (let index = 0; index < 5; index += 1) {
    const role = pick([`ClusterRole/c${below(3)}`, `Role/r${below(2)}`, 'ClusterRole/view']).split('/');
    objects.push(object('RoleBinding', `b${index}`, pick(namespaces), { roleRef: { apiGroup: rbac, kind: role[0], name: role[1] }, subjects: [subject()] }, `${rbac}/v1`));
  }
  for (let index = 0; index < 2; index += 1) objects.push(object('ClusterRoleBinding', `b${index}`, undefined, { roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: `c${below(3)}` }, subjects: [subject()] }, `${rbac}/v1`));
  return objects.map((each) => JSON.stringify(each)).join('\n---\n');
}

const known: ReadonlySet<string> = new Set(knownTechniques);
const rules = { ...builtinRules(), technique: builtinRules().technique.filter(({ id }) => known.has(id)) };
const compared = /^(serviceaccount|user|secret):|^admin@/;

test.each(Array.from({ length: 10 }, (_, group) => [group]))('twenty clusters from number %i00', (group) => {
  for (let seed = group * 100; seed < group * 100 + 20; seed += 1) {
    const text = randomCluster(seed);
    const { objects } = objectsOf(readText('cluster.yaml', text).documents, {});
    const inventory = inventoryOfObjects(objects, { complete: true });
    const access = accessOf(inventory.objects, { complete: true });
    const starts = [...accounts.map((account) => [`sa:${account}`, identityOf(serviceAccountUser(...(account.split('/') as [string, string])))] as const), ...users.map((user) => [`user:${user}`, identityOf(user)] as const)];
    const graph = privilegeGraphOf(inventory, access, rules, starts.map(([, identity]) => identity));
    for (const [key, identity] of starts) {
      const start = startOf(graph, identity) ?? -1;
      const { distanceOf } = graph.searcher.from([start]);
      const reached = graph.store.nodes.filter(({ id, name, type }) => distanceOf(id) !== unreachable && (name !== '' || type === 'admin')).map(nodeKey).filter((each) => compared.test(each));
      const slow = [...slowReach(inventory, access, key, users)].map((each) => each.replace(/^sa:/, 'serviceaccount:')).filter((each) => compared.test(each));
      const nodes = new Set(graph.store.nodes.map(nodeKey));
      const more = reached.filter((each) => !slow.includes(each));
      // `admin` of a namespace is a node only where something gives it in particular, a user only where something names it.
      const less = slow.filter((each) => !reached.includes(each) && (nodes.has(each) || !/^(admin@|user:)/.test(each)));
      expect({ more, less }, `${key} in cluster ${seed}:\n${text}`).toEqual({ more: [], less: [] });
    }
  }
});
