// May this identity write this role or binding without gaining rights? pkg/registry/rbac/*/policybased/storage.go and escalation_check.go.
import { uncoveredRights, type Right } from './covers.js';
import { roleOf, type RbacManifest } from './manifest.js';
import type { Access, Identity, PolicyRule, RequestAttributes } from './model.js';

/** The plural names under which the four kinds are asked for. */
export const rbacResources: Readonly<Record<string, string>> = {
  Role: 'roles',
  ClusterRole: 'clusterroles',
  RoleBinding: 'rolebindings',
  ClusterRoleBinding: 'clusterrolebindings',
};

/** A write of `object`. `name` is the one in the URL: '' for a POST. `old` is what is stored; absent for a create, also by PUT. */
export interface RbacWrite {
  readonly object: RbacManifest;
  readonly old?: RbacManifest;
  readonly namespace: string;
  readonly name: string;
}

/** `notFound`: the binding's role does not exist; `error`: its kind is unknown. `missing` lists the rights the identity would gain. */
export type WriteVerdict =
  | { readonly outcome: 'allowed'; readonly because: string }
  | { readonly outcome: 'forbidden'; readonly missing: readonly Right[]; readonly message: string }
  | { readonly outcome: 'notFound' | 'error'; readonly message: string };

/** Whether all authorizers together allow; by default RBAC is asked alone. */
export type Ask = (identity: Identity, request: RequestAttributes) => boolean;

/**
 * The escalation check alone: the ordinary authorization of the write is not asked. Rights count only when RBAC gives them, but `escalate` and `bind` may
 * come from any authorizer. Updates by PATCH are checked like PUT.
 */
export function mayWrite(access: Access, identity: Identity, write: RbacWrite, ask: Ask = (who, request) => access.decide(who, request).allowed): WriteVerdict {
  if (identity.groups.includes('system:masters')) return { outcome: 'allowed', because: 'group system:masters passes every escalation check' };
  const isRole = write.object.kind === 'Role' || write.object.kind === 'ClusterRole';
  return isRole ? mayWriteRole(access, identity, write, ask) : mayWriteBinding(access, identity, write, ask);
}

function mayWriteRole(access: Access, identity: Identity, write: RbacWrite, ask: Ask): WriteVerdict {
  const { object, old } = write;
  const resource = rbacResources[object.kind] ?? '';
  // The name is the one of the request, so `escalate` limited to names never helps a POST.
  if (ask(identity, rbacRequest('escalate', resource, write.namespace, write.name))) {
    return { outcome: 'allowed', because: `it may escalate ${resource}` };
  }
  if (old && sameButForGarbageCollection(object, old)) return { outcome: 'allowed', because: 'nothing changes' };
  const owned = rulesHeld(access, identity, write.namespace);
  const missing = uncoveredRights(owned, roleOf(object, { origin: 'implied' }).written);
  if (missing.length > 0) return forbidden(object, missing);
  if (!object.aggregationRule && !old?.aggregationRule) return { outcome: 'allowed', because: 'it holds every right of the role' };
  const full = uncoveredRights(owned, roleOf(fullAuthority, { origin: 'implied' }).written);
  return full.length > 0 ? forbidden(object, full) : { outcome: 'allowed', because: 'it holds every right there is' };
}

/** What a role may come to hold when others decide what is aggregated into it. */
const fullAuthority: RbacManifest = {
  kind: 'ClusterRole',
  metadata: {},
  rules: [
    { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
    { verbs: ['*'], nonResourceURLs: ['*'] },
  ],
};

function mayWriteBinding(access: Access, identity: Identity, write: RbacWrite, ask: Ask): WriteVerdict {
  const { object, old } = write;
  const { kind = '', name = '' } = object.roleRef ?? {};
  const resource = kind === 'ClusterRole' || kind === 'Role' ? rbacResources[kind] : undefined;
  // `bind` limited to names works for a create too: the name is the role's.
  if (resource !== undefined && ask(identity, rbacRequest('bind', resource, write.namespace, name))) {
    return { outcome: 'allowed', because: `it may bind ${resource} ${name}` };
  }
  if (old && sameButForGarbageCollection(object, old)) return { outcome: 'allowed', because: 'nothing changes' };
  if (kind !== 'ClusterRole' && kind !== 'Role') return { outcome: 'error', message: `unsupported role reference kind: ${JSON.stringify(kind)}` };
  const role = access.role(kind, kind === 'Role' ? write.namespace : '', name);
  if (!role) return { outcome: 'notFound', message: `${kind} ${name} does not exist` };
  const missing = uncoveredRights(rulesHeld(access, identity, write.namespace), role.rules);
  return missing.length > 0 ? forbidden(object, missing) : { outcome: 'allowed', because: `it holds every right of ${kind} ${name}` };
}

function forbidden(object: RbacManifest, missing: readonly Right[]): WriteVerdict {
  return { outcome: 'forbidden', missing, message: `${object.kind} ${object.metadata.name ?? ''} grants rights that are not held` };
}

function rbacRequest(verb: string, resource: string, namespace: string, name: string): RequestAttributes {
  return { verb, apiGroup: 'rbac.authorization.k8s.io', resource, subresource: '', namespace, name };
}

/** The rules an identity holds in a namespace, or cluster-wide alone when it is ''. */
export function rulesHeld(access: Access, identity: Identity, namespace: string): readonly PolicyRule[] {
  const counts = access.grantsOf(identity).filter(({ scope }) => scope.in === 'cluster' || (namespace !== '' && scope.namespace === namespace));
  return counts.flatMap((grant) => grant.role?.rules ?? []);
}

/** Only fields that the garbage collector writes differ (pkg/registry/rbac/helpers.go, IsOnlyMutatingGCFields). */
function sameButForGarbageCollection(object: RbacManifest, old: RbacManifest): boolean {
  return comparable(object) === comparable(old);
}

/** Everything that counts as a change, defaults filled in, absent and empty alike. */
function comparable(manifest: RbacManifest): string {
  const group = 'rbac.authorization.k8s.io';
  const list = (items: readonly string[] | null | undefined): readonly string[] => items ?? [];
  const map = (entries: Readonly<Record<string, string>> | null | undefined): unknown => Object.entries(entries ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  const { metadata, aggregationRule, roleRef } = manifest;
  return JSON.stringify([
    manifest.kind,
    [metadata.name ?? '', metadata.namespace ?? '', map(metadata.labels), map(metadata.annotations)],
    (manifest.rules ?? []).map((rule) => [list(rule?.verbs), list(rule?.apiGroups), list(rule?.resources), list(rule?.resourceNames), list(rule?.nonResourceURLs)]),
    aggregationRule &&
      (aggregationRule.clusterRoleSelectors ?? []).map((selector) => [
        map(selector?.matchLabels),
        (selector?.matchExpressions ?? []).map((wanted) => [wanted.key ?? '', wanted.operator ?? '', list(wanted.values)]),
      ]),
    roleRef && [roleRef.apiGroup || group, roleRef.kind ?? '', roleRef.name ?? ''],
    (manifest.subjects ?? []).map((subject) => {
      const apiGroup = subject?.apiGroup || (subject?.kind === 'ServiceAccount' ? '' : group);
      return [subject?.kind ?? '', apiGroup, subject?.namespace ?? '', subject?.name ?? ''];
    }),
  ]);
}
