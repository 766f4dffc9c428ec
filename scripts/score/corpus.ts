// Compares findings and the privilege graph with what 21 public tools expect of their own test manifests: recall and false alarms, a table per topic.
import type { Finding } from '#finding/finding.js';
import { edgesAbout, grantsBy, isOnTheWay } from './corpus/edges.js';
import { findingsAbout, refusalsOf } from './corpus/findings.js';
import { findingsWhenBound, isObjectIn } from './corpus/objects.js';
import { questionsIn, type Question } from './corpus/questions.js';
import { logTables, sum, tallyOf, type Tally } from './corpus/tables.js';
import { readTopicRules, type Answers } from './corpus/topic-rules.js';

export const defaultDirectory = '../shared/corpus/ground-truth';

/** Every distinct (topic, object, files) of the scopes core and graph. Rows with a caveat, of other scopes or without their files are left out with a count. */
export function score(directory: string, log: (line: string) => void): { passed: number; failed: number } {
  const answersTo = readTopicRules();
  const { questions, skipped } = questionsIn(directory);
  const tallies = new Map<string, Tally>();
  const hops: Hops = { told: 0, untold: 0 };
  for (const question of questions) {
    const answers = answersTo(question);
    answer(question, answers, tallyOf(tallies, `${question.scope} ${answers.group} ${question.topic}`), hops, log);
  }
  for (const [reason, count] of skipped) log(`not scored: ${count} ${reason}`);
  logTables(tallies, log);
  log(`hops of found paths told: ${hops.told} of ${hops.told + hops.untold}`);
  const all = [...tallies.values()];
  return { passed: sum(all, (tally) => tally.found + tally.silent), failed: sum(all, (tally) => tally.missed + tally.alarms) };
}

/** Steps of the rows that are objects of their files: told by an answer, or not. */
interface Hops {
  told: number;
  untold: number;
}

type Said = readonly Pick<Finding, 'rule' | 'message'>[];

function answer({ topic, files, rows: [row] }: Question, answers: Answers, tally: Tally, hops: Hops, log: (line: string) => void): void {
  if (!row) return;
  const about = findingsAbout(row.object, files);
  const edges = answers.asksGraph ? edgesAbout(row.object, files).filter(answers.isEdge) : [];
  const bound = answers.isFindingWhenBound && row.object?.startsWith('ClusterRole/') ? findingsWhenBound(row.object.slice('ClusterRole/'.length), files).filter(answers.isFindingWhenBound) : [];
  const spoken = about.filter(answers.isFinding);
  const said: Said = [
    ...spoken,
    ...bound,
    ...edges.map(({ from, to, technique }) => ({ rule: `edge:${technique ?? 'none'}`, message: `${from} -> ${to}` })),
    ...(answers.asksGrants && grantsBy(row.object, files) ? [{ rule: 'can-i --list', message: 'lists it' }] : []),
  ];
  const where = `${topic}: ${row.object ?? 'the files'} in ${row.file} (${row.id}, ${row.check}: ${row.meaning})`;
  if (row.expect === 'clean') {
    tally[said.length === 0 ? 'silent' : 'alarms'] += 1;
    if (said.length > 0) log(`alarm   ${where}${linesOf(said)}`);
    return;
  }
  const nothing: Said = said.length > 0 || !answers.isVoid ? [] : [...about.filter(answers.isVoid), ...refusalsOf(row.object, files)];
  if (nothing.length > 0) {
    tally.void += 1;
    log(`void    ${where}${linesOf(nothing)}`);
  }
  const found = said.length > 0 || nothing.length > 0;
  tally[found ? 'found' : 'missed'] += 1;
  if (!found) log(`missed  ${where}`);
  if (said.length === 0) return;
  for (const hop of new Set(row.hops ?? [])) {
    if (!isObjectIn(hop, files)) continue;
    const others = [row.object, ...(row.hops ?? [])].filter((other) => other !== null && other !== hop) as string[];
    const told =
      hop === row.object ||
      findingsAbout(hop, files).some((finding) => spoken.includes(finding)) ||
      others.some((other) => isOnTheWay(other, hop, files) || isOnTheWay(hop, other, files));
    hops[told ? 'told' : 'untold'] += 1;
    if (!told) log(`hop     ${hop} of ${where}`);
  }
}

function linesOf(said: Said): string {
  return said.map(({ rule, message }) => `\n          ${rule}: ${message}`).join('');
}
