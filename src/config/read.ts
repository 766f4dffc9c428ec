// Reads the text of sa-lint.yaml: every mistake has its line and says what is meant. src/config/schema.json says the same to editors.
import { severities } from '#finding/finding.js';
import { didYouMean } from '#rule/nearest.js';
import { Mapping, Sequence, type Place, type Problem, type SourceFile, type Value } from '#source/document.js';
import { placeOfItem, placeOfKey, placeOfValue, regionOf } from '#source/place.js';
import { readFiles } from '#source/read.js';
import { levels, patternOf, type Config, type Level, type RuleLevels } from './config.js';

export type ConfigText = { readonly config: Config; readonly problems: readonly [] } | { readonly config: undefined; readonly problems: readonly Problem[] };

/** Each mistake is named where it stands; with any of them there is no config. `ruleIds` are the rules there are; without them names of rules are taken as they are. */
export function readConfig(file: SourceFile, directory: string, ruleIds?: readonly string[]): ConfigText {
  const { documents, problems } = readFiles([file]);
  const reader = new Reader(file, ruleIds);
  const root = documents[0]?.root;
  reader.problems.push(...problems.filter(({ severity }) => severity === 'not-evaluated'));
  let config: Config = { ...empty, name: file.name, directory };
  if (documents.length > 1) reader.complain(undefined, 'holds more than one YAML document; it takes one');
  else if (root instanceof Mapping) config = { ...config, ...reader.settings(root) };
  else if (root !== undefined && root !== null) reader.complain(undefined, 'is no mapping; begin with a key like `fail-on:`');
  return reader.problems.length > 0 ? { config: undefined, problems: reader.problems } : { config, problems: [] };
}

const empty = { rules: [], paths: [], exclude: [], cluster: [], 'rule-directories': [] } as const;

/** A value and where it stands. */
interface Given {
  readonly value: Value | undefined;
  readonly place: Place | undefined;
  /** Names it in messages. */
  readonly key: string;
}

class Reader {
  readonly problems: Problem[] = [];
  readonly #file: SourceFile;
  readonly #ruleIds: readonly string[] | undefined;

  constructor(file: SourceFile, ruleIds: readonly string[] | undefined) {
    this.#file = file;
    this.#ruleIds = ruleIds;
  }

  complain(place: Place | undefined, message: string): void {
    const { line, column } = place ? regionOf(place) : { line: 1, column: 1 };
    this.problems.push({ file: this.#file.name, line, column, code: 'invalid-object', message, severity: 'not-evaluated' });
  }

  settings(root: Mapping): Partial<Config> {
    return this.#keys<Required<Omit<Config, 'name' | 'directory'>>>(root, {
      rules: (given) => this.#levels(given),
      paths: (given) => this.#items(given, 'entries with files and rules').map((item) => this.#scope(item)),
      exclude: (given) => this.#texts(given),
      'fail-on': (given) => this.#word(given, severities),
      namespace: (given) => this.#text(given),
      cluster: (given) => this.#texts(given),
      complete: (given) => this.#flag(given),
      'kubernetes-version': (given) => this.#version(given),
      'rule-directories': (given) => this.#texts(given),
      baseline: (given) => this.#text(given),
    });
  }

  #keys<T extends object>(node: Mapping, readers: { readonly [K in keyof T]: (given: Given) => T[K] }): Partial<T> {
    const read: Partial<T> = {};
    for (const [index, key] of node.keys.entries()) {
      const given = { value: node.values[index], place: placeOfValue(this.#file, node, key, ''), key };
      if (Object.hasOwn(readers, key)) read[key as keyof T] = readers[key as keyof T](given);
      else this.complain(placeOfKey(this.#file, node, key, ''), `"${key}" is no setting${didYouMean(key, Object.keys(readers))}; there are ${Object.keys(readers).join(', ')}`);
    }
    return read;
  }

  #scope({ value, place }: Given): Config['paths'][number] {
    if (!(value instanceof Mapping)) {
      this.complain(place, 'an entry of "paths" has files and rules: `- files: [examples/]`, `rules: { some-rule: off }`');
      return { files: [], rules: [] };
    }
    const { files, rules } = this.#keys<{ files: readonly string[]; rules: RuleLevels }>(value, { files: (given) => this.#texts(given), rules: (given) => this.#levels(given) });
    if (files === undefined) this.complain(place, 'this entry of "paths" lacks "files"');
    if (rules === undefined) this.complain(place, 'this entry of "paths" lacks "rules"');
    return { files: files ?? [], rules: rules ?? [] };
  }

  #levels({ value, place, key }: Given): RuleLevels {
    if (!(value instanceof Mapping)) {
      this.complain(place, `"${key}" is a mapping from rule to severity: \`some-rule: off\``);
      return [];
    }
    return value.keys.flatMap((pattern, index) => {
      if (this.#ruleIds && !this.#ruleIds.some((id) => patternOf(pattern).test(id))) this.complain(placeOfKey(this.#file, value, pattern, ''), `no rule is called ${pattern}${didYouMean(pattern, this.#ruleIds)}; sa-lint rules lists them`);
      const level = this.#level({ value: value.values[index], place: placeOfValue(this.#file, value, pattern, ''), key: pattern });
      return level === undefined ? [] : [{ pattern, level }];
    });
  }

  /** YAML 1.1 reads a bare off and on as booleans. */
  #level(given: Given): Level | undefined {
    if (given.value === false) return 'off';
    if (given.value === true) return 'on';
    return this.#word(given, levels) as Level | undefined;
  }

  #word({ value, place, key }: Given, known: readonly string[]): string {
    if (typeof value === 'string' && known.includes(value)) return value;
    this.complain(place, `"${key}" takes ${known.join(', ')}, not ${shown(value)}${typeof value === 'string' ? didYouMean(value, known) : ''}`);
    return '';
  }

  #text({ value, place, key }: Given): string {
    if (typeof value === 'string' && value !== '') return value;
    this.complain(place, `"${key}" takes a text, not ${shown(value)}`);
    return '';
  }

  #flag({ value, place, key }: Given): boolean {
    if (typeof value === 'boolean') return value;
    this.complain(place, `"${key}" takes true or false, not ${shown(value)}`);
    return false;
  }

  #version(given: Given): string {
    if (typeof given.value === 'string' && /^v?1\.\d+(\.\d+)?$/.test(given.value)) return given.value;
    this.complain(given.place, `"${given.key}" takes a version in quotes, like "1.36", not ${shown(given.value)}`);
    return '';
  }

  #texts(given: Given): string[] {
    return this.#items(given, 'texts').map((item) => this.#text(item));
  }

  #items({ value, place, key }: Given, of: string): Given[] {
    if (value instanceof Sequence) return value.values.map((item, index) => ({ value: item, place: placeOfItem(this.#file, value, index, ''), key }));
    this.complain(place, `"${key}" takes a list of ${of}, not ${shown(value)}`);
    return [];
  }
}

function shown(value: Value | undefined): string {
  if (value instanceof Mapping) return 'a mapping';
  if (value instanceof Sequence) return 'a list';
  return value === undefined || value === null ? 'nothing' : JSON.stringify(value);
}
