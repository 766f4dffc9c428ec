// Compares findings with what 21 public tools expect of their own test manifests: recall and false alarms, a table per topic.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import type { Finding, LintResult } from '#finding/finding.js';
import { isAtLeast } from '#finding/sort.js';
import type { KubeObject } from '#kube/object.js';
import { objectsOf } from '#kube/objects.js';
import { lint } from '#lint.js';
import { plainData } from '#source/plain-data.js';
import type { Place, SourceFile } from '#source/document.js';
import { lineAt } from '#source/place.js';
import { readFiles, readText } from '#source/read.js';

export const defaultDirectory = '../shared/corpus/ground-truth';

/** One line of EXPECTED*.jsonl, as far as it is used. `object` is `KIND/NAME` or `KIND/NAMESPACE/NAME`, null for the files as a whole. */
interface Row {
  readonly id: string;
  readonly tool: string;
  readonly check: string;
  readonly file: string;
  readonly files?: readonly string[];
  readonly object: string | null;
  readonly expect: 'finding' | 'clean';
  readonly meaning: string;
  readonly caveat?: string;
}

type Scope = 'core' | 'graph' | 'out';

interface Topics {
  readonly pairs: Readonly<Record<string, Readonly<Record<string, { readonly topic: string; readonly scope: Scope }>>>>;
  readonly rows?: Readonly<Record<string, { readonly topic: string; readonly scope: Scope }>>;
}

/** A distinct question: does the topic hold on this object, with these files loaded together? */
interface Question {
  readonly topic: string;
  readonly scope: Scope;
  readonly files: readonly string[];
  readonly rows: Row[];
}

interface Tally {
  found: number;
  /** Of the found ones: by a rule that says that the line in question grants nothing. */
  void: number;
  missed: number;
  silent: number;
  alarms: number;
}

/** Topics of the ground truth with our rules for them, by group: scripts/score/topics.yaml. `void` lists rules for whole groups; `$NAME` stands for a list of `lists`. */
type TopicRules = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** Every distinct (topic, object, files) of the scopes core and graph. Rows with a caveat, of other scopes or without their files are left out with a count. */
export function score(directory: string, log: (line: string) => void): { passed: number; failed: number } {
  const { void: voids = {}, ...topicRules } = readTopicRules();
  const groupOf = new Map(Object.entries(topicRules).flatMap(([group, topics]) => Object.keys(topics).map((topic) => [topic, group] as const)));
  const { questions, skipped } = questionsIn(directory);
  const tallies = new Map<string, Tally>();
  for (const question of questions) {
    const group = groupOf.get(question.topic) ?? 'unmapped';
    const tally = tallyOf(tallies, `${question.scope} ${group} ${question.topic}`);
    answer(question, topicRules[group]?.[question.topic] ?? [], voids[group], tally, log);
  }
  for (const [reason, count] of skipped) log(`not scored: ${count} ${reason}`);
  logTables(tallies, log);
  const all = [...tallies.values()];
  return { passed: sum(all, (tally) => tally.found + tally.silent), failed: sum(all, (tally) => tally.missed + tally.alarms) };
}

function answer({ topic, files, rows: [row] }: Question, rules: readonly string[], voids: readonly string[] | undefined, tally: Tally, log: (line: string) => void): void {
  if (!row) return;
  const about = findingsAbout(row.object, files);
  const said = about.filter((finding) => rules.includes(finding.rule) || (rules.includes('*') && isAtLeast(finding.severity, 'medium')));
  const where = `${topic}: ${row.object ?? 'the files'} in ${row.file} (${row.id}, ${row.check}: ${row.meaning})`;
  if (row.expect === 'clean') {
    tally[said.length === 0 ? 'silent' : 'alarms'] += 1;
    if (said.length > 0) log(`alarm   ${where}${linesOf(said)}`);
    return;
  }
  const granted = said.length > 0;
  const nothing = granted || !voids ? [] : [...about.filter((finding) => voids.includes(finding.rule)), ...refusalsOf(row.object, files)];
  if (nothing.length > 0) {
    tally.void += 1;
    log(`void    ${where}${linesOf(nothing)}`);
  }
  tally[granted || nothing.length > 0 ? 'found' : 'missed'] += 1;
  if (!granted && nothing.length === 0) log(`missed  ${where}`);
}

