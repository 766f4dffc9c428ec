// The page: filters and findings on the left, the graph in the middle, what is selected on the right. Text is set as text, never as markup.
import type { PictureData, PictureFinding } from './data.js';
import { layout, type Placed } from './layout.js';
import { chokedLines, endedBy, litBy, openingKey, viewOf, type Choice, type Selected, type ShownBox, type View } from './view.js';

const box = { width: 232, height: 42, acrossGap: 80, downGap: 16, margin: 24 };
const longestLabel = 27;
const severities = ['critical', 'high', 'medium', 'low', 'info'];

const data = JSON.parse(document.getElementById('data')?.textContent ?? '') as PictureData;
let choice: Choice = {
  show: data.findings.some(({ steps }) => steps.length > 0) ? 'paths' : 'all',
  namespace: '',
  severities: new Set(severities),
  search: '',
  open: new Set(),
  selected: undefined,
};

function change(part: Partial<Choice>): void {
  choice = { ...choice, ...part };
  draw();
}

function select(selected: Selected | undefined): void {
  change({ selected });
}

function element<K extends keyof HTMLElementTagNameMap>(name: K, attributes: Readonly<Record<string, string>> = {}, ...children: readonly (Node | string)[]): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function shape(name: string, attributes: Readonly<Record<string, string | number>>, ...children: readonly (Node | string)[]): SVGElement {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.append(...children);
  return made;
}

function part(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no ${id}`);
  return found;
}

function draw(): void {
  const view = viewOf(data, choice);
  // Whoever works with the keyboard stays where they are.
  const focused = document.activeElement?.getAttribute('data-key');
  drawFindings(view);
  drawChokes();
  drawGraph(view);
  drawDetails(view);
  if (focused) document.querySelector<HTMLElement>(`[data-key="${CSS.escape(focused)}"]`)?.focus();
}

const noFinding: PictureFinding = { severity: '', rule: '', message: '', place: '', advice: '', subjects: [], steps: [] };

function findingAt(index: number): PictureFinding {
  return data.findings[index] ?? noFinding;
}

function drawFindings({ findings }: View): void {
  const selected = choice.selected && 'finding' in choice.selected ? choice.selected.finding : -1;
  const items = findings.map((index) => {
    const { severity, message, place } = findingAt(index);
    const button = element('button', { type: 'button', class: `item ${severity}`, 'data-key': `finding-${index}`, 'aria-pressed': String(index === selected) },
      element('span', { class: 'severity' }, severity), element('span', { class: 'message' }, message), element('span', { class: 'place' }, place));
    button.addEventListener('click', () => select(index === selected ? undefined : { finding: index }));
    return element('li', {}, button);
  });
  part('findings').replaceChildren(...items);
  part('count').textContent = `${findings.length} of ${data.findings.length} findings`;
}

function drawChokes(): void {
  const selected = choice.selected && 'choke' in choice.selected ? choice.selected.choke : -1;
  part('chokes').replaceChildren(
    ...data.chokes.map(({ message, place, cuts, of }, index) => {
      const button = element('button', { type: 'button', class: 'item choke', 'data-key': `choke-${index}`, 'aria-pressed': String(index === selected) },
        element('span', { class: 'message' }, message), element('span', { class: 'place' }, `${place}${place === '' ? '' : ' · '}ends ${cuts} of ${of} paths`));
      button.addEventListener('click', () => select(index === selected ? undefined : { choke: index }));
      return element('li', {}, button);
    }),
  );
  part('chokes-section').hidden = data.chokes.length === 0;
}

function drawGraph(view: View): void {
  const places = layout(view.boxes, view.lines);
  const lit = litBy(data, choice, view);
  const choked = chokedLines(data, view);
  const columns = Math.max(0, ...[...places.values()].map(({ column }) => column)) + 1;
  const heights = new Map<number, number>();
  for (const { column, row } of places.values()) heights.set(column, Math.max(heights.get(column) ?? 0, row + 1));
  const tallest = Math.max(1, ...heights.values());
  const size = { width: columns * (box.width + box.acrossGap) - box.acrossGap + 2 * box.margin, height: tallest * (box.height + box.downGap) - box.downGap + 2 * box.margin };
  const corner = ({ column, row }: Placed): { x: number; y: number } => ({
    x: box.margin + column * (box.width + box.acrossGap),
    y: box.margin + (row + (tallest - (heights.get(column) ?? 0)) / 2) * (box.height + box.downGap),
  });
  const lines = view.lines.flatMap(({ from, to, technique }) => {
    const [start, end] = [places.get(from), places.get(to)];
    if (!start || !end) return [];
    const [a, b] = [corner(start), corner(end)];
    const [x1, y1, x2, y2] = [a.x + box.width, a.y + box.height / 2, b.x - 7, b.y + box.height / 2];
    const bend = Math.max(48, Math.abs(x2 - x1) / 2);
    const state = !lit ? '' : lit.lines.has(`${from}\n${to}`) ? ' lit' : ' dim';
    const isChoked = choked.has(`${from}\n${to}`);
    const arrow = state === ' lit' ? 'arrow-lit' : isChoked ? 'arrow-choke' : 'arrow';
    return [shape('path', { class: `line${technique ? '' : ' plain'}${isChoked ? ' choke' : ''}${state}`, d: `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`, 'marker-end': `url(#${arrow})` })];
  });
  const boxes = view.boxes.map((shown) => {
    const { x, y } = corner(places.get(shown.key) ?? { column: 0, row: 0 });
    return drawnBox(shown, x, y, !lit ? '' : lit.boxes.has(shown.key) ? ' lit' : ' dim');
  });
  const svg = part('graph');
  svg.setAttribute('viewBox', `0 0 ${size.width} ${size.height}`);
  svg.setAttribute('width', String(size.width * zoom));
  svg.setAttribute('height', String(size.height * zoom));
  svg.replaceChildren(arrows(), ...lines, ...boxes);
  part('empty').hidden = view.boxes.length > 0;
}

