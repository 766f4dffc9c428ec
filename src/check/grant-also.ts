// The other half of a conjunction: who of those that hold one permission holds another one as well, by the same role or by whatever else they are bound to.
import type { Evidence } from '#finding/finding.js';
import { listed } from '#finding/named.js';
import type { Grant, Role, Subject } from '#rbac/model.js';
import { placeOfRoleRef } from '#rbac/places.js';
import { identityOf } from '#rbac/subjects.js';
import { bindingName } from '#rbac/words.js';
import type { CheckContext } from './context.js';
import { matchesIn, type RoleMatch, type Wanted } from './grant-match.js';
import { grantHeldBy } from './grant-parts.js';

/** What the role itself adds: the grants by which it does, and the names it is limited to (none: it is not). */
export interface OwnHalf {
  readonly grants: ReadonlySet<Grant>;
  readonly names: readonly string[];
}

/** Those of the grants who hold both halves. */
export interface Joined {
  readonly grants: readonly Grant[];
  /** `{others}`: "all of them", "those named tls and db", of the objects of the other half. */
  readonly others: string;
  readonly proof: readonly Evidence[];
}

/** What of the other permissions the role gives by itself; undefined when it gives none. */
export function alsoByRole(role: Role, also: readonly Wanted[], grants: readonly Grant[]): OwnHalf | undefined {
  const own = matchesIn(role, role.rules, also, 'any', grants);
  return own.length === 0 ? undefined : { grants: new Set(own.flatMap((one) => one.grants)), names: namesOf(own) };
}

/** Keeps the grants and subjects that hold one of the other permissions too: by the role itself (`own`), or by whatever else they are bound to. */
export function withAlso(context: CheckContext, also: readonly Wanted[], own: OwnHalf | undefined, first: RoleMatch): Joined | undefined {
  const { grants } = first;
  if (grants.length === 0) return own ? { grants, others: othersWords([own.names]), proof: [] } : undefined;
  const proof = new Map<string, Evidence>();
  const names: (readonly string[])[] = [];
  const add = (grant: Grant, subject: Subject): boolean => {
    const found = halfElsewhere(context, also, subject, grant, first);
    if (!found) return false;
    names.push(found.names);
    const { binding } = found.grant;
    const place = placeOfRoleRef(binding);
    if (place) proof.set(bindingName(binding), { message: `${bindingName(binding)} adds the rest`, place });
    return true;
  };
  const kept = grants.flatMap((grant) => {
    if (own?.grants.has(grant)) {
      names.push(own.names);
      return grant;
    }
    return grant.binding.subjects.length === 0 ? [] : (grantHeldBy(grant, (subject) => add(grant, subject)) ?? []);
  });
  return kept.length > 0 ? { grants: kept, others: othersWords(names), proof: [...proof.values()] } : undefined;
}

/**
 * The first grant by which a subject holds one of the other permissions in the scope of a grant, one without names before others. Where the first half has no
 * namespace any will do for the other one.
 */
function halfElsewhere({ access }: CheckContext, also: readonly Wanted[], subject: Subject, { scope: wanted }: Grant, first: RoleMatch): { grant: Grant; names: readonly string[] } | undefined {
  const counts = ({ scope }: Grant): boolean => first.clusterScoped || scope.in === 'cluster' || (wanted.in === 'namespace' && scope.namespace === wanted.namespace);
  const inScope = access.grantsOf(identityOf(subject)).filter(counts);
  const halves = inScope.flatMap((grant) => {
    const found = grant.role ? matchesIn(grant.role, grant.role.rules, also, 'any', [grant]).filter((one) => one.grants.length > 0 && one.match.rule !== first.match.rule) : [];
    return found.length > 0 ? [{ grant, names: namesOf(found) }] : [];
  });
  return halves.find(({ names }) => names.length === 0) ?? halves[0];
}

/** Names that limit all of the matches; none where one of them is without. */
function namesOf(matches: readonly RoleMatch[]): readonly string[] {
  return matches.some(({ match }) => match.names.length === 0) ? [] : matches.flatMap(({ match }) => match.names);
}

function othersWords(names: readonly (readonly string[])[]): string {
  if (names.every((some) => some.length === 0)) return 'all of them';
  return names.some((some) => some.length === 0) ? 'some of them' : `those named ${listed([...new Set(names.flat())].sort())}`;
}
