// Grants by the name of who holds them, so that a decision looks only at what can matter.
import { listIn } from '#kube/grouped.js';
import { mismatchesOf, questionOf, ruleAnswers, type Question } from './match.js';
import type { Decision, Grant, Identity, PolicyRule, RequestAttributes, Subject } from './model.js';
import { userOf } from './subjects.js';

/** One subject of one grant; `order` is the order in which the authorizer looks. */
interface Entry {
  readonly order: number;
  readonly grant: Grant;
  readonly subject: Subject;
}

/** A policy rule that allows what is asked for, if its names do. */
interface Candidate {
  readonly entry: Entry;
  readonly rule: PolicyRule;
}

/** What one name holds in one scope. Candidates are remembered by verb, group and resource: a name may hold thousands of rules. */
interface Holding {
  readonly entries: Entry[];
  readonly candidates: Map<string, readonly Candidate[]>;
  /** Why denials are open, one reason a missing role. */
  readonly missing: Set<string>;
  /** `missing` as one text, once it was needed. */
  reasons?: string;
}

/** Something by the name of a user or group. */
interface ByName<Held> {
  readonly users: Map<string, Held>;
  readonly groups: Map<string, Held>;
}

/** Who holds what, ready to be asked. */
export interface SubjectIndex {
  readonly cluster: ByName<Holding>;
  readonly namespaces: ReadonlyMap<string, ByName<Holding>>;
  /** One holding a scope: decisions look in two scopes, `grantsOf` in all. */
  readonly inAnyScope: ByName<Holding[]>;
  /** Whether any role is missing, so that denials have to be looked at again. */
  readonly anyMissing: boolean;
}

/** Grants by the names of their subjects; ServiceAccounts by their user name, so that a User subject of that name is the same. */
export function indexBySubject(grants: readonly Grant[]): SubjectIndex {
  const cluster = byName<Holding>();
  const namespaces = new Map<string, ByName<Holding>>();
  const inAnyScope = byName<Holding[]>();
  let order = 0;
  for (const grant of grants) {
    const holders = grant.scope.in === 'cluster' ? cluster : getOrMake(namespaces, grant.scope.namespace, () => byName<Holding>());
    for (const subject of grant.binding.subjects) {
      if (subject.kind === 'ServiceAccount' && subject.namespace === '') continue;
      const [kind, name] = subject.kind === 'Group' ? (['groups', subject.name] as const) : (['users', userOf(subject)] as const);
      const holding = getOrMake(holders[kind], name, () => {
        const made: Holding = { entries: [], candidates: new Map(), missing: new Set() };
        listIn(inAnyScope[kind], name).push(made);
        return made;
      });
      holding.entries.push({ order: order++, grant, subject });
      if (grant.missing !== undefined) holding.missing.add(grant.missing);
    }
  }
  return { cluster, namespaces, inAnyScope, anyMissing: grants.some((grant) => grant.role === undefined) };
}

function byName<Held>(): ByName<Held> {
  return { users: new Map(), groups: new Map() };
}

function getOrMake<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

/** What reaches an identity: one holding a name. */
function reaching(holders: ByName<Holding> | undefined, identity: Identity): readonly Holding[] {
  if (!holders) return [];
  const found: Holding[] = [];
  const byUser = holders.users.get(identity.user);
  if (byUser) found.push(byUser);
  for (const group of identity.groups) {
    const byGroup = holders.groups.get(group);
    if (byGroup) found.push(byGroup);
  }
  return found;
}

function entriesOf(holdings: readonly Holding[]): readonly Entry[] {
  return holdings.flatMap((holding) => holding.entries).sort((a, b) => a.order - b.order);
}

/** Grants that reach an identity by name or group, in the order the authorizer looks. */
export function grantsOf({ inAnyScope: { users, groups } }: SubjectIndex, identity: Identity): readonly Grant[] {
  const holdings = [...(users.get(identity.user) ?? []), ...identity.groups.flatMap((group) => groups.get(group) ?? [])];
  return [...new Set(entriesOf(holdings).map((entry) => entry.grant))];
}

/** The authorizer: the first binding that allows, ClusterRoleBindings first. */
export function decide(index: SubjectIndex, identity: Identity, request: RequestAttributes, complete: boolean): Decision {
  const question = questionOf(request);
  const inCluster = firstAllowing(index.cluster, identity, question);
  if (inCluster) return allowedBy(inCluster);
  // Only requests in a namespace ask its RoleBindings.
  const namespaced = request.path === undefined && request.namespace !== '' ? index.namespaces.get(request.namespace) : undefined;
  const inNamespace = namespaced && firstAllowing(namespaced, identity, question);
  if (inNamespace) return allowedBy(inNamespace);
  if (complete || !index.anyMissing) return denied;
  const unknown = reasonsOf([...reaching(index.cluster, identity), ...reaching(namespaced, identity)]);
  return unknown === undefined ? denied : { allowed: false, unknown };
}

const denied: Decision = { allowed: false };

function allowedBy({ entry: { grant, subject }, rule }: Candidate): Decision {
  return { allowed: true, by: { grant, subject, rule } };
}

function firstAllowing(holders: ByName<Holding>, identity: Identity, question: Question): Candidate | undefined {
  let best = firstOf(holders.users.get(identity.user), question, undefined);
  for (const group of identity.groups) best = firstOf(holders.groups.get(group), question, best);
  return best;
}

/** The first candidate of one name that allows, when it comes before `best`. */
function firstOf(holding: Holding | undefined, question: Question, best: Candidate | undefined): Candidate | undefined {
  if (!holding) return best;
  for (const candidate of candidatesOf(holding, question)) {
    if (best && candidate.entry.order > best.entry.order) return best;
    if (ruleAnswers(candidate.rule, question)) return candidate;
  }
  return best;
}

/** Remembered for so many different questions a name; the ones behind that are worked out each time. */
const mostRemembered = 10_000;

function candidatesOf(holding: Holding, question: Question): readonly Candidate[] {
  const known = holding.candidates.get(question.key);
  if (known) return known;
  const found = holding.entries.flatMap((entry) => {
    const rules = entry.grant.role?.rules ?? [];
    return rules.filter((rule) => mismatchesOf(rule, question).every((lack) => lack === 'name')).map((rule) => ({ entry, rule }));
  });
  if (holding.candidates.size < mostRemembered) holding.candidates.set(question.key, found);
  return found;
}

function reasonsOf(holdings: readonly Holding[]): string | undefined {
  const [first, ...others] = holdings.filter((holding) => holding.missing.size > 0);
  if (!first) return undefined;
  if (others.length === 0) return (first.reasons ??= [...first.missing].join('; '));
  return [...new Set([first, ...others].flatMap((holding) => [...holding.missing]))].join('; ');
}
