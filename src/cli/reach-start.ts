// Who a text on the command line means, among those that the files name; and who else may have been meant.
import { nodeOfSubject, startOf } from '#graph/identity.js';
import { subjectLabel, type GraphNode } from '#graph/node.js';
import type { PrivilegeGraph } from '#graph/privilege-graph.js';
import { unnamedNamespace } from '#kube/object.js';
import type { Identity } from '#rbac/model.js';
import { displayName, identityOf, parseSubject } from '#rbac/subjects.js';
import { nearest } from '#rule/nearest.js';

export interface Asked {
  /** `shop/web`, `/web`, `user:jane`, `group:dev`, `system:serviceaccount:shop:web`, `workload:shop/deployment/api`. */
  readonly from: string;
  readonly asGroups?: readonly string[];
}

/** Who is meant by the text, with the groups given: what the graph has to know of. Undefined for workloads and groups. */
export function identityNamed({ from, asGroups = [] }: Asked): Identity | undefined {
  if (from.startsWith('workload:')) return undefined;
  const subject = parseSubject(from);
  return subject.kind === 'Group' ? undefined : identityOf(subject, asGroups.length > 0 ? [...asGroups, ...impliedOf(subject)] : []);
}

function impliedOf(subject: ReturnType<typeof parseSubject>): readonly string[] {
  return subject.kind === 'ServiceAccount' ? ['system:serviceaccounts', `system:serviceaccounts:${subject.namespace}`] : [];
}

/** The node that is meant; undefined when the graph has none. */
export function startNode(asked: Asked, graph: PrivilegeGraph): number | undefined {
  const { from } = asked;
  if (from.startsWith('workload:')) {
    const [, namespace = '', name = ''] = /^workload:(?:([^/]+)\/)?([^/]+\/[^/]+)$/.exec(from) ?? [];
    return graph.store.find('workload', namespace || unnamedNamespace, name);
  }
  const identity = identityNamed(asked);
  return identity ? startOf(graph, identity) : nodeOfSubject(graph, parseSubject(from));
}

/** `/web` for `web`, as findings write a ServiceAccount without a namespace, where it is one and no user of that name is known; every other text as it is. */
export function withoutNamespace(from: string, graph: PrivilegeGraph): string {
  const account = parseSubject(`/${from}`);
  if (/[:/]/.test(from) || account.kind !== 'ServiceAccount' || nodeOfSubject(graph, parseSubject(from)) !== undefined) return from;
  return nodeOfSubject(graph, account) === undefined ? from : `/${from}`;
}

const kinds: ReadonlySet<string> = new Set(['serviceaccount', 'user', 'group', 'workload']);

/** How somebody of the graph is written whose name is the same or nearly so, other than the `asker`; undefined when nobody's is. */
export function nearestTo(from: string, { store }: PrivilegeGraph, asker: number | undefined): string | undefined {
  const known = store.nodes.filter(({ id, type, name }) => kinds.has(type) && name !== '' && id !== asker).map((node) => ({ text: written(node), name: nameIn(node) }));
  const asked = from.startsWith('workload:') ? from : displayName(parseSubject(from));
  const name = asked.replace(/^.*[:/]/, '');
  const same = known.filter((other) => other.name === name).map(({ text }) => text);
  if (same.length > 0) return same.find((text) => kindIn(text) === kindIn(asked)) ?? same[0];
  const [, before = ''] = /^(.*[:/])?/.exec(asked) ?? [];
  const beside = known.filter(({ text }) => text.startsWith(before)).map(({ text }) => text.slice(before.length));
  const meant = nearest(name, beside);
  return meant === undefined ? nearest(asked, known.map(({ text }) => text)) : `${before}${meant}`;
}

/** `user`, `group`, `workload`; '' for a ServiceAccount. */
function kindIn(text: string): string {
  return /^(\w+):/.exec(text)?.[1] ?? '';
}

function nameIn({ name }: GraphNode): string {
  return name.replace(/^.*\//, '');
}

function written(node: GraphNode): string {
  return node.type === 'serviceaccount' && node.scope === unnamedNamespace ? `/${node.name}` : subjectLabel(node);
}
