// Answers about access as data and as text: the deciding binding, subject, role and policy rule, each with its place.
import { qualifiedName } from '#kube/object.js';
import type { Authorization } from '#rbac/authorizer.js';
import type { Grant, PolicyRule, RequestAttributes, Subject } from '#rbac/model.js';
import { placeOfRoleRef, placeOfSubject, placesOfRule, type RulePart } from '#rbac/places.js';
import { displayName, titleOf } from '#rbac/subjects.js';
import { grantText } from '#rbac/words.js';
import { codeFrame } from '#report/frame.js';
import { harmless, harmlessJson, harmlessLine } from '#report/harmless.js';
import { paintWith, type Paint } from '#report/paint.js';
import { placeText } from '#report/place-text.js';
import { textWidth, wrapped } from '#report/width.js';
import type { Place } from '#source/document.js';
import { regionOf } from '#source/place.js';

/** How text is drawn; all of it has a default. */
export interface Screen {
  readonly width: number;
  readonly paint: Paint;
}

export const plainScreen: Screen = { width: 80, paint: paintWith(false) };

/** What a command gives back; the caller writes it out. */
export interface CommandResult {
  readonly output: string;
  /** Lines for stderr. */
  readonly hints: readonly string[];
  readonly exitCode: 0 | 1 | 2 | 3;
}

/** The proof that RBAC gives. */
export interface Proof {
  readonly grant: Grant;
  readonly subject: Subject;
  readonly rule: PolicyRule;
}

/** `{"file","line","column","endLine","endColumn","route"}`; null for what is built in. */
export function locationData(place: Place | undefined): unknown {
  if (!place) return null;
  return { file: place.file.name, ...regionOf(place), route: place.route };
}

/** The `by` of machine output. `role.rule` counts in the effective rules; `role.location` is where the rule is written, in another role when aggregated. */
export function proofData({ grant, subject, rule }: Proof, request?: RequestAttributes): unknown {
  const { binding, role } = grant;
  const place = decisiveOf(rule, request);
  return {
    binding: { kind: binding.kind, namespace: binding.namespace, name: binding.name, ...builtInMark(binding), location: locationData(placeOfSubject(binding, subject) ?? placeOfRoleRef(binding)) },
    role: {
      kind: role?.kind,
      namespace: role?.namespace,
      name: role?.name,
      ...(role ? builtInMark(role) : {}),
      rule: role?.rules.indexOf(rule),
      ...(role && rule.owner !== role ? { aggregatedFrom: { name: rule.owner.name, ...builtInMark(rule.owner), rule: rule.index } } : {}),
      location: locationData(place),
    },
    subject: displayName(subject),
  };
}

function builtInMark({ origin }: { readonly origin: string }): object {
  return origin === 'builtin' ? { builtIn: true } : {};
}

/** One answer of the machine output. */
export function answerData(answer: Authorization, request: RequestAttributes, proof: Proof | undefined): Record<string, unknown> {
  if (!answer.allowed) return { allowed: false, ...(answer.unknown === undefined ? {} : { unknown: answer.unknown }) };
  if (proof) return { allowed: true, by: proofData(proof, request) };
  const { by } = answer;
  if (by.mode === 'ABAC') return { allowed: true, by: { authorizer: 'ABAC', location: { file: by.file, line: by.policy.line, column: 1 } } };
  return { allowed: true, by: { authorizer: by.mode } };
}

/** Two paragraphs: the policy rule, and the binding, each with a frame; built-in ones are named as such. */
export function proofText({ grant, subject, rule }: Proof, request: RequestAttributes, screen: Screen): readonly string[] {
  const { binding, role } = grant;
  const name = (one: { kind: string; namespace: string; name: string; origin: string }): string => `${one.kind} ${qualifiedName(one)}${one.origin === 'builtin' ? ' (built in)' : ''}`;
  const from = role && rule.owner !== role ? `, aggregated from ${name(rule.owner)}` : '';
  const rows = [...sentence(2, `${role ? name(role) : ''} allows it${from}`, screen)];
  const verb = placesOfRule(rule, partOf(request)).verb;
  if (verb) rows.push(...framed(verb, `allows ${request.verb}`, screen, decisiveOf(rule, request)));
  rows.push('', ...sentence(2, `${name(binding)} gives it to ${titleOf(subject)}`, screen));
  const bound = placeOfSubject(binding, subject) ?? placeOfRoleRef(binding);
  if (bound) rows.push(...framed(bound, `${titleOf(subject)} is bound`, screen));
  return rows;
}

