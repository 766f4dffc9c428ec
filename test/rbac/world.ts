// Manifests as a person would write them, turned into access.
import { objectsOf } from '#kube/objects.js';
import type { KubeObject } from '#kube/object.js';
import { accessOf, type AccessOptions } from '#rbac/access.js';
import type { FileAccess, RequestAttributes } from '#rbac/model.js';
import { identityOf, parseSubject } from '#rbac/subjects.js';
import { readText } from '#source/read.js';

export function objectsIn(yaml: string, name = 'rbac.yaml'): readonly KubeObject[] {
  return objectsOf(readText(name, yaml).documents).objects;
}

export function accessIn(yaml: string, options: AccessOptions = {}): FileAccess {
  return accessOf(objectsIn(yaml), options);
}

/** `get pods/exec.GROUP in NS named N`, or `get /url`. */
export function request(text: string): RequestAttributes {
  const [, verb = '', what = '', namespace = '', name = ''] = /^(\S+) (\S+)(?: in (\S+))?(?: named (\S+))?$/.exec(text) ?? [];
  if (what.startsWith('/')) return { verb, path: what };
  const [full = '', ...group] = what.split('.');
  const [resource = '', subresource = ''] = full.split('/');
  return { verb, apiGroup: group.join('.'), resource, subresource, namespace, name };
}

/** `yes`, `no` or `unknown` for a subject by its display name. */
export function answer(access: FileAccess, who: string, asked: string): 'yes' | 'no' | 'unknown' {
  const decision = access.decide(identityOf(parseSubject(who)), request(asked));
  if (decision.allowed) return 'yes';
  return decision.unknown === undefined ? 'no' : 'unknown';
}

/** A ClusterRole with these rules (flow YAML), bound to user jane in the whole cluster. */
export function janeWith(...rules: readonly string[]): string {
  return `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: janes }
rules:
${rules.map((rule) => `  - ${rule}`).join('\n')}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: jane }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: janes }
subjects: [{ apiGroup: rbac.authorization.k8s.io, kind: User, name: jane }]
`;
}
