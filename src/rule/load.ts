// Reads rule files: what is not a rule becomes a problem with file, line and column that says what to do, never a rule less in silence.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as validators from '#generated/rule-validators.js';
import { Mapping, Sequence, type Problem, type SourceFile } from '#source/document.js';
import { plainData } from '#source/plain-data.js';
import { placeOfItem, placeOfKey, placeOfValue, regionOf } from '#source/place.js';
import { didYouMean } from './nearest.js';
import { parseRule } from './parse.js';
import { kinds, type Kind, type Rule, type RuleSet } from './rule.js';
import { everyRule, ruleSet } from './rule-set.js';
import { explainSchemaErrors, type SchemaError } from './schema-error.js';

/** What rule files gave. With problems the rules are incomplete: a run must not go on with them (exit code 2). */
export interface LoadedRules {
  readonly rules: RuleSet;
  readonly problems: readonly Problem[];
}

/** A rule file as read: `name` is its display path and ends in `KIND/ID.yaml`. */
export interface RuleFile {
  readonly name: string;
  readonly text: string;
}

/** One file that is a rule by itself, with the nodes it was written as. */
interface ReadRule {
  readonly rule: Rule;
  readonly file: SourceFile;
  readonly root: Mapping;
}

const validate = validators as unknown as Readonly<Record<Kind, ((data: unknown) => boolean) & { errors?: readonly SchemaError[] | null }>>;

/**
 * Reads and checks rule files. `beside` are rules that are already loaded: ids may refer to them and may not repeat them; they are not part of the result.
 */
export function readRules(files: readonly RuleFile[], beside?: RuleSet): LoadedRules {
  const problems: Problem[] = [];
  const byId = new Map<string, ReadRule>();
  const known = new Map<string, Rule>();
  for (const rule of beside ? everyRule(beside) : []) known.set(rule.id, rule);

  for (const { name, text } of files) {
    const file: SourceFile = { name, text, cluster: false, directory: name.slice(0, name.lastIndexOf('/')) };
    const read = readRule(file, problems);
    if (!read) continue;
    const { id } = read.rule;
    const other = known.get(id);
    if (other) {
      problems.push(problemAt(file, read.root, ['id'], false, `rule "${id}" is there already, in ${other.source}; give this one another name`));
      continue;
    }
    byId.set(id, read);
    known.set(id, read.rule);
  }
  for (const read of byId.values()) problems.push(...danglingReferences(read, known));
  const all = [...byId.values()].map(({ rule }) => rule);
  return { rules: ruleSet(all), problems };
}

/**
 * Reads `PATH/KIND/*.yaml`. `display` stands for the path in messages and in `Rule.source`. A folder that cannot be read, that holds no rule, or that holds
 * something else (but for notes in .md, data in .json and hidden files) is a problem.
 */
export function loadRuleDirectory(path: string, display = path, beside?: RuleSet): LoadedRules {
  const files: RuleFile[] = [];
  const problems: Problem[] = [];
  const refuse = (name: string, code: Problem['code'], message: string) => problems.push({ file: name, line: 1, column: 1, code, message, severity: 'not-evaluated' });
  const visit = (folder: string, name: string) => {
    for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const [full, shown] = [join(folder, entry.name), `${name}/${entry.name}`];
      if (/^\.|\.(md|json)$/.test(entry.name)) continue;
      if (entry.isDirectory()) visit(full, shown);
      else if (/\.ya?ml$/.test(entry.name)) files.push({ name: shown, text: readFileSync(full, 'utf8') });
      else refuse(shown, 'not-a-file', 'is no rule file; rules end in .yaml');
    }
  };
  try {
    visit(path, display.replaceAll('\\', '/').replace(/\/+$/, ''));
  } catch (error) {
    refuse(display, 'unreadable', `cannot be read as a folder of rules: ${(error as Error).message.replace(/,? [a-z]+ '.*'$/, '')}`);
  }
  if (files.length === 0 && problems.length === 0) refuse(display, 'no-input', `holds no rule; put one in ${display}/grant/NAME.yaml, or into the folder of another kind (${kinds.join(', ')})`);
  const read = readRules(files, beside);
  return { rules: read.rules, problems: [...problems, ...read.problems] };
}

