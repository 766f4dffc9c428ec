// One finding as a SARIF result: the key to change, the path as a code flow, every hop linked from the message.
import type { Fix, Graph, Location, PhysicalLocation, Region, Result, ThreadFlowLocation } from 'sarif';
import { unnamedNamespace } from '#kube/object.js';
import { lineText, regionOf } from '#source/place.js';
import type { Place, SourceFile } from '#source/document.js';
import type { Evidence, Finding } from '#finding/finding.js';
import { counted } from './counts.js';
import { fileUri, harmless } from './harmless.js';
import { maskedText } from './mask.js';
import { numbered } from './path-steps.js';
import { sarifLevel, sentence } from './sarif-rule.js';

/** Code scanning keeps 100 locations of a result and 1,000 of its thread flows. */
const mostLocations = 100;
const mostSteps = 1_000;
const mostSubjects = 5;
/** Text shown on each side of the key: whole lines of what people write, a part of what machines write. */
const contextColumns = 120;

export function sarifResult(finding: Finding, ruleIndex: number): Result {
  const steps = finding.evidence.slice(0, mostSteps);
  const links = linked(finding);
  const graph = graphOf(finding);
  const fixes = fixesOf(finding);
  return {
    ruleId: harmless(finding.rule, 250),
    ...(ruleIndex >= 0 && { ruleIndex }),
    level: sarifLevel(finding.severity),
    message: { id: 'default', arguments: [harmless(finding.message)], text: messageText(finding, links) },
    locations: [{ physicalLocation: inContext(finding.place), logicalLocations: [logical(finding)] }],
    ...(links.related.length > 0 && { relatedLocations: [...links.related] }),
    ...(steps.length > 1 && { codeFlows: [{ message: { text: sentence(finding.message) }, threadFlows: [{ locations: flowOf(finding, steps) }] }] }),
    ...(graph && { graphs: [graph] }),
    ...(fixes.length > 0 && { fixes }),
    partialFingerprints: { primaryLocationLineHash: `${finding.fingerprint}:1`, 'sa-lint/v1': finding.fingerprint },
    properties: {
      severity: finding.severity,
      confidence: finding.confidence,
      route: harmless(finding.place.route),
      ...(finding.subjects.length > 0 && { subjects: finding.subjects.slice(0, mostLocations).map((subject) => harmless(subject)) }),
    },
  };
}

/** Name of what relative references are relative to; the one that CodeQL made common. */
export const root = '%SRCROOT%';

const uris = new WeakMap<SourceFile, string>();

/** The reference to a file, made once: a file is named by many results. */
function uriOf(file: SourceFile): string {
  const known = uris.get(file);
  if (known !== undefined) return known;
  const made = fileUri(file.name);
  uris.set(file, made);
  return made;
}

/** One key on one line: a pull request shows an alert only when all of its lines are in the diff. */
function physical(place: Place): PhysicalLocation {
  return { artifactLocation: { uri: uriOf(place.file) }, region: narrow(place) };
}

/** The same with the text around it, for viewers that do not have the files; values that may be secret are starred (`redactionTokens`). */
function inContext(place: Place): PhysicalLocation {
  const { file } = place;
  const region = narrow(place);
  const { startLine = 1, startColumn = 1, endColumn = 1 } = region;
  const lineStart = place.start - startColumn + 1;
  const line = lineText(file, startLine).length;
  const from = Math.max(0, startColumn - 1 - contextColumns);
  const to = Math.min(line, endColumn - 1 + contextColumns);
  const snippet = (start: number, end: number): { text: string } => ({ text: maskedText(file, lineStart + start, lineStart + end) });
  const wider = from < startColumn - 1 || to > endColumn - 1;
  const uri = uriOf(file);
  return {
    artifactLocation: { uri, ...(!/^(?:file:|\.\.\/)/.test(uri) && { uriBaseId: root }) },
    region: { ...region, snippet: snippet(startColumn - 1, endColumn - 1) },
    ...(wider && { contextRegion: { startLine, startColumn: from + 1, endColumn: to + 1, snippet: snippet(from, to) } }),
  };
}

function narrow(place: Place): Region {
  const { line, column, endLine, endColumn } = regionOf(place);
  const lineEnd = lineText(place.file, line).length + 1;
  const end = endLine === line ? endColumn : lineEnd;
  return { startLine: line, startColumn: column, endColumn: Math.max(column, end) };
}

