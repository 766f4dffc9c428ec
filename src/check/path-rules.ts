// Paths through the privilege graph that are reported: one finding for every cause.
import { severities, type Finding, type Severity } from '#finding/finding.js';
import { inSteps } from '#finding/lengths.js';
import { alternatives, listed } from '#finding/named.js';
import { isThing, nodeLabel, subjectLabel, type GraphNode } from '#graph/node.js';
import { evidenceOf, pathOf } from '#graph/path.js';
import { countOtherRoutes } from '#graph/other-routes.js';
import { unreachable, type Search } from '#graph/search.js';
import { grouped } from '#kube/grouped.js';
import type { FootholdRule, PathRule, SinkRule } from '#rule/rule.js';
import type { CheckContext } from './context.js';
import { findingOf } from './finding-of.js';
import { objectAt } from './object-at.js';
import { pathAdvice } from './path-advice.js';
import { anchorLabel, type Anchor } from './path-anchor.js';
import { footholdFact } from './position-facts.js';
import { sinkTargets, type SinkTarget } from './sink-targets.js';
import { anchorOf, takes, Ways, type Way } from './ways.js';

interface Candidate {
  readonly rule: PathRule;
  readonly sink: SinkRule;
  readonly target: SinkTarget;
  readonly way: Way;
  readonly anchor: Anchor;
}

/** What is changed at one key: the shortest of the paths that begin or end there and are as sure, and where all of them begin. */
interface Cause {
  shortest: Candidate;
  /** Steps of the longest. */
  longest: number;
  readonly from: Set<GraphNode>;
  /** Where they end, in the order found. */
  readonly to: Set<GraphNode>;
  readonly last: Set<GraphNode>;
  /** Where the step that the key allows leads to. */
  readonly scopes: Set<string>;
}

/** Findings of all path rules. A foothold that reaches a stronger sink is not reported again for a weaker one. */
export function* checkPaths(context: CheckContext): Generator<Finding> {
  // A search is as large as the graph: one is at hand at a time.
  for (const [target, causes] of grouped(causesOf(context), ({ shortest }) => shortest.target)) {
    const search = target.search();
    for (const cause of causes) {
      const finding = causeFinding(context, cause, search);
      if (finding) yield finding;
    }
  }
}

function causesOf(context: CheckContext): readonly Cause[] {
  const causes: Cause[] = [];
  /** Of the rule, sink and confidence at hand, by the key that is changed. */
  const byKey = new Map<string, Map<string, Cause>>();
  for (const candidate of candidatesOf(context)) {
    const { rule, sink, anchor, way } = candidate;
    const kind = `${rule.id} ${sink.id} ${way.confidence}`;
    let alike = byKey.get(kind);
    if (!alike) byKey.set(kind, (alike = new Map()));
    let cause = alike.get(anchor.key);
    if (!cause) {
      alike.set(anchor.key, (cause = { shortest: candidate, longest: 0, from: new Set(), to: new Set(), last: new Set(), scopes: new Set() }));
      causes.push(cause);
    }
    cause.scopes.add(anchor.step?.to.scope ?? '');
    cause.from.add(way.from);
    // There are as many as pairs of namespaces.
    if (rule.message.includes('{to}')) cause.to.add(way.to);
    if (rule.message.includes('{last}')) cause.last.add(lastOf(way));
    cause.longest = Math.max(cause.longest, way.length);
    if (byLength(way, cause.shortest.way) < 0) cause.shortest = candidate;
  }
  return causes;
}

function lastOf({ last, to }: Way): GraphNode {
  return last ?? to;
}

function byLength(a: Way, b: Way): number {
  return a.length - b.length || byLabel(a.from, b.from);
}

function byLabel(a: GraphNode, b: GraphNode): number {
  const [before, after] = [subjectLabel(a), subjectLabel(b)];
  return before < after ? -1 : Number(before > after);
}

