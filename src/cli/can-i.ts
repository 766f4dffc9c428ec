// `sa-lint can-i`: may this identity do that, and by which binding, role and rule. Pure: files are read and arguments parsed before.
import type { KubeObject } from '#kube/object.js';
import { authorize, type Authorization, type Authorizer } from '#rbac/authorizer.js';
import type { Access, FileAccess, Identity, RequestAttributes, Subject } from '#rbac/model.js';
import { nearMisses } from '#rbac/near-misses.js';
import { placeOfRoleRef, placesOfRule } from '#rbac/places.js';
import { identityOf, parseSubject, titleOf } from '#rbac/subjects.js';
import { permissionText, scopeText } from '#rbac/words.js';
import { placeText } from '#report/place-text.js';
import { answerData, framed, jsonText, locationData, plainScreen, proofText, sentence, textOf, verdictRows, type CommandResult, type Proof, type Screen } from './access-answer.js';
import { requestFrom, type RequestWords } from './access-request.js';
import { canApply } from './can-apply.js';
import { listRights } from './can-list.js';
import { answerRequests } from './can-requests.js';

/** The command's own options, parsed. `as` is a user name, or a subject as `shop/web`, `user:jane`, `group:dev`. */
export interface CanIOptions extends Partial<RequestWords> {
  readonly as?: string;
  readonly asGroups?: readonly string[];
  readonly list?: boolean;
  /** The text of the file given with `--requests`. */
  readonly requests?: string;
  /** The objects of the file given with `--object`. */
  readonly apply?: readonly KubeObject[];
  readonly format?: 'text' | 'json';
}

/** The world that is asked. `authorizers` default to Node and RBAC, as kubeadm sets up a cluster. */
export interface AccessContext {
  readonly access: FileAccess;
  readonly objects: readonly KubeObject[];
  readonly authorizers?: readonly Authorizer[];
  /** By all authorizers together; that of RBAC when left out. */
  readonly effective?: () => Access;
  readonly complete?: boolean;
  readonly version?: string;
  /** Why the files cannot tell all: something of them was not evaluated. Nothing in it takes a right away, so a yes stays one. */
  readonly open?: string;
  readonly screen?: Screen;
}

/** Exit code 0 yes, 1 no, 3 unknown; 2 when the question is not one. */
export function canI(options: CanIOptions, context: AccessContext): CommandResult {
  if (options.requests !== undefined) return answerRequests(options.requests, context);
  const who = whoFrom(options);
  if (!who) return misused(whatIsMissing(options));
  if (options.list) return listRights(who, options, context);
  if (options.apply) return canApply(who, options.verb ?? 'create', options.apply, options, context);
  if (options.verb === undefined || options.resource === undefined) return misused(whatIsMissing(options));
  const { request, namespaced, hints } = requestFrom({ ...options, verb: options.verb, resource: options.resource }, context.objects);
  const answer = asFarAsRead(authorize(authorizersOf(context), who.identity, request), context);
  const proof = proofOf(answer, context.access, who.identity, request);
  const misses = answer.allowed ? [] : nearMisses(context.access, who.identity, request);
  const exitCode = answer.allowed ? 0 : answer.unknown === undefined ? 1 : 3;
  if (options.format === 'json') {
    const near = misses.map(({ message, rule }) => ({ message, location: locationData(placesOfRule(rule, { verb: request.verb }).verb ?? placesOfRule(rule).rule) }));
    const data = { ...answerData(answer, request, proof), request: { user: who.identity.user, groups: who.identity.groups, ...request }, ...(answer.allowed ? {} : { nearMisses: near }) };
    return { output: jsonText(data), hints, exitCode };
  }
  const screen = context.screen ?? plainScreen;
  const verdict = exitCode === 0 ? 'yes' : exitCode === 1 ? 'no' : 'unknown';
  const can = exitCode === 0 ? 'can' : exitCode === 1 ? 'cannot' : 'may or may not';
  const rows = [...verdictRows(verdict, `${who.title} ${can} ${permissionText(request)}${scopeText(request, namespaced)}`, screen), ''];
  if (answer.allowed) rows.push(...(proof ? proofText(proof, request, screen) : sentence(2, otherProof(answer), screen)));
  else {
    if (answer.unknown !== undefined) rows.push(...unknownText(answer.unknown, context.access, screen), '');
    if (misses.length > 0 || answer.unknown === undefined) rows.push(...missesText(misses, screen));
  }
  return { output: textOf(rows), hints, exitCode };
}