function linesOf(findings: readonly Pick<Finding, 'rule' | 'message'>[]): string {
  return findings.map(({ rule, message }) => `\n          ${rule}: ${message}`).join('');
}

function questionsIn(directory: string): { questions: Question[]; skipped: Map<string, number> } {
  const topics = JSON.parse(readFileSync(join(directory, 'TOPICS.json'), 'utf8')) as Topics;
  const questions = new Map<string, Question>();
  const skipped = new Map<string, number>();
  const skip = (reason: string): void => void skipped.set(reason, (skipped.get(reason) ?? 0) + 1);
  for (const row of rowsIn(directory)) {
    const told = topics.rows?.[row.id] ?? topics.pairs[row.tool]?.[row.check];
    // `files` lie beside `file`, or are the same in a form of the tool's own.
    const files = [...new Set([row.file, ...(row.files ?? [])])].map((file) => pathOf(directory, file));
    if (!told) skip('rows of an unknown topic');
    else if (told.scope === 'out') skip('rows out of scope');
    else if (row.caveat !== undefined) skip(`rows (${row.expect}) whose own caveat says that Kubernetes differs`);
    else if (files.some((file) => file === undefined)) skip('rows whose files are missing');
    else {
      const present = files.filter((file) => file !== undefined).sort();
      const key = [told.topic, row.object, row.expect, ...present].join('\n');
      const known = questions.get(key);
      if (known) known.rows.push(row);
      else questions.set(key, { ...told, files: present, rows: [row] });
    }
  }
  return { questions: [...questions.values()], skipped };
}

function rowsIn(directory: string): Row[] {
  const names = readdirSync(directory).filter((name) => /^EXPECTED.*\.jsonl$/.test(name)).sort();
  const lines = names.flatMap((name) => readFileSync(join(directory, name), 'utf8').split('\n'));
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Row);
}

