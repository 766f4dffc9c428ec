// `sa-lint can-i --list`: every policy rule an identity holds, by scope, with the binding that gives it.
import { grouped } from '#kube/grouped.js';
import type { Grant, PolicyRule } from '#rbac/model.js';
import { grantText, namespaceText, ruleText } from '#rbac/words.js';
import { harmless } from '#report/harmless.js';
import { placesOfRule } from '#rbac/places.js';
import { jsonText, locationData, placed, plainScreen, sentence, textOf, type CommandResult } from './access-answer.js';
import { defaultNamespace } from './access-request.js';
import type { AccessContext, Asking, CanIOptions } from './can-i.js';

/** What counts in one namespace together with what counts everywhere; with `allNamespaces` all of them. */
export function listRights(who: Asking, options: CanIOptions, context: AccessContext): CommandResult {
  const namespace = options.allNamespaces ? undefined : (options.namespace ?? defaultNamespace(context.objects));
  const grants = context.access.grantsOf(who.identity).filter(({ scope }) => scope.in === 'cluster' || namespace === undefined || scope.namespace === namespace);
  const held = grants.flatMap((grant) => (grant.role?.rules ?? []).map((rule) => ({ grant, rule })));
  const missing = context.complete ? [] : grants.filter((grant) => !grant.role);
  const hints = missing.map((grant) => harmless(`${grant.missing ?? ''}: what it gives is unknown`));
  const unknown = context.open === undefined ? hints : [...hints, context.open];
  const exitCode = unknown.length > 0 ? 3 : 0;
  if (options.format === 'json') {
    const rules = held.map(({ grant, rule }) => ({
      scope: grant.scope.in === 'cluster' ? 'cluster' : grant.scope.namespace,
      verbs: rule.verbs,
      apiGroups: rule.apiGroups,
      resources: rule.resources,
      resourceNames: rule.resourceNames,
      nonResourceURLs: rule.nonResourceURLs,
      binding: { kind: grant.binding.kind, namespace: grant.binding.namespace, name: grant.binding.name },
      role: { kind: grant.role?.kind, namespace: grant.role?.namespace, name: grant.role?.name, rule: grant.role?.rules.indexOf(rule) },
      builtIn: rule.owner.origin === 'builtin',
      location: locationData(placesOfRule(rule).rule),
    }));
    return { output: jsonText({ user: who.identity.user, groups: who.identity.groups, rules, unknown }), hints, exitCode };
  }
  const screen = context.screen ?? plainScreen;
  const rows = [...sentence(0, `${who.title} holds ${held.length} policy rule${held.length === 1 ? '' : 's'}${namespace === undefined ? '' : ` in ${namespaceText(namespace)}`}`, screen)];
  for (const [scope, items] of byScope(held)) {
    rows.push('', ...placed('', scope, undefined, screen, 'strong'));
    for (const [grant, rules] of byGrant(items)) {
      rows.push(...sentence(2, `${grantText(grant)}${grant.binding.origin === 'builtin' ? ' (built in)' : ''}`, screen));
      for (const rule of rules) rows.push(...placed('    ', ruleText(rule), placesOfRule(rule).rule, screen));
    }
  }
  return { output: textOf(rows), hints, exitCode };
}

interface Held {
  readonly grant: Grant;
  readonly rule: PolicyRule;
}

function byScope(held: readonly Held[]): Map<string, Held[]> {
  return grouped(held, ({ grant }) => (grant.scope.in === 'cluster' ? 'in the whole cluster' : `in ${namespaceText(grant.scope.namespace)}`));
}

function byGrant(held: readonly Held[]): Map<Grant, PolicyRule[]> {
  return new Map([...grouped(held, ({ grant }) => grant)].map(([grant, items]) => [grant, items.map(({ rule }) => rule)]));
}
