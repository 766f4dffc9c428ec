// Grant rules asked of roles: of what their policy rules allow, of each policy rule, and of the role as a whole.
import { rankOf } from '#finding/sort.js';
import type { Evidence, Finding, Severity } from '#finding/finding.js';
import { placeOfMatch } from '#graph/policy-match.js';
import { onceEach } from '#kube/once.js';
import type { Grant, PolicyRule, Role } from '#rbac/model.js';
import { placeAlong, placesOfRule } from '#rbac/places.js';
import { roleName } from '#rbac/words.js';
import type { Reach } from '#rule/rule.js';
import type { BoundRole } from './bound-roles.js';
import type { CheckContext } from './context.js';
import { findingOf } from './finding-of.js';
import { alsoByRole, withAlso } from './grant-also.js';
import type { Found } from './grant-facts.js';
import { allowsAny, matchesIn, type RoleMatch } from './grant-match.js';
import { tellEach, type Part } from './grant-parts.js';
import { askedOf, bindingEvidence, evidenceOfGrants, holderOf, holdersOf, matchWords, namespacesOf, scopeOf, subjectNames, subjectsOf } from './grant-words.js';
import { holds, reachOf, severityOf, speak, type ReadyRule, type Spoken } from './ready-rule.js';

/** The findings about what a role allows. */
export function onAllowed(context: CheckContext, ready: ReadyRule, bound: BoundRole, spoken: Spoken): readonly Finding[] {
  const { rule, wanted } = ready;
  if (rule.unless?.some((other) => spoken.get(other)?.some((policy) => allowsAny(policy, wanted, rule.names ?? 'any')))) return [];
  return tellEach(ready, bound.grants, (part) => aboutAllowed(context, ready, bound, part, spoken));
}

function aboutAllowed(context: CheckContext, ready: ReadyRule, { role, own }: BoundRole, part: Part, spoken: Spoken): Finding | undefined {
  const { rule } = ready;
  const found = worstMatch(context, ready, role, own, part);
  if (!found || !role.object) return undefined;
  const { match, severity, reach, proof } = found;
  const place = placeOfMatch(match);
  if (!place) return undefined;
  speak(spoken, rule, [match.rule]);
  return findingOf(rule, {
    severity,
    place,
    object: role.object,
    subjects: subjectNames(found.grants),
    holders: holdersOf(found.grants),
    evidence: [...found.grants.flatMap((grant) => bindingEvidence(grant.binding, askedOf(grant, match))), ...proof],
    words: { ...matchWords(found), namespaces: namespacesOf(found, reach, found.grants, role), others: found.others, role: roleName(role), holder: holderOf(subjectsOf(found.grants), role), scope: scopeOf(reach, found.grants, role), ...found.words },
    key: keyIn(reach, ready, `${match.verb} ${match.resource} ${match.names.join(',')}`),
  });
}

/** The findings about the single policy rules of a role, whatever they allow. */
export function onPolicies(context: CheckContext, ready: ReadyRule, bound: BoundRole, spoken: Spoken): readonly Finding[] {
  const said = (ready.rule.unless ?? []).flatMap((other) => spoken.get(other) ?? []);
  const silent = bound.role.written.filter((policy) => !said.includes(policy));
  return silent.flatMap((policy) => tellEach(ready, bound.grants, ({ grants }) => aboutPolicy(context, ready, bound.role, policy, grants, spoken)));
}

function aboutPolicy(context: CheckContext, ready: ReadyRule, role: Role, policy: PolicyRule, grants: readonly Grant[], spoken: Spoken): Finding | undefined {
  const { rule, facts } = ready;
  const reach = reachOf(grants);
  const severity = severityOf(rule, reach, undefined);
  if (!severity || !role.object) return undefined;
  const held = holds(facts, { context, role, grants, match: undefined, policy, binding: undefined, subject: undefined });
  const place = held && (held.place ?? placesOfRule(policy).rule);
  if (!place) return undefined;
  speak(spoken, rule, [policy]);
  return findingOf(rule, {
    severity,
    ...(held.confidence ? { confidence: held.confidence } : {}),
    place,
    object: role.object,
    subjects: subjectNames(grants),
    holders: holdersOf(grants),
    evidence: held.evidence ? [...held.evidence, ...evidenceOfGrants(grants)] : evidenceOfGrants(grants),
    words: { role: roleName(role), holder: holderOf(subjectsOf(grants), role), scope: scopeOf(reach, grants, role), verbs: policy.verbs.join(', '), ...held.words },
    key: keyIn(reach, ready, held.key ?? JSON.stringify([policy.verbs, policy.apiGroups, policy.resources, policy.resourceNames, policy.nonResourceURLs])),
  });
}

/** Where a rule tells the reaches apart, what comes to reach the whole cluster is a new finding, which no baseline hides. */
function keyIn(reach: Reach, { tellsReach }: ReadyRule, key: string): string {
  return reach === 'cluster' && tellsReach ? `${key} everywhere` : key;
}

type Weighed = RoleMatch & { readonly severity: Severity; readonly reach: Reach; readonly words: Found['words']; readonly others: string; readonly proof: readonly Evidence[] };

/** The match that is worst by severity, the first of equals. */
function worstMatch(context: CheckContext, { rule, wanted, also, facts }: ReadyRule, role: Role, own: readonly PolicyRule[], { grants, isOneOfMany }: Part): Weighed | undefined {
  let worst: Weighed | undefined;
  const alsoIn = also.length === 0 ? undefined : onceEach((some: readonly Grant[]) => alsoByRole(role, also, some));
  for (const found of matchesIn(role, own, wanted, rule.names ?? 'any', grants)) {
    const joined = !alsoIn ? { grants: found.grants, others: '', proof: [] } : withAlso(context, also, alsoIn(found.grants), found);
    if (!joined || (isOneOfMany && joined.grants.length === 0)) continue;
    const reach = reachOf(joined.grants);
    const severity = severityOf(rule, reach, found.match);
    if (!severity || (worst && rankOf(worst.severity) <= rankOf(severity))) continue;
    const held = holds(facts, { context, role, grants: joined.grants, match: found.match, policy: found.match.rule, binding: undefined, subject: undefined });
    if (held) worst = { ...found, ...joined, reach, severity, words: held.words };
  }
  return worst;
}

/** The findings about a role as a whole. */
export function onWholeRole(context: CheckContext, ready: ReadyRule, { role, grants: all }: BoundRole): readonly Finding[] {
  const { rule, facts } = ready;
  return tellEach(ready, all, ({ grants }) => {
    const reach = reachOf(grants);
    const severity = severityOf(rule, reach, undefined);
    const held = severity && holds(facts, { context, role, grants, match: undefined, policy: undefined, binding: undefined, subject: undefined });
    const place = held && role.object && (held.place ?? placeAlong(role.object, ['metadata', 'name']));
    if (!severity || !place || !role.object) return undefined;
    return findingOf(rule, {
      severity,
      place,
      object: role.object,
      subjects: subjectNames(grants),
      holders: holdersOf(grants),
      evidence: held.evidence ?? [],
      words: { role: roleName(role), holder: holderOf(subjectsOf(grants), role), scope: scopeOf(reach, grants, role), ...held.words },
      key: keyIn(reach, ready, rule.anchor),
    });
  });
}
