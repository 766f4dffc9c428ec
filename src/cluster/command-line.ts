// Command lines of Kubernetes components: words with places, and the flags in them as pflag reads them.
import { listIn } from '#kube/grouped.js';
import type { Place } from '#source/document.js';
import { placerOf, type WrittenText } from './embedded.js';

/** One occurrence of a flag. A boolean flag without value is `true`. */
export interface FlagValue {
  readonly value: string;
  readonly place: Place;
}

/** A flag: its value is the last one given, `given` holds every occurrence in order, for flags that add up. */
export interface Flag extends FlagValue {
  readonly name: string;
  readonly given: readonly FlagValue[];
}

export type Flags = ReadonlyMap<string, Flag>;

/** Flags that take no further word: `--profiling false` is `--profiling` and a stray word. Others take the next word, whatever it looks like. */
const booleanFlags = new Set([
  'allocate-node-cidrs', 'allow-privileged', 'alsologtostderr', 'anonymous-auth', 'authentication-skip-lookup', 'authentication-token-webhook', 'auto-tls', 'client-cert-auth',
  'contention-profiling', 'enable-aggregator-routing', 'enable-bootstrap-token-auth', 'enable-debugging-handlers', 'enable-garbage-collector', 'enable-server', 'fail-swap-on', 'leader-elect',
  'logtostderr', 'make-iptables-util-chains', 'peer-auto-tls', 'peer-client-cert-auth', 'profiling', 'protect-kernel-defaults', 'register-node', 'rotate-certificates',
  'rotate-server-certificates', 'seccomp-default', 'serialize-image-pulls', 'service-account-extend-token-expiration', 'service-account-lookup', 'use-service-account-credentials',
]);

/** The flags among `words`; `_` counts as `-` (component-base/cli/flag WordSepNormalizeFunc), `--` ends them, words without dashes are passed over. */
export function flagsOf(words: readonly WrittenText[]): Flags {
  const given: (FlagValue & { readonly name: string })[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index];
    if (!word || word.value === '--') break;
    const match = /^--([^=\s]+)(?:=([\s\S]*))?$/.exec(word.value);
    if (!match) continue;
    const name = (match[1] ?? '').replaceAll('_', '-');
    const next = words[index + 1];
    if (match[2] !== undefined) given.push({ name, value: match[2], place: word.place });
    else if (booleanFlags.has(name) || !next || next.value.startsWith('--')) given.push({ name, value: 'true', place: word.place });
    else {
      given.push({ name, value: next.value, place: next.place });
      index += 1;
    }
  }
  return flagsFrom(given);
}

/** Whether a word is a variable as a whole, as a shell (`$ARGS`, `"$@"`), systemd (`${ARGS}`) or a container (`$(ARGS)`) replaces it. */
export function isVariable({ value }: WrittenText): boolean {
  return /^["']?\$(?:[@*]|\w+|\{\w+\}|\(\w+\))["']?$/.test(value);
}

/** Joins occurrences: the last value counts. */
export function flagsFrom(given: readonly (FlagValue & { readonly name: string })[]): Flags {
  const occurrences = new Map<string, FlagValue[]>();
  for (const { name, value, place } of given) listIn(occurrences, name).push({ value, place });
  const flags = new Map<string, Flag>();
  for (const [name, all] of occurrences) {
    const last = all.at(-1);
    if (last) flags.set(name, { name, ...last, given: all });
  }
  return flags;
}

/** The items of a flag that holds a comma-separated list; occurrences add up (pflag StringSlice). Each item has the place of its own letters where they can be told. */
export function itemsOf(flag: Flag | undefined): readonly FlagValue[] {
  return (flag?.given ?? []).flatMap((written) => {
    const items: FlagValue[] = [];
    let at = 0;
    for (const item of written.value.split(',')) {
      const value = item.trim();
      if (value !== '') items.push({ value, place: itemPlace(written, at + item.indexOf(value), value.length) });
      at += item.length + 1;
    }
    return items;
  });
}

function itemPlace({ value, place }: FlagValue, from: number, length: number): Place {
  const raw = place.file.text.slice(place.start, place.end);
  const start = raw.lastIndexOf(value);
  if (start < 0) return place;
  return { ...place, start: place.start + start + from, end: place.start + start + from + length };
}

/** Ends the command: what follows is another one. */
const separators = /^(?:&&?|\|\|?|;|\n)$/;

/** Splits a shell line into words: quotes, backslashes and comments as in sh; variables stay as written; separators are words of their own. */
export function shellWords(text: WrittenText): readonly WrittenText[] {
  const place = placerOf(text);
  const words: WrittenText[] = [];
  const pattern = /\\\r?\n|#[^\n]*|&&?|\|\|?|;|\n|(?:\\[\s\S]|"(?:\\[\s\S]|[^"\\])*"|'[^']*'|[^\s;&|\\"']+)+/g;
  for (const match of text.value.matchAll(pattern)) {
    const [word] = match;
    if (word.startsWith('#') || /^\\\r?\n$/.test(word)) continue;
    words.push({ value: separators.test(word) ? word : unquoted(word), place: place(match.index, match.index + word.length) });
  }
  return words;
}

function unquoted(word: string): string {
  return word.replace(/\\\r?\n|\\([\s\S])|"((?:\\[\s\S]|[^"\\])*)"|'([^']*)'/g, (_, escaped?: string, double?: string, single?: string) => {
    return escaped ?? double?.replace(/\\(["\\$`])/g, '$1') ?? single ?? '';
  });
}

/** The words of one command up to the next separator. */
export function firstCommand(words: readonly WrittenText[]): readonly WrittenText[] {
  const end = words.findIndex(({ value }) => separators.test(value));
  return end < 0 ? words : words.slice(0, end);
}