function readRule(file: SourceFile, problems: Problem[]): ReadRule | undefined {
  const before = problems.length;
  const [, folder = '', stem = ''] = /(?:^|\/)([^/]+)\/([^/]+)\.ya?ml$/.exec(file.name) ?? [];
  const parsed = parseRule(file);
  problems.push(...parsed.problems);
  const { root } = parsed;
  if (!root) return undefined;
  const data = plainData(root) as Record<string, unknown>;
  const complain = (path: readonly string[], atKey: boolean, message: string) => problems.push(problemAt(file, root, path, atKey, message));

  const kind = kinds.find((known) => known === folder);
  if (!kind) {
    const wanted = kinds.find((known) => known === data.kind) ?? 'grant';
    complain([], false, `lies in the folder "${folder}", which is no kind of rule${didYouMean(folder, kinds)}; move it to ${wanted}/${stem}.yaml`);
    return undefined;
  }
  if (data.kind !== undefined && data.kind !== kind) complain(['kind'], false, `"kind" is ${JSON.stringify(data.kind)} in the folder of ${kind} rules; write "kind: ${kind}" or move the file`);
  if (typeof data.id === 'string' && data.id !== stem) complain(['id'], false, `"id" is "${data.id}" in a file named ${stem}.yaml; both have to be the same`);
  if (!validate[kind]({ ...data, kind })) {
    for (const { path, atKey, message } of explainSchemaErrors(validate[kind].errors ?? [], data, kind)) complain(path, atKey, message);
  }
  if (data.kind === undefined) complain([], false, `this rule lacks "kind"; add "kind: ${kind}"`);
  if (problems.length > before) return undefined;
  return { rule: { ...data, source: file.name } as unknown as Rule, file, root };
}

/** Which kinds of rule each list of ids may name. */
const references: Readonly<Record<string, readonly Kind[]>> = {
  unless: ['grant', 'object', 'path'],
  via: ['technique'],
  from: ['foothold'],
  to: ['sink'],
};

function danglingReferences({ rule, file, root }: ReadRule, known: ReadonlyMap<string, Rule>): Problem[] {
  return Object.entries(references).flatMap(([key, allowed]) => {
    const ids = (rule as unknown as Record<string, readonly string[] | undefined>)[key] ?? [];
    const candidates = [...known.values()].filter((other) => allowed.includes(other.kind)).map(({ id }) => id);
    return ids.flatMap((id, index) =>
      candidates.includes(id)
        ? []
        : [problemAt(file, root, [key, String(index)], false, `"${key}" names "${id}", which is no ${allowed.join(' or ')} rule${didYouMean(id, candidates)}`)],
    );
  });
}

/** A problem at what stands under `path`, or at the nearest thing above it that is there. */
function problemAt(file: SourceFile, root: Mapping, path: readonly string[], atKey: boolean, message: string): Problem {
  let node: Mapping | Sequence = root;
  let place = root.keys.length > 0 ? placeOfKey(file, root, root.keys[0] ?? '', '') : undefined;
  for (const [index, part] of path.entries()) {
    const last = index === path.length - 1;
    const next =
      node instanceof Sequence
        ? placeOfItem(file, node, Number(part), '')
        : last && !atKey
          ? placeOfValue(file, node, part, '')
          : placeOfKey(file, node, part, '');
    if (!next) break;
    place = next;
    const below = node instanceof Sequence ? node.values[Number(part)] : node.get(part);
    if (!(below instanceof Mapping) && !(below instanceof Sequence)) break;
    node = below;
  }
  const { line, column } = place ? regionOf(place) : { line: 1, column: 1 };
  return { file: file.name, line, column, code: 'invalid-object', message, severity: 'not-evaluated' };
}