function arrows(): SVGElement {
  const arrow = (id: string): SVGElement => shape('marker', { id, viewBox: '0 0 8 8', refX: 2, refY: 4, markerWidth: 9, markerHeight: 9, markerUnits: 'userSpaceOnUse', orient: 'auto' }, shape('path', { d: 'M0 0L8 4L0 8z' }));
  return shape('defs', {}, arrow('arrow'), arrow('arrow-choke'), arrow('arrow-lit'));
}

function drawnBox(shown: ShownBox, x: number, y: number, state: string): SVGElement {
  const { key, label, detail, start, sink, isGroup } = shown;
  const role = sink ? ' sink' : start ? ' start' : '';
  const group = shape('g', { class: `box${role}${isGroup ? ' group' : ''}${state}`, transform: `translate(${x} ${y})`, tabindex: 0, role: 'button', 'data-key': key },
    shape('title', {}, `${label}, ${detail}${sink ? ', must not be reached' : start ? ', where an attacker may start' : ''}`),
    ...(isGroup ? [shape('rect', { class: 'behind', x: 4, y: 4, width: box.width, height: box.height, rx: 6 })] : []),
    shape('rect', { width: box.width, height: box.height, rx: 6 }),
    shape('rect', { class: 'edge', width: 4, height: box.height, rx: 2 }),
    shape('text', { class: 'label', x: 14, y: 17 }, label.length > longestLabel ? `${label.slice(0, longestLabel - 1)}…` : label),
    shape('text', { class: 'detail', x: 14, y: 32 }, isGroup ? `${detail} · open` : detail));
  const act = (): void => (isGroup ? change({ open: new Set([...choice.open, openingKey(shown)]) }) : select(choice.selected && 'box' in choice.selected && choice.selected.box === key ? undefined : { box: key }));
  group.addEventListener('click', act);
  group.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    act();
  });
  return group;
}

function drawDetails(view: View): void {
  const { selected } = choice;
  const panel = part('details');
  if (!selected) panel.replaceChildren(element('p', { class: 'hint' }, 'Select a finding, a box or a choke point to see its paths, each hop with file and line.'));
  else if ('finding' in selected) panel.replaceChildren(...findingDetails(findingAt(selected.finding)));
  else if ('choke' in selected) panel.replaceChildren(...chokeDetails(selected.choke));
  else panel.replaceChildren(...boxDetails(view, selected.box));
}

function findingDetails({ severity, rule, message, place, advice, subjects, steps }: PictureFinding): Node[] {
  const list = steps.map((step) => element('li', {}, element('span', { class: 'message' }, step.message), ...reasons(step.places)));
  return [
    element('p', { class: `tag ${severity}` }, `${severity} · ${rule}`),
    element('h2', {}, message),
    element('p', { class: 'place' }, place),
    element('ol', { class: 'steps' }, ...list),
    ...(subjects.length > 1 ? [element('p', {}, `Affects ${subjects.slice(0, 12).join(', ')}${subjects.length > 12 ? ` and ${subjects.length - 12} more` : ''}`)] : []),
    element('h3', {}, 'What to do'),
    element('p', {}, advice),
  ];
}