function* candidatesOf(context: CheckContext): Generator<Candidate> {
  const footholds = footholdsOf(context);
  /** Footholds that reach the strongest sinks need no word about lesser ones; the others get one finding a sink. */
  const settled = new Set<number>();
  const reported = new Set<string>();
  for (const rule of inOrderOfWeight(context.rules.path)) {
    for (const sink of context.rules.sink.filter(({ id }) => rule.to.includes(id))) {
      for (const target of sinkTargets(context, sink)) {
        const search = target.search();
        const ways = new Ways(context, search);
        for (const { node, foothold } of footholds) {
          if (rule.from && !rule.from.includes(foothold.id)) continue;
          const steps = search.distanceOf(node.id);
          if (steps === unreachable || settled.has(node.id) || reported.has(`${node.id}\n${sink.id}`) || !target.counts(node)) continue;
          if (steps < (rule.minimumSteps ?? 1)) {
            // It holds the sink by itself: a flat rule's matter, and no lesser path is worth a word.
            if (rule.severity === 'critical') settled.add(node.id);
            continue;
          }
          const way = ways.from(node.id);
          const anchor = way && anchorOf(way);
          if (!anchor || (rule.via && !takes(way, rule.via))) continue;
          if (sink.in !== 'others') reported.add(`${node.id}\n${sink.id}`);
          if (rule.severity === 'critical') settled.add(node.id);
          yield { rule, sink, target, way, anchor };
        }
      }
    }
  }
}

/** Stronger rules first; among equals those that name techniques before the general ones. */
export function inOrderOfWeight(rules: readonly PathRule[]): PathRule[] {
  return [...rules].sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity) || Number(!a.via) - Number(!b.via) || (a.id < b.id ? -1 : 1));
}

/** Every position of the world in which a foothold rule lets an attacker start. */
export function footholdsOf(context: CheckContext): { node: GraphNode; foothold: FootholdRule }[] {
  const found: { node: GraphNode; foothold: FootholdRule }[] = [];
  for (const foothold of context.rules.foothold) {
    const facts = (foothold.where ?? []).map(footholdFact).filter((fact) => fact !== undefined);
    for (const node of context.graph.store.nodes) {
      if (node.type === foothold.on && isThing(node) && facts.every((fact) => fact(context, node))) found.push({ node, foothold });
    }
  }
  return found;
}

function causeFinding(context: CheckContext, { shortest: { rule, sink, way, anchor }, longest, from, to, last, scopes }: Cause, search: Search): Finding | undefined {
  const { place } = anchor.proof;
  const object = objectAt(context.inventory, place);
  if (!object) return undefined;
  const path = pathOf(context.graph, way.from.id, search);
  const lengths = { shortest: path.length, longest: Math.max(longest, path.length) };
  /** The shortest way's own end first. Of several people each gets to one of them, a single one to all. */
  const endsOf = (own: GraphNode, all: ReadonlySet<GraphNode>): string => (from.size > 1 ? alternatives : listed)([...new Set([own, ...all].map(nodeLabel))]);
  const holders = [...new Set([way.from, ...from])].map((node) => ({ subject: subjectLabel(node), label: nodeLabel(node) }));
  return findingOf(rule, {
    severity: severityOf(rule, way),
    confidence: way.confidence,
    place,
    object,
    subjects: holders.map(({ subject }) => subject),
    holders,
    lengths,
    evidence: evidenceOf(path),
    otherRoutes: countOtherRoutes(context.graph, way.from.id, search, path.steps[0]?.technique ?? ''),
    remediation: pathAdvice(context.inventory, anchor, path, [...scopes]),
    words: {
      from: listed(holders.map(({ label }) => label)),
      to: endsOf(way.to, to),
      last: endsOf(lastOf(way), last),
      steps: inSteps(lengths),
      first: anchorLabel(anchor, way.to),
      techniques: path.steps.map((step) => step.technique).join(', '),
    },
    key: `${sink.id} ${path.steps.map((step) => step.technique).join(' ')} ${place.route}`,
  });
}

/** One lower for a path that rests on something unsure: worth a look, not an alarm. What ends at the top may be less sure before it counts less. */
function severityOf({ severity }: PathRule, { confidence }: Way): Severity {
  if (confidence === 'high' || (confidence === 'medium' && severity === 'critical')) return severity;
  return severities[Math.min(severities.indexOf(severity) + 1, severities.length - 1)] ?? severity;
}