/** An arrow with the place, and the source lines under it. */
export function framed(place: Place, label: string, screen: Screen, also?: Place): readonly string[] {
  const others = also && also !== place && also.start !== place.start ? [{ place: also, label: '' }] : [];
  return [`  --> ${screen.paint('place', placeText(place))}`, ...codeFrame(place, label, { width: screen.width - 2, paint: screen.paint, also: others }).map((row) => `  ${row}`)];
}

/** A grant, on one line where it fits: `RoleBinding shop/dev -> Role shop/deployer  rbac.yaml:9:13`. What is built in binds roles of its own name: one word is enough. */
export function grantRows(indent: string, grant: Grant, rule: PolicyRule, request: RequestAttributes | undefined, screen: Screen): readonly string[] {
  const place = decisiveOf(rule, request);
  if (place) return placed(indent, grantText(grant), place, screen);
  const { binding, role } = grant;
  return placed(indent, `${binding.name === role?.name ? `${role.kind} ${qualifiedName(role)}` : grantText(grant)} (built in)`, undefined, screen);
}

/** The entry of a rule that decides: the resource or URL, else the rule itself. */
function decisiveOf(rule: PolicyRule, request: RequestAttributes | undefined): Place | undefined {
  const places = placesOfRule(rule, request ? partOf(request) : {});
  return places.resource ?? places.rule;
}

function partOf(request: RequestAttributes): RulePart {
  if (request.path !== undefined) return { verb: request.verb, path: request.path };
  return { verb: request.verb, apiGroup: request.apiGroup, resource: request.subresource === '' ? request.resource : `${request.resource}/${request.subresource}` };
}

/** A sentence as rows of the screen: what is in a name from a file can do the terminal no harm. */
export function sentence(indent: number, text: string, screen: Screen): readonly string[] {
  return wrapped(harmless(text), screen.width - indent).map((row) => ' '.repeat(indent) + row);
}

/** Words and the place they are about, behind a lead: on one row where both fit, else the words wrapped and the place below them. */
export function placed(lead: string, words: string, place: Place | undefined, { width, paint }: Screen, style: 'plain' | 'strong' = 'plain'): readonly string[] {
  const shown = harmless(words, 1000);
  const at = place ? placeText(place) : '';
  const painted = at === '' ? [] : [paint('place', at)];
  if (textWidth([lead + shown, ...(at === '' ? [] : [at])].join('  ')) <= width) return [[lead + paint(style, shown), ...painted].join('  ')];
  const indent = ' '.repeat(textWidth(lead));
  return [...wrapped(shown, width - indent.length).map((line, index) => (index === 0 ? lead : indent) + paint(style, line)), ...painted.map((row) => indent + row)];
}

/** `yes: Group dev can …` */
export function verdictRows(verdict: 'yes' | 'no' | 'unknown', text: string, screen: Screen): readonly string[] {
  const [first = '', ...rest] = sentence(0, `${verdict}: ${text}`, screen);
  return [screen.paint('strong', verdict) + first.slice(verdict.length), ...rest];
}

/** The rows as output, without empty ones at the end. */
export function textOf(rows: readonly string[]): string {
  return `${rows.map(harmlessLine).join('\n').trimEnd()}\n`;
}

/** JSON with two spaces of indentation; ends with a line break. */
export function jsonText(data: unknown): string {
  return `${harmlessJson(JSON.stringify(data, undefined, 2))}\n`;
}
