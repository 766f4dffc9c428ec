// Comments that say "known, and here is why": `# sa-lint-ignore RULE[, RULE]: reason`.
import { lineAt, lineText, regionOf } from '#source/place.js';
import type { Place, SourceFile } from '#source/document.js';
import type { Finding, TriageNote } from './finding.js';
import { enclosingLine } from './span.js';
import { standingAt } from './standing.js';

/** Rules that make findings, by kind; a set of rules is one. */
export type FindingRules = Readonly<Record<'grant' | 'object' | 'path' | 'setting', readonly { readonly id: string }[]>>;

export interface Ignored {
  readonly kept: readonly Finding[];
  readonly ignored: readonly Finding[];
  /** Ignore comments that name an unknown rule, ignore nothing, or give no reason. */
  readonly problems: readonly TriageNote[];
}

/** One comment. */
interface Ignore {
  readonly line: number;
  readonly column: number;
  readonly rules: readonly string[];
  readonly reason: string;
  /** Last line it reaches when it stands above everything else of its document: the comment is about the whole object then. */
  readonly through: number | undefined;
  readonly used: Set<string>;
}

const word = 'sa-lint-ignore';
const comment = /(?:^|\s)#\s*sa-lint-ignore(?![\w-])([^:]*)(?::(.*))?$/;

/**
 * Takes out the findings that a comment ignores: on the line of the key, on a line of the list item or block that holds it, in the comment above either, or above the whole document.
 * Looks only into files that hold the word at all; `rules` tells known rules from misspelt ones.
 */
export function applyIgnores(findings: readonly Finding[], files: readonly SourceFile[], rules: FindingRules): Ignored {
  const byFile = new Map<SourceFile, readonly Ignore[]>();
  for (const file of files) {
    if (!file.cluster && file.text.includes(word)) byFile.set(file, ignoresIn(file));
  }
  if (byFile.size === 0) return { kept: findings, ignored: [], problems: [] };

  const kept: Finding[] = [];
  const ignored: Finding[] = [];
  for (const finding of findings) {
    const left = standingAt(finding, (place) => {
      const hits = (byFile.get(place.file) ?? []).filter((ignore) => ignore.rules.includes(finding.rule) && covers(ignore, place));
      for (const hit of hits) hit.used.add(finding.rule);
      return hits.length === 0;
    });
    if (left) kept.push(left);
    else ignored.push(finding);
  }
  const known = new Set([...rules.grant, ...rules.object, ...rules.path, ...rules.setting].map((rule) => rule.id));
  return { kept, ignored, problems: [...byFile].flatMap(([file, ignores]) => ignores.flatMap((ignore) => notesOn(ignore, file, known))) };
}

function ignoresIn(file: SourceFile): Ignore[] {
  const found: Ignore[] = [];
  for (let at = file.text.indexOf(word); at >= 0; at = file.text.indexOf(word, at + word.length)) {
    const line = lineAt(file, at);
    if (found.at(-1)?.line === line) continue;
    const text = lineText(file, line);
    const match = comment.exec(text);
    if (!match) continue;
    const [, names = '', reason = ''] = match;
    found.push({
      line,
      column: text.indexOf('#', match.index) + 1,
      rules: names.split(/[\s,]+/).filter((name) => name !== ''),
      reason: reason.trim(),
      through: isAboveDocument(file, line) ? documentEnd(file, line) : undefined,
      used: new Set(),
    });
  }
  return found;
}

function covers({ line, through }: Ignore, place: Place): boolean {
  const region = regionOf(place);
  if (through !== undefined) return line <= region.line && region.line <= through;
  if (line > region.endLine) return false;
  let top = enclosingLine(place.file, region.line) ?? region.line;
  while (top > 1 && isComment(lineText(place.file, top - 1))) top--;
  return line >= top;
}

/** True when nothing but comments stands between the start of the document and the line. */
function isAboveDocument(file: SourceFile, line: number): boolean {
  for (let above = line; above >= 1; above--) {
    const text = lineText(file, above);
    if (text.startsWith('---')) return true;
    if (!isComment(text) && text.trim() !== '') return false;
  }
  return true;
}

/** Of the document below the line: where nothing but comments stands up to a separator, that is none, and the next one counts. */
function documentEnd(file: SourceFile, line: number): number {
  const last = lineAt(file, file.text.length);
  let begun = false;
  for (let below = line + 1; below <= last; below++) {
    const text = lineText(file, below);
    if (begun && text.startsWith('---')) return below;
    begun ||= !isComment(text) && text.trim() !== '' && !text.startsWith('---');
  }
  return last;
}

function isComment(text: string): boolean {
  return text.trimStart().startsWith('#');
}

function notesOn({ line, column, rules, reason, used }: Ignore, file: SourceFile, known: ReadonlySet<string>): TriageNote[] {
  const note = (code: TriageNote['code'], message: string): TriageNote => ({ file: file.name, line, column, code, message, severity: 'note' });
  const notes = rules.flatMap((rule) => {
    if (used.has(rule)) return [];
    return known.has(rule) ? [note('unused-ignore', `Nothing to ignore: ${rule} finds nothing here`)] : [note('unknown-rule', `Ignore comment names ${rule}, which is no rule`)];
  });
  if (rules.length === 0) notes.push(note('unknown-rule', 'Ignore comment names no rule'));
  if (reason === '') notes.push(note('missing-reason', 'Ignore comment gives no reason: add it after a colon'));
  return notes;
}
