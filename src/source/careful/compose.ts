// Builds the nodes of document.ts from tokens: YAML's grammar (go.yaml.in/yaml/v2, parserc.go) and kubectl's way from there to JSON
// (decode.go, sigs.k8s.io/yaml). More than 170 lines, because YAML's eight collections and entries call each other.
import { Mapping, Sequence, type Span, type Value } from '#source/document.js';
import { deepest, type Remark } from '#source/reading.js';
import { addItem, putEntry } from '#source/entry.js';
import { keyText } from '#source/scalar.js';
import { Aliases } from './alias.js';
import { Unreadable } from './cursor.js';
import { mergeInto } from './merge.js';
import { resolveScalar } from './resolve.js';
import type { Scanner } from './scanner.js';
import { isSupported } from './tag.js';
import type { Token, TokenType } from './token.js';

/** A value with the offsets at which it was written; through an alias also where it was used. */
export interface Node {
  readonly value: Value;
  readonly start: number;
  readonly end: number;
  readonly usedAt?: Span;
}

interface Properties {
  readonly anchor: string | undefined;
  readonly tag: string | undefined;
  readonly end: number;
}

const ends = {
  entry: new Set<TokenType>(['entry', 'block-end']),
  indentlessEntry: new Set<TokenType>(['entry', 'key', 'value', 'block-end']),
  pair: new Set<TokenType>(['key', 'value', 'block-end']),
  flowKey: new Set<TokenType>(['value', ',', '}']),
  flowValue: new Set<TokenType>([',', '}']),
  listKey: new Set<TokenType>(['value', ',', ']']),
  listValue: new Set<TokenType>([',', ']']),
  document: new Set<TokenType>(['directive', 'document-start', 'document-end', 'end']),
};

/** Composes the first document that a scanner gives. Throws Unreadable. */
export class Composer {
  readonly remarks: Remark[] = [];
  readonly #scanner: Scanner;
  readonly #aliases = new Aliases();
  #depth = 0;

  constructor(scanner: Scanner) {
    this.#scanner = scanner;
  }

  /** The root node, or undefined when the document is empty. */
  document(): Node | undefined {
    this.#takePrologue();
    if (ends.document.has(this.#scanner.peek().type)) return undefined;
    const root = this.#node(true, false);
    // kubectl looks one token ahead here and stops: what follows it never sees.
    this.#scanner.peek();
    return root;
  }

  #takePrologue(): void {
    let directives = 0;
    for (; this.#scanner.peek().type === 'directive'; directives++) {
      const directive = this.#scanner.take();
      if (!isSupported(directive)) throw new Unreadable(directive.start, 'kubectl reads YAML 1.1 only');
    }
    const next = this.#scanner.peek();
    if (next.type === 'document-start') this.#scanner.take();
    else if (directives > 0) throw new Unreadable(next.start, 'a directive must be followed by `---`, which kubectl takes for the end of the document');
  }

  #node(inBlock: boolean, indentless: boolean): Node {
    this.#aliases.countNode();
    const next = this.#scanner.peek();
    if (next.type === 'alias') return this.#aliases.use(this.#scanner.take(), this.#depth);
    const properties = this.#properties(next);
    const content = this.#scanner.peek();
    if (!startsContent(content.type, inBlock, indentless)) {
      if (properties.anchor === undefined && properties.tag === undefined) throw missingValue(content);
      const nothing = { value: resolveScalar('', true, properties.tag, properties.end), start: properties.end, end: properties.end };
      this.#aliases.close(properties.anchor, nothing);
      return nothing;
    }
    if (++this.#depth > deepest) throw new Unreadable(content.start, `nesting is deeper than ${deepest} levels`, 'too-deep');
    this.#aliases.open(properties.anchor);
    const node = this.#content(content.type, properties.tag);
    this.#aliases.close(properties.anchor, node);
    this.#depth--;
    return node;
  }

  #properties(first: Token): Properties {
    let anchor: string | undefined;
    let tag: string | undefined;
    let end = first.start;
    for (let next = first; (next.type === 'anchor' && anchor === undefined) || (next.type === 'tag' && tag === undefined); next = this.#scanner.peek()) {
      this.#scanner.take();
      if (next.type === 'anchor') anchor = next.text;
      else tag = next.text;
      end = next.end;
    }
    return { anchor, tag, end };
  }

