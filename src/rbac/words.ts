// Requests, rules and grants in words.
import { qualifiedName, unnamedNamespace } from '#kube/object.js';
import type { Binding, Grant, PolicyRule, RequestAttributes, Role } from './model.js';

/** `create pods/exec`, `get deployments.apps`, `get secrets named db`, `get /metrics`. */
export function permissionText(request: RequestAttributes): string {
  if (request.path !== undefined) return `${request.verb} ${request.path}`;
  const sub = request.subresource === '' ? '' : `/${request.subresource}`;
  const group = request.apiGroup === '' ? '' : `.${request.apiGroup}`;
  return `${request.verb} ${request.resource}${sub}${group}${request.name === '' ? '' : ` named ${request.name}`}`;
}

/** ` in namespace shop`, ` in all namespaces`; '' for URLs and for what is not namespaced. */
export function scopeText(request: RequestAttributes, namespaced = true): string {
  if (request.path !== undefined || !namespaced) return '';
  return request.namespace === '' ? ' in all namespaces' : ` in ${namespaceText(request.namespace)}`;
}

/** `namespace shop`. */
export function namespaceText(namespace: string): string {
  return namespace === unnamedNamespace ? 'the namespace they are applied to' : `namespace ${namespace}`;
}

/** `RoleBinding shop/dev`. */
export function bindingName(binding: Binding): string {
  return `${binding.kind} ${qualifiedName(binding)}`;
}

/** `Role shop/deployer`. */
export function roleName(role: Role): string {
  return `${role.kind} ${qualifiedName(role)}`;
}

/** `RoleBinding shop/dev -> Role shop/deployer`. */
export function grantText({ binding, role }: Grant): string {
  if (binding.kind === 'Authorizer') return `Authorizer ${binding.name}`;
  const target = role ? `${role.kind} ${qualifiedName(role)}` : `${binding.roleRef.kind} ${binding.roleRef.name}`;
  return `${binding.kind} ${qualifiedName(binding)} -> ${target}`;
}

/** `get, list pods, services (apps) named db`, `get /metrics`. */
export function ruleText(rule: PolicyRule): string {
  const verbs = rule.verbs.join(',');
  if (rule.nonResourceURLs.length > 0) return `${verbs} ${rule.nonResourceURLs.join(',')}`;
  const groups = rule.apiGroups.filter((group) => group !== '');
  const inGroups = groups.length === 0 ? '' : ` (${rule.apiGroups.map((group) => (group === '' ? '""' : group)).join(',')})`;
  return `${verbs} ${rule.resources.join(',')}${inGroups}${rule.resourceNames.length === 0 ? '' : ` named ${rule.resourceNames.join(',')}`}`;
}
