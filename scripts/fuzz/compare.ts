// Reads one document with the fast reader and with three others, and says where they differ: the careful reader in everything, the packages `yaml` and
// js-yaml in what YAML 1.2 shares with kubectl. What the fast reader declines, or another refuses that is stricter than kubectl, is no difference.
import { FAILSAFE_SCHEMA, load } from 'js-yaml';
import { isAlias, isMap, isScalar, isSeq, parseDocument, type Document, type Node } from 'yaml';
import { readCarefully } from '#source/careful/read.js';
import { Mapping, Sequence, type Span, type Value } from '#source/document.js';
import { schemaWithoutNames } from '#graph/custom-resources.js';
import type { Omission } from '#source/fast/omitted.js';
import { readFast } from '#source/fast/read.js';
import { keyText, resolvePlain } from '#source/scalar.js';

export interface Comparison {
  /** Whether the fast reader answered. */
  readonly answered: boolean;
  /** Other readers that answered as well. */
  readonly witnesses: number;
  readonly difference: string | undefined;
}

/** Compares the readers on `text` as one document. */
export function compare(text: string): Comparison {
  if (text.includes(schemaWithoutNames.key) && !isReadInPart(text)) return result(1, 'what is passed over changes more');
  const fast = readFast(text, 0, text.length);
  if (!fast) return { answered: false, witnesses: 0, difference: undefined };
  const careful = readCarefully(text, 0, text.length);
  if ('failure' in fast) return result(1, 'failure' in careful ? undefined : 'the fast reader takes for a template what the careful reader reads');
  if ('failure' in careful) return result(1, `the careful reader refuses it: ${careful.failure.message}`);
  if (!isSameNode(fast.root ?? null, careful.root ?? null)) return result(1, 'the careful reader reads otherwise');
  if (fast.root === undefined) return result(1, undefined);
  const byYaml = differenceFromYaml(text, fast.root);
  const byJsYaml = differenceFromJsYaml(text, fast.root);
  const witnesses = 1 + (byYaml === 'refused' ? 0 : 1) + (byJsYaml === 'refused' ? 0 : 1);
  return result(witnesses, [byYaml, byJsYaml].find((difference) => difference !== undefined && difference !== 'refused'));
}

function result(witnesses: number, difference: string | undefined): Comparison {
  return { answered: true, witnesses, difference };
}

/** Whether passing over the schema leaves all else as the careful reader reads it; what is no YAML may be taken for it. */
function isReadInPart(text: string): boolean {
  const [part, whole] = [readFast(text, 0, text.length, schemaWithoutNames), readCarefully(text, 0, text.length)];
  return !part || 'failure' in part || 'failure' in whole || isSameNode(part.root ?? null, whole.root ?? null, schemaWithoutNames);
}

/** Whether two nodes hold the same, written and used at the same places. Of one that was read in part, what was omitted may differ, and so may the ends of what is around it. */
function isSameNode(one: Value, other: Value, omission?: Omission): boolean {
  if (!(one instanceof Mapping || one instanceof Sequence)) return Object.is(one, other);
  if (!(other instanceof Mapping || other instanceof Sequence) || !isSameSpan(one, other, omission) || one.values.length !== other.values.length) return false;
  if (one instanceof Mapping !== other instanceof Mapping) return false;
  return one.values.every((value, index) => {
    if (one instanceof Mapping && other instanceof Mapping) {
      if (one.keys[index] !== other.keys[index] || !isSameSpan(one.keySpan(index), other.keySpan(index))) return false;
      if (omission && one.keys[index] === omission.key && value instanceof Mapping && value.keys.length === 0) return !holdsName(other.values[index] ?? null, omission);
    }
    if (!isSameSpan(one.uses?.get(index), other.uses?.get(index)) || !isSameSpan(one.valueSpan(index), other.valueSpan(index), omission)) return false;
    return isSameNode(value, other.values[index] ?? null, omission);
  });
}

/** Whether the omission should not have been made. */
function holdsName(value: Value, omission: Omission): boolean {
  if (value instanceof Mapping) return value.keys.some((key) => omission.unless.test(`${key}:`)) || value.values.some((inner) => holdsName(inner, omission));
  return value instanceof Sequence && value.values.some((item) => holdsName(item, omission));
}

function isSameSpan(one: Span | undefined, other: Span | undefined, omission?: Omission): boolean {
  return one?.start === other?.start && (omission !== undefined || one?.end === other?.end);
}

