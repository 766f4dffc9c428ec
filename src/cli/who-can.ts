// `sa-lint who-can`: every subject that may do something, each with the grant that lets it. Pure, as can-i.
import { decidedOutside } from '#rbac/authorizer.js';
import type { Access, Grant, PolicyRule, RequestAttributes, Subject } from '#rbac/model.js';
import { displayName } from '#rbac/subjects.js';
import { namespaceText, permissionText, scopeText } from '#rbac/words.js';
import { counted } from '#report/counts.js';
import { grantRows, jsonText, plainScreen, proofData, sentence, textOf, type CommandResult } from './access-answer.js';
import { requestFrom, type RequestWords } from './access-request.js';
import type { AccessContext } from './can-i.js';

export interface WhoCanOptions extends RequestWords {
  readonly format?: 'text' | 'json';
}

interface Holder {
  readonly subject: Subject;
  readonly grant: Grant;
  readonly rule: PolicyRule;
  /** '' is the cluster. */
  readonly namespace: string;
}

/** With `allNamespaces` also those who may in one namespace only. Exit code 0 when there is somebody, 1 when there is nobody; 3 when only missing roles could tell, or when not everything was read. */
export function whoCan(options: WhoCanOptions, given: AccessContext): CommandResult {
  const context = { ...given, access: given.effective?.() ?? given.access };
  const { request, namespaced, hints: slips } = requestFrom(options, context.objects);
  const holders = holdersOf(request, options.allNamespaces === true && namespaced, context);
  const scopes = new Set(holders.map(({ namespace }) => namespace));
  const counts = ({ scope }: Grant): boolean => scope.in === 'cluster' || (request.path === undefined && (scope.namespace === request.namespace || options.allNamespaces === true));
  const open = context.complete ? [] : context.access.grants.filter((grant) => !grant.role && grant.binding.subjects.length > 0 && counts(grant));
  const unknown = [
    ...open.map((grant) => ({ reason: grant.missing ?? '', subjects: grant.binding.subjects.map(displayName) })),
    ...(context.authorizers ?? []).flatMap((authorizer) => (authorizer.mode === 'Webhook' || authorizer.mode === 'Unknown' ? [{ reason: decidedOutside(authorizer), subjects: [] }] : [])),
    ...(context.open === undefined ? [] : [{ reason: context.open, subjects: [] }]),
  ];
  const hints = namespaced && options.namespace === undefined && options.allNamespaces !== true ? [...slips, ...elsewhere(holders, request, context)] : slips;
  const exitCode = context.open !== undefined ? 3 : holders.length > 0 ? 0 : unknown.length > 0 ? 3 : 1;
  if (options.format === 'json') {
    const subjects = holders.map((holder) => ({
      subject: displayName(holder.subject),
      kind: holder.subject.kind,
      namespace: holder.subject.namespace,
      name: holder.subject.name,
      scope: holder.grant.scope.in === 'cluster' ? 'cluster' : holder.grant.scope.namespace,
      by: proofData(holder, request),
    }));
    return { output: jsonText({ request, subjects, unknown }), hints, exitCode };
  }
  const screen = context.screen ?? plainScreen;
  const written = holders.filter(({ grant }) => grant.binding.origin !== 'builtin');
  const builtIn = holders.filter(({ grant }) => grant.binding.origin === 'builtin');
  const count = (amount: number): string => `${amount} subject${amount === 1 ? '' : 's'}`;
  const where = options.allNamespaces && namespaced ? ' in some namespace or in all' : scopeText(request, namespaced);
  const rows = [...sentence(0, `${count(written.length)} can ${permissionText(request)}${where}; ${builtIn.length} more by what every cluster ships`, screen)];
  for (const [title, part] of sections(written, builtIn)) {
    if (part.length === 0) continue;
    rows.push('', screen.paint('strong', title));
    for (const { subject, grant, rule, namespace } of part) {
      const only = scopes.size > 1 && namespace !== '' ? ` in ${namespaceText(namespace)}` : '';
      rows.push(...sentence(2, `${displayName(subject)}${only}`, screen), ...grantRows('    ', grant, rule, request, screen));
    }
  }
  if (unknown.length > 0) rows.push('', screen.paint('strong', 'Unknown'), ...unknown.flatMap(({ reason, subjects }) => sentence(2, subjects.length > 0 ? `${subjects.join(', ')}: ${reason}` : reason, screen)));
  return { output: textOf(rows), hints, exitCode };
}

/** Where nobody of the files can in the namespace that is asked for want of another: that there are some in others. */
function elsewhere(holders: readonly Holder[], request: RequestAttributes, context: { readonly access: Access }): readonly string[] {
  const isWritten = ({ grant }: Holder): boolean => grant.binding.origin !== 'builtin';
  if (request.path !== undefined || holders.some(isWritten)) return [];
  const others = holdersOf({ ...request, namespace: '' }, true, context).filter(isWritten);
  return others.length === 0 ? [] : [`asked for ${namespaceText(request.namespace)} only; in others ${counted(others.length, 'subject')} can: -n NAMESPACE or -A asks there`];
}

function holdersOf(request: RequestAttributes, everywhere: boolean, { access }: { readonly access: Access }): readonly Holder[] {
  const holders: Holder[] = access.whoCan(request).map((found): Holder => ({ ...found, namespace: found.grant.scope.in === 'cluster' ? '' : found.grant.scope.namespace }));
  if (!everywhere || request.path !== undefined) return holders;
  const known = new Set(holders.map(({ subject }) => displayName(subject)));
  const namespaces = new Set(access.grants.flatMap(({ scope }) => (scope.in === 'namespace' ? [scope.namespace] : [])));
  for (const namespace of [...namespaces].sort()) {
    for (const found of access.whoCan({ ...request, namespace })) {
      if (!known.has(displayName(found.subject))) holders.push({ ...found, namespace });
    }
  }
  return holders;
}

function sections(written: readonly Holder[], builtIn: readonly Holder[]): readonly (readonly [string, readonly Holder[]])[] {
  const of = (kind: Subject['kind']): readonly Holder[] => written.filter(({ subject }) => subject.kind === kind);
  return [
    ['Users', of('User')],
    ['Groups', of('Group')],
    ['ServiceAccounts', of('ServiceAccount')],
    ['Built into every cluster', builtIn],
  ];
}
