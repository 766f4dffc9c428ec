// Answers a million `can-i` questions about a tree in one process, and stops there: what bench.ts measures. Same tree, same questions.
import { collect } from '#source/collect.js';
import { readFiles } from '#source/read.js';
import { objectsOf } from '#kube/objects.js';
import { worldsOf } from '#kube/worlds.js';
import { accessOf } from '#rbac/access.js';
import { identityOf } from '#rbac/subjects.js';

const count = 1_000_000;
const asked = [
  ['get', '', 'secrets', ''],
  ['create', '', 'pods', ''],
  ['create', '', 'pods', 'exec'],
  ['patch', 'apps', 'deployments', ''],
  ['delete', 'batch', 'jobs', ''],
  ['bind', 'rbac.authorization.k8s.io', 'clusterroles', ''],
  ['list', '', 'nodes', ''],
] as const;

const [world = []] = worldsOf(objectsOf(readFiles(collect(process.argv.slice(2)).files).documents).objects);
const access = accessOf(world);
const namespaces = [...new Set(world.map(({ namespace }) => namespace))].filter((name) => name !== '');
const identities = access.bindings
  .flatMap(({ subjects }) => subjects)
  .filter(({ kind }) => kind === 'ServiceAccount')
  .map((subject) => identityOf(subject));
let allowed = 0;
for (let index = 0; index < count; index += 1) {
  const [verb, apiGroup, resource, subresource] = asked[index % asked.length] ?? asked[0];
  const namespace = namespaces[index % namespaces.length] ?? 'default';
  const identity = identities[(index * 7919) % identities.length] ?? { user: '', groups: [] };
  if (access.decide(identity, { verb, apiGroup, resource, subresource, namespace, name: '' }).allowed) allowed += 1;
}
console.log(`${allowed} of ${count} allowed`);
