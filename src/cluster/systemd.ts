// systemd units, their drop-ins and environment files that start a component of the cluster.
import type { SourceFile } from '#source/document.js';
import { firstCommand, flagsOf, isVariable, shellWords } from './command-line.js';
import { componentNamed, type Component, type ComponentFlags } from './component.js';
import type { WrittenText } from './embedded.js';

/** The components that a unit file, drop-in or environment file starts; none for any other text. A later ExecStart replaces an earlier one. */
export function systemdComponents(file: SourceFile): readonly ComponentFlags[] {
  const settings = settingsOf(file);
  const variables = variablesOf(settings);
  const commands = settings.filter(({ name }) => name === 'ExecStart').flatMap(({ text }) => commandOf(text) ?? []);
  const used = new Set<string>();
  const last = commands.at(-1);
  if (last) {
    const words = last.words.flatMap((word) => {
      const name = /^\$\{?(\w+)\}?$/.exec(word.value)?.[1];
      if (name === undefined) return [word];
      used.add(name);
      return variables.get(name) ?? [];
    });
    const isOpen = [...used].some((name) => !variables.has(name)) || words.some(isVariable);
    return [{ component: last.component, flags: flagsOf(words), version: undefined, source: 'systemd', place: last.place, isOpen }];
  }
  const words = [...variables].filter(([name]) => /^KUBELET_/.test(name)).flatMap(([, value]) => value);
  const first = words.find(({ value }) => value.startsWith('--'));
  // A file of variables is a part of a command that stands elsewhere.
  return first ? [{ component: 'kubelet', flags: flagsOf(words), version: undefined, source: 'systemd', place: first.place, isOpen: true }] : [];
}

interface Setting {
  readonly name: string;
  readonly text: WrittenText;
}

/** `Name=value` lines; a backslash at the end carries a line on, `#` and `;` begin comments. */
function settingsOf(file: SourceFile): readonly Setting[] {
  const settings: Setting[] = [];
  for (const match of file.text.matchAll(/^[ \t]*([A-Za-z_]\w*)[ \t]*=[ \t]*((?:[^\\\r\n]+|\\[^\r\n]|\\\r?\n)*)/gm)) {
    const [whole, name = '', value = ''] = match;
    const end = match.index + whole.length;
    settings.push({ name, text: { value, place: { file, start: end - value.length, end, route: name } } });
  }
  return settings;
}

/** Variables that settings and environment files set, split into words. */
function variablesOf(settings: readonly Setting[]): ReadonlyMap<string, readonly WrittenText[]> {
  const variables = new Map<string, readonly WrittenText[]>();
  for (const { name, text } of settings) {
    const assignments = name === 'Environment' ? assignmentsIn(text) : [{ name, text }];
    for (const { name: variable, text: value } of assignments) variables.set(variable, shellWords(inner(value)));
  }
  return variables;
}

/** `Environment="A=--x --y" B=c`: each word is one assignment. */
function assignmentsIn({ value, place }: WrittenText): readonly Setting[] {
  return [...value.matchAll(/"([A-Za-z_]\w*)=([^"]*)"|'([A-Za-z_]\w*)=([^']*)'|([A-Za-z_]\w*)=(\S*)/g)].map((match) => {
    const name = match[1] ?? match[3] ?? match[5] ?? '';
    const assigned = match[2] ?? match[4] ?? match[6] ?? '';
    const start = place.start + match.index + match[0].indexOf('=') + 1;
    return { name, text: { value: assigned, place: { ...place, start, end: start + assigned.length } } };
  });
}

/** The text inside surrounding quotes, if there are any. */
function inner({ value, place }: WrittenText): WrittenText {
  const quoted = /^(["'])([\s\S]*)\1\s*$/.exec(value)?.[2];
  if (quoted === undefined) return { value, place };
  return { value: quoted, place: { ...place, start: place.start + 1, end: place.start + 1 + quoted.length } };
}

interface Command {
  readonly component: Component;
  readonly words: readonly WrittenText[];
  readonly place: WrittenText['place'];
}

function commandOf(text: WrittenText): Command | undefined {
  const words = shellWords(text);
  for (const [index, word] of words.entries()) {
    const component = componentNamed(word.value);
    if (component) return { component, words: firstCommand(words.slice(index + 1)), place: word.place };
  }
  return undefined;
}
