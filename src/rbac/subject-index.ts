// Grants by the name of who holds them, so that a decision looks only at what can matter.
import { questionOf, ruleAnswers, type Question } from './match.js';
import type { Decision, Grant, Identity, PolicyRule, RequestAttributes, Subject } from './model.js';
import { userOf } from './subjects.js';

/** One subject of one grant; `order` is the order in which the authorizer looks. */
interface Entry {
  readonly order: number;
  readonly grant: Grant;
  readonly subject: Subject;
}

/** A policy rule that holds the verb asked for, or `*`. */
interface Candidate {
  readonly entry: Entry;
  readonly rule: PolicyRule;
}

/** What one name holds in one scope; the candidates for a verb are put together when it is first asked for. */
interface Holding {
  readonly entries: Entry[];
  readonly byVerb: Map<string, readonly Candidate[]>;
}

type Holders = { readonly users: Map<string, Holding>; readonly groups: Map<string, Holding> };

/** Who holds what, ready to be asked. */
export interface SubjectIndex {
  readonly cluster: Holders;
  readonly namespaces: ReadonlyMap<string, Holders>;
  /** Whether any role is missing, so that denials have to be looked at again. */
  readonly anyMissing: boolean;
}

/** Grants by the names of their subjects; ServiceAccounts by their user name, so that a User subject of that name is the same. */
export function indexBySubject(grants: readonly Grant[]): SubjectIndex {
  const cluster: Holders = { users: new Map(), groups: new Map() };
  const namespaces = new Map<string, Holders>();
  let order = 0;
  for (const grant of grants) {
    const holders = grant.scope.in === 'cluster' ? cluster : getOrMake(namespaces, grant.scope.namespace, () => ({ users: new Map(), groups: new Map() }));
    for (const subject of grant.binding.subjects) {
      if (subject.kind === 'ServiceAccount' && subject.namespace === '') continue;
      const [map, key] = subject.kind === 'Group' ? [holders.groups, subject.name] : [holders.users, userOf(subject)];
      getOrMake(map, key, (): Holding => ({ entries: [], byVerb: new Map() })).entries.push({ order: order++, grant, subject });
    }
  }
  return { cluster, namespaces, anyMissing: grants.some((grant) => grant.role === undefined) };
}

function getOrMake<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

/** What reaches an identity: one holding a name. */
function reaching(holders: Holders | undefined, identity: Identity): readonly Holding[] {
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
export function grantsOf(index: SubjectIndex, identity: Identity): readonly Grant[] {
  const holdings = [index.cluster, ...index.namespaces.values()].flatMap((holders) => reaching(holders, identity));
  return [...new Set(entriesOf(holdings).map((entry) => entry.grant))];
}

/** The authorizer: the first binding that allows, ClusterRoleBindings first. */
export function decide(index: SubjectIndex, identity: Identity, request: RequestAttributes, complete: boolean): Decision {
  const question = questionOf(request);
  const inCluster = reaching(index.cluster, identity);
  const found = firstAllowing(inCluster, question);
  if (found) return found;
  // Only requests in a namespace ask its RoleBindings.
  const namespaced = request.path === undefined && request.namespace !== '' ? reaching(index.namespaces.get(request.namespace), identity) : [];
  const foundInNamespace = firstAllowing(namespaced, question);
  if (foundInNamespace) return foundInNamespace;
  const unknown = complete || !index.anyMissing ? undefined : missingRoles([...inCluster, ...namespaced]);
  return unknown === undefined ? { allowed: false } : { allowed: false, unknown };
}

function firstAllowing(holdings: readonly Holding[], question: Question): Decision | undefined {
  let best: Candidate | undefined;
  for (const holding of holdings) {
    for (const candidate of candidatesOf(holding, question.verb)) {
      if (best && candidate.entry.order > best.entry.order) break;
      if (!ruleAnswers(candidate.rule, question)) continue;
      best = candidate;
      break;
    }
  }
  return best && { allowed: true, by: { grant: best.entry.grant, subject: best.entry.subject, rule: best.rule } };
}

function candidatesOf(holding: Holding, verb: string): readonly Candidate[] {
  return getOrMake(holding.byVerb, verb, () =>
    holding.entries.flatMap((entry) => {
      const rules = entry.grant.role?.rules ?? [];
      return rules.filter((rule) => rule.verbs.includes(verb) || rule.verbs.includes('*')).map((rule) => ({ entry, rule }));
    }),
  );
}

function missingRoles(holdings: readonly Holding[]): string | undefined {
  const missing = entriesOf(holdings).filter((entry) => entry.grant.role === undefined);
  if (missing.length === 0) return undefined;
  return [...new Set(missing.map(({ grant }) => missingRole(grant)))].join('; ');
}

/** Why a grant without role leaves an answer open. */
export function missingRole({ binding }: Grant): string {
  const namespace = binding.roleRef.kind === 'Role' && binding.namespace !== '' ? `${binding.namespace}/` : '';
  const from = binding.namespace === '' ? binding.name : `${binding.namespace}/${binding.name}`;
  return `${binding.roleRef.kind} ${namespace}${binding.roleRef.name}, named by ${binding.kind} ${from}, is in no file and not built in`;
}
