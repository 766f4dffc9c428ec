// Compares findings and the privilege graph with what 21 public tools expect of their own test manifests: recall and false alarms, a table per topic.
import type { Finding } from '#finding/finding.js';
import { edgesAbout, grantsBy, isOnTheWay } from './corpus/edges.js';
import { explainedRows } from './corpus/explained.js';
import { findingsAbout, refusalsOf } from './corpus/findings.js';
import { findingsWhenBound, isObjectIn } from './corpus/objects.js';
import { questionsIn, type Row } from './corpus/questions.js';
import { logTables, sum, tallyOf, type Tally } from './corpus/tables.js';
import { readTopicRules, type Answers } from './corpus/topic-rules.js';

export const defaultDirectory = '../shared/corpus/ground-truth';

/** Every distinct (topic, object, files) of the scopes core and graph. Rows with a caveat, of other scopes or without their files are left out with a count. */
export function score(directory: string, log: (line: string) => void): { passed: number; failed: number } {
  const answersTo = readTopicRules();
  const { questions, skipped } = questionsIn(directory);
  const tallies = new Map<string, Tally>();
  const hops: Hops = { told: 0, untold: 0 };
  const failed: string[] = [];
  for (const { topic, scope, files, rows } of questions) {
    // Rows of one question that come from checks of different width: each has to be answered by what answers its check.
    const answered = distinctChecks(rows).map((row) => answerTo(row, files, answersTo(topic, row)));
    const [first] = answered;
    if (!first) continue;
    const tally = tallyOf(tallies, `${scope} ${first.group} ${topic}`);
    const decisive = answered.find(({ row, said, nothing }) => (row.expect === 'clean' ? said.length > 0 : said.length === 0 && nothing.length === 0)) ?? first;
    if (!count(topic, decisive, tally, log)) failed.push(decisive.row.id);
    if (decisive.row.expect === 'finding' && decisive.said.length > 0) countHops(topic, decisive, files, hops, log);
  }
  for (const [reason, count] of skipped) log(`not scored: ${count} ${reason}`);
  logTables(tallies, log);
  log(`hops of found paths told: ${hops.told} of ${hops.told + hops.untold}`);
  const explained = explainedRows();
  const unexplained = failed.filter((id) => !explained.has(id));
  log(`${failed.length - unexplained.length} of ${failed.length} failed rows are explained in docs/ground-truth.md${unexplained.length === 0 ? '' : `; these are not: ${unexplained.join(', ')}`}`);
  const all = [...tallies.values()];
  return { passed: sum(all, (tally) => tally.found + tally.silent), failed: sum(all, (tally) => tally.missed + tally.alarms) };
}

/** Steps of the rows that are objects of their files: told by an answer, or not. */
interface Hops {
  told: number;
  untold: number;
}

type Said = readonly Pick<Finding, 'rule' | 'message'>[];

/** What is said of the object of a row. */
interface Answer {
  readonly row: Row;
  readonly group: string;
  readonly said: Said;
  /** Of `said`, what the report says. */
  readonly findings: readonly Finding[];
  /** That the line in question grants nothing, where nothing else is said. */
  readonly nothing: Said;
}

function distinctChecks(rows: readonly Row[]): Row[] {
  return rows.filter((row, index) => rows.findIndex(({ tool, check }) => tool === row.tool && check === row.check) === index);
}

function answerTo(row: Row, files: readonly string[], answers: Answers): Answer {
  const { object } = row;
  const about = findingsAbout(object, files);
  const findings = about.filter(answers.isFinding);
  const edges = answers.asksGraph ? edgesAbout(object, files).filter(answers.isEdge) : [];
  const bound = answers.isFindingWhenBound && object?.startsWith('ClusterRole/') ? findingsWhenBound(object.slice('ClusterRole/'.length), files).filter(answers.isFindingWhenBound) : [];
  const said: Said = [
    ...findings,
    ...bound,
    ...edges.map(({ from, to, technique }) => ({ rule: `edge:${technique ?? 'none'}`, message: `${from} -> ${to}` })),
    ...(answers.asksGrants && grantsBy(object, files) ? [{ rule: 'can-i --list', message: 'lists it' }] : []),
  ];
  const nothing: Said = said.length > 0 || !answers.isVoid ? [] : [...about.filter(answers.isVoid), ...refusalsOf(object, files)];
  return { row, group: answers.group, said, findings, nothing };
}

/** Counts and logs one answer; false when it is not what the tool expects. */
function count(topic: string, { row, said, nothing }: Answer, tally: Tally, log: (line: string) => void): boolean {
  const where = whereOf(topic, row);
  if (row.expect === 'clean') {
    tally[said.length === 0 ? 'silent' : 'alarms'] += 1;
    if (said.length > 0) log(`alarm   ${where}${linesOf(said)}`);
    return said.length === 0;
  }
  if (nothing.length > 0) {
    tally.void += 1;
    log(`void    ${where}${linesOf(nothing)}`);
  }
  const found = said.length > 0 || nothing.length > 0;
  tally[found ? 'found' : 'missed'] += 1;
  if (!found) log(`missed  ${where}`);
  return found;
}

function countHops(topic: string, { row, findings }: Answer, files: readonly string[], hops: Hops, log: (line: string) => void): void {
  for (const hop of new Set(row.hops ?? [])) {
    if (!isObjectIn(hop, files)) continue;
    const others = [row.object, ...(row.hops ?? [])].filter((other) => other !== null && other !== hop) as string[];
    const told =
      hop === row.object ||
      findingsAbout(hop, files).some((finding) => findings.includes(finding)) ||
      others.some((other) => isOnTheWay(other, hop, files) || isOnTheWay(hop, other, files));
    hops[told ? 'told' : 'untold'] += 1;
    if (!told) log(`hop     ${hop} of ${whereOf(topic, row)}`);
  }
}

function whereOf(topic: string, { id, check, object, file, meaning }: Row): string {
  return `${topic}: ${object ?? 'the files'} in ${file} (${id}, ${check}: ${meaning})`;
}

function linesOf(said: Said): string {
  return said.map(({ rule, message }) => `\n          ${rule}: ${message}`).join('');
}
