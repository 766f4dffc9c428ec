// What a line of an ABAC policy file allows, in the words of RBAC: verbs, resources with their subresources, and a scope.
import data from '../../rules/kubernetes/api-resources.json' with { type: 'json' };
import { placeOfKey, placeOfValue } from '#source/place.js';
import { Mapping, type Place } from '#source/document.js';
import type { AbacPolicy } from './abac.js';
import { authorizerGrant, type Allowed } from './authorizer-grant.js';
import type { Grant, Subject } from './model.js';
import { parseServiceAccountUser } from './subjects.js';

const known = [...data.resources, ...data.authorizationOnly] as readonly { readonly resource: string; readonly namespaced: boolean; readonly subresources?: readonly string[] }[];
const subresources = [...new Set(known.flatMap((one) => one.subresources ?? []))];
const clusterScoped = [...new Set(known.filter(({ namespaced }) => !namespaced).map(({ resource }) => resource))];
const namespaced: ReadonlySet<string> = new Set(known.filter((one) => one.namespaced).map(({ resource }) => resource));

/**
 * The grants of one policy (pkg/auth/authorizer/abac/abac.go): none when it names nobody or nothing. Of a user who is limited to a group, being in it is taken for
 * granted unless the user is a ServiceAccount of other groups: no file says who is in which.
 */
export function abacGrants(policy: AbacPolicy, file: string): readonly Grant[] {
  const subject = subjectOf(policy);
  if (!subject) return [];
  const at = placesOf(policy);
  const base = { name: `ABAC policy ${file}:${policy.line}`, origin: policy.object?.origin ?? 'files', object: policy.object, subjects: [subject], at: { rule: at.subject, verb: at.verb, resource: at.target } };
  const grantOf = (allowed: readonly Allowed[], namespace: string): Grant =>
    authorizerGrant({ ...base, allowed, scope: namespace === '*' || namespace === '' ? { in: 'cluster' } : { in: 'namespace', namespace } });
  const verbs = policy.readonly ? ['get', 'list', 'watch'] : ['*'];
  const onResources = resourceRules(policy, verbs);
  const onPaths: Allowed[] = policy.nonResourcePath === '' ? [] : [{ verbs, apiGroups: [], resources: [], nonResourceURLs: [policy.nonResourcePath] }];
  const everywhere = policy.namespace === '*' || policy.namespace === '';
  const sets = everywhere ? [[...onResources, ...onPaths]] : [onResources, onPaths];
  return sets.filter((rules) => rules.length > 0).map((rules) => grantOf(rules, rules === onPaths ? '*' : policy.namespace));
}

function subjectOf({ user, group }: AbacPolicy): Subject | undefined {
  if (user === '') return group === '' ? undefined : { kind: 'Group', namespace: '', name: group };
  const account = parseServiceAccountUser(user);
  if (!account) return user === 'system:anonymous' && group !== '' && group !== 'system:unauthenticated' ? undefined : { kind: 'User', namespace: '', name: user };
  const groups = ['', 'system:authenticated', 'system:serviceaccounts', `system:serviceaccounts:${account.namespace}`];
  return groups.includes(group) ? { kind: 'ServiceAccount', ...account } : undefined;
}

/** Requests in no namespace are about what has none, or read one resource of all namespaces. */
function resourceRules({ apiGroup, resource, namespace }: AbacPolicy, verbs: readonly string[]): readonly Allowed[] {
  if (resource === '') return [];
  const allow = (of: readonly string[], resources: readonly string[]): Allowed => ({ verbs: of, apiGroups: [apiGroup], resources, nonResourceURLs: [] });
  if (namespace !== '') return [allow(verbs, resource === '*' ? ['*'] : withSubresources(resource))];
  if (resource === '*') return [allow(['list', 'watch'], ['*']), allow(verbs, clusterScoped.flatMap(withSubresources))];
  return namespaced.has(resource) && !clusterScoped.includes(resource) ? [allow(['list', 'watch'], [resource])] : [allow(verbs, withSubresources(resource))];
}

/** Subresources are not compared: `pods` covers pods/exec. */
function withSubresources(resource: string): readonly string[] {
  return [resource, ...subresources.map((subresource) => `${resource}/${subresource}`)];
}

/** Where the line names whom it allows, how, and what; the line itself where it says nothing of it. */
function placesOf({ object }: AbacPolicy): { readonly subject: Place | undefined; readonly verb: Place | undefined; readonly target: Place | undefined } {
  const { file, node } = object ?? {};
  if (!file || !node) return { subject: undefined, verb: undefined, target: undefined };
  const spec = node.get('spec');
  const fields = spec instanceof Mapping ? spec : node;
  const route = spec instanceof Mapping ? 'spec' : '';
  const at = (...keys: readonly string[]): Place | undefined => keys.map((key) => placeOfValue(file, fields, key, route)).find((place) => place !== undefined);
  const whole = placeOfKey(file, node, node.keys[0] ?? '', '') ?? { file, start: node.start, end: node.end, route: '' };
  const subject = at('user', 'group') ?? whole;
  const target = at('resource', 'nonResourcePath', 'namespace') ?? subject;
  return { subject, verb: at('readonly') ?? target, target };
}
