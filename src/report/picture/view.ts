// What is to be seen: which nodes and edges, which of them as one box, and which are lit. Pure.
import { grouped } from '#kube/grouped.js';
import type { PictureData, PictureFinding, PictureNode } from './data.js';
import type { Box, Line } from './layout.js';

/** What the user chose. */
export interface Choice {
  /** Only what lies on a path of a finding, or everything that can be reached. */
  readonly show: 'paths' | 'all';
  readonly namespace: string;
  readonly severities: ReadonlySet<string>;
  readonly search: string;
  /** Namespaces whose boxes are opened. */
  readonly open: ReadonlySet<string>;
  readonly selected: Selected | undefined;
}

export type Selected = { readonly finding: number } | { readonly choke: number } | { readonly box: string };

export interface ShownBox extends Box {
  readonly label: string;
  readonly detail: string;
  /** Positions of its nodes. */
  readonly nodes: readonly number[];
  readonly isGroup: boolean;
}

export interface ShownLine extends Line {
  readonly technique: boolean;
}

export interface View {
  readonly boxes: readonly ShownBox[];
  readonly lines: readonly ShownLine[];
  /** Positions of the findings that the filters let through. */
  readonly findings: readonly number[];
  readonly boxOf: (node: number) => string | undefined;
}

/** More boxes than these, and the nodes of one kind and namespace become one. */
const mostBoxes = 90;

export function viewOf(data: PictureData, choice: Choice): View {
  const findings = data.findings.flatMap((finding, index) => (passes(data, finding, choice) ? [index] : []));
  const nodes = choice.show === 'all' ? everyNode(data, choice) : nodesOnPaths(data, findings);
  const gathers = nodes.size > mostBoxes;
  const boxes = grouped(nodes, (node) => keyOf(data, node, gathers, choice.open));
  // One alone is itself.
  const names = new Map([...boxes].flatMap(([key, members]) => members.map((node) => [node, members.length === 1 ? (data.nodes[node]?.id ?? key) : key] as const)));
  const boxOf = (node: number): string | undefined => names.get(node);
  return { boxes: [...boxes].map(([key, members]) => boxFor(data, boxOf(members[0] ?? -1) ?? key, members)), lines: linesOf(data, choice, findings, boxOf), findings, boxOf };
}

function passes(data: PictureData, finding: PictureFinding, { severities, namespace, search }: Choice): boolean {
  if (!severities.has(finding.severity)) return false;
  const nodes = finding.steps.flatMap(({ from, to }) => [data.nodes[from], data.nodes[to]]);
  if (namespace !== '' && !nodes.some((node) => node?.namespace === namespace)) return false;
  return [finding.message, finding.rule, finding.place, ...finding.subjects, ...nodes.map((node) => node?.label ?? '')].some((text) => text.toLowerCase().includes(search));
}

function everyNode(data: PictureData, { namespace, search }: Choice): Set<number> {
  const found = data.nodes.flatMap((node, index) =>
    (namespace === '' || node.namespace === namespace || node.namespace === '') && (search === '' || node.label.toLowerCase().includes(search)) ? [index] : [],
  );
  return new Set(found);
}

function nodesOnPaths(data: PictureData, findings: readonly number[]): Set<number> {
  const steps = findings.flatMap((index) => data.findings[index]?.steps ?? []);
  return new Set(steps.flatMap(({ from, to }) => [from, to]).filter((node) => node >= 0));
}

function linesOf(data: PictureData, { show }: Choice, findings: readonly number[], boxOf: View['boxOf']): ShownLine[] {
  const lines = new Map<string, ShownLine>();
  const add = (from: number, to: number, technique: boolean): void => {
    const [start, end] = [boxOf(from), boxOf(to)];
    if (start === undefined || end === undefined || start === end) return;
    const key = `${start}\n${end}`;
    lines.set(key, { from: start, to: end, technique: technique || (lines.get(key)?.technique ?? false) });
  };
  if (show === 'all') for (const { from, to, technique } of data.edges) add(from, to, technique !== '');
  else for (const index of findings) for (const { from, to } of data.findings[index]?.steps ?? []) add(from, to, true);
  return [...lines.values()];
}

