// Anchors and what aliases make of them: a copy that remembers where it was used, within the budget that kubectl sets against alias bombs (go.yaml.in/yaml/v2, decode.go).
import { Mapping, Sequence, type Span, type Value } from '#source/document.js';
import { addItem, putEntry } from '#source/entry.js';
import { deepest } from '#source/reading.js';
import type { Node } from './compose.js';
import { Unreadable } from './cursor.js';
import type { Token } from './token.js';

export class Aliases {
  readonly #anchored = new Map<string, Node | 'open'>();
  /** Nodes read, copies included. */
  #nodes = 0;
  #copies = 0;

  countNode(): void {
    this.#nodes++;
  }

  /** An anchor stands before a node whose content is not read yet. */
  open(anchor: string | undefined): void {
    if (anchor !== undefined) this.#anchored.set(anchor, 'open');
  }

  close(anchor: string | undefined, node: Node): void {
    if (anchor !== undefined) this.#anchored.set(anchor, node);
  }

  /** What `*name` stands for, `depth` levels deep in the document. */
  use(alias: Token, depth: number): Node {
    const node = this.#anchored.get(alias.text);
    if (node === undefined) throw new Unreadable(alias.start, `the alias \`*${alias.text}\` has no anchor in this document`);
    if (node === 'open') throw new Unreadable(alias.start, `the anchor \`&${alias.text}\` contains itself`);
    const usedAt = { start: alias.start, end: alias.end };
    return { value: this.#copy(node.value, usedAt, depth), start: node.start, end: node.end, usedAt };
  }

  #copy(value: Value, usedAt: Span, depth: number): Value {
    this.#spend(usedAt, depth);
    if (value instanceof Mapping) {
      const copy = new Mapping(value.start);
      copy.end = value.end;
      value.keys.forEach((key, index) => {
        putEntry(copy, key, this.#copy(value.values[index] ?? null, usedAt, depth + 1), value.keySpan(index), value.valueSpan(index), usedAt);
      });
      return copy;
    }
    if (value instanceof Sequence) {
      const copy = new Sequence(value.start);
      copy.end = value.end;
      value.values.forEach((item, index) => {
        addItem(copy, this.#copy(item, usedAt, depth + 1), value.valueSpan(index), usedAt);
      });
      return copy;
    }
    return value;
  }

  #spend(usedAt: Span, depth: number): void {
    this.#nodes++;
    this.#copies++;
    if (depth > deepest) throw new Unreadable(usedAt.start, `aliases nest deeper than ${deepest} levels`, 'too-deep');
    if (this.#copies > 100 && this.#nodes > 1000 && this.#copies / this.#nodes > allowedShare(this.#nodes)) {
      throw new Unreadable(usedAt.start, 'aliases multiply this document beyond what kubectl accepts', 'too-many-aliases');
    }
  }
}

/** The part of all nodes that may come from aliases: nearly all of a small document, a tenth of a huge one. */
function allowedShare(nodes: number): number {
  const low = 400_000;
  const high = 4_000_000;
  if (nodes <= low) return 0.99;
  if (nodes >= high) return 0.1;
  return 0.99 - (0.89 * (nodes - low)) / (high - low);
}