function differenceFromYaml(text: string, root: Value): string | undefined {
  // Block scalars at the end of a text without a line break: kubectl completes the line first.
  const document = parseDocument(text.endsWith('\n') ? text : `${text}\n`, { version: '1.1', schema: 'failsafe', logLevel: 'silent', prettyErrors: false });
  if (document.errors.length > 0) return 'refused';
  return differs({ text, document }, root, document.contents);
}

interface Parsed {
  readonly text: string;
  readonly document: Document;
}

function differs(parsed: Parsed, value: Value, node: Node | null): string | undefined {
  if (value instanceof Mapping) {
    if (!isMap<Node, Node | null>(node) || node.items.length !== value.keys.length) return 'yaml sees no mapping of that size';
    return first(node.items, ({ key, value: inner }, index) => {
      const { start: keyStart, end: keyEnd } = value.keySpan(index);
      if (!isScalar(key) || !isSameKey(value.keys[index] ?? '', String(key.value))) return `yaml sees another key than ${value.keys[index] ?? ''}`;
      if (key.range?.[0] !== keyStart || key.range[1] !== keyEnd) return `yaml places key ${value.keys[index] ?? ''} elsewhere`;
      return differsInside(parsed, value.values[index] ?? null, inner, value.valueSpan(index), value.uses?.get(index));
    });
  }
  if (value instanceof Sequence) {
    if (!isSeq<Node | null>(node) || node.items.length !== value.values.length) return 'yaml sees no sequence of that size';
    return first(node.items, (inner, index) => {
      return differsInside(parsed, value.values[index] ?? null, inner, value.valueSpan(index), value.uses?.get(index));
    });
  }
  const written = isScalar(node) ? node.value : '';
  return isSameScalar(value, typeof written === 'string' ? written : '') ? undefined : `yaml reads ${JSON.stringify(written)}, the fast reader ${JSON.stringify(value)}`;
}

function differsInside(parsed: Parsed, value: Value, node: Node | null, span: Span, usedAt: Span | undefined): string | undefined {
  if (!isAlias(node)) return misplaced(parsed.text, value, node, span) ?? differs(parsed, value, node);
  if (node.range?.[0] !== usedAt?.start || node.range?.[1] !== usedAt?.end) return `yaml places alias ${node.source} elsewhere`;
  const target = node.resolve(parsed.document) ?? null;
  return misplaced(parsed.text, value, target, span) ?? differs(parsed, value, target);
}

// Ends of block collections and places of absent values are conventions; everything else must agree to the character.
function misplaced(text: string, value: Value, node: Node | null, { start, end }: Span): string | undefined {
  if (!node?.range || start === end) return undefined;
  const isBlock = (isMap(node) || isSeq(node)) && !node.flow;
  const theirEnd = text.slice(0, node.range[1]).trimEnd().length;
  const same = node.range[0] === start && (isBlock || theirEnd === text.slice(0, end).trimEnd().length);
  return same ? undefined : `yaml places ${JSON.stringify(value)?.slice(0, 40)} at ${node.range[0]}-${theirEnd}, the fast reader at ${start}-${end}`;
}

function differenceFromJsYaml(text: string, root: Value): string | undefined {
  try {
    return differsFromData(root, load(text.endsWith('\n') ? text : `${text}\n`, { schema: FAILSAFE_SCHEMA }));
  } catch {
    return 'refused';
  }
}

function differsFromData(value: Value, data: unknown): string | undefined {
  if (value instanceof Mapping) {
    const entries = Object.entries((data ?? {}) as Record<string, unknown>);
    if (entries.length !== value.keys.length) return 'js-yaml sees no mapping of that size';
    return first(value.keys, (key, index) => {
      const entry = entries.find(([name]) => isSameKey(key, name));
      return entry ? differsFromData(value.values[index] ?? null, entry[1]) : `js-yaml sees no key ${key}`;
    });
  }
  if (value instanceof Sequence) {
    if (!Array.isArray(data) || data.length !== value.values.length) return 'js-yaml sees no sequence of that size';
    return first(value.values, (item, index) => differsFromData(item, data[index]));
  }
  return isSameScalar(value, typeof data === 'string' ? data : '') ? undefined : `js-yaml reads ${JSON.stringify(data)}, the fast reader ${JSON.stringify(value)}`;
}

// The others read with strings only; what kubectl makes of a string without quotes is resolved here.
function isSameScalar(value: Value, written: string): boolean {
  return value === written || Object.is(value, resolvePlain(written));
}

function isSameKey(key: string, written: string): boolean {
  return key === written || key === keyText(resolvePlain(written));
}

function first<Item>(items: readonly Item[], find: (item: Item, index: number) => string | undefined): string | undefined {
  for (const [index, item] of items.entries()) {
    const found = find(item, index);
    if (found !== undefined) return found;
  }
  return undefined;
}
