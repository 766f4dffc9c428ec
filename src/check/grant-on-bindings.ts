// Grant rules asked of bindings: of the role they refer to and of their subjects.
import type { Evidence, Finding } from '#finding/finding.js';
import { placeOfMatch, type PolicyMatch } from '#graph/policy-match.js';
import { onceEach } from '#kube/once.js';
import type { Grant, PolicyRule, Role } from '#rbac/model.js';
import { placeOfRoleRef, placeOfSubject } from '#rbac/places.js';
import { displayName } from '#rbac/subjects.js';
import { bindingName, roleName } from '#rbac/words.js';
import type { Place } from '#source/document.js';
import { isBuiltIn, isReviewed } from './bound-roles.js';
import type { CheckContext } from './context.js';
import { findingOf } from './finding-of.js';
import { matchesIn } from './grant-match.js';
import { bindingEvidence, holderNamed, holderOf, matchWords, namespacesOf, scopeOf } from './grant-words.js';
import { holds, severityOf, speak, type ReadyRule, type Spoken } from './ready-rule.js';

/** The finding about a binding, with all subjects of whom the facts hold. */
export function onBinding(context: CheckContext, ready: ReadyRule, grant: Grant, spoken: Spoken): Finding | undefined {
  const { rule, wanted, facts } = ready;
  const { binding, role } = grant;
  if (!binding.object || rule.unless?.some((other) => spoken.has(other))) return undefined;
  // What a role under review allows is said there.
  const others = rule.allows && role ? notUnderReview(role) : [];
  if (rule.allows && others.length === 0) return undefined;
  const [found] = role ? matchesIn(role, others, wanted, rule.names ?? 'any', [grant]).filter((one) => one.grants.length > 0) : [];
  const match = found?.match;
  const severity = severityOf(rule, grant.scope.in, match);
  if (!severity || (rule.allows && !match)) return undefined;
  const results = binding.subjects.map((subject) => ({ subject, held: holds(facts, { context, role, grants: [grant], match, policy: undefined, binding, subject }) }));
  const hit = results.flatMap(({ subject, held }) => (held ? [{ subject, held }] : []));
  const [first] = hit;
  if (!first) return undefined;
  const subjects = hit.map(({ subject }) => subject);
  const place = first.held.place ?? (rule.anchor === 'subject' ? subjects.map((subject) => placeOfSubject(binding, subject)).find((one) => one !== undefined) : undefined) ?? placeOfRoleRef(binding);
  if (!place) return undefined;
  speak(spoken, rule, []);
  return findingOf(rule, {
    severity,
    ...(first.held.confidence ? { confidence: first.held.confidence } : {}),
    place,
    object: binding.object,
    subjects: subjects.map(displayName),
    holders: subjects.map(holderNamed),
    evidence: [...bindingEvidence(binding).filter((step) => !samePlace(step.place, place)), ...roleEvidence(match, role)],
    words: {
      ...(found ? { ...matchWords(found), namespaces: namespacesOf(found, grant.scope.in, [grant], role) } : {}),
      holder: holderOf(subjects, role),
      role: role ? roleName(role) : `${binding.roleRef.kind} ${binding.roleRef.name}`,
      binding: bindingName(binding),
      scope: scopeOf(grant.scope.in, [grant], role),
      ...first.held.words,
    },
    key: rule.anchor,
  });
}

/** Rules of a role that stand in no file under review. */
const notUnderReview = onceEach(({ rules }: Role): readonly PolicyRule[] => rules.filter(({ owner }) => !isReviewed(owner)));

function roleEvidence(match: PolicyMatch | undefined, role: Role | undefined): Evidence[] {
  const place = match && placeOfMatch(match);
  if (place && role) return [{ message: `${roleName(role)} allows it`, place }];
  return match && role && isBuiltIn(role) ? [{ message: `${roleName(role)} is one that every cluster has`, place: null }] : [];
}

function samePlace(left: Place | null, right: Place): boolean {
  return left?.file === right.file && left.start === right.start;
}
