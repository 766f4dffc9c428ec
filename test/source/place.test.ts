// Lines and columns as people and code scanning count them.
import { expect, test } from 'vitest';
import { Mapping, Sequence, type Value } from '#source/document.js';
import { lineText, placeOfItem, placeOfKey, placeOfValue, regionOf } from '#source/place.js';
import { readText } from '#source/read.js';

function regionsIn(text: string, key: string): { key: string; value: string } {
  const document = readText('a.yaml', text).documents.find(({ root }) => holderOf(root, key));
  const node = document && holderOf(document.root, key);
  if (!node) throw new Error(`no key ${key}`);
  const show = (place = placeOfKey(document.file, node, key, '')): string => {
    if (!place) return 'nowhere';
    const { line, column, endLine, endColumn } = regionOf(place);
    return `${line}:${column}-${endLine}:${endColumn}`;
  };
  return { key: show(), value: show(placeOfValue(document.file, node, key, '')) };
}

function holderOf(value: Value, key: string): Mapping | undefined {
  if (value instanceof Mapping && value.has(key)) return value;
  if (value instanceof Mapping || value instanceof Sequence) return value.values.map((inner) => holderOf(inner, key)).find((found) => found !== undefined);
  return undefined;
}

test.each([
  ['a plain scalar', 'a:\n  b: c # d\n', '2:3-2:4', '2:6-2:7'],
  ['a quoted scalar', 'a:\n- "b": \'c d\'\n', '2:3-2:6', '2:8-2:13'],
  ['flow style', 'a: {x: [1, 2], b: c}\n', '1:16-1:17', '1:19-1:20'],
  ['JSON on one line', '{"a":[{"b":"c"}]}', '1:8-1:11', '1:12-1:15'],
  ['CRLF', 'a: 1\r\nb: c\r\n', '2:1-2:2', '2:4-2:5'],
  ['a byte order mark', '\ufeffb: c\n', '1:1-1:2', '1:4-1:5'],
  ['tabs', 'b:\tc\n', '1:1-1:2', '1:4-1:5'],
  ['UTF-16 units', 'a: {"\ud83d\ude00é": 1, b: c}\n', '1:15-1:16', '1:18-1:19'],
  ['a block scalar', 'b: |\n  x\n  y\n\nc: 1\n', '1:1-1:2', '1:4-3:4'],
  ['several lines', 'b: x\n  y\n', '1:1-1:2', '1:4-2:4'],
  ['no value: the key', 'b:\nc: 1\n', '1:1-1:2', '1:1-1:2'],
  ['a mapping: its key', 'b:\n  c: 1\n', '1:1-1:2', '1:1-1:2'],
  ['the second document', 'a: 1\n---\nb: c\n', '3:1-3:2', '3:4-3:5'],
])('places a key and its value: %s', (_name, text, key, value) => {
  expect(regionsIn(text, 'b')).toEqual({ key, value });
});

test('a place through an alias is where it was written, with where it was used', () => {
  const text = 'x: &spec\n  hostPID: &yes true\nspec: *spec\nhostIPC: *yes\nlist: [*yes]\n';
  const [document] = readText('a.yaml', text).documents;
  const root = document?.root;
  const spec = root instanceof Mapping ? root.get('spec') : undefined;
  const list = root instanceof Mapping ? root.get('list') : undefined;
  if (!document || !(root instanceof Mapping) || !(spec instanceof Mapping) || !(list instanceof Sequence)) throw new Error('not read');
  const at = (part: string, from = 0): number => text.indexOf(part, from);
  expect(placeOfValue(document.file, spec, 'hostPID', 'spec')).toMatchObject({ start: at('true'), route: 'spec.hostPID', usedAt: { start: at('*spec'), end: at('*spec') + 5 } });
  expect(placeOfValue(document.file, root, 'hostIPC', '')).toMatchObject({ start: at('true'), usedAt: { start: at('*yes') } });
  expect(placeOfItem(document.file, list, 0, 'list')).toMatchObject({ start: at('true'), usedAt: { start: at('[*yes]') + 1 } });
  expect(placeOfKey(document.file, root, 'spec', '')?.usedAt).toEqual({ start: at('*spec'), end: at('*spec') + 5 });
});

test('gives the text of a line without its break', () => {
  const [file] = readText('a.yaml', '\ufeffa: 1\r\nb: 2').files;
  expect(file && [lineText(file, 1), lineText(file, 2), lineText(file, 3)]).toEqual(['a: 1', 'b: 2', '']);
});
