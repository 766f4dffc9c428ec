// Reads the text of one rule file: a single YAML document, as nodes with positions and as plain data.
import { LineCounter, isAlias, isMap, isScalar, isSeq, parseAllDocuments, type Node } from 'yaml';
import { Mapping, Sequence, type Problem, type SourceFile, type Value } from '#source/document.js';

/** Deeper than any rule: examples are text, not nodes. */
const maximumDepth = 20;

/** The file's only document; undefined when it has none or several, is broken, or is not a mapping. The problems say why. */
export function parseRule(file: SourceFile): { readonly root: Mapping | undefined; readonly problems: readonly Problem[] } {
  const lines = new LineCounter();
  const documents = parseAllDocuments(file.text, { lineCounter: lines });
  const problems: Problem[] = [];
  const problem = (offset: number, message: string) => {
    const { line, col } = lines.linePos(offset);
    problems.push({ file: file.name, line: line || 1, column: col || 1, code: 'syntax', message, severity: 'not-evaluated' });
  };
  const [document] = documents;
  if (document === undefined || documents.length !== 1) problem(0, 'a rule file holds exactly one YAML document');
  else {
    for (const error of document.errors) problem(error.pos[0], error.message.split('\n')[0] ?? '');
    if (problems.length === 0) {
      const root = document.contents === null ? null : toValue(document.contents, 0);
      if (root instanceof Mapping) return { root, problems };
      problem(0, 'a rule file is a mapping that starts with `id:` and `kind:`');
    }
  }
  return { root: undefined, problems };
}

function toValue(node: Node, depth: number): Value {
  if (depth > maximumDepth || isAlias(node)) return null;
  const [start, end] = node.range ?? [0, 0];
  if (isMap(node)) {
    const mapping = new Mapping(start);
    mapping.end = end;
    for (const pair of node.items) {
      const key = pair.key as Node;
      const value = pair.value as Node | null;
      mapping.keys.push(isScalar(key) ? String(key.value) : '');
      mapping.offsets.push(key.range?.[0] ?? 0, key.range?.[1] ?? 0, value?.range?.[0] ?? 0, value?.range?.[1] ?? 0);
      mapping.values.push(value === null ? null : toValue(value, depth + 1));
    }
    return mapping;
  }
  if (isSeq(node)) {
    const sequence = new Sequence(start);
    sequence.end = end;
    for (const item of node.items as Node[]) {
      sequence.offsets.push(item.range?.[0] ?? 0, item.range?.[1] ?? 0);
      sequence.values.push(toValue(item, depth + 1));
    }
    return sequence;
  }
  return isScalar(node) ? (node.value as Value) : null;
}

/** The same as plain data. */
export function toData(value: Value): unknown {
  if (value instanceof Mapping) return Object.fromEntries(value.keys.map((key, index) => [key, toData(value.values[index] ?? null)]));
  if (value instanceof Sequence) return value.values.map(toData);
  return value;
}
