// Whatever stands in a name, a message or a file name, every format hands it on harmless.
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { LintResult } from '#finding/finding.js';
import { githubReport } from '#report/github.js';
import { jsonReport } from '#report/json.js';
import { junitReport } from '#report/junit.js';
import { markdownReport } from '#report/markdown.js';
import { sarifReport } from '#report/sarif.js';
import { textReport } from '#report/text.js';
import { cardOf, fileOf, findingOf, resultOf } from './sample.js';

const hostile: Record<string, string> = {
  'a terminal sequence': '\u001b[2J\u001b]0;owned\u0007',
  'a C1 sequence': '\u009b2J',
  'a workflow command': '::error::owned',
  'a workflow command on a new line': 'x\n::error::owned\r\n::stop-commands::x',
  'an old workflow command': '##[error]owned ##vso[task.complete]',
  'a script': '</script><script>alert(1)</script><img src=x onerror=alert(1)>',
  'an escaped line break': '%0A::error::owned%25',
  'directories': '../../../etc/passwd',
  'right-to-left marks': '\u202egnp.exe\u2066\u200f',
  'invisible characters': 'a\u200bb\u2060c\ufeffd\u{e0041}',
  'line separators': 'a\u2028b\u2029c\u0085d',
  'unpaired surrogates': 'a\ud800b\udc00c',
  'a NUL': 'a\u0000b',
  '10,000 characters': 'x'.repeat(10_000),
  '10,000 wide characters': '店'.repeat(10_000),
  'Markdown': '](https://evil.example) ![x](https://evil.example/p.png) **b** `c` | @everyone #1 www.evil.example',
  'a fence': '```\n</details>\n# owned',
  'Mermaid': '"] --> x; click x "javascript:alert(1)" %%{init: {}}%%',
  'XML': ']]>&lol;<!ENTITY x "y">',
  'SARIF links': '[a](1) \\[b](2) {0}',
  'nothing': '',
};

function resultWith(text: string): LintResult {
  const file = fileOf(text, `name: ${text}\nkind: Role # ${text}\nvalue: x`);
  const place = { file, start: 6, end: 6 + text.length, route: text };
  const step = { message: text, technique: text, place, related: [{ message: text, place }], from: text, to: `${text}!`, asks: [{ as: text, groups: [text], verb: text, resource: text, name: text, namespace: text }] };
  const finding = findingOf({ rule: text, place, message: text, label: text, subjects: [text, text], evidence: [step, { message: text, place: null }], remediation: text, otherRoutes: 1, object: { group: text, version: text, kind: text, namespace: text, name: text }, fingerprint: 'f' });
  const plain = findingOf({ rule: text, place, message: text, label: text, fingerprint: 'g' });
  const edit = { file: text, start: 0, end: 1, replacement: text };
  return resultOf([{ ...finding, fix: { title: text, safe: true, edits: [edit] } }, plain, plain], {
    problems: [{ file: text, line: 1, column: 1, code: 'syntax', message: text, severity: 'not-evaluated' }, { file: `${text}/x`, line: 1, column: 1, code: 'unused-ignore', message: text, severity: 'note' }],
    rules: [cardOf(text, { title: text, rationale: text, remediation: text, references: { cis: [text], mitre: [text], urls: [text] } })],
    chokePoints: [{ message: text, place, cuts: 1, of: 2 }],
  });
}

/** Without the colours and links that are ours. */
function bare(text: string): string {
  return text.replace(/\u001b\[[\d;]*m|\u001b\]8;;[!-~]*\u001b\\/g, '');
}

