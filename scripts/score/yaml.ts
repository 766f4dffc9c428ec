// Compares what sa-lint reads from a text with what kubectl read from it: the objects, and whether there was something it could not read.
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { decode } from '#source/decode.js';
import type { Sources } from '#source/document.js';
import { plainData, type Plain } from '#source/plain-data.js';
import { readText } from '#source/read.js';

interface Answer {
  readonly case?: string;
  readonly yaml?: string;
  readonly base64?: string;
  readonly scalar?: string;
  readonly value?: Plain;
  readonly objects?: Plain[];
  readonly error?: string;
}

type Fields = { readonly [key: string]: Plain };

export const defaultDirectory = '../shared/oracle/kubectl-yaml';

/** Every recorded answer is one point; nothing is left out. */
export function score(directory: string, log: (line: string) => void): { passed: number; failed: number } {
  let passed = 0;
  let failed = 0;
  for (const [file, differs] of [['scalars', scalarDiffers], ['corner-cases', documentDiffers], ['documents', documentDiffers]] as const) {
    answersIn(`${directory}/${file}.jsonl`).forEach((answer, index) => {
      const difference = differs(answer);
      if (difference === undefined) passed++;
      else failed++;
      if (difference !== undefined) log(`${file} ${index + 1} ${answer.case ?? answer.scalar ?? ''}: ${difference}`);
    });
  }
  return { passed, failed };
}

function answersIn(path: string): Answer[] {
  return readFileSync(path, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Answer);
}

function scalarDiffers(answer: Answer): string | undefined {
  const sources = readText('scalar.yaml', `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  x: ${answer.scalar ?? ''}\n`);
  if (answer.error !== undefined) return isRefused(sources) ? undefined : `kubectl refuses it (${answer.error})`;
  const data = fieldsOf(fieldsOf(objectsOf(sources)[0])['data']);
  return isDeepStrictEqual(normal(data['x'] ?? null), normal(answer.value ?? null)) ? undefined : `kubectl reads ${show(answer.value)}, sa-lint ${show(data['x'])}`;
}

function documentDiffers(answer: Answer): string | undefined {
  const text = answer.yaml ?? decode(Buffer.from(answer.base64 ?? '', 'base64')) ?? '';
  const sources = readText('documents.yaml', text);
  const expected = (answer.objects ?? []).map(normal);
  const objects = objectsOf(sources).map(normal);
  const difference = objectsDiffer(expected, objects, answer.error);
  if (difference) return `kubectl reads ${show(expected)}, sa-lint ${show(objects)}`;
  const refused = answer.error?.includes('error parsing') ?? false;
  if (refused && !isRefused(sources)) return `kubectl refuses it (${answer.error ?? ''})`;
  if (answer.error === undefined && isRefused(sources)) return `kubectl reads it, sa-lint does not (${sources.problems.map((problem) => problem.message).join('; ')})`;
  return undefined;
}

// A text that is no YAML ends kubectl's reading, but not sa-lint's; an object that kubectl cannot decode is passed over by it.
function objectsDiffer(expected: Plain[], objects: Plain[], error: string | undefined): boolean {
  if (error === undefined) return !isDeepStrictEqual(objects, expected);
  if (error.includes('error parsing')) return !isDeepStrictEqual(objects.slice(0, expected.length), expected);
  let at = 0;
  for (const object of objects) if (isDeepStrictEqual(object, expected[at])) at++;
  return at < expected.length;
}

function isRefused(sources: Sources): boolean {
  return sources.problems.some((problem) => problem.severity === 'not-evaluated' && problem.code !== 'hidden-document');
}

// kubectl reads the items of a list as objects, and no object without a kind.
function objectsOf(sources: Sources): Plain[] {
  const visible = sources.documents.filter((document) => !document.hidden);
  return visible.map((document) => plainData(document.root)).flatMap((root) => {
    const items = fieldsOf(root)['items'];
    return Array.isArray(items) ? items : [root];
  }).filter((object) => typeof fieldsOf(object)['kind'] === 'string');
}

// The answers were recorded by a command that reads `metadata` into a typed structure and writes it anew: an absent one is empty, labels are strings.
function normal(value: Plain): Plain {
  const copy = JSON.parse(JSON.stringify(value)) as Plain;
  const { metadata, ...rest } = fieldsOf(copy);
  if (metadata === null || typeof metadata !== 'object' || Array.isArray(metadata)) return copy;
  const { labels, ...otherMetadata } = metadata;
  const texts = Object.entries(fieldsOf(labels)).map(([key, label]) => [key, label ?? ''] as const);
  const known = labels === null || labels === undefined ? otherMetadata : { ...otherMetadata, labels: Object.fromEntries(texts) };
  return Object.keys(known).length === 0 ? rest : { ...rest, metadata: known };
}

function fieldsOf(value: Plain | undefined): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