/** What of the question was not given; undefined when it is one. */
export function whatIsMissing({ as, asGroups = [], verb, resource, list, requests, apply }: Omit<CanIOptions, 'apply'> & { readonly apply?: unknown }): string | undefined {
  if (requests !== undefined) return undefined;
  if (as === undefined && asGroups.length === 0) return 'can-i needs somebody who asks: `--as USER` (`shop/web`, `user:jane`, `system:serviceaccount:shop:web`) or `--as-group GROUP`';
  if (as !== undefined && /^(user:|group:|[^:/]*\/|system:serviceaccount:[^:]*:)$/.test(as)) return `--as ${as} names nobody: what stands behind ${as.slice(-1)} is empty`;
  if (list || apply !== undefined || (verb !== undefined && resource !== undefined)) return undefined;
  return 'can-i needs a verb and a resource or URL, such as `can-i create pods` or `can-i get /metrics`';
}

/** A no only where everything was read. */
function asFarAsRead(answer: Authorization, { open }: AccessContext): Authorization {
  return answer.allowed || open === undefined ? answer : { allowed: false, unknown: [...(answer.unknown === undefined ? [] : [answer.unknown]), open].join('; ') };
}

/** Who asks, with the title a sentence begins with. */
export interface Asking {
  readonly title: string;
  readonly identity: Identity;
}

function whoFrom({ as, asGroups = [] }: CanIOptions): Asking | undefined {
  if (as !== undefined) {
    const subject = parseSubject(as);
    return { title: titleOf(subject), identity: identityOf(subject, asGroups) };
  }
  const [group, ...more] = asGroups.map((name): Subject => ({ kind: 'Group', namespace: '', name }));
  if (!group) return undefined;
  return { title: titleOf(group), identity: identityOf(group, more.map(({ name }) => name)) };
}

export function authorizersOf({ authorizers, access }: AccessContext): readonly Authorizer[] {
  return authorizers ?? [{ mode: 'Node' }, { mode: 'RBAC', access }];
}

/** What RBAC says for it, also when system:masters was let through before anybody was asked. */
export function proofOf(answer: Authorization, access: Access, identity: Identity, request: RequestAttributes): Proof | undefined {
  if (!answer.allowed) return undefined;
  if (answer.by.mode === 'RBAC') return answer.by;
  if (answer.by.mode !== 'privileged group') return undefined;
  const decision = access.decide(identity, request);
  return decision.allowed ? decision.by : undefined;
}

function otherProof(answer: Extract<Authorization, { allowed: true }>): string {
  const { by } = answer;
  if (by.mode === 'privileged group') return 'group system:masters is let through before any authorizer is asked';
  if (by.mode === 'ABAC') return `ABAC policy at ${by.file}:${by.policy.line}`;
  return `authorizer ${by.mode} allows it`;
}

/** The reasons, each with the binding that names the missing role. */
function unknownText(unknown: string, access: Access, screen: Screen): readonly string[] {
  return unknown.split('; ').flatMap((reason) => {
    const grant = access.grants.find(({ missing }) => missing === reason);
    const place = grant && placeOfRoleRef(grant.binding);
    return [...sentence(2, reason, screen), ...(place ? framed(place, 'names the missing role', screen) : [])];
  });
}

const mostMisses = 5;

function missesText(misses: ReturnType<typeof nearMisses>, screen: Screen): readonly string[] {
  if (misses.length === 0) return ['  Nothing that this identity holds comes near'];
  const shown = misses.slice(0, mostMisses).flatMap(({ message, rule }) => {
    const { verb, rule: whole } = placesOfRule(rule, { verb: rule.verbs[0] ?? '' });
    const place = verb ?? whole;
    return [...sentence(2, message, screen), `    ${place ? screen.paint('place', placeText(place)) : 'built in'}`];
  });
  return [...shown, ...(misses.length > mostMisses ? [`  and ${misses.length - mostMisses} more`] : [])];
}

function misused(message = ''): CommandResult {
  return { output: '', hints: [message], exitCode: 2 };
}
