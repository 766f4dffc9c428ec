// Makes every fix on a copy of its file and looks again: `tsx scripts/check-fixes.ts [DIR]`. Prints every fix that does not hold and ends with `N passed, N failed`.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Finding } from '#finding/finding.js';
import { editedText } from '#finding/fix.js';
import { lint } from '#lint.js';
import type { SourceFile } from '#source/document.js';
import { readText } from '#source/read.js';
import { plainData, type Plain } from '#source/plain-data.js';

/** One fix: what is wrong with it, or nothing. */
export interface FixCheck {
  readonly finding: Finding;
  readonly after: string;
  readonly wrong: string | undefined;
}

/** Every fix that the findings of one file offer, each made alone. */
export function checkFixes(file: SourceFile): FixCheck[] {
  const before = lint([file]);
  return before.findings.flatMap((finding) => {
    if (!finding.fix) return [];
    const after = editedText(file.text, [...finding.fix.edits].sort((left, right) => left.start - right.start));
    return [{ finding, after, wrong: whatIsWrong(file, before, finding, after) }];
  });
}

function whatIsWrong(file: SourceFile, before: ReturnType<typeof lint>, finding: Finding, text: string): string | undefined {
  const after = lint([{ ...file, text }]);
  const count = (findings: readonly Finding[]) => findings.filter((one) => identityOf(one) === identityOf(finding)).length;
  if (count(after.findings) >= count(before.findings)) return 'the finding is still there';
  const known = new Set(before.findings.map(identityOf));
  const fresh = after.findings.find((one) => !known.has(identityOf(one)));
  if (fresh) return `a new finding: ${fresh.rule}: ${fresh.message}`;
  if (after.problems.length > before.problems.length) return `a new problem: ${after.problems.map(({ message }) => message).join('; ')}`;
  const changed = differences(dataOf(file.name, file.text), dataOf(file.name, text));
  return changed === 1 ? undefined : `${changed} values changed`;
}

function identityOf({ rule, object }: Finding): string {
  return `${rule}\n${JSON.stringify(object)}`;
}

function dataOf(name: string, text: string): Plain[] {
  return readText(name, text).documents.map(({ root }) => plainData(root));
}

/** How many mappings and values differ; a key that is added, renamed or set counts once. */
function differences(left: Plain | undefined, right: Plain | undefined): number {
  if (Array.isArray(left) && Array.isArray(right)) return Array.from({ length: Math.max(left.length, right.length) }, (_, index) => differences(left[index], right[index])).reduce((sum, one) => sum + one, 0);
  if (!isMapping(left) || !isMapping(right)) return left === right ? 0 : 1;
  const gone = Object.keys(left).filter((key) => !(key in right)).length;
  const come = Object.keys(right).filter((key) => !(key in left)).length;
  const shared = Object.keys(left).filter((key) => key in right);
  return Math.max(gone, come) + shared.map((key) => differences(left[key], right[key])).reduce((sum, one) => sum + one, 0);
}

function isMapping(value: Plain | undefined): value is { readonly [key: string]: Plain } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function main(directory: string): void {
  if (!existsSync(directory)) {
    console.error(`${directory} is not there: name a folder of manifests as the argument`);
    process.exit(2);
  }
  let [passed, failed] = [0, 0];
  for (const path of readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(ya?ml|json)$/.test(name)).sort()) {
    const name = join(directory, path);
    for (const { finding, wrong } of checkFixes({ name, text: readFileSync(name, 'utf8'), cluster: false, directory })) {
      if (wrong === undefined) passed += 1;
      else failed += 1;
      if (wrong !== undefined) console.log(`${name}: ${finding.rule}: ${finding.message}\n          ${wrong}`);
    }
  }
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed > 0 ? 1 : 0);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main(process.argv[2] ?? '../shared/corpus/real');