function logical(finding: Finding): { name: string; fullyQualifiedName: string; kind: string } {
  const { kind, namespace, name } = finding.object;
  const shown = harmless(name === '' ? kind : name);
  const path = namespace === '' || namespace === unnamedNamespace ? shown : `${harmless(namespace)}/${shown}`;
  return { name: shown, fullyQualifiedName: `${harmless(kind)} ${path}`, kind: 'resource' };
}

/** The message with a link to every located hop; each link is a related location. */
function messageText(finding: Finding, { idOfStep }: Linked): string {
  const escaped = (text: string): string => harmless(text).replace(/[\\[\]]/g, '\\$&');
  const hops = numbered(finding.evidence.slice(0, mostSteps), (step, index) => {
    const id = idOfStep[index];
    return id === undefined ? escaped(step.message) : `[${escaped(step.message)}](${id})`;
  });
  const shown = finding.subjects.slice(0, mostSubjects).map(escaped).join(', ');
  const left = finding.subjects.length - mostSubjects;
  const also = [
    finding.otherRoutes > 0 ? counted(finding.otherRoutes, 'other route') : '',
    finding.subjects.length > 1 ? `affects ${shown}${left > 0 ? ` and ${left} more` : ''}` : '',
  ].filter((words) => words !== '');
  return [
    sentence(escaped(finding.message)),
    hops.length > 0 ? `Steps: ${hops.join('; ')}.` : '',
    also.length > 0 ? `Also: ${also.join('; ')}.` : '',
    `What to do: ${sentence(escaped(finding.remediation))}`,
  ]
    .filter((part) => part !== '')
    .join('\n');
}

/** Related locations, and for each step the id of its own. */
interface Linked {
  readonly related: readonly Location[];
  readonly idOfStep: readonly (number | undefined)[];
}

function linked(finding: Finding): Linked {
  const related: Location[] = [];
  const add = (message: string, place: Place | null): number | undefined => {
    if (!place || related.length >= mostLocations) return undefined;
    const id = related.length + 1;
    related.push({ id, message: { text: sentence(message) }, physicalLocation: physical(place) });
    return id;
  };
  const idOfStep = finding.evidence.map((step) => {
    const id = add(step.message, step.place);
    for (const further of step.related ?? []) add(further.message, further.place);
    return id;
  });
  const { file, route, usedAt } = finding.place;
  if (usedAt) add('Used here through an alias', { file, route, ...usedAt });
  return { related, idOfStep };
}

/** Every location of a thread flow needs a file: a built-in step stands where the step before it was written, and says so. */
function flowOf(finding: Finding, steps: readonly Evidence[]): ThreadFlowLocation[] {
  let last = steps.find((step) => step.place !== null)?.place ?? finding.place;
  return steps.map((step) => {
    if (step.place) last = step.place;
    const text = sentence(step.place ? step.message : `${step.message} (built into every cluster)`);
    return { location: { physicalLocation: physical(last), message: { text } }, importance: 'essential' };
  });
}

/** The path for viewers that draw graphs: only when the steps name their nodes. */
function graphOf(finding: Finding): Graph | undefined {
  const ids = new Set<string>();
  const edges = finding.evidence.flatMap((step, index) => {
    if (step.from === undefined || step.to === undefined) return [];
    ids.add(harmless(step.from)).add(harmless(step.to));
    return [{ id: String(index + 1), sourceNodeId: harmless(step.from), targetNodeId: harmless(step.to), label: { text: sentence(step.message) } }];
  });
  if (edges.length === 0) return undefined;
  return { description: { text: sentence(finding.message) }, nodes: [...ids].map((id) => ({ id, label: { text: id } })), edges };
}

/** Only edits of the finding's own file can be placed: others name files we hold no text of. */
function fixesOf(finding: Finding): Fix[] {
  const { fix, place } = finding;
  if (!fix || fix.edits.some((edit) => edit.file !== place.file.name)) return [];
  const replacements = fix.edits.map((edit) => ({ deletedRegion: deleted(place.file, edit.start, edit.end), insertedContent: { text: edit.replacement } }));
  return [{ description: { text: sentence(fix.title) }, artifactChanges: [{ artifactLocation: { uri: uriOf(place.file) }, replacements }] }];
}

function deleted(file: SourceFile, start: number, end: number): Region {
  const region = regionOf({ file, start, end });
  return { startLine: region.line, startColumn: region.column, endLine: region.endLine, endColumn: region.endColumn };
}
