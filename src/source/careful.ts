// The careful reader: the `yaml` package behind the node types of document.ts, for every document that the fast reader is not certain of.
import type { Node, Pair, YAMLMap, YAMLSeq, Scalar as YamlScalar } from 'yaml';
import { Mapping, Sequence, type Value } from './document.js';
import { loadYaml } from './lazy.js';
import { tooDeep, type Failure, type Reading, type Remark } from './reading.js';
import { keyText, resolvePlain } from './scalar.js';

/** Reads the document in `text` from `start` to `end`. */
export function readCarefully(text: string, start: number, end: number): Reading | Failure {
  const yaml = loadYaml();
  const remarks: Remark[] = [];
  try {
    const parsed = yaml.parseAllDocuments(text.slice(start, end), { version: '1.1', schema: 'failsafe', uniqueKeys: false, logLevel: 'silent', prettyErrors: false });
    const first = Array.isArray(parsed) ? parsed[0] : undefined;
    if (!first) return { root: undefined, end, remarks };
    const error = first.errors[0];
    if (error) return { failure: { at: start + error.pos[0], code: 'syntax', message: error.message } };
    const contents = first.contents as Node | null;
    if (contents === null) return { root: undefined, end, remarks };
    const root = convert(contents, start);
    return { root: root.value, end: start + first.range[2], remarks };
  } catch (error) {
    if (error instanceof RangeError) return tooDeep(start);
    throw error;
  }

  interface Located { value: Value; start: number; end: number }

  function convert(node: Node | null, fallback: number): Located {
    if (node === null) return { value: null, start: fallback, end: fallback };
    if (yaml.isAlias(node)) return { value: null, start: fallback, end: fallback };
    const at = start + (node.range?.[0] ?? 0);
    const to = start + (node.range?.[1] ?? 0);
    if (yaml.isMap(node)) return convertMap(node as YAMLMap<Node, Node>, at, to);
    if (yaml.isSeq(node)) return convertSeq(node as YAMLSeq<Node>, at, to);
    const scalar = node as YamlScalar<string>;
    const value = scalar.type === 'PLAIN' ? resolvePlain(scalar.value) : scalar.value;
    return { value, start: at, end: to };
  }

  function convertMap(node: YAMLMap<Node, Node>, at: number, to: number): Located {
    const mapping = new Mapping(at);
    mapping.end = to;
    for (const pair of node.items as Pair<Node, Node | null>[]) {
      const key = convert(pair.key, at);
      const value = convert(pair.value, key.end + 1);
      const name = typeof key.value === 'object' ? undefined : keyText(key.value);
      if (name === undefined) continue;
      mapping.keys.push(name);
      mapping.values.push(value.value);
      mapping.offsets.push(key.start, key.end, value.start, value.end);
    }
    return { value: mapping, start: at, end: to };
  }

  function convertSeq(node: YAMLSeq<Node>, at: number, to: number): Located {
    const sequence = new Sequence(at);
    sequence.end = to;
    for (const item of node.items) {
      const value = convert(item, at);
      sequence.values.push(value.value);
      sequence.offsets.push(value.start, value.end);
    }
    return { value: sequence, start: at, end: to };
  }
}
