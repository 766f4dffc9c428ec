// `sa-lint reach`: everything that an identity or a workload can come to hold, hop by hop. Pure.
import { nodeOfSubject, startOf } from '#graph/identity.js';
import { everywhere, isCollection, nodeKey, nodeLabel, type GraphNode } from '#graph/node.js';
import { leftOut, type Path } from '#graph/path.js';
import type { Proof } from '#graph/proof.js';
import type { PrivilegeGraph } from '#graph/privilege-graph.js';
import { reachFrom, sinksReachedFrom, type Reached } from '#graph/reach.js';
import { unnamedNamespace } from '#kube/object.js';
import type { Identity } from '#rbac/model.js';
import { identityOf, parseSubject } from '#rbac/subjects.js';
import { harmless } from '#report/harmless.js';
import { placeText } from '#report/place-text.js';
import type { RuleSet } from '#rule/rule.js';
import { jsonText, locationData, plainScreen, sentence, textOf, type CommandResult, type Screen } from './access-answer.js';

export interface ReachOptions {
  /** `shop/web`, `user:jane`, `group:dev`, `system:serviceaccount:shop:web`, `workload:shop/deployment/api`. */
  readonly from: string;
  readonly asGroups?: readonly string[];
  readonly format?: 'text' | 'json';
  readonly screen?: Screen;
}

/** Who is meant by the text, with the groups given: what the graph has to know of. Undefined for workloads. */
export function identityNamed({ from, asGroups = [] }: Pick<ReachOptions, 'from' | 'asGroups'>): Identity | undefined {
  if (from.startsWith('workload:')) return undefined;
  const subject = parseSubject(from);
  return subject.kind === 'Group' ? undefined : identityOf(subject, asGroups.length > 0 ? [...asGroups, ...impliedOf(subject)] : []);
}

function impliedOf(subject: ReturnType<typeof parseSubject>): readonly string[] {
  return subject.kind === 'ServiceAccount' ? ['system:serviceaccounts', `system:serviceaccounts:${subject.namespace}`] : [];
}

/** Exit code 0; 1 when nothing is reached, 2 when nobody of that name is in the graph. */
export function reach(options: ReachOptions, graph: PrivilegeGraph, rules: RuleSet): CommandResult {
  const start = startNode(options, graph);
  if (start === undefined) {
    return { output: '', hints: [`nothing in the files names ${options.from}; write shop/web, user:jane, group:dev or workload:shop/deployment/api`], exitCode: 2 };
  }
  const reached = reachFrom(graph, start);
  const sinks = sinksReachedFrom(graph, start, rules);
  const exitCode = reached.length > 0 ? 0 : 1;
  if (options.format === 'json') {
    return { output: jsonText({ from: options.from, reached: reached.map(reachedData), sinks: sinks.map(({ id }) => id) }), hints: [], exitCode };
  }
  const screen = options.screen ?? plainScreen;
  return { output: textOf(rowsOf(graph, start, reached, sinks.map(({ message }) => message), screen)), hints: [], exitCode };
}

function startNode({ from, asGroups = [] }: ReachOptions, graph: PrivilegeGraph): number | undefined {
  if (from.startsWith('workload:')) {
    const [, namespace = '', name = ''] = /^workload:(?:([^/]+)\/)?([^/]+\/[^/]+)$/.exec(from) ?? [];
    return graph.store.find('workload', namespace || unnamedNamespace, name);
  }
  const identity = identityNamed({ from, asGroups });
  return identity ? startOf(graph, identity) : nodeOfSubject(graph, parseSubject(from));
}

function reachedData({ node, path }: Reached): unknown {
  return {
    node: nodeData(node),
    confidence: path.confidence,
    ...(path.between && { between: path.between }),
    steps: path.steps.map((step) => ({
      technique: step.technique,
      from: nodeKey(step.from),
      to: nodeKey(step.to),
      message: step.message,
      confidence: step.confidence,
      location: locationData(step.places[0]?.place),
      evidence: step.places.map(proofData),
    })),
    holds: path.holds.map(proofData),
  };
}

function nodeData(node: GraphNode): unknown {
  return { type: node.type, namespace: node.scope === everywhere ? '' : node.scope, name: node.name, id: nodeKey(node) };
}

function proofData({ message, place }: Proof): unknown {
  return { message, location: locationData(place) };
}

/** What is reached, nearest first; behind cluster-admin lies everything, which is said once. */
function rowsOf(graph: PrivilegeGraph, start: number, reached: readonly Reached[], sinks: readonly string[], screen: Screen): string[] {
  const from = graph.store.nodes[start];
  if (!from) throw new Error('the start is a node of the graph');
  const near = reached.filter(({ behindAdmin }) => !behindAdmin);
  // Groups that everybody is in are no news, and of a collection its things are told.
  const told = near.filter(({ node }) => !(node.type === 'group' && /^system:(authenticated|serviceaccounts(:.+)?)$/.test(node.name)) && !(isCollection(node.type) && node.scope !== everywhere));
  const name = nodeLabel(from).replace(/^./, (letter) => letter.toUpperCase());
  const rows = [screen.paint('strong', harmless(`${name} reaches ${told.length + reached.length - near.length} ${told.length + reached.length - near.length === 1 ? 'position' : 'positions'}`))];
  if (sinks.length > 0) rows.push(...sentence(2, `among them ${sinks.join(', ')}`, screen));
  for (const { node, path } of told) {
    rows.push('', `${screen.paint('strong', harmless(nodeLabel(node)))}${path.confidence === 'high' ? '' : `  (${path.confidence} confidence)`}`);
    path.steps.forEach((step, index) => {
      if (path.between?.behind === index) rows.push(`     ${harmless(leftOut(path, path.between))}`);
      const place = step.places[0]?.place;
      rows.push(`  ${numberOf(path, index)}  ${harmless(step.message)}${place ? `  ${screen.paint('place', placeText(place))}` : ''}`);
    });
    const [first] = path.holds;
    if (first) rows.push(`     by ${harmless(first.message)}  ${screen.paint('place', placeText(first.place))}`);
    else if (path.steps.length === 0) rows.push('     without a step, by what every cluster grants');
  }
  const rest = reached.length - near.length;
  if (rest > 0) rows.push('', `${rest} more by being cluster-admin`);
  return rows;
}

function numberOf({ between }: Path, index: number): number {
  return index + 1 + (between && index >= between.behind ? between.steps : 0);
}
