// Judges one record: is the target reached from the attacker, and by the technique that the record names?
import { startOf } from '#graph/identity.js';
import { everywhere, nodeKey } from '#graph/node.js';
import { pathOf } from '#graph/path.js';
import { privilegeGraphOf, type PrivilegeGraph } from '#graph/privilege-graph.js';
import { unreachable } from '#graph/search.js';
import { inventoryOfObjects } from '#kube/inventory-of.js';
import { objectsOf } from '#kube/objects.js';
import { accessOf } from '#rbac/access.js';
import type { Access, Identity } from '#rbac/model.js';
import { identityOf, serviceAccountUser } from '#rbac/subjects.js';
import type { RuleSet } from '#rule/rule.js';
import { readFiles } from '#source/read.js';
import { isTarget, type Target } from './target.js';
import { techniquesOf } from './techniques.js';
import { appliedWrites } from './writes.js';

export type Who = { readonly user: string; readonly groups: readonly string[] } | { readonly serviceAccount: string; readonly namespace: string };

export interface Step {
  readonly as: string;
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
}

export interface AttackRecord {
  readonly id: string;
  readonly technique: string;
  readonly title: string;
  readonly manifests: string;
  readonly attacker: Who;
  readonly steps: readonly Step[];
  readonly outcome: 'gained' | 'refused';
  readonly target: Target;
}

/** Nodes of the cluster in which every record was replayed. */
const nodes = ['worker-1', 'worker-2', 'cp-1']
  .map((name) => `apiVersion: v1\nkind: Node\nmetadata:\n  name: ${name}\n  labels: {${name === 'cp-1' ? 'node-role.kubernetes.io/control-plane: ""' : ''}}\n`)
  .join('---\n');

/** The graph of manifests on a cluster where nothing else exists, with what the identities given come to hold. */
function worldOf(manifests: readonly string[], rules: RuleSet, identities: readonly Identity[]): { access: Access; graph: PrivilegeGraph } {
  const files = [...manifests, nodes].map((text, index) => ({ name: `part-${index}.yaml`, text, cluster: false, directory: '.' }));
  const { objects } = objectsOf(readFiles(files).documents, {});
  const inventory = inventoryOfObjects(objects, { complete: true });
  const access = accessOf(inventory.objects, { complete: true });
  return { access, graph: privilegeGraphOf(inventory, access, rules, identities) };
}

export function identityOfWho(who: Who): Identity {
  return 'user' in who ? identityOf(who.user, who.groups) : identityOf(serviceAccountUser(who.namespace, who.serviceAccount));
}

/** Undefined when graph and record agree, otherwise what is wrong. */
export function judge(record: AttackRecord, rules: RuleSet): string | undefined {
  const attacker = identityOfWho(record.attacker);
  // What is gained for somebody else is gained by what the attacker writes: the writes are checked and applied, then the other one is asked.
  const receiver = record.target.for === undefined ? attacker : identityOfWho('user' in record.target.for ? { groups: [], ...record.target.for } : record.target.for);
  const manifests = [record.manifests];
  if (receiver !== attacker) manifests.unshift(...appliedWrites(record, attacker, worldOf(manifests, rules, []).access));
  const { graph } = worldOf(manifests, rules, [receiver]);
  const way = wayTo(graph, startOf(graph, receiver), record.target);
  if (record.outcome === 'refused') return way && `reached by ${way.join(', ') || 'a grant'}`;
  if (!way) return 'not reached';
  const expected = techniquesOf[record.technique];
  if (!expected) return `no technique of ours stands for ${record.technique}`;
  if (receiver !== attacker || expected.length === 0 || way.some((technique) => expected.includes(technique))) return undefined;
  // Who is cluster-admin needs no further technique, and none is drawn.
  const start = startOf(graph, receiver);
  const admin = graph.store.find('admin', everywhere);
  if (start !== undefined && admin !== undefined && graph.towards(admin).distanceOf(start) !== unreachable) return undefined;
  return edgeDrawn(graph, startOf(graph, receiver), record.target, expected) ? undefined : `reached by ${way.join(', ') || 'a grant'}, not by ${expected.join(' or ')}`;
}

/** Techniques of the shortest way to any target. */
function wayTo(graph: PrivilegeGraph, start: number | undefined, target: Target): readonly string[] | undefined {
  if (start === undefined) return undefined;
  let best: readonly string[] | undefined;
  for (const end of graph.store.nodes.filter((node) => isTarget(target, nodeKey(node)))) {
    const search = graph.towards(end.id);
    if (search.distanceOf(start) === unreachable) continue;
    const way = pathOf(graph, start, search).steps.map((step) => step.technique);
    if (!best || way.length < best.length) best = way;
  }
  return best;
}

/** Whether a way, perhaps not the shortest, leads over an edge of one of the techniques to a target. */
function edgeDrawn(graph: PrivilegeGraph, start: number | undefined, target: Target, techniques: readonly string[]): boolean {
  if (start === undefined) return false;
  const ends = graph.store.nodes.filter((node) => isTarget(target, nodeKey(node))).map((node) => node.id);
  const ahead = graph.searcher.from([start]).distanceOf;
  const behind = graph.searcher.towards(ends).distanceOf;
  return graph.store.edges.some(
    (edge) => edge.technique !== 0 && techniques.includes(graph.techniques[edge.technique - 1]?.rule.id ?? '') && ahead(edge.from) !== unreachable && behind(edge.to) !== unreachable,
  );
}
