// No value that may be secret is ever shown, whatever a finding points at.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { codeFrame } from '#report/frame.js';
import { maskedBetween, maskedText } from '#report/mask.js';
import { sarifReport } from '#report/sarif.js';
import { markdownReport } from '#report/markdown.js';
import { fileOf, findingOf, placeOf, resultOf } from './sample.js';

const canary = 'tweety';

const objects = [
  { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'db', annotations: { note: `${canary}1`, name: `${canary}20` } }, type: 'Opaque', data: { password: `${canary}2`, name: `${canary}3` }, stringData: { kind: `${canary}4`, 'tls.key': `a\n${canary}5\nb` } },
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data: { 'app.conf': `user=x\npass=${canary}6\n`, path: `${canary}7` }, binaryData: { blob: `${canary}8` } },
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web' },
    spec: {
      serviceAccountName: 'web',
      containers: [
        {
          name: 'web',
          image: 'web:1',
          env: [{ name: 'TOKEN', value: `${canary}9` }, { name: 'PLAIN', value: `${canary}10` }],
          args: [`--password=${canary}11`, '--token', `${canary}12`, `user:${canary}13`],
          command: ['sh', '-c', `curl -H 'Authorization: ${canary}14'`],
        },
      ],
    },
  },
  {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'prod', cluster: { server: `https://admin:${canary}15@example.org`, 'certificate-authority-data': `${canary}16` } }],
    users: [{ name: 'jane', user: { token: `${canary}17`, password: `${canary}18`, username: 'jane', 'client-key-data': `${canary}19` } }],
  },
  { apiVersion: 'example.org/v1', kind: 'Database', metadata: { name: 'db' }, spec: { adminPassword: `${canary}21`, connection: { secretAccessKey: `${canary}22` } } },
];

const flow = (data: unknown): string => stringify(data, { collectionStyle: 'flow', lineWidth: 60 });
const layouts: Record<string, string> = {
  'block YAML': objects.map((object) => stringify(object)).join('---\n'),
  'block YAML with sequences at the column of their key': objects.map((object) => stringify(object, { indentSeq: false })).join('---\n'),
  'block YAML with quotes': objects.map((object) => stringify(object, { defaultStringType: 'QUOTE_DOUBLE', lineWidth: 30 })).join('---\n'),
  'folded long lines': objects.map((object) => stringify(object, { lineWidth: 12, minContentWidth: 0, blockQuote: 'folded' })).join('---\n'),
  'flow YAML': objects.map(flow).join('---\n'),
  'indented JSON': JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }, null, 2),
  'JSON without indentation': JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }, null, 1).replace(/^ +/gm, ''),
  'JSON on one line': JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }),
  'CRLF': objects.map((object) => stringify(object)).join('---\n').replace(/\n/g, '\r\n'),
  'cut off in the middle': JSON.stringify({ items: objects }, null, 2).slice(0, -100),
  'comments': `kind: Role # password: ${canary}\nmetadata:\n  # token=${canary}\n  name: web\n`,
  'a template': `kind: Role\nmetadata:\n  name: {{ .Values.name }}\nspec:\n  password: {{ "${canary}" }}\n`,
  'a certificate in a key that is shown': `kind: Role\nmetadata:\n  name: eyJhbGciOiJIUzI1NiJ9.${canary}.x\n`,
};

