// What a live cluster would have to be asked to confirm that a policy rule counts for somebody: `kubectl auth can-i`.
import type { AskedPermission } from '#finding/finding.js';
import { unnamedNamespace } from '#kube/object.js';
import type { PolicyRule } from '#rbac/model.js';
import { serviceAccountUser } from '#rbac/subjects.js';
import { anywhere, everywhere, type GraphNode } from './node.js';

/** The entries of a policy rule that allow something. */
export interface AllowedBy {
  readonly rule: PolicyRule;
  /** Perhaps `*`. */
  readonly verb: string;
  /** An entry of `resources`, like `pods/exec`, or of `nonResourceURLs`. */
  readonly resource: string;
}

type Holder = Pick<GraphNode, 'type' | 'scope' | 'name'>;

/** The question in the scope of the grant (a namespace, or `*`); undefined when the holder is nobody whom kubectl can be (a pod, a Secret). */
export function askedPermission(holder: Holder, { rule, verb, resource }: AllowedBy, scope: string): AskedPermission | undefined {
  const who = impersonated(holder);
  if (!who) return undefined;
  if (resource.startsWith('/')) return { ...who, verb, resource };
  const [kind = '', subresource] = resource.split('/');
  const [group = ''] = rule.apiGroups;
  const [name] = rule.resourceNames;
  return {
    ...who,
    verb,
    resource: group === '' || group === '*' ? kind : `${kind}.${group}`,
    ...(subresource === undefined ? {} : { subresource }),
    ...(name === undefined ? {} : { name }),
    // '' is the namespace of the files: that of kubectl's context.
    ...(scope === everywhere || scope === anywhere ? {} : { namespace: scope === unnamedNamespace ? '' : scope }),
  };
}

/** A group needs somebody who is in it: any name will do. */
function impersonated({ type, scope, name }: Holder): Pick<AskedPermission, 'as' | 'groups'> | undefined {
  if (name === '') return undefined;
  switch (type) {
    case 'user':
      return { as: name };
    case 'group':
      return { as: 'somebody', groups: [name] };
    case 'serviceaccount':
      return { as: serviceAccountUser(scope, name) };
    case 'node-identity':
      return { as: `system:node:${name}`, groups: ['system:nodes'] };
    default:
      return undefined;
  }
}
