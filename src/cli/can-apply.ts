// `sa-lint can-i create --object FILE`: may this identity apply this file? Authorization and escalation check for every object, in order.
import { unnamedNamespace, qualifiedName, type KubeObject } from '#kube/object.js';
import { accessOf } from '#rbac/access.js';
import { authorize, type Authorizer } from '#rbac/authorizer.js';
import { ruleOfRight } from '#rbac/covers.js';
import { decodeRbac } from '#rbac/decode.js';
import { mayWrite } from '#rbac/escalation.js';
import type { FileAccess, RequestAttributes } from '#rbac/model.js';
import { isRbac, readRoles } from '#rbac/read-roles.js';
import { customResources, resourceOfKind } from '#rbac/resources.js';
import { permissionText, scopeText } from '#rbac/words.js';
import { placeAlong } from '#rbac/places.js';
import { jsonText, placed, plainScreen, sentence, textOf, verdictRows, type CommandResult } from './access-answer.js';
import { defaultNamespace } from './access-request.js';
import { authorizersOf, type AccessContext, type Asking, type CanIOptions } from './can-i.js';

interface Applied {
  readonly object: KubeObject;
  readonly allowed: boolean;
  readonly unknown: boolean;
  /** Why, as facts. */
  readonly reasons: readonly string[];
}

/** Objects that were let through exist for those behind them: a Role before its RoleBinding, and rights that were just bound. */
export function canApply(who: Asking, verb: string, wanted: readonly KubeObject[], options: CanIOptions, context: AccessContext): CommandResult {
  if (wanted.length === 0) return { output: '', hints: ['the file of --object holds no Kubernetes object'], exitCode: 3 };
  const namespace = options.namespace ?? defaultNamespace(context.objects);
  let { access, objects } = context;
  const applied: Applied[] = [];
  for (const raw of wanted) {
    const object = raw.namespace === unnamedNamespace ? { ...raw, namespace } : raw;
    const result = applyOne(who, verb, object, objects, access, context);
    applied.push(result);
    if (!result.allowed || !isRbac(object)) continue;
    objects = [object, ...objects];
    access = accessOf(objects, { ...(context.complete === undefined ? {} : { complete: context.complete }), ...(context.version === undefined ? {} : { version: context.version }) });
  }
  const exitCode = applied.some(({ allowed, unknown }) => !allowed && !unknown) ? 1 : applied.some(({ unknown }) => unknown) ? 3 : 0;
  if (options.format === 'json') {
    const data = applied.map(({ object, allowed, unknown, reasons }) => ({
      object: { kind: object.kind, namespace: object.namespace, name: object.name },
      allowed,
      ...(unknown ? { unknown: reasons.join('; ') } : {}),
      reasons,
    }));
    return { output: jsonText({ allowed: exitCode === 0, objects: data }), hints: [], exitCode };
  }
  const screen = context.screen ?? plainScreen;
  const verdict = exitCode === 0 ? 'yes' : exitCode === 1 ? 'no' : 'unknown';
  const rows = [...verdictRows(verdict, `${who.title} ${exitCode === 0 ? 'can' : exitCode === 1 ? 'cannot' : 'may or may not'} ${verb} ${applied.length === 1 ? 'this object' : `all ${applied.length} objects`}`, screen)];
  for (const { object, allowed, unknown, reasons } of applied) {
    rows.push('', ...placed(`  ${allowed ? 'yes' : unknown ? 'unknown' : 'no'}  `, `${object.kind} ${qualifiedName(object)}`, placeAlong(object, ['metadata', 'name']), screen));
    rows.push(...reasons.flatMap((reason) => sentence(4, reason, screen)));
  }
  return { output: textOf(rows), hints: [], exitCode };
}

function applyOne(who: Asking, verb: string, object: KubeObject, objects: readonly KubeObject[], access: FileAccess, context: AccessContext): Applied {
  const no = (...reasons: string[]): Applied => ({ object, allowed: false, unknown: false, reasons });
  const open = (...reasons: string[]): Applied => ({ object, allowed: false, unknown: true, reasons });
  // What no file gives may be given in one that was not read.
  const notHeld = (...reasons: string[]): Applied => (context.open === undefined ? no(...reasons) : open(...reasons, context.open));
  const known = resourceOfKind(object.group, object.kind, customResources(objects));
  if (!known) return open(`no file defines kind ${object.kind} of API group ${object.group}`);
  // A POST carries no name.
  const name = verb === 'create' ? '' : object.name;
  const request: RequestAttributes = { verb, apiGroup: object.group, resource: known.resource, subresource: '', namespace: known.namespaced ? object.namespace : '', name };
  // The chain as given, over what stands by now.
  const authorizers = authorizersOf(context).map((authorizer): Authorizer => (authorizer.mode === 'RBAC' ? { mode: 'RBAC', access } : authorizer));
  const answer = authorize(authorizers, who.identity, request);
  const asked = `${permissionText(request)}${scopeText(request, known.namespaced)}`;
  if (!answer.allowed) return answer.unknown === undefined ? notHeld(`it cannot ${asked}`) : open(answer.unknown);
  if (!isRbac(object) || !object.node) return { object, allowed: true, unknown: false, reasons: [`it can ${asked}`] };
  const { rejected } = readRoles([object]);
  if (rejected[0]) return no(...rejected[0].errors.map((error) => `the API server rejects it: ${error}`));
  const same = (other: KubeObject): boolean => other.group === object.group && other.kind === object.kind && other.namespace === object.namespace && other.name === object.name;
  const stored = verb === 'create' ? undefined : objects.find(same);
  const old = stored?.node && decodeRbac(stored, stored.node).manifest;
  const { manifest } = decodeRbac(object, object.node);
  const verdict = mayWrite(access, who.identity, { object: manifest, ...(old ? { old } : {}), namespace: request.namespace, name }, (identity, wanted) => authorize(authorizers, identity, wanted).allowed);
  switch (verdict.outcome) {
    case 'allowed':
      return { object, allowed: true, unknown: false, reasons: [`it can ${asked}`, `the escalation check passes: ${verdict.because}`] };
    case 'forbidden':
      return notHeld(`it can ${asked}`, 'the escalation check fails, it does not hold:', ...verdict.missing.map((right) => `- ${rightText(ruleOfRight(right))}`));
    case 'notFound':
      return context.complete ? no(verdict.message) : open(`${verdict.message} in the files`);
    case 'error':
      return no(verdict.message);
    default:
      throw new Error(`unreachable: ${JSON.stringify(verdict satisfies never)}`);
  }
}

function rightText(rule: ReturnType<typeof ruleOfRight>): string {
  const of = (list: readonly string[] | null | undefined): string => (list ?? []).join(',');
  if (rule.nonResourceURLs) return `${of(rule.verbs)} ${of(rule.nonResourceURLs)}`;
  const group = of(rule.apiGroups);
  return `${of(rule.verbs)} ${of(rule.resources)}${group === '' ? '' : `.${group}`}${rule.resourceNames ? ` named ${of(rule.resourceNames)}` : ''}`;
}