/** Markdown without what stands in code and shows as it is. */
function outsideCode(markdown: string): string {
  return markdown.replace(/^(`{3,})\w+\n[\s\S]*?\n\1$/gm, '').replace(/\\`/g, '').replace(/`[^`]*`/g, '');
}

const terminal = { color: true, width: 80, failOn: 'info', quiet: false, links: true, verify: true, workingDirectory: '/w' } as const;
const formats: Record<string, (result: LintResult) => string> = {
  text: (result) => textReport(result, terminal),
  summary: (result) => textReport(result, { ...terminal, summary: true }),
  json: jsonReport,
  sarif: (result) => {
    const chunks: string[] = [];
    sarifReport(result, (chunk) => chunks.push(chunk));
    return chunks.join('');
  },
  markdown: (result) => markdownReport(result, { failOn: 'info' }),
  github: (result) => githubReport(result, { failOn: 'info' }),
  junit: (result) => junitReport(result, { failOn: 'info' }),
};

describe.each(Object.entries(hostile))('%s', (_, text) => {
  const result = resultWith(text);
  for (const [format, report] of Object.entries(formats)) {
    it(`is harmless in ${format}`, () => {
      const written = report(result);
      const shown = format === 'text' || format === 'summary' ? bare(written) : written;
      // Nothing that cannot be seen, but line breaks of ours.
      expect(shown.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      // No command for a runner that reads the log, but those of the format itself.
      const commands = shown.split('\n').filter((line) => line.trim().startsWith('::') || /##(\[|vso\[)/i.test(line));
      if (format === 'github') expect(commands.every((line) => /^::(error|warning|notice) (file|title)=[^\n]*$/.test(line) && !/::(error|stop-commands)::/.test(line.slice(0, line.indexOf('::', 2))))).toBe(true);
      else if (format !== 'json' && format !== 'sarif') expect(commands).toEqual([]);
      if (format !== 'text' && format !== 'summary' && format !== 'github') expect(format === 'markdown' ? outsideCode(shown) : shown).not.toMatch(/<\/?(script|img)|<!ENTITY/i);
      expect(written.length).toBeLessThan(format === 'json' || format === 'sarif' ? 3_000_000 : 60_000);
    });
  }

  it('reads back from JSON as what it was', () => {
    const { findings } = JSON.parse(jsonReport(result)) as { findings: { message: string; object: { name: string } }[] };
    expect(findings[0]?.object.name).toBe(text);
    expect(findings[0]?.message).toBe(text);
  });

  it('leaves SARIF and JUnit well-formed', () => {
    expect(() => JSON.parse(formats['sarif']?.(result) ?? '') as unknown).not.toThrow();
    const xml = junitReport(result, { failOn: 'info' });
    expect(xml.replace(/<[?/]?[a-z]+(?: [a-z]+="[^"<&]*(?:&#\d+;[^"<&]*)*")*\??\/?>/g, '').replace(/&#\d+;/g, '')).not.toMatch(/[<>&]/);
  });

  it('breaks out of no block of the Markdown', () => {
    const markdown = markdownReport(result, { failOn: 'info' });
    expect(outsideCode(markdown).match(/<details>/g)?.length).toBe(outsideCode(markdown).match(/<\/details>/g)?.length);
    expect(markdown.match(/^`{3,}/gm)?.length ?? 0).toBe(result.findings.length * 2 + 2);
    const outside = outsideCode(markdown).replace(/&#?\w+;/g, '^');
    expect(outside.replace(/\(https:\/\/github\.com\/sa-lint\/[^)]*\)/g, '')).not.toMatch(/(?<!\\)!\[|https?:\/\/|(?<!\\)\]\(|[@#][\w]|www\.|^# /m);
  });
});

it('keeps frames inside their width for every text', () => {
  for (const text of Object.values(hostile)) {
    for (const line of bare(textReport(resultWith(text), { ...terminal, width: 80 })).split('\n')) {
      if (/^ *\d* \| /.test(line)) expect([...line].length, line).toBeLessThanOrEqual(80);
    }
  }
});

it('is still the YAML it was made from', () => {
  // The table above would prove nothing if its texts could not stand in a manifest.
  for (const text of Object.values(hostile)) expect((parse(`name: ${JSON.stringify(text)}`) as { name: string }).name).toBe(text);
});
