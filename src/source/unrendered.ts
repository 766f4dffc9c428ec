// Names what only a renderer could turn into manifests: Go templates, Helm charts, kustomizations. One problem each, however many files it takes.
import data from '../../rules/kubernetes/kustomization.json' with { type: 'json' };
import { Mapping, Sequence, type Document, type Problem, type SourceFile, type Value } from './document.js';
import { regionOf } from './place.js';

/** Files with `{{`: where it first stands in a document, and whether the file could be read all the same. */
export type Templates = Map<SourceFile, { readonly brace: number; readonly wasRead: boolean }>;

const kustomizationName = /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/;
const remoteResource = /:\/\/|^git@|^github\.com\/|\?ref=/;

/** How to have charts and kustomizations analysed, by the codes of problems that are not evaluated: once, however many there are. */
export function wayForward(codes: Iterable<string>): string | undefined {
  const given = new Set(codes);
  const commands = [...(given.has('chart') ? ['`helm template DIR | sa-lint -`'] : []), ...(given.has('kustomization') ? ['`kubectl kustomize DIR | sa-lint -`'] : [])];
  return commands.length === 0 ? undefined : `rendered first they are analysed: ${commands.join(', ')}`;
}

/** Problems for templates, charts and kustomizations that are not rendered. */
export function unrenderedProblems(files: readonly SourceFile[], documents: readonly Document[], templates: Templates): Problem[] {
  return [...templateProblems(files, templates), ...kustomizationProblems(documents)];
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

function kustomizationProblems(documents: readonly Document[]): Problem[] {
  const problems: Problem[] = [];
  for (const { file, root } of documents) {
    if (!kustomizationName.test(file.name) || !(root instanceof Mapping)) continue;
    const used = [...data.transformations.filter((key) => root.has(key)), ...data.metadata.filter((key) => holdsTellingName(root.get(key)))];
    const remote = remoteResources(root);
    if (used.length + remote.length === 0) continue;
    const index = used.length > 0 ? root.keys.findIndex((key) => used.includes(key)) : root.keys.indexOf('resources');
    const { start } = root.keySpan(index);
    const { line, column } = regionOf({ file, start, end: start });
    const what = [used.length > 0 ? `${used.join(', ')} not applied` : '', remote.length > 0 ? `${remote.length} remote ${remote.length === 1 ? 'resource' : 'resources'} not read` : ''];
    problems.push({ file: file.name, line, column, code: 'kustomization', message: `is a kustomization: ${what.filter((part) => part !== '').join('; ')}`, severity: 'not-evaluated' });
  }
  return problems;
}

/** Labels and annotations, as a mapping or in `pairs` of a list, among which is one that matters. */
function holdsTellingName(value: Value | undefined): boolean {
  if (value instanceof Sequence) return value.values.some((item) => item instanceof Mapping && holdsTellingName(item.get('pairs')));
  return value instanceof Mapping && value.keys.some((key) => data.tellingNames.some((part) => key.includes(part)));
}

function remoteResources(root: Mapping): string[] {
  const lists = [root.get('resources'), root.get('bases')];
  const names = lists.flatMap((list) => (list instanceof Sequence ? list.values : []));
  return names.filter((name): name is string => typeof name === 'string' && remoteResource.test(name));
}
