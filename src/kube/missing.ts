// What a world would miss of the bundles that an alternative keeps out of it: directories are not always what lands on one cluster together.
import { identityOf, type KubeObject } from './object.js';
import { each, inside, rootOf, text } from './part.js';
import { carriedPods } from './pod-spec.js';

/**
 * Those of `out` that the objects `within` a world refer to and that it has no other of: roles, ServiceAccounts and Namespaces; bindings of roles that nothing
 * in it binds; and definitions of custom resources.
 */
export function missedOf(within: readonly KubeObject[], out: readonly KubeObject[]): ReadonlySet<KubeObject> {
  if (out.length === 0) return new Set();
  const there = new Set(within.map(identityOf));
  const bound = new Set(within.flatMap((object) => roleOf(object) ?? []));
  const missed = out.filter((object) => {
    const role = roleOf(object);
    return object.kind === 'CustomResourceDefinition' || (role !== undefined && there.has(role) && !bound.has(role));
  });
  const named = new Set([...within, ...missed].flatMap(namedBy));
  return new Set([...missed, ...out.filter((object) => named.has(identityOf(object)) && !there.has(identityOf(object)))]);
}

/** Identities of what an object needs in order to mean something. */
function namedBy(object: KubeObject): readonly string[] {
  const { namespace } = object;
  const role = roleOf(object);
  const account = (name: string, of = namespace): string => identityOf({ group: '', kind: 'ServiceAccount', namespace: of, name });
  const subjects = role === undefined ? [] : each(rootOf(object), 'subjects').filter((subject) => text(subject, 'kind') === 'ServiceAccount');
  return [
    ...(role === undefined ? [] : [role]),
    ...subjects.map((subject) => account(text(subject, 'name'), object.subjectNamespaces?.get(subject.node) ?? (text(subject, 'namespace') || namespace))),
    ...carriedPods(object).templates.map(({ spec }) => account(text(spec, 'serviceAccountName') || text(spec, 'serviceAccount') || 'default')),
    ...(namespace === '' ? [] : [identityOf({ group: '', kind: 'Namespace', namespace: '', name: namespace })]),
  ];
}

/** Identity of the role that a binding binds. */
function roleOf(object: KubeObject): string | undefined {
  if (object.kind !== 'RoleBinding' && object.kind !== 'ClusterRoleBinding') return undefined;
  const role = inside(rootOf(object) ?? rootOf(object.base), 'roleRef');
  const kind = text(role, 'kind');
  return role && identityOf({ group: object.group, kind, namespace: kind === 'Role' ? object.namespace : '', name: text(role, 'name') });
}
