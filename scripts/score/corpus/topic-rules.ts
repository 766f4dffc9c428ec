// Reads which of our rules and edges answer a topic, or a check that is narrower than its topic: scripts/score/topics.yaml.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { severities, type Finding, type Severity } from '#finding/finding.js';
import { isAtLeast } from '#finding/sort.js';
import { plainData } from '#source/plain-data.js';
import { readText } from '#source/read.js';
import type { DrawnEdge } from './edges.js';
import type { Row } from './questions.js';

/** What counts as an answer to a question. */
export interface Answers {
  readonly group: string;
  readonly asksGraph: boolean;
  /** Of the findings about somebody whom a ClusterRole is bound to, those that answer; undefined when that is not asked. */
  readonly isFindingWhenBound: ((finding: Finding) => boolean) | undefined;
  /** A binding that `can-i --list` lists is an answer. */
  readonly asksGrants: boolean;
  readonly isFinding: (finding: Finding) => boolean;
  readonly isEdge: (edge: DrawnEdge) => boolean;
  /** Whether a finding says that the line grants nothing, and why; undefined where the group knows no such answer. */
  readonly isVoid: ((finding: Finding) => boolean) | undefined;
}

type Lists = Readonly<Record<string, readonly string[]>>;

interface TopicFile {
  readonly lists: Lists;
  readonly void: Lists;
  readonly checks: Readonly<Record<string, Lists>>;
  readonly topics: Readonly<Record<string, Lists>>;
}

/** Answers to each row of a topic; a topic that is not listed has none. */
export function readTopicRules(): (topic: string, row: Row) => Answers {
  const path = fileURLToPath(new URL('../topics.yaml', import.meta.url));
  const { lists, checks, topics, void: voids } = plainData(readText('topics.yaml', readFileSync(path, 'utf8')).documents[0]?.root ?? null) as unknown as TopicFile;
  const expanded = (entries: readonly string[]): readonly string[] => entries.flatMap((entry) => (entry.startsWith('$') ? expanded(lists[entry.slice(1)] ?? []) : [entry]));
  return (topic, { tool, check }) => {
    const group = Object.keys(topics).find((each) => topics[each]?.[topic]) ?? 'unmapped';
    const entries = expanded(checks[tool]?.[check] ?? topics[group]?.[topic] ?? []);
    const edges = entries.filter((entry) => entry.startsWith(edgePrefix)).map(edgeOf);
    const rules = entries.filter((entry) => !entry.startsWith(edgePrefix) && !entry.startsWith(boundPrefix)).map(ruleOf);
    const whenBound = entries.filter((entry) => entry.startsWith(boundPrefix)).map((entry) => entry.slice(boundPrefix.length));
    const ofGroup = voids[group];
    return {
      group,
      asksGraph: edges.length > 0,
      asksGrants: entries.includes('can-i --list'),
      isFinding: (finding) => rules.some(({ rule, least, text }) => (rule === '*' || rule === finding.rule) && isAtLeast(finding.severity, least) && finding.message.includes(text)),
      isFindingWhenBound: whenBound.length > 0 ? ({ rule }) => whenBound.includes(rule) : undefined,
      isEdge: (edge) => edges.some((is) => is(edge)),
      isVoid: ofGroup && ((finding) => ofGroup.includes(finding.rule)),
    };
  };
}

const edgePrefix = 'edge:';
const boundPrefix = 'bound:';

/** `edge:TECHNIQUE`, `edge:TECHNIQUE>TYPE` for what it leads to, and either with `~TEXT` for what its evidence says. */
function edgeOf(entry: string): (edge: DrawnEdge) => boolean {
  const [way = '', text = ''] = entry.slice(edgePrefix.length).split('~');
  const [technique = '', type] = way.split('>');
  return (edge) => edge.technique === technique && (type === undefined || edge.to.startsWith(`${type}:`)) && (text === '' || edge.evidence.some(({ message }) => message.includes(text)));
}

/** `RULE`, `RULE>=SEVERITY`, and either with `~TEXT` for what its message says. */
function ruleOf(entry: string): { rule: string; least: Severity; text: string } {
  const [way = '', text = ''] = entry.split('~');
  const [rule = '', least = rule === '*' ? 'medium' : 'info'] = way.split('>=');
  if (!severities.includes(least as Severity)) throw new Error(`topics.yaml: ${entry}: no such severity`);
  return { rule, least: least as Severity, text };
}
