// The keys of mappings, in their order: manifests hold the same few thousand lists over and over, so each is made once and its mappings share it.
import { unsure } from './lines.js';

// Longer lists, and those behind so many others, are kept by their mapping alone.
const mostKeys = 24;
const mostLists = 20_000;
let lists = 0;

/** The keys of a mapping so far. */
export class KeyList {
  readonly keys: readonly string[];
  /** Lists of one key more, by that key. */
  readonly #longer = new Map<string, KeyList>();
  #last: KeyList | undefined = undefined;
  #lastKey = '';

  constructor(keys: readonly string[]) {
    this.keys = keys;
  }

  /** The list with a key more; one that is there already is left to the careful reader, which tells. */
  with(key: string): KeyList {
    if (this.#last !== undefined && this.#lastKey === key) return this.#last;
    const longer = this.#longer.get(key) ?? this.#extended(key);
    if (this.keys.length < mostKeys) [this.#last, this.#lastKey] = [longer, key];
    return longer;
  }

  #extended(key: string): KeyList {
    if (this.keys.includes(key)) throw unsure;
    if (this.keys.length >= mostKeys) return new OwnKeyList([...this.keys, key]);
    const longer = new KeyList([...this.keys, key]);
    if (lists < mostLists) {
      lists++;
      this.#longer.set(key, longer);
    }
    return longer;
  }
}

/** A list that grows, with one mapping. */
class OwnKeyList extends KeyList {
  readonly #own: string[];
  /** Finds a duplicate sooner than a search. */
  readonly #names: Set<string>;

  constructor(keys: string[]) {
    super(keys);
    this.#own = keys;
    this.#names = new Set(keys);
  }

  override with(key: string): this {
    if (this.#names.has(key)) throw unsure;
    this.#names.add(key);
    this.#own.push(key);
    return this;
  }
}

/** The list of a mapping before its first key. */
export const noKeys = new KeyList([]);
