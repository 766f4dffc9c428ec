// What an authorizer beside RBAC gives, in the words of RBAC: a grant whose role and binding no object holds.
import type { Grant, PolicyRule, Role, Subject } from './model.js';

/** What one rule allows. */
export type Allowed = Pick<PolicyRule, 'verbs' | 'apiGroups' | 'resources' | 'nonResourceURLs'>;

interface Given extends Pick<Role, 'name' | 'origin' | 'object'>, Pick<Grant, 'scope'> {
  readonly subjects: readonly Subject[];
  readonly allowed: readonly Allowed[];
  readonly at: NonNullable<PolicyRule['at']>;
}

/** The grant of kind Authorizer; every rule of it stands where `at` says. */
export function authorizerGrant({ name, origin, object, at, scope, subjects, allowed }: Given): Grant {
  const base = { kind: 'Authorizer', namespace: '', name, origin } as const;
  const rules: PolicyRule[] = [];
  const role: Role = { ...base, labels: new Map(), written: rules, selectors: [], rules, aggregated: false, object };
  for (const [index, one] of allowed.entries()) rules.push({ ...one, resourceNames: [], node: undefined, index, owner: role, at });
  return { binding: { ...base, roleRef: { kind: 'Authorizer', name }, subjects, object: undefined, at: at.rule }, role, scope };
}
