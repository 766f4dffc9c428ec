// `sa-lint reach`: everything that an identity or a workload can come to hold, hop by hop. Pure.
import { everywhere, isCollection, nodeKey, nodeLabel, type GraphNode } from '#graph/node.js';
import { leftOut, type Path } from '#graph/path.js';
import type { Proof } from '#graph/proof.js';
import type { PrivilegeGraph } from '#graph/privilege-graph.js';
import { reachFrom, sinksReachedFrom, type Reached } from '#graph/reach.js';
import { counted } from '#report/counts.js';
import { harmless } from '#report/harmless.js';
import { textWidth } from '#report/width.js';
import type { RuleSet } from '#rule/rule.js';
import { jsonText, locationData, placed, plainScreen, sentence, textOf, type CommandResult, type Screen } from './access-answer.js';
import { nearestTo, startNode, type Asked } from './reach-start.js';

export interface ReachOptions extends Asked {
  /** False when the graph knows the one who asks from the question alone. */
  readonly isNamed?: boolean;
  readonly format?: 'text' | 'json';
  readonly screen?: Screen;
}

/** Exit code 0; 1 when nothing is reached, 2 when nobody of that name is in the graph, or somebody whom no file names and who reaches nothing: that says nothing. */
export function reach(options: ReachOptions, graph: PrivilegeGraph, rules: RuleSet): CommandResult {
  const start = startNode(options, graph);
  const reached = start === undefined ? [] : reachFrom(graph, start);
  const { told, behindAdmin } = toldOf(reached);
  const nobody = `nothing in the files names ${options.from}`;
  if (start === undefined || (options.isNamed === false && told.length + behindAdmin === 0)) return { output: '', hints: [`${nobody}; ${otherName(options.from, graph, start)}`], exitCode: 2 };
  const hints = options.isNamed === false ? [`${nobody}; this is what everybody like it reaches`] : [];
  const sinks = sinksReachedFrom(graph, start, rules);
  const exitCode = reached.length > 0 ? 0 : 1;
  if (options.format === 'json') {
    return { output: jsonText({ from: options.from, reached: reached.map(reachedData), sinks: sinks.map(({ id }) => id) }), hints, exitCode };
  }
  const screen = options.screen ?? plainScreen;
  return { output: textOf(rowsOf(graph, start, told, behindAdmin, sinks.map(({ message }) => message), screen)), hints, exitCode };
}

function otherName(from: string, graph: PrivilegeGraph, asker: number | undefined): string {
  const near = nearestTo(from, graph, asker);
  return near === undefined ? 'write shop/web, /web (a ServiceAccount without a namespace), user:jane, group:dev or workload:shop/deployment/api' : `did you mean ${near}?`;
}

/** What is worth a line, nearest first, and how much lies behind being cluster-admin: all of it, which is said once. */
function toldOf(reached: readonly Reached[]): { readonly told: readonly Reached[]; readonly behindAdmin: number } {
  const near = reached.filter(({ behindAdmin }) => !behindAdmin);
  // Groups that everybody is in are no news, and of a collection its things are told.
  const told = near.filter(({ node }) => !(node.type === 'group' && /^system:(authenticated|serviceaccounts(:.+)?)$/.test(node.name)) && !(isCollection(node.type) && node.scope !== everywhere));
  return { told, behindAdmin: reached.length - near.length };
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

function rowsOf(graph: PrivilegeGraph, start: number, told: readonly Reached[], behindAdmin: number, sinks: readonly string[], screen: Screen): string[] {
  const from = graph.store.nodes[start];
  if (!from) throw new Error('the start is a node of the graph');
  const name = nodeLabel(from).replace(/^./, (letter) => letter.toUpperCase());
  const rows = [...placed('', `${name} reaches ${counted(told.length + behindAdmin, 'position')}`, undefined, screen, 'strong')];
  if (sinks.length > 0) rows.push(...sentence(2, `among them ${sinks.join(', ')}`, screen));
  for (const { node, path } of told) {
    rows.push('', ...headRows(node, path, screen));
    path.steps.forEach((step, index) => {
      if (path.between?.behind === index) rows.push(...sentence(5, leftOut(path, path.between), screen));
      rows.push(...placed(`  ${numberOf(path, index)}  `, step.message, step.places[0]?.place, screen));
    });
    const [first] = path.holds;
    if (first) rows.push(...placed('     ', `by ${first.message}`, first.place, screen));
    else if (path.steps.length === 0) rows.push('     without a step, by what every cluster grants');
  }
  if (behindAdmin > 0) rows.push('', `${behindAdmin} more by being cluster-admin`);
  return rows;
}

/** What is reached, and how sure that is unless it is sure. */
function headRows(node: GraphNode, { confidence }: Path, screen: Screen): readonly string[] {
  const name = harmless(nodeLabel(node));
  const sure = confidence === 'high' ? '' : `  (${confidence} confidence)`;
  if (textWidth(name + sure) <= screen.width) return [screen.paint('strong', name) + sure];
  return [...placed('', name, undefined, screen, 'strong'), ...(sure === '' ? [] : [`  ${sure}`])];
}

function numberOf({ between }: Path, index: number): number {
  return index + 1 + (between && index >= between.behind ? between.steps : 0);
}
