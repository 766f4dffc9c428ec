// Flat risks of RBAC: a policy rule joined with its role, bindings and subjects.
import { rankOf } from '#finding/sort.js';
import type { Evidence, Finding, Severity } from '#finding/finding.js';
import { placeOfMatch, type PolicyMatch } from '#graph/policy-match.js';
import { bindingName, roleName } from '#graph/path.js';
import { placeAlong, placeOfRoleRef, placeOfSubject, placesOfRule } from '#rbac/places.js';
import type { Grant, PolicyRule, Role, Subject } from '#rbac/model.js';
import { displayName, identityOf } from '#rbac/subjects.js';
import type { GrantRule, Reach } from '#rule/rule.js';
import type { Place } from '#source/document.js';
import { boundRolesOf, isBuiltIn, restatesBinding, type BoundRole } from './bound-roles.js';
import type { CheckContext } from './context.js';
import { findingOf } from './finding-of.js';
import { grantFact, type Found, type GrantFact, type GrantFactContext } from './grant-facts.js';
import { allowsAny, matchesIn, wantedOf, type RoleMatch, type Wanted } from './grant-match.js';
import { bindingEvidence, holderOf, matchWords, scopeOf, subjectsOf } from './grant-words.js';
import { inOrderOfUnless } from './order.js';

/** A rule made ready to be asked of many roles. */
interface Ready {
  readonly rule: GrantRule;
  readonly wanted: readonly Wanted[];
  readonly also: readonly Wanted[];
  readonly facts: readonly GrantFact[];
}

/** The policy rules that each rule has spoken about, by rule id and role or binding. */
type Spoken = Map<string, PolicyRule[]>;

/** Findings of all grant rules. */
export function* checkGrants(context: CheckContext): Generator<Finding> {
  const bound = boundRolesOf(context);
  const grants = context.access.grants.filter(({ binding }) => binding.origin === 'files' && !restatesBinding(binding));
  const spoken: Spoken = new Map();
  for (const rule of inOrderOfUnless(context.rules.grant)) {
    const ready = readyOf(rule);
    if (!ready) continue;
    if (rule.anchor === 'rule') for (const role of bound) if (!role.restated) yield* onRole(context, ready, role, spoken);
    if (rule.anchor === 'role') for (const role of bound) yield* onWholeRole(context, ready, role);
    if (rule.anchor === 'roleRef' || rule.anchor === 'subject') for (const grant of grants) yield* onBinding(context, ready, grant, spoken);
  }
}

/** Undefined when the rule asks for a fact that nobody knows: it could only be wrong. */
function readyOf(rule: GrantRule): Ready | undefined {
  const facts = (rule.where ?? []).map(grantFact);
  if (facts.includes(undefined)) return undefined;
  return { rule, wanted: wantedOf(rule.allows ?? []), also: wantedOf(rule.also ?? []), facts: facts.filter((fact) => fact !== undefined) };
}

function* onRole(context: CheckContext, ready: Ready, { role, grants }: BoundRole, spoken: Spoken): Generator<Finding> {
  const { rule, wanted } = ready;
  const own = role.rules.filter((policy) => policy.owner === role);
  const said = (rule.unless ?? []).flatMap((other) => spoken.get(`${other}\n${roleName(role)}`) ?? []);
  if (!rule.allows) {
    for (const policy of role.written) {
      if (said.includes(policy)) continue;
      const given = { context, role, grants, match: undefined, policy, binding: undefined, subject: undefined };
      const finding = aboutPolicy(ready, given, policy, role);
      if (!finding) continue;
      speak(spoken, rule, role, policy);
      yield finding;
    }
    return;
  }
  if (said.some((policy) => allowsAny(policy, wanted, rule.names ?? 'any'))) return;
  const found = worstMatch(context, ready, role, own, grants);
  if (!found || !role.object) return;
  const { match, severity, reach, proof } = found;
  const place = placeOfMatch(match);
  if (!place) return;
  speak(spoken, rule, role, match.rule);
  const subjects = subjectsOf(found.grants);
  yield findingOf(rule, {
    severity,
    place,
    object: role.object,
    subjects: subjects.map(displayName),
    evidence: [...found.grants.flatMap((grant) => bindingEvidence(grant.binding)), ...proof],
    words: { ...matchWords(match), role: roleName(role), holder: holderOf(subjects, role), scope: scopeOf(reach, found.grants, role), ...found.words },
    key: `${match.verb} ${match.resource} ${match.names.join(',')}`,
  });
}

