import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeFrame } from '#report/frame.js';
import { textWidth } from '#report/width.js';
import { fileOf, placeOf } from './sample.js';

const role = fileOf('role.yaml', 'kind: Role\nrules:\n  - apiGroups: [""]\n    resources: [pods]\n    # names\n    resourceNames: [web]\n    verbs: [get, create]\n');

describe('codeFrame', () => {
  it('draws the line, the item it belongs to, and a bar for what is left out', () => {
    expect(codeFrame(placeOf(role, 'create'), 'lets dev create pods', { width: 80 })).toEqual([
      '   |',
      ' 3 |   - apiGroups: [""]',
      '   |',
      ' 7 |     verbs: [get, create]',
      '   |                  ^^^^^^ lets dev create pods',
      '   |',
    ]);
  });

  it('shows the item above the list that holds the key', () => {
    const file = fileOf('role.yaml', 'rules:\n- apiGroups: [""]\n  resources:\n  - secrets\n  verbs:\n  - get\n  - list\n');
    expect(codeFrame(placeOf(file, 'list'), '', { width: 80 }).filter((row) => /\d/.test(row))).toEqual([' 2 | - apiGroups: [""]', ' 5 |   verbs:', ' 6 |   - get', ' 7 |   - list']);
  });

  it('joins places of one file in the order of their lines', () => {
    const also = [{ place: placeOf(role, 'pods'), label: 'step 2' }];
    expect(codeFrame(placeOf(role, 'create'), 'here', { width: 80, also })).toEqual([
      '   |',
      ' 3 |   - apiGroups: [""]',
      ' 4 |     resources: [pods]',
      '   |                 ^^^^ step 2',
      '   |',
      ' 7 |     verbs: [get, create]',
      '   |                  ^^^^^^ here',
      '   |',
    ]);
  });

  it('shows a single line between two instead of a bar', () => {
    const also = [{ place: placeOf(role, 'names'), label: '' }];
    expect(codeFrame(placeOf(role, 'create'), '', { width: 80, also })).toContain(' 6 |     resourceNames: [web]');
  });

  it('draws both marks of one line', () => {
    const also = [{ place: placeOf(role, 'get'), label: 'reads' }];
    expect(codeFrame(placeOf(role, 'create'), 'writes', { width: 80, also }).slice(3)).toEqual([
      ' 7 |     verbs: [get, create]',
      '   |             ^^^ reads',
      '   |                  ^^^^^^ writes',
      '   |',
    ]);
  });

  it('leaves out places of other files', () => {
    const also = [{ place: placeOf(fileOf('other.yaml', 'kind: Other'), 'Other'), label: 'no' }];
    expect(codeFrame(placeOf(role, 'Role'), 'yes', { width: 80, also }).join('\n')).not.toContain('Other');
  });

  it.each([
    ['tabs', 'name:\tdeployer', 'deployer', ['name:   deployer', '        ^^^^^^^^']],
    ['wide characters', 'name: 店 web', 'web', ['name: 店 web', '         ^^^']],
    ['characters of two UTF-16 units', 'name: 𝒳 web', 'web', ['name: 𝒳 web', '        ^^^']],
    ['combining marks', 'name: e\u0301e web', 'web', ['name: e\u0301e web', '         ^^^']],
    ['a byte order mark', '\ufeffname: web', 'web', ['name: web', '      ^^^']],
    ['control characters', 'name: "\u001b[2J web"', 'web', ['name: "\\u{1b}[2J web"', '                 ^^^']],
    ['right-to-left marks', 'name: \u202ebew', 'bew', ['name: \\u{202e}bew', '              ^^^']],
    ['CRLF', 'name: web\r\nkind: x', 'web', ['name: web', '      ^^^']],
  ])('puts the caret under the key behind %s', (_, text, word, expected) => {
    const rows = codeFrame(placeOf(fileOf('a.yaml', text), word), '', { width: 80 });
    expect(rows.slice(1, 3).map((row) => row.slice(5))).toEqual(expected);
  });

  it.each([40, 80, 120])('cuts long lines around the caret at %i columns', (width) => {
    const names = Array.from({ length: 500 }, (_, index) => `name-${index}`);
    const file = fileOf('long.yaml', `resourceNames: [${names.join(', ')}]`);
    for (const name of ['name-0', 'name-7', 'name-250', 'name-499']) {
      const rows = codeFrame(placeOf(file, name), 'lets group dev create pods', { width });
      expect(Math.max(...rows.map(textWidth))).toBeLessThanOrEqual(width);
      const [, line = '', caret = ''] = rows;
      expect(line.slice(caret.indexOf('^'), caret.lastIndexOf('^') + 1)).toBe(name);
    }
  });

  it('draws a line twice when two marks are far from each other', () => {
    const file = fileOf('role.json', `{"kind":"Role","metadata":{"name":"web"},${' '.repeat(3000)}"verbs":["create"]}`);
    const rows = codeFrame(placeOf(file, 'web'), 'one', { width: 60, also: [{ place: placeOf(file, 'create'), label: 'two' }] });
    expect(rows.filter((row) => row.startsWith(' 1 |'))).toHaveLength(2);
  });

  it('puts a label that does not fit below its caret', () => {
    const rows = codeFrame(placeOf(role, 'create'), 'lets group dev create pods in namespace shop', { width: 50 });
    expect(rows.slice(4)).toEqual(['   |                  ^^^^^^', '   |                  lets group dev create pods', '   |                  in namespace shop', '   |']);
  });

  it('marks a place of several lines on its first', () => {
    const file = fileOf('a.yaml', 'name: "one\n  two"\n');
    expect(codeFrame({ file, start: 6, end: 17, route: 'name' }, '', { width: 80 }).slice(1, 3)).toEqual([' 1 | name: "one', '   |       ^^^^']);
  });

  it('draws something at the end of an empty file', () => {
    expect(codeFrame({ file: fileOf('empty.yaml', ''), start: 0, end: 0, route: '' }, 'empty', { width: 80 })).toEqual(['   |', ' 1 |', '   | ^ empty', '   |']);
  });

  it('fits its width and shows nothing invisible, whatever the text', () => {
    const piece = fc.oneof(fc.constantFrom('\n', '- ', '  ', '\t', 'name: web', 'data:', '{', '[', ']', '}', '"', "'", ',', ': ', '#', '|', '---\n', '店', '\u202e', '\r\n'), fc.string({ unit: 'binary', maxLength: 6 }));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), fc.nat(), fc.nat(30), fc.integer({ min: 40, max: 100 }), (pieces, from, length, width) => {
        const file = fileOf('a.yaml', pieces.join(''));
        const start = from % (file.text.length + 1);
        const rows = codeFrame({ file, start, end: Math.min(file.text.length, start + length), route: '' }, 'says something of some length here', { width });
        for (const row of rows) {
          expect(textWidth(row)).toBeLessThanOrEqual(width);
          expect(row).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        }
        expect(rows.some((row) => row.includes('^'))).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