function chokeDetails(index: number): Node[] {
  const { message, place, cuts, of } = data.chokes[index] ?? { message: '', place: '', cuts: 0, of: 0 };
  const ended = endedBy(data, index);
  return [
    element('p', { class: 'tag' }, 'choke point'),
    element('h2', {}, message),
    element('p', { class: 'place' }, place),
    element('h3', {}, 'What if it were removed'),
    element('p', {}, `${cuts} of ${of} paths to the same end would be gone. Of the findings shown here, ${ended.length} go this way:`),
    element('ul', {}, ...ended.map((at) => element('li', {}, findingAt(at).message))),
  ];
}

function boxDetails({ boxes }: View, key: string): Node[] {
  const shown = boxes.find((candidate) => candidate.key === key);
  if (!shown) return [];
  const members = new Set(shown.nodes);
  const edges = (near: 'from' | 'to', far: 'from' | 'to'): Node[] =>
    data.edges.filter((edge) => members.has(edge[near])).slice(0, 60).map((edge) =>
      element('li', {}, element('span', { class: 'message' }, `${edge.technique === '' ? '' : `${edge.technique}: `}${data.nodes[edge[far]]?.label ?? ''}`), ...reasons(edge.evidence)));
  const section = (title: string, items: Node[]): Node[] => (items.length === 0 ? [] : [element('h3', {}, title), element('ul', {}, ...items)]);
  return [
    element('p', { class: 'tag' }, shown.detail),
    element('h2', {}, shown.label),
    element('p', { class: 'place' }, data.nodes[shown.nodes[0] ?? -1]?.place ?? ''),
    ...section('Leads to', edges('from', 'to')),
    ...section('Reached from', edges('to', 'from')),
  ];
}

function reasons(places: readonly (readonly [message: string, place: string])[]): Node[] {
  return places.map(([message, place]) => element('span', { class: 'reason' }, message, ' ', element('span', { class: 'place' }, place === '' ? 'built in' : place)));
}

let zoom = 1;
function zoomTo(next: number): void {
  zoom = Math.min(2, Math.max(0.25, next));
  draw();
}

function listen(): void {
  const search = part('search') as HTMLInputElement;
  search.addEventListener('input', () => change({ search: search.value.toLowerCase().trim() }));
  const namespace = part('namespace') as HTMLSelectElement;
  const namespaces = [...new Set(data.nodes.map((node) => node.namespace).filter((name) => name !== ''))].sort();
  namespace.append(...namespaces.map((name) => element('option', { value: name }, name)));
  namespace.addEventListener('change', () => change({ namespace: namespace.value }));
  const show = part('show') as HTMLSelectElement;
  show.value = choice.show;
  show.addEventListener('change', () => change({ show: show.value === 'all' ? 'all' : 'paths', selected: undefined }));
  const known = severities.filter((severity) => data.findings.some((finding) => finding.severity === severity));
  part('severities').append(
    ...known.map((severity) => {
      const input = element('input', { type: 'checkbox', checked: '' });
      input.addEventListener('change', () => {
        const chosen = new Set(choice.severities);
        if (input.checked) chosen.add(severity);
        else chosen.delete(severity);
        change({ severities: chosen });
      });
      return element('label', { class: severity }, input, severity);
    }),
  );
  part('zoom-in').addEventListener('click', () => zoomTo(zoom * 1.25));
  part('zoom-out').addEventListener('click', () => zoomTo(zoom / 1.25));
  document.addEventListener('keydown', (event) => {
    const typing = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
    if (event.key === 'Escape') change({ selected: undefined, open: new Set() });
    else if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    else if (event.key === '/') {
      event.preventDefault();
      search.focus();
    } else if (event.key === '+') zoomTo(zoom * 1.25);
    else if (event.key === '-') zoomTo(zoom / 1.25);
  });
}

/** The whole width is to be seen at first, as long as it can be read. */
function fit(): void {
  const width = Number(part('graph').getAttribute('width'));
  const room = part('graph').parentElement?.clientWidth ?? width;
  if (width > room) zoomTo(Math.max(0.75, room / width));
}

listen();
draw();
fit();
