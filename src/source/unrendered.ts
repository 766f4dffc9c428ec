// Names what only a renderer could turn into manifests: Go templates, Helm charts, kustomizations. One problem each, however many files it takes.
import data from '../../rules/kubernetes/kustomization.json' with { type: 'json' };
import { Mapping, Sequence, type Document, type Problem, type SourceFile, type Value } from './document.js';
import { isKustomization, joined } from './kustomization.js';
import { regionOf } from './place.js';

/** Files with `{{`: where it first stands in a document, and whether the file could be read all the same. */
export type Templates = Map<SourceFile, { readonly brace: number; readonly wasRead: boolean }>;

const remoteResource = /:\/\/|^git@|^github\.com\/|\?ref=/;

/** How to have charts and kustomizations analysed, by the codes of problems that are not evaluated: once, however many there are. */
export function wayForward(codes: Iterable<string>): string | undefined {
  const given = new Set(codes);
  const commands = [...(given.has('chart') ? ['`helm template DIR | sa-lint -`'] : []), ...(given.has('kustomization') ? ['`kubectl kustomize DIR | sa-lint -`'] : [])];
  return commands.length === 0 ? undefined : `rendered first they are analysed: ${commands.join(', ')}`;
}

/** Problems for templates, charts and kustomizations that are not rendered. */
export function unrenderedProblems(files: readonly SourceFile[], documents: readonly Document[], templates: Templates): Problem[] {
  return [...templateProblems(files, templates), ...kustomizationProblems(files, documents)];
}

function templateProblems(files: readonly SourceFile[], templates: Templates): Problem[] {
  const charts = files.map((file) => file.name).filter((name) => /(?:^|\/)Chart\.ya?ml$/.test(name)).map((name) => ({ file: name, templates: `${name.replace(/Chart\.ya?ml$/, '')}templates/`, unread: 0, read: 0 }));
  const problems: Problem[] = [];
  for (const [file, { brace, wasRead }] of templates) {
    const chart = charts.findLast(({ templates: folder }) => file.name.startsWith(folder));
    if (chart) {
      if (wasRead) chart.read++;
      else chart.unread++;
    } else {
      problems.push(templateProblem(file, brace, wasRead));
    }
  }
  for (const { file, unread, read } of charts) if (unread + read > 0) problems.push(chartProblem(file, unread, read));
  return problems;
}

function templateProblem(file: SourceFile, brace: number, wasRead: boolean): Problem {
  const { line, column } = regionOf({ file, start: brace, end: brace });
  const message = wasRead ? 'holds template braces `{{`; read as it stands' : 'is a template (`{{`) and must be rendered first';
  return { file: file.name, line, column, code: 'template', message, severity: wasRead ? 'note' : 'not-evaluated' };
}

function chartProblem(file: string, unread: number, read: number): Problem {
  const asTheyStand = read > 0 ? `, ${read} read as ${read === 1 ? 'it stands' : 'they stand'}` : '';
  const message = `is a Helm chart: ${unread} ${unread === 1 ? 'template' : 'templates'} not rendered${asTheyStand}`;
  return { file, line: 1, column: 1, code: 'chart', message, severity: unread > 0 ? 'not-evaluated' : 'note' };
}

function kustomizationProblems(files: readonly SourceFile[], documents: readonly Document[]): Problem[] {
  const problems: Problem[] = [];
  const read = new Set<string>();
  for (const { file, root } of documents) {
    if (!isKustomization(file.name) || !(root instanceof Mapping)) continue;
    if (read.size === 0) for (const { name } of files) for (const path of pathsTo(name)) read.add(path);
    const used = [...data.transformations.filter((key) => root.has(key)), ...data.metadata.filter((key) => holdsTellingName(root.get(key)))];
    const entries = entriesOf(root);
    const remote = entries.filter(({ path }) => remoteResource.test(path));
    const missing = entries.filter(({ path }) => !remoteResource.test(path) && !read.has(joined(joined('', file.directory), path)));
    const first = used[0] ?? [...remote, ...missing][0]?.key;
    if (first === undefined) continue;
    const { start } = root.keySpan(used.length > 0 ? root.keys.findIndex((key) => used.includes(key)) : root.keys.indexOf(first));
    const { line, column } = regionOf({ file, start, end: start });
    const counted = (count: number, kind: string, what: string): readonly string[] => (count === 0 ? [] : [`${count}${kind} ${count === 1 ? 'resource' : 'resources'} ${what}`]);
    const what = [...(used.length > 0 ? [`${used.join(', ')} not applied`] : []), ...counted(remote.length, ' remote', 'not read'), ...counted(missing.length, '', 'not among the files')];
    problems.push({ file: file.name, line, column, code: 'kustomization', message: `is a kustomization: ${what.join('; ')}`, severity: 'not-evaluated' });
  }
  return problems;
}

/** Labels and annotations, as a mapping or in `pairs` of a list, among which is one that matters. */
function holdsTellingName(value: Value | undefined): boolean {
  if (value instanceof Sequence) return value.values.some((item) => item instanceof Mapping && holdsTellingName(item.get('pairs')));
  return value instanceof Mapping && value.keys.some((key) => data.tellingNames.some((part) => key.includes(part)));
}

/** A file and the directories it is in, as named from the working directory, which is ''. */
function pathsTo(name: string): readonly string[] {
  const steps = name.split('/');
  return ['', ...steps.map((_, index) => steps.slice(0, index + 1).join('/'))];
}

/** What a kustomization builds on, by the key that lists it. */
function entriesOf(root: Mapping): { readonly key: string; readonly path: string }[] {
  return ['resources', 'bases', 'components'].flatMap((key) => {
    const list = root.get(key);
    return list instanceof Sequence ? list.values.filter((path) => typeof path === 'string').map((path) => ({ key, path })) : [];
  });
}
