import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyFixes } from '#finding/fix.js';
import type { Finding } from '#finding/finding.js';
import { unifiedDiff } from '#report/patch.js';
import { fileOf, findingOf } from '../report/sample.js';

const text = '# who\nkind: ServiceAccount\nmetadata:\n  name: web # keep\n';
const file = fileOf('sa.yaml', text);

function fixing(edits: readonly { start: number; end: number; replacement: string }[], safe = true, name = 'sa.yaml'): Finding {
  return findingOf({ place: { file, start: 0, end: 1, route: '' }, fix: { title: 'x', safe, edits: edits.map((edit) => ({ ...edit, file: name })) } });
}

const end = text.length;
const insert = fixing([{ start: end, end, replacement: 'automountServiceAccountToken: false\n' }]);

describe('applyFixes', () => {
  it('edits and keeps everything else', () => {
    const { files, applied } = applyFixes([insert], [file]);
    expect(files[0]?.text).toBe(`${text}automountServiceAccountToken: false\n`);
    expect(applied).toEqual([insert]);
  });

  it('makes one edit of two that are the same', () => {
    const { files, applied } = applyFixes([insert, insert], [file]);
    expect(files[0]?.text).toBe(`${text}automountServiceAccountToken: false\n`);
    expect(applied).toHaveLength(2);
  });

  it('applies several edits of one fix together or not at all', () => {
    const both = fixing([{ start: 2, end: 5, replacement: 'they' }, { start: 6, end: 10, replacement: 'KIND' }]);
    expect(applyFixes([both], [file]).files[0]?.text).toContain('# they\nKIND: ');
    expect(applyFixes([fixing([{ start: 0, end: 3, replacement: '' }]), both], [file])).toMatchObject({ files: [{ text: text.slice(3) }], skipped: [both] });
  });

  it.each<[string, Finding]>([
    ['is unsafe', fixing([{ start: 0, end: 1, replacement: 'x' }], false)],
    ['edits another file', fixing([{ start: 0, end: 1, replacement: 'x' }], true, 'other.yaml')],
    ['ends behind the file', fixing([{ start: 0, end: 1000, replacement: 'x' }])],
    ['overlaps itself', fixing([{ start: 0, end: 4, replacement: 'x' }, { start: 2, end: 6, replacement: 'y' }])],
    ['edits nothing', fixing([])],
  ])('skips a fix that %s', (_, finding) => {
    expect(applyFixes([finding], [file])).toEqual({ files: [], applied: [], skipped: [finding] });
  });

  it('takes unsafe fixes when asked to', () => {
    expect(applyFixes([fixing([{ start: 0, end: 1, replacement: '//' }], false)], [file], true).files[0]?.text).toContain('// who');
  });

  it('never edits what was given as the state of the cluster', () => {
    expect(applyFixes([insert], [{ ...file, cluster: true }]).files).toEqual([]);
  });
});

function diffOf(before: string, edits: readonly { start: number; end: number; replacement: string }[], name = 'sa.yaml'): { diff: string; after: string } {
  const source = fileOf(name, before);
  const finding = findingOf({ place: { file: source, start: 0, end: 0, route: '' }, fix: { title: '', safe: true, edits: edits.map((edit) => ({ ...edit, file: name })) } });
  const [fixed] = applyFixes([finding], [source]).files;
  return fixed ? { diff: unifiedDiff(fixed), after: fixed.text } : { diff: '', after: before };
}

describe('unifiedDiff', () => {
  it('shows the change with three lines around it', () => {
    expect(diffOf(text, [{ start: end, end, replacement: 'automountServiceAccountToken: false\n' }]).diff).toBe(`--- a/sa.yaml
+++ b/sa.yaml
@@ -2,3 +2,4 @@
 kind: ServiceAccount
 metadata:
   name: web # keep
+automountServiceAccountToken: false
`);
  });

  it('is empty when nothing changes', () => {
    expect(diffOf(text, [{ start: 0, end: 1, replacement: '#' }]).diff).toBe('');
  });

  it('never shows a secret, neither around a change nor in it', () => {
    const before = 'kind: Secret\ndata:\n  password: tweety\nimmutable: false\nmetadata: { name: x }\n';
    const at = before.indexOf('false');
    const near = diffOf(before, [{ start: at, end: at + 5, replacement: 'true' }]).diff;
    expect(near).toContain('+immutable: true');
    expect(near).not.toContain('tweety');
    const line = '{"kind":"Secret","data":{"password":"tweety"},"immutable":false}\n';
    const inside = line.indexOf('false');
    expect(diffOf(line, [{ start: inside, end: inside + 5, replacement: 'true' }]).diff).toBe('--- a/sa.yaml\n+++ b/sa.yaml\n# line 1 changes; it holds values that may be secret and is not shown\n');
  });

  it('quotes names as git does', () => {
    expect(diffOf('a\n', [{ start: 0, end: 1, replacement: 'b' }], 'x\n\u202e"ü.yaml').diff.split('\n')[0]).toBe('--- "a/x\\012\\342\\200\\256\\"ü.yaml"');
  });

  it('is what git applies', () => {
    const directory = mkdtempSync(join(tmpdir(), 'sa-lint-diff-'));
    const line = fc.constantFrom('a\n', 'b\n', 'c\r\n', 'd\n', '\n', 'e');
    const edits = fc.array(fc.tuple(fc.nat(30), fc.nat(5), fc.constantFrom('', 'x', 'x\n', '\n', 'y\nz\n')), { minLength: 1, maxLength: 3 });
    try {
      fc.assert(
        fc.property(fc.array(line, { minLength: 1, maxLength: 20 }), edits, (lines, wanted) => {
          const before = lines.join('');
          const made = wanted.map(([start, length, replacement]) => ({ start: Math.min(start, before.length), end: Math.min(start + length, before.length), replacement }));
          const { diff, after } = diffOf(before, made);
          if (diff === '') return after === before;
          writeFileSync(join(directory, 'sa.yaml'), before);
          execFileSync('git', ['apply', '--whitespace=nowarn', '-'], { cwd: directory, input: diff, stdio: ['pipe', 'pipe', 'pipe'] });
          const applied = after === '' ? after : readFileSync(join(directory, 'sa.yaml'), 'utf8');
          return applied === after;
        }),
        { numRuns: 60, seed: 7 },
      );
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
