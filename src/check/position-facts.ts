// Facts that foothold and sink rules may ask for in `where`.
import type { GraphNode } from '#graph/node.js';
import { workloadName } from '#graph/things.js';
import type { Inventory } from '#kube/inventory.js';
import { onceEach } from '#kube/once.js';
import type { CheckContext } from './context.js';

export type FootholdFact = (context: CheckContext, node: GraphNode) => boolean;

const facts: Readonly<Record<string, FootholdFact>> = {
  /** The files under review hold it: the object itself, or a binding that names it. */
  'in-files': ({ inventory, access }, node) => {
    if (node.type === 'serviceaccount' && inventory.serviceAccount(node.scope, node.name)?.object.origin === 'files') return true;
    if (node.type === 'workload') return workloadsOfFiles(inventory).has(`${node.scope}\n${node.name}`);
    return namedByFiles(access).has(`${node.type}\n${node.scope}\n${node.name}`);
  },
  /** A group whose members are everybody, or every pod. */
  'in-everyone': (_context, node) => /^system:(authenticated|unauthenticated|serviceaccounts(:.+)?)$/.test(node.name),
  /** Its name is reserved for Kubernetes' own components. */
  system: (_context, node) => node.name.startsWith('system:'),
};

const workloadsOfFiles = onceEach((inventory: Inventory): ReadonlySet<string> => {
  const own = inventory.workloads.filter(({ object }) => object.origin === 'files');
  return new Set(own.map((workload) => `${workload.object.namespace}\n${workloadName(workload)}`));
});

const namedByFiles = onceEach((access: CheckContext['access']): ReadonlySet<string> => {
  const made = new Set<string>();
  for (const binding of access.bindings) {
    if (binding.origin !== 'files') continue;
    for (const subject of binding.subjects) {
      made.add(subject.kind === 'ServiceAccount' ? `serviceaccount\n${subject.namespace}\n${subject.name}` : `${subject.kind.toLowerCase()}\n*\n${subject.name}`);
    }
  }
  return made;
});

/** The fact a foothold rule names, `not-` negated; undefined when nobody knows it. */
export function footholdFact(name: string): FootholdFact | undefined {
  if (name.startsWith('not-')) {
    const fact = footholdFact(name.slice(4));
    return fact && ((context, node) => !fact(context, node));
  }
  if (name.startsWith('name:')) return (_context, node) => node.name === name.slice('name:'.length);
  return facts[name];
}

export type SinkFact = (inventory: Inventory) => boolean;

/** The fact a sink rule names; undefined when nobody knows it. */
export function sinkFact(name: string): SinkFact | undefined {
  if (name.startsWith('has:')) {
    const kind = name.slice('has:'.length);
    return (inventory) => inventory.objects.some((object) => object.kind === kind);
  }
  return undefined;
}
