// Reads JSON with the offset of every key and value. Strict: what is not JSON to the letter is left to the YAML readers.
import { Mapping, Sequence, type Value } from './document.js';
import { addItem, putEntry } from './entry.js';
import { deepest, type Reading, type Remark } from './reading.js';

const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y;
const plainString = /"[^"\\\x00-\x1f]*"/y;
const string = /"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/y;
const words = new Map<string, boolean | null>([['true', true], ['false', false], ['null', null]]);

/** Reads one JSON value that starts at `start`; undefined when it is no JSON. White space behind it is not looked at. */
export function readJson(text: string, start: number, end: number): Reading | undefined {
  const remarks: Remark[] = [];
  let at = start;
  let depth = 0;
  let valueStart = start;
  const root = value();
  return root === undefined || at > end ? undefined : { root, end: at, remarks };

  function value(): Value | undefined {
    skipSpace();
    valueStart = at;
    const c = text.charCodeAt(at);
    if (c === 0x7b) return nested(object);
    if (c === 0x5b) return nested(array);
    if (c === 0x22) return quoted();
    if (c === 0x2d || (c >= 0x30 && c <= 0x39)) return numeric();
    return word();
  }

  function nested(read: () => Value | undefined): Value | undefined {
    if (++depth > deepest) return undefined;
    const result = read();
    depth--;
    return result;
  }

  function object(): Value | undefined {
    const mapping = new Mapping(at++);
    skipSpace();
    if (text.charCodeAt(at) !== 0x7d) {
      for (;;) {
        skipSpace();
        const keyStart = at;
        const key = text.charCodeAt(at) === 0x22 ? quoted() : undefined;
        const keyEnd = at;
        skipSpace();
        if (key === undefined || !take(0x3a)) return undefined;
        const entry = value();
        if (entry === undefined) return undefined;
        if (putEntry(mapping, key, entry, { start: keyStart, end: keyEnd }, { start: valueStart, end: at })) {
          remarks.push({ at: keyStart, code: 'duplicate-key', message: `key \`${key}\` is here for the second time; kubectl takes this one` });
        }
        skipSpace();
        if (!take(0x2c)) break;
      }
    }
    return close(mapping, 0x7d);
  }

  function array(): Value | undefined {
    const sequence = new Sequence(at++);
    skipSpace();
    if (text.charCodeAt(at) !== 0x5d) {
      for (;;) {
        const item = value();
        if (item === undefined) return undefined;
        addItem(sequence, item, { start: valueStart, end: at });
        skipSpace();
        if (!take(0x2c)) break;
      }
    }
    return close(sequence, 0x5d);
  }

  function close<Container extends Mapping | Sequence>(container: Container, bracket: number): Container | undefined {
    if (!take(bracket)) return undefined;
    container.end = at;
    valueStart = container.start;
    return container;
  }

  function quoted(): string | undefined {
    const from = at;
    plainString.lastIndex = from;
    if (plainString.test(text)) {
      at = plainString.lastIndex;
      return text.slice(from + 1, at - 1);
    }
    string.lastIndex = from;
    if (!string.test(text)) return undefined;
    at = string.lastIndex;
    return JSON.parse(text.slice(from, at)) as string;
  }

  function numeric(): number | undefined {
    const from = at;
    number.lastIndex = from;
    if (!number.test(text)) return undefined;
    at = number.lastIndex;
    const read = Number(text.slice(from, at));
    return Number.isFinite(read) ? read : undefined;
  }

  function word(): boolean | null | undefined {
    for (const [name, read] of words) {
      if (!text.startsWith(name, at)) continue;
      at += name.length;
      return read;
    }
    return undefined;
  }

  function take(c: number): boolean {
    if (text.charCodeAt(at) !== c) return false;
    at++;
    return true;
  }

  function skipSpace(): void {
    for (;;) {
      const c = text.charCodeAt(at);
      if (c !== 0x20 && c !== 0x0a && c !== 0x0d && c !== 0x09) return;
      at++;
    }
  }
}