  #content(type: TokenType, tag: string | undefined): Node {
    if (type === 'scalar') return this.#scalar(tag);
    if (type === '[') return this.#flowSequence();
    if (type === '{') return this.#flowMapping();
    if (type === 'block-mapping') return this.#blockMapping();
    return this.#blockSequence(type === 'entry' ? ends.indentlessEntry : ends.entry);
  }

  #scalar(tag: string | undefined): Node {
    const { text, plain, start, end } = this.#scanner.take();
    return { value: resolveScalar(text, plain, tag, start), start, end };
  }

  // With its own indentation there are tokens that open and close it; an indentless one, on the column of its key, just ends.
  #blockSequence(closers: ReadonlySet<TokenType>): Node {
    const hasOwnIndent = this.#scanner.peek().type === 'block-sequence';
    if (hasOwnIndent) this.#scanner.take();
    const sequence = new Sequence(this.#scanner.peek().start);
    while (this.#scanner.peek().type === 'entry') {
      const entry = this.#scanner.take();
      const item = closers.has(this.#scanner.peek().type) ? empty(entry.end) : this.#node(true, false);
      addItem(sequence, item.value, item, item.usedAt);
      sequence.end = item.usedAt?.end ?? item.end;
    }
    if (hasOwnIndent) this.#expect('block-end', 'a `-` was expected here, in line with the list items above');
    return { value: sequence, start: sequence.start, end: sequence.end };
  }

  #blockMapping(): Node {
    this.#scanner.take();
    const mapping = new Mapping(this.#scanner.peek().start);
    while (this.#scanner.peek().type === 'key') {
      const keyToken = this.#scanner.take();
      const merges = isMergeKey(this.#scanner.peek());
      const key = ends.pair.has(this.#scanner.peek().type) ? empty(keyToken.end) : this.#node(true, true);
      const value = this.#valueAfter(key, ends.pair, true);
      this.#add(mapping, key, merges, value);
      mapping.end = value.usedAt?.end ?? value.end;
    }
    this.#expect('block-end', 'a key was expected here, in line with the keys above');
    return { value: mapping, start: mapping.start, end: mapping.end };
  }

  #flowSequence(): Node {
    const sequence = new Sequence(this.#scanner.take().start);
    for (let first = true; this.#scanner.peek().type !== ']'; first = false) {
      if (!first) this.#expect(',', 'a `,` or `]` was expected here');
      if (this.#scanner.peek().type === ']') break;
      const item = this.#scanner.peek().type === 'key' ? this.#singlePair() : this.#node(false, false);
      addItem(sequence, item.value, item, item.usedAt);
    }
    sequence.end = this.#scanner.take().end;
    return { value: sequence, start: sequence.start, end: sequence.end };
  }

  // `[a: b]` holds a mapping of one key.
  #singlePair(): Node {
    const keyToken = this.#scanner.take();
    const mapping = new Mapping(keyToken.start);
    const merges = isMergeKey(this.#scanner.peek());
    const key = ends.listKey.has(this.#scanner.peek().type) ? empty(keyToken.end) : this.#node(false, false);
    const value = this.#valueAfter(key, ends.listValue, false);
    this.#add(mapping, key, merges, value);
    mapping.end = value.usedAt?.end ?? value.end;
    return { value: mapping, start: mapping.start, end: mapping.end };
  }

  #flowMapping(): Node {
    const mapping = new Mapping(this.#scanner.take().start);
    for (let first = true; this.#scanner.peek().type !== '}'; first = false) {
      if (!first) this.#expect(',', 'a `,` or `}` was expected here');
      if (this.#scanner.peek().type === '}') break;
      const explicit = this.#scanner.peek().type === 'key' ? this.#scanner.take() : undefined;
      const merges = isMergeKey(this.#scanner.peek());
      const key = explicit && ends.flowKey.has(this.#scanner.peek().type) ? empty(explicit.end) : this.#node(false, false);
      this.#add(mapping, key, merges, explicit ? this.#valueAfter(key, ends.flowValue, false) : empty(key.end));
    }
    mapping.end = this.#scanner.take().end;
    return { value: mapping, start: mapping.start, end: mapping.end };
  }

  #valueAfter(key: Node, closers: ReadonlySet<TokenType>, inBlock: boolean): Node {
    if (this.#scanner.peek().type !== 'value') return empty(key.usedAt?.end ?? key.end);
    const colon = this.#scanner.take();
    return closers.has(this.#scanner.peek().type) ? empty(colon.end) : this.#node(inBlock, inBlock);
  }

  #add(mapping: Mapping, key: Node, merges: boolean, value: Node): void {
    if (merges) return mergeInto(mapping, value);
    const name = nameOf(key);
    if (putEntry(mapping, name, value.value, key, value, value.usedAt)) {
      this.remarks.push({ at: key.start, code: 'duplicate-key', message: `key \`${name}\` is here for the second time; kubectl takes this one` });
    }
  }

  #expect(type: TokenType, message: string): void {
    const next = this.#scanner.take();
    if (next.type !== type) throw new Unreadable(next.start, message);
  }
}

function startsContent(type: TokenType, inBlock: boolean, indentless: boolean): boolean {
  if (type === 'scalar' || type === '[' || type === '{') return true;
  if (type === 'entry') return indentless;
  return inBlock && (type === 'block-sequence' || type === 'block-mapping');
}

// `<<` without quotes merges its value into the mapping.
function isMergeKey(key: Token): boolean {
  return key.plain && key.text === '<<';
}

function empty(at: number): Node {
  return { value: null, start: at, end: at };
}

function nameOf(key: Node): string {
  if (key.value instanceof Mapping || key.value instanceof Sequence) throw new Unreadable(key.start, 'a mapping or list cannot be a key');
  const name = keyText(key.value);
  if (name === undefined) throw new Unreadable(key.start, 'null cannot be a key');
  return name;
}

function missingValue(found: Token): Unreadable {
  return new Unreadable(found.start, found.type === 'entry' ? 'a list item cannot start here' : 'a value was expected here');
}