function keyOf(data: PictureData, node: number, gathers: boolean, open: ReadonlySet<string>): string {
  const { id, namespace, type, start, sink } = data.nodes[node] ?? { id: '', namespace: '', type: '', start: false, sink: false };
  return !gathers || sink || open.has(groupKey(namespace, type)) ? id : `${groupKey(namespace, type)}${start ? '+' : ''}`;
}

function groupKey(namespace: string, type: string): string {
  return `many:${namespace}/${type}`;
}

/** The key that opens the group a box stands for. */
export function openingKey({ key }: Pick<ShownBox, 'key'>): string {
  return key.replace(/\+$/, '');
}

function boxFor(data: PictureData, key: string, nodes: readonly number[]): ShownBox {
  const members = nodes.map((index) => data.nodes[index]).filter((node) => node !== undefined);
  const [first] = members;
  const isGroup = key.startsWith('many:');
  const where = first?.namespace === '' ? 'cluster' : (first?.namespace ?? '');
  return {
    key,
    nodes,
    isGroup,
    ...(isGroup ? { label: `${members.length} × ${first?.type ?? ''}`, detail: where } : wordsOf(first)),
    start: members.some(({ start }) => start),
    sink: members.some(({ sink }) => sink),
  };
}

const things = new Set(['serviceaccount', 'user', 'group', 'workload', 'secret', 'configmap', 'claim', 'volume', 'node']);

/** What exists one by one has its kind below its name. */
function wordsOf(node: PictureNode | undefined): { readonly label: string; readonly detail: string } {
  const { label, type } = node ?? { label: '', type: '' };
  const space = label.indexOf(' ');
  return things.has(type) && space > 0 ? { label: label.slice(space + 1), detail: label.slice(0, space) } : { label, detail: type };
}

/** Boxes and lines that belong to what is selected; undefined when nothing is. */
export function litBy(data: PictureData, { selected }: Choice, view: View): { readonly boxes: ReadonlySet<string>; readonly lines: ReadonlySet<string> } | undefined {
  if (!selected) return undefined;
  if ('box' in selected) return through(selected.box, view);
  const steps = 'finding' in selected ? (data.findings[selected.finding]?.steps ?? []) : endedBy(data, selected.choke).flatMap((index) => data.findings[index]?.steps ?? []);
  const boxes = new Set<string>();
  const lines = new Set<string>();
  for (const { from, to } of steps) {
    const [start, end] = [view.boxOf(from), view.boxOf(to)];
    if (start !== undefined) boxes.add(start);
    if (end !== undefined) boxes.add(end);
    lines.add(`${start ?? ''}\n${end ?? ''}`);
  }
  return { boxes, lines };
}

/** Positions of the findings whose shown path goes by the key of a choke point. */
export function endedBy(data: PictureData, choke: number): number[] {
  const place = data.chokes[choke]?.place ?? '';
  if (place === '') return [];
  return data.findings.flatMap(({ steps, place: anchor }, index) => (anchor === place || steps.some(({ places }) => places.some(([, at]) => at === place)) ? [index] : []));
}

/** The lines whose steps rest on the key of a choke point. */
export function chokedLines(data: PictureData, view: View): ReadonlySet<string> {
  const keys = new Set(data.chokes.map(({ place }) => place).filter((place) => place !== ''));
  const steps = view.findings.flatMap((index) => data.findings[index]?.steps ?? []).filter(({ places }) => places.some(([, at]) => keys.has(at)));
  return new Set(steps.map(({ from, to }) => `${view.boxOf(from) ?? ''}\n${view.boxOf(to) ?? ''}`));
}

/** Everything that leads to a box, and everything it leads to. */
function through(box: string, { lines }: View): { boxes: Set<string>; lines: Set<string> } {
  const boxes = new Set([box]);
  const lit = new Set<string>();
  for (const [near, far] of [['from', 'to'], ['to', 'from']] as const) {
    const reached = new Set([box]);
    for (const at of reached) {
      for (const line of lines) {
        if (line[near] !== at) continue;
        lit.add(`${line.from}\n${line.to}`);
        reached.add(line[far]);
      }
    }
    for (const key of reached) boxes.add(key);
  }
  return { boxes, lines: lit };
}
