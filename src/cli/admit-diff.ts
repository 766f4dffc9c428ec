// What admission adds to pods, as a patch against the manifests they are written in: the account, the token's volume and mounts, the pull secrets.
import { isSet, type Part } from '#kube/part.js';
import type { Workload } from '#kube/inventory.js';
import type { Fix } from '#finding/finding.js';
import { unifiedDiff } from '#report/patch.js';
import { Mapping, Sequence, type SourceFile, type Value } from '#source/document.js';
import { lineAt, lineBreakAt, lineStart } from '#source/place.js';

type Edit = Fix['edits'][number];

/** The patch, file after file; '' when admission changes nothing. Names that the API server draws at random end in `-*`. */
export function admissionDiff(workloads: readonly Workload[]): string {
  const byFile = new Map<SourceFile, Edit[]>();
  for (const workload of workloads) {
    const { file } = workload.object;
    if (!file) continue;
    const known = byFile.get(file) ?? [];
    known.push(...additionsTo(workload, file));
    byFile.set(file, known);
  }
  return [...byFile].map(([file, edits]) => unifiedDiff({ file, text: '', edits: joined(edits) })).join('');
}

/** Additions at one place become one edit, in the order they came; what an alias shares between pods is added once. */
function joined(edits: readonly Edit[]): readonly Edit[] {
  const found = new Map<number, Edit>();
  const seen = new Set<string>();
  for (const edit of edits) {
    const key = `${edit.start} ${edit.replacement}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const known = found.get(edit.start);
    found.set(edit.start, known ? { ...known, replacement: known.replacement + edit.replacement } : edit);
  }
  return [...found.values()].sort((a, b) => a.start - b.start);
}

function additionsTo({ admission, podSpec: spec }: Workload, file: SourceFile): readonly Edit[] {
  const edits: Edit[] = [];
  const add = (mapping: Mapping, key: string, value: unknown): void => {
    edits.push(added(file, mapping, key, value, mapping.keys.length > 0 || edits.some(({ start }) => start === mapping.end - 1)));
  };
  const addTo = (part: Part, key: string, items: readonly unknown[]): void => {
    const list = part.node.get(key);
    if (list instanceof Sequence && list.values.length > 0) for (const item of items) edits.push(appended(file, list, list.end, item));
    else if (!isSet(part, key)) add(part.node, key, items);
  };
  for (const { part, mounts } of admission.containers) {
    const injected = mounts.filter((mount) => mount.injected).map(({ volume, path }) => ({ name: volume, readOnly: true, mountPath: path }));
    if (injected.length > 0) addTo(part, 'volumeMounts', injected);
  }
  if (admission.injectedVolume) addTo(spec, 'volumes', [dataOf(admission.injectedVolume.node)]);
  if (admission.pullSecretsFromAccount) addTo(spec, 'imagePullSecrets', admission.imagePullSecrets.map(({ name }) => (name === '' ? {} : { name })));
  if (admission.serviceAccountName !== '' && !isSet(spec, 'serviceAccountName')) add(spec.node, 'serviceAccountName', admission.serviceAccountName);
  return edits;
}

/** A new entry at the end of a mapping; `follows` when something stands before it. */
function added(file: SourceFile, mapping: Mapping, key: string, value: unknown, follows: boolean): Edit {
  const { start, end } = mapping;
  if (file.text[start] === '{') return { file: file.name, start: end - 1, end: end - 1, replacement: `${follows ? ', ' : ''}${JSON.stringify(key)}: ${flow(value)}` };
  return newLines(file, end, blockEntry(key, value).map((line) => columnOf(file, start) + line));
}

/** A new item at the end of a list that has some. */
function appended(file: SourceFile, list: Sequence, end: number, item: unknown): Edit {
  if (file.text[list.start] === '[') return { file: file.name, start: end - 1, end: end - 1, replacement: `, ${flow(item)}` };
  return newLines(file, end, blockItem(item).map((line) => columnOf(file, list.start) + line));
}

/** Spaces up to the column of `offset`. A dash before it is a list's: what follows stands under the first key. */
function columnOf(file: SourceFile, offset: number): string {
  return ' '.repeat(offset - lineStart(file, lineAt(file, offset)));
}

/** Lines after the one that `end` is on, with the file's own line breaks. */
function newLines(file: SourceFile, end: number, lines: readonly string[]): Edit {
  const lineBreak = lineBreakAt(file, lineAt(file, end));
  const next = file.text.indexOf('\n', end);
  const body = lines.join(lineBreak);
  return next < 0
    ? { file: file.name, start: file.text.length, end: file.text.length, replacement: lineBreak + body }
    : { file: file.name, start: next + 1, end: next + 1, replacement: body + lineBreak };
}

function blockEntry(key: string, value: unknown): readonly string[] {
  if (Array.isArray(value)) return [`${key}:`, ...value.flatMap(blockItem)];
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0 ? [`${key}: {}`] : [`${key}:`, ...blockEntries(value).map((line) => `  ${line}`)];
  return [`${key}: ${scalar(value)}`];
}

function blockEntries(value: object): readonly string[] {
  return Object.entries(value).flatMap(([key, inner]) => blockEntry(key, inner));
}

function blockItem(item: unknown): readonly string[] {
  if (typeof item !== 'object' || item === null || Object.keys(item).length === 0) return [`- ${scalar(item)}`];
  return blockEntries(item).map((line, index) => `${index === 0 ? '- ' : '  '}${line}`);
}

/** JSON on one line, which is YAML too. */
function flow(value: unknown): string {
  return JSON.stringify(value, undefined, 1).replace(/([[{])\n\s*/g, '$1').replace(/\n\s*([\]}])/g, '$1').replace(/,\n\s*/g, ', ');
}

/** Plain where YAML reads it back as the same string. */
function scalar(value: unknown): string {
  return typeof value === 'string' && /^[a-z/][-\w./]*$/i.test(value) && !/^(y|n|yes|no|on|off|true|false|null)$/i.test(value) ? value : JSON.stringify(value);
}

function dataOf(value: Value): unknown {
  if (value instanceof Mapping) return Object.fromEntries(value.keys.map((key, index) => [key, dataOf(value.values[index] ?? null)]));
  return value instanceof Sequence ? value.values.map(dataOf) : value;
}