function speak(spoken: Spoken, rule: GrantRule, role: Role, policy: PolicyRule): void {
  const key = `${rule.id}\n${roleName(role)}`;
  spoken.set(key, [...(spoken.get(key) ?? []), policy]);
}

type Weighed = RoleMatch & { readonly severity: Severity; readonly reach: Reach; readonly words: Found['words']; readonly proof: readonly Evidence[] };

/** The match that is worst by severity, the first of equals. */
function worstMatch(context: CheckContext, { rule, wanted, also, facts }: Ready, role: Role, own: readonly PolicyRule[], grants: readonly Grant[]): Weighed | undefined {
  let worst: Weighed | undefined;
  for (const found of matchesIn(role, own, wanted, rule.names ?? 'any', grants)) {
    const joined = withAlso(context, also, role, found);
    if (!joined) continue;
    const reach = reachOf(joined.grants);
    const severity = severityOf(rule, reach, found.match);
    if (!severity || (worst && rankOf(worst.severity) <= rankOf(severity))) continue;
    const held = holds(facts, { context, role, grants: joined.grants, match: found.match, policy: found.match.rule, binding: undefined, subject: undefined });
    if (held) worst = { ...found, grants: joined.grants, proof: joined.proof, reach, severity, words: held.words };
  }
  return worst;
}

/** Keeps the grants whose subjects hold one of the other permissions too: by the role itself, or by whatever else one of them is bound to. */
function withAlso(context: CheckContext, also: readonly Wanted[], role: Role, { match, grants }: RoleMatch): { grants: readonly Grant[]; proof: Evidence[] } | undefined {
  if (also.length === 0) return { grants, proof: [] };
  const own = [...matchesIn(role, role.rules, also, 'any', grants)];
  if (grants.length === 0) return own.length > 0 ? { grants, proof: [] } : undefined;
  const byRole = new Set(own.flatMap((one) => one.grants));
  const proof = new Map<string, Evidence>();
  const kept = grants.filter((grant) => byRole.has(grant) || grant.binding.subjects.some((subject) => holdsElsewhere(context, also, subject, grant, match, proof)));
  return kept.length > 0 ? { grants: kept, proof: [...proof.values()] } : undefined;
}

function holdsElsewhere({ access }: CheckContext, also: readonly Wanted[], subject: Subject, grant: Grant, match: PolicyMatch, proof: Map<string, Evidence>): boolean {
  const inScope = access.grantsOf(identityOf(subject)).filter(({ scope }) => scope.in === 'cluster' || (grant.scope.in === 'namespace' && scope.namespace === grant.scope.namespace));
  const other = inScope.find((one) => one.role && [...matchesIn(one.role, one.role.rules, also, 'any', [one])].some((found) => found.grants.length > 0 && found.match.rule !== match.rule));
  const place = other && placeOfRoleRef(other.binding);
  if (place) proof.set(bindingName(other.binding), { message: `${bindingName(other.binding)} adds the rest`, place });
  return other !== undefined;
}

function aboutPolicy({ rule, facts }: Ready, given: GrantFactContext, policy: PolicyRule, role: Role): Finding | undefined {
  const reach = reachOf(given.grants);
  const severity = severityOf(rule, reach, undefined);
  const held = severity && holds(facts, given);
  const place = held && (held.place ?? placesOfRule(policy).rule);
  if (!severity || !place || !role.object) return undefined;
  const subjects = subjectsOf(given.grants);
  return findingOf(rule, {
    severity,
    ...(held.confidence ? { confidence: held.confidence } : {}),
    place,
    object: role.object,
    subjects: subjects.map(displayName),
    evidence: [...(held.evidence ?? []), ...given.grants.flatMap((grant) => bindingEvidence(grant.binding))],
    words: { role: roleName(role), holder: holderOf(subjects, role), scope: scopeOf(reach, given.grants, role), verbs: policy.verbs.join(', '), ...held.words },
    key: held.key ?? JSON.stringify([policy.verbs, policy.apiGroups, policy.resources, policy.resourceNames, policy.nonResourceURLs]),
  });
}