/** Paths of rows begin with the name that the directory has beside its origin, so they are tried from above it and, without their first part, from inside. */
function pathOf(directory: string, file: string): string | undefined {
  return [join(directory, '..', file), join(directory, file.replace(/^[^/]+\//, '')), join(directory, file)].find((path) => existsSync(path));
}

interface Linted {
  readonly findings: readonly Finding[];
  readonly problems: LintResult['problems'];
  readonly objects: readonly KubeObject[];
}

const linted = new Map<string, Linted>();

function lintOnce(paths: readonly string[]): Linted {
  const key = paths.join('\n');
  const known = linted.get(key);
  if (known) return known;
  const files: SourceFile[] = paths.map((path) => ({ name: path, text: readFileSync(path, 'utf8'), cluster: false, directory: path.slice(0, path.lastIndexOf('/')) }));
  const { findings, problems } = lint(files);
  const made = { findings, problems, objects: objectsOf(readFiles(files).documents).objects };
  linted.set(key, made);
  return made;
}

/** Findings that speak of the object: it is theirs, a step of their proof lies in it, or it is one of their subjects. */
function findingsAbout(object: string | null, paths: readonly string[]): readonly Finding[] {
  const { findings, objects } = lintOnce(paths);
  if (object === null) return findings;
  const { kind, namespace, name } = partsOf(object);
  const named = objectsNamed(object, objects);
  const inObject = (place: Place | null): boolean =>
    place !== null && named.some(({ file, node }) => node !== undefined && file?.name === place.file.name && node.start <= place.start && place.start < node.end);
  const prefix = kind === 'ServiceAccount' ? '' : kind === 'User' || kind === 'Group' ? `${kind.toLowerCase()}:` : 'workload:';
  // The graph tells workloads of one name apart by their kind.
  const isSubject = [name, `${namespace ?? ''}/${name}`, `${namespace ?? 'default'}/${kind.toLowerCase()}/${name}`].map((subject) => `${prefix}${subject}`);
  return findings.filter(
    (finding) =>
      inObject(finding.place) ||
      finding.evidence.some(({ place, related = [] }) => inObject(place) || related.some((step) => inObject(step.place))) ||
      finding.subjects.some((subject) => isSubject.includes(subject)),
  );
}

/** Problems that say of the object that no API server would store it. */
function refusalsOf(object: string | null, paths: readonly string[]): { rule: string; message: string }[] {
  const { problems, objects } = lintOnce(paths);
  return (object === null ? [] : objectsNamed(object, objects)).flatMap(({ file, node }) => {
    if (!file || !node) return [];
    const [from, to] = [lineAt(file, node.start), lineAt(file, node.end)];
    const inside = problems.filter((problem) => problem.file === file.name && from <= problem.line && problem.line <= to && (problem.code === 'invalid-object' || problem.code === 'unknown-kind'));
    return inside.map(({ code, message }) => ({ rule: code, message }));
  });
}

function partsOf(object: string): { kind: string; namespace: string | undefined; name: string } {
  const [kind = '', ...rest] = object.split('/');
  return { kind, namespace: rest.length > 1 ? rest[0] : undefined, name: rest.at(-1) ?? '' };
}

function objectsNamed(object: string, objects: readonly KubeObject[]): KubeObject[] {
  const { kind, namespace, name } = partsOf(object);
  return objects.filter((one) => one.kind === kind && one.name === name && (namespace === undefined || one.namespace === '' || one.namespace === namespace || !writesNamespace(one)));
}

/** The rows name the namespace an object is applied to even where the manifest does not. */
function writesNamespace({ node }: KubeObject): boolean {
  const metadata = node?.get('metadata');
  return metadata !== null && typeof metadata === 'object' && 'has' in metadata && metadata.has('namespace');
}

function readTopicRules(): TopicRules {
  const path = fileURLToPath(new URL('topics.yaml', import.meta.url));
  const { lists = {}, ...groups } = plainData(readText('topics.yaml', readFileSync(path, 'utf8')).documents[0]?.root ?? null) as TopicRules;
  const expanded = (rules: readonly string[]): readonly string[] => rules.flatMap((rule) => (rule.startsWith('$') ? (lists[rule.slice(1)] ?? []) : [rule]));
  const everyTopic = (topics: TopicRules[string]) => Object.fromEntries(Object.entries(topics).map(([topic, rules]) => [topic, expanded(rules)]));
  return Object.fromEntries(Object.entries(groups).map(([group, topics]) => [group, everyTopic(topics)]));
}

function tallyOf(tallies: Map<string, Tally>, key: string): Tally {
  const known = tallies.get(key);
  if (known) return known;
  const made = { found: 0, void: 0, missed: 0, silent: 0, alarms: 0 };
  tallies.set(key, made);
  return made;
}

function logTables(tallies: ReadonlyMap<string, Tally>, log: (line: string) => void): void {
  const rowOf = (title: string, tally: Tally): string => {
    const recall = percent(tally.found, tally.found + tally.missed);
    const precision = percent(tally.found, tally.found + tally.alarms);
    return `${title.padEnd(44)} found ${`${tally.found}/${tally.found + tally.missed}`.padStart(7)} ${recall}   void ${`${tally.void}`.padStart(2)}   alarms ${`${tally.alarms}/${tally.alarms + tally.silent}`.padStart(7)}   precision ${precision}`;
  };
  for (const [title, tally] of [...tallies].sort(([a], [b]) => (a < b ? -1 : 1))) log(rowOf(title, tally));
  for (const prefix of ['core rbac', 'core account', 'core path', 'core', 'graph']) {
    const parts = [...tallies].filter(([title]) => title.startsWith(`${prefix} `)).map(([, tally]) => tally);
    if (parts.length === 0) continue;
    const of = (key: keyof Tally): number => sum(parts, (tally) => tally[key]);
    log(rowOf(`all of ${prefix}`, { found: of('found'), void: of('void'), missed: of('missed'), silent: of('silent'), alarms: of('alarms') }));
  }
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '     –' : `${((part / whole) * 100).toFixed(1).padStart(5)}%`;
}

function sum(tallies: readonly Tally[], of: (tally: Tally) => number): number {
  return tallies.reduce((total, tally) => total + of(tally), 0);
}
