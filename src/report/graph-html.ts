// The privilege graph as one page that needs nothing else: no network, no server, a policy that runs only its own script.
import { afterData, beforeData } from '#generated/picture.js';
import { unnamedNamespace } from '#kube/object.js';
import type { ChokePoint, Evidence, Finding } from '#finding/finding.js';
import type { Place } from '#source/document.js';
import type { Drawing } from './graph-drawing.js';
import { harmless, withoutCredentials } from './harmless.js';
import type { PictureChoke, PictureData, PictureFinding, PictureNode, PictureStep } from './picture/data.js';
import { inARow } from './path-steps.js';
import { placeText } from './place-text.js';

export interface PictureInput {
  readonly version: string;
  readonly drawing: Drawing;
  readonly findings: readonly Finding[];
  readonly chokePoints: readonly ChokePoint[];
}

/** The page. All text of the files stands in it as JSON without `<`, and comes onto the screen as text. Same input, same bytes. */
export function graphHtml({ version, drawing, findings, chokePoints }: PictureInput): string {
  const positions = new Map(drawing.nodes.map(({ id }, index) => [id, index]));
  const at = (id: string | undefined): number => (id === undefined ? -1 : (positions.get(id) ?? -1));
  const told = findings.map((finding) => findingOf(finding, at));
  const sinks = new Set(told.flatMap(({ steps }) => steps.at(-1)?.to ?? -1));
  const data: PictureData = {
    version,
    nodes: drawing.nodes.map(({ id, label, type, namespace, place, start }, index): PictureNode => ({
      id: shown(id),
      label: shown(label),
      type: shown(type),
      namespace: namespace === unnamedNamespace ? '' : shown(namespace),
      place: placeOf(place),
      start,
      sink: sinks.has(index) || id === 'admin@*',
    })),
    edges: drawing.edges.map(({ from, to, technique, evidence }) => ({ from: at(from), to: at(to), technique: technique ?? '', evidence: evidence.map(({ message, place }) => [shown(message), placeOf(place)] as const) })),
    findings: told,
    chokes: chokePoints.map(({ message, place, cuts, of }): PictureChoke => ({ message: shown(message), place: placeOf(place), cuts, of })),
  };
  return `${beforeData}${scriptSafe(JSON.stringify(data))}${afterData}`;
}

function findingOf({ severity, rule, message, place, remediation, subjects, evidence }: Finding, at: (id: string | undefined) => number): PictureFinding {
  return { severity, rule: shown(rule), message: shown(message), place: placeOf(place), advice: shown(remediation), subjects: subjects.map(shown), steps: inARow<number, PictureStep>(evidence.map((step) => stepOf(step, at)), (end = -1) => end >= 0) };
}

function stepOf({ message, place, related, from, to }: Evidence, at: (id: string | undefined) => number): PictureStep {
  const places = [{ message: '', place }, ...(related ?? [])].flatMap((one) => (one.place ? [[shown(one.message), placeOf(one.place)] as const] : []));
  return { from: at(from), to: at(to), message: shown(message), places };
}

const longestText = 400;

function shown(text: string): string {
  return harmless(withoutCredentials(text), longestText);
}

function placeOf(place: Place | null | undefined): string {
  return place ? placeText(place) : '';
}

/** Nothing in it ends the element or begins a comment. */
function scriptSafe(json: string): string {
  return json.replace(/[<>&\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