function* onWholeRole(context: CheckContext, { rule, facts }: Ready, { role, grants }: BoundRole): Generator<Finding> {
  const reach = reachOf(grants);
  const severity = severityOf(rule, reach, undefined);
  const held = severity && holds(facts, { context, role, grants, match: undefined, policy: undefined, binding: undefined, subject: undefined });
  const place = held && role.object && (held.place ?? placeAlong(role.object, ['metadata', 'name']));
  if (!severity || !place || !role.object) return;
  const subjects = subjectsOf(grants);
  yield findingOf(rule, {
    severity,
    place,
    object: role.object,
    subjects: subjects.map(displayName),
    evidence: held.evidence ?? [],
    words: { role: roleName(role), holder: holderOf(subjects, role), scope: scopeOf(reach, grants, role), ...held.words },
    key: rule.anchor,
  });
}

function* onBinding(context: CheckContext, ready: Ready, grant: Grant, spoken: Spoken): Generator<Finding> {
  const { rule, wanted, facts } = ready;
  const { binding, role } = grant;
  if (!binding.object || rule.unless?.some((other) => spoken.has(`${other}\n${bindingName(binding)}`))) return;
  const [found] = rule.allows && role ? [...matchesIn(role, role.rules, wanted, rule.names ?? 'any', [grant])].filter((one) => one.grants.length > 0) : [];
  const match = found?.match;
  const severity = severityOf(rule, grant.scope.in, match);
  if (!severity || (rule.allows && !match)) return;
  const results = binding.subjects.map((subject) => ({ subject, held: holds(facts, { context, role, grants: [grant], match, policy: undefined, binding, subject }) }));
  const hit = results.flatMap(({ subject, held }) => (held ? [{ subject, held }] : []));
  const [first] = hit;
  if (!first) return;
  const subjects = hit.map(({ subject }) => subject);
  const place = first.held.place ?? (rule.anchor === 'subject' ? subjects.map((subject) => placeOfSubject(binding, subject)).find((one) => one !== undefined) : undefined) ?? placeOfRoleRef(binding);
  if (!place) return;
  spoken.set(`${rule.id}\n${bindingName(binding)}`, []);
  yield findingOf(rule, {
    severity,
    ...(first.held.confidence ? { confidence: first.held.confidence } : {}),
    place,
    object: binding.object,
    subjects: subjects.map(displayName),
    evidence: [...bindingEvidence(binding).filter((step) => !samePlace(step.place, place)), ...roleEvidence(match, role)],
    words: {
      ...(match ? matchWords(match) : {}),
      holder: holderOf(subjects, role),
      role: role ? roleName(role) : `${binding.roleRef.kind} ${binding.roleRef.name}`,
      binding: bindingName(binding),
      scope: scopeOf(grant.scope.in, [grant], role),
      ...first.held.words,
    },
    key: rule.anchor,
  });
}

function roleEvidence(match: PolicyMatch | undefined, role: Role | undefined): Evidence[] {
  const place = match && placeOfMatch(match);
  if (place && role) return [{ message: `${roleName(role)} allows it`, place }];
  return match && role && isBuiltIn(role) ? [{ message: `${roleName(role)} is one that every cluster has`, place: null }] : [];
}

function samePlace(left: Place | null, right: Place): boolean {
  return left?.file === right.file && left.start === right.start;
}

function reachOf(grants: readonly Grant[]): Reach {
  if (grants.length === 0) return 'unbound';
  return grants.some((grant) => grant.scope.in === 'cluster') ? 'cluster' : 'namespace';
}

function severityOf(rule: GrantRule, reach: Reach, match: PolicyMatch | undefined): Severity | undefined {
  if (typeof rule.severity === 'string') return rule.severity;
  if (match && match.names.length > 0 && 'named' in rule.severity) return rule.severity.named;
  return rule.severity[reach];
}

/** All facts at once: what they found, later ones first; undefined when one does not hold. */
function holds(facts: readonly GrantFact[], given: GrantFactContext): Found | undefined {
  let all: Found = {};
  for (const fact of facts) {
    const result = fact(given);
    if (result === false) return undefined;
    if (result !== true) all = { ...all, ...result, words: { ...all.words, ...result.words } };
  }
  return all;
}