describe('a frame', () => {
  for (const [layout, text] of Object.entries(layouts)) {
    it(`shows no secret of ${layout}`, () => {
      const file = fileOf('everything.yaml', text);
      const shown = new Set<string>();
      for (const { index } of text.matchAll(/[\w"'-]+/g)) {
        const place = { file, start: index, end: index + 3, route: 'x' };
        for (const row of codeFrame(place, 'here', { width: 80 })) shown.add(row);
      }
      expect([...shown].filter((row) => row.includes(canary))).toEqual([]);
    });
  }

  it('shows what Kubernetes gives the names for', () => {
    const text = 'kind: Pod\nspec:\n  serviceAccountName: web\n  automountServiceAccountToken: true\n  containers: [{ name: web, image: "web:1" }]\n';
    const file = fileOf('pod.yaml', text);
    expect(maskedText(file, 0, text.length)).toBe(text);
  });

  it('shows the same of JSON', () => {
    const text = JSON.stringify({ kind: 'Role', metadata: { name: 'web', namespace: 'shop' }, rules: [{ apiGroups: [''], resources: ['pods', '*'], verbs: ['get'] }] });
    for (const layout of [text, JSON.stringify(JSON.parse(text), null, 2)]) expect(maskedText(fileOf('role.json', layout), 0, layout.length)).toBe(layout);
  });

  it('shows switches of the API server and hides what follows a telling one', () => {
    const text = 'spec:\n  containers:\n    - command:\n        - kube-apiserver\n        - --anonymous-auth=true\n        - --authorization-mode=Node,RBAC\n        - --token-auth-file=/etc/tokens.csv\n        - --bootstrap-token=abc.def\n';
    const file = fileOf('apiserver.yaml', text);
    expect(maskedText(file, 0, text.length)).toBe(text.replace('abc.def', '***'));
  });

  it('shows an unknown key only where the finding points at it', () => {
    const file = fileOf('database.yaml', 'kind: Database\nspec:\n  runAs: robot\n  other: thing\n');
    expect(codeFrame(placeOf(file, 'robot'), '', { width: 80 }).join('\n')).toContain('runAs: robot');
    expect(codeFrame(placeOf(file, 'thing'), '', { width: 80 }).join('\n')).toContain('runAs: ***');
  });

  it('hides a block scalar and goes on after it', () => {
    const text = 'kind: X\nscript: |\n  echo secret\n\n  name: no\nmetadata:\n  name: yes\n';
    expect(maskedText(fileOf('x.yaml', text), 0, text.length)).toBe('kind: X\nscript: |\n  ***\n\n  ***\nmetadata:\n  name: yes\n');
  });

  it('is read in one go, however many lines have no key', () => {
    const text = `a:${'\n  word'.repeat(200_000)}\n`;
    const before = performance.now();
    maskedText(fileOf('long.yaml', text), 0, 10);
    expect(performance.now() - before).toBeLessThan(1500);
  });

  it('survives 10,000 levels', () => {
    const text = `${'['.repeat(10_000)}${canary}`;
    const file = fileOf('deep.yaml', text);
    expect(codeFrame(placeOf(file, canary), '', { width: 80 }).join('\n')).not.toContain('\n\n');
  });
});

it('hides every value of a key it does not know, however the document is written', () => {
  const leaf = fc.tuple(fc.constantFrom('', 'a ', '- ', '# ', 'x: ', '"', "it's ", '{', '\\', '\n', 'two\nlines ', '| '), fc.constantFrom('', ' b', ': ', ' #c', '\n', '"', '}', '\n\nend')).map(([before, after]) => `${before}${canary}${after}`);
  const key = fc.constantFrom('value', 'password', 'foo', 'my key', 'a: b', '#x', '"q"', '- dash', '{}');
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof({ maxDepth: 4 }, leaf, fc.array(tie('tree'), { maxLength: 3 }), fc.dictionary(fc.oneof(key, fc.constantFrom('data', 'labels')), tie('tree'), { maxKeys: 4 })),
  }));
  const style = fc.record({ collectionStyle: fc.constantFrom('any', 'block', 'flow'), indent: fc.integer({ min: 1, max: 4 }), indentSeq: fc.boolean(), lineWidth: fc.constantFrom(0, 20, 80), defaultStringType: fc.constantFrom('PLAIN', 'QUOTE_DOUBLE', 'QUOTE_SINGLE', 'BLOCK_LITERAL', 'BLOCK_FOLDED') });
  fc.assert(
    fc.property(tree, style, (spec, options) => {
      for (const text of [stringify({ kind: 'X', spec, end: true }, options as Parameters<typeof stringify>[2] & object), JSON.stringify({ kind: 'X', spec }, null, options.indent)]) {
        expect(maskedText(fileOf('x.yaml', text), 0, text.length), text).not.toContain(canary);
      }
    }),
    { numRuns: 1500 },
  );
});

it('gives stretches in order, within the text, for any text', () => {
  const piece = fc.constantFrom('\n', '- ', '  ', 'name: web', 'data:', 'x: y', '{', '[', ']', '}', '"', "'", ',', ': ', ' # a=b', '|', '\n---\n', '\\', '\r\n', 'tweety');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 80 }), (pieces) => {
      const text = pieces.join('');
      let last = 0;
      for (const { start, end } of maskedBetween(fileOf('a.yaml', text), 0, text.length)) {
        expect(start).toBeGreaterThanOrEqual(last);
        expect(end).toBeGreaterThan(start);
        last = end;
      }
      expect(last).toBeLessThanOrEqual(text.length);
    }),
    { numRuns: 2000 },
  );
});

describe('the machine formats', () => {
  it('show no secret around the key either', () => {
    const file = fileOf('all.json', layouts['JSON on one line'] ?? '');
    const result = resultOf([...file.text.matchAll(/"[\w-]+"/g)].map(({ index }) => findingOf({ place: { file, start: index, end: index + 4, route: 'x' } })));
    const chunks: string[] = [];
    sarifReport(result, (chunk) => chunks.push(chunk));
    expect(chunks.join('')).not.toContain(canary);
    expect(markdownReport(result, { failOn: 'info', limit: 10_000_000 })).not.toContain(canary);
  });
});
