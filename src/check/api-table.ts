// The built-in API as far as hygiene of policy rules asks: which resources and subresources a group has, and what somebody may have meant.
import data from '../../rules/kubernetes/api-resources.json' with { type: 'json' };
import { nearest, type ApiResource } from '#rbac/resources.js';

/** Questions about the resources of the built-in API groups. */
export interface ApiTable {
  readonly isBuiltIn: (group: string) => boolean;
  readonly has: (group: string, resource: string) => boolean;
  readonly hasSubresource: (group: string, resource: string, subresource: string) => boolean;
  /** The subresource of nearly this name. */
  readonly subresourceLike: (groups: readonly string[], resource: string, subresource: string) => string | undefined;
  /** The resource of one of the groups whose singular, kind or short name this is, in whatever letters. */
  readonly pluralOf: (groups: readonly string[], text: string) => string | undefined;
  /** Whether the group has the resource and no request for it (`pods`, `pods/log`) carries the verb; also where the group has no such resource at all. */
  readonly neverAsked: (group: string, entry: string, verb: string) => boolean;
  /** All groups that have a resource of the name. */
  readonly groupsOf: (resource: string) => readonly string[];
}

/** Verbs of requests for subresources, where not every verb of the API makes sense (pkg/registry/core and others: the REST interfaces they implement). */
const verbsOfSubresources: Readonly<Record<string, readonly string[]>> = {
  approval: ['get', 'update', 'patch'],
  attach: ['get', 'create'],
  binding: ['create'],
  ephemeralcontainers: ['get', 'update', 'patch'],
  eviction: ['create'],
  exec: ['get', 'create'],
  finalize: ['update'],
  log: ['get'],
  portforward: ['get', 'create'],
  scale: ['get', 'update', 'patch'],
  status: ['get', 'update', 'patch'],
  token: ['create'],
};

const verbsOfObjects = ['create', 'get', 'list', 'watch', 'update', 'patch', 'delete', 'deletecollection'];
const knownVerbs: ReadonlySet<string> = new Set([...verbsOfObjects, 'bind', 'escalate', 'impersonate', 'approve', 'sign', 'attest']);

/** Verbs that requests for a resource carry. */
type Asked = ReadonlySet<string> | 'anything';

let table: ApiTable | undefined;

/** The table, made at the first question. */
export function apiTable(): ApiTable {
  table ??= makeTable(data.resources as readonly ApiResource[], data.authorizationOnly as readonly ApiResource[]);
  return table;
}

function makeTable(resources: readonly ApiResource[], authorizationOnly: readonly ApiResource[]): ApiTable {
  const byGroup = new Map<string, Map<string, ApiResource>>();
  for (const one of resources) byGroup.set(one.group, (byGroup.get(one.group) ?? new Map<string, ApiResource>()).set(one.resource, one));
  const special = new Set(authorizationOnly.map((one) => `${one.group}/${one.resource}`));
  const find = (group: string, resource: string): ApiResource | undefined => byGroup.get(group)?.get(resource);
  const askedOf = (group: string, entry: string): Asked => {
    const [resource = '', subresource] = entry.split('/', 2);
    const more = authorizationOnly.filter((one) => one.group === group && one.resource === resource).flatMap((one) => one.verbs ?? []);
    const known = find(group, resource);
    if (entry.includes('*') || isOfAuthorization(group, resource) || (!known && special.has(`${group}/${resource}`))) return 'anything';
    if (!known) return new Set(more);
    if (subresource === undefined) return new Set([...(known.verbs ?? verbsOfObjects), ...more]);
    const verbs = verbsOfSubresources[subresource];
    return verbs === undefined || resource === 'nodes' ? 'anything' : new Set([...verbs, ...more]);
  };
  const asked = new Map<string, Map<string, Asked>>([...byGroup.keys()].map((group) => [group, new Map<string, Asked>()]));
  const neverAsked = (group: string, entry: string, verb: string): boolean => {
    const ofGroup = asked.get(group);
    if (!ofGroup || !knownVerbs.has(verb)) return false;
    let verbs = ofGroup.get(entry);
    if (!verbs) ofGroup.set(entry, (verbs = askedOf(group, entry)));
    return verbs !== 'anything' && !verbs.has(verb);
  };
  const groupsOfResource = new Map<string, string[]>();
  for (const one of resources) groupsOfResource.set(one.resource, [...new Set(groupsOfResource.get(one.resource)).add(one.group)]);
  const byOtherName = new Map<string, string>();
  for (const { group, resource, singular, kind, shortNames = [] } of resources) {
    for (const name of [singular, kind?.toLowerCase(), resource, ...shortNames]) if (!byOtherName.has(`${group}/${name}`)) byOtherName.set(`${group}/${name}`, resource);
  }
  const inTableOrder = [...byGroup.keys()];
  for (const [name, groups] of groupsOfResource) groupsOfResource.set(name, groups.toSorted((a, b) => inTableOrder.indexOf(a) - inTableOrder.indexOf(b)));
  return {
    isBuiltIn: (group) => byGroup.has(group),
    has: (group, resource) => find(group, resource) !== undefined || special.has(`${group}/${resource}`) || isOfAuthorization(group, resource),
    // `finalizers` is asked for owner references that block deletion; the kubelet has subresources of nodes of its own.
    hasSubresource: (group, resource, subresource) =>
      (find(group, resource)?.subresources ?? []).includes(subresource) || subresource === 'finalizers' || resource === 'nodes' || special.has(`${group}/${resource}/${subresource}`) || isOfAuthorization(group, resource),
    subresourceLike: (groups, resource, subresource) => groups.map((group) => nearest(subresource, find(group, resource)?.subresources ?? [])).find((near) => near !== undefined),
    pluralOf: (groups, text) => {
      const lower = text.toLowerCase();
      return groups.map((group) => byOtherName.get(`${group}/${lower}`)).find((resource) => resource !== undefined);
    },
    neverAsked: (group, entry, verb) => {
      if (group === '*') return [...byGroup.keys()].every((one) => neverAsked(one, entry, verb));
      return neverAsked(group, entry, verb);
    },
    groupsOf: (resource) => groupsOfResource.get(resource) ?? [],
  };
}

/** Resources that are asked about only when requests are authorized, some under names that cannot be listed. */
function isOfAuthorization(group: string, resource: string): boolean {
  return (group === 'authentication.k8s.io' && resource === 'userextras') || (group === 'certificates.k8s.io' && resource.includes('.'));
}
