// Reads roles and bindings out of manifests: what the API server would decode and store, and why not where it would not.
import type { KubeObject } from '#kube/object.js';
import { onceEach } from '#kube/once.js';
import { Mapping, type Problem } from '#source/document.js';
import { regionOf } from '#source/place.js';
import { decodeRbac } from './decode.js';
import { bindingOf, roleOf } from './manifest.js';
import type { Binding, RejectedObject, Role } from './model.js';
import { placeAlong } from './places.js';
import { validateRbac, type Fault } from './validate.js';

export const rbacGroup = 'rbac.authorization.k8s.io';

const roleKinds = new Set(['Role', 'ClusterRole']);
const bindingKinds = new Set(['RoleBinding', 'ClusterRoleBinding']);

/** Whether an object is one of the four kinds of RBAC, in whatever version of the group. */
export function isRbac(object: Pick<KubeObject, 'group' | 'kind'>): boolean {
  return object.group === rbacGroup && (roleKinds.has(object.kind) || bindingKinds.has(object.kind));
}

/** Roles and bindings in the order of the objects; other kinds are passed over. Aggregation is not resolved yet. */
export function readRoles(objects: readonly KubeObject[]): {
  readonly roles: readonly Role[];
  readonly bindings: readonly Binding[];
  readonly problems: readonly Problem[];
  readonly rejected: readonly RejectedObject[];
} {
  const roles: Role[] = [];
  const bindings: Binding[] = [];
  const problems: Problem[] = [];
  const rejected: RejectedObject[] = [];
  for (const object of objects) {
    if (!isRbac(object)) continue;
    const { role, binding, faults } = read(object);
    if (role) roles.push(role);
    if (binding) bindings.push(binding);
    if (faults.length === 0) continue;
    rejected.push({ object, errors: faults.map(errorOf) });
    problems.push(...faults.map((fault) => problemOf(object, fault)));
  }
  return { roles, bindings, problems, rejected };
}

/** Whether an object is of RBAC and the API server would not store it. */
export function isRejected(object: KubeObject): boolean {
  return isRbac(object) && readOnce(object).faults.length > 0;
}

/** What an object is: a role, a binding, or refused for its faults. */
interface Read {
  readonly role?: Role;
  readonly binding?: Binding;
  readonly faults: readonly Fault[];
}

/** Alternatives have most objects in common, which are read once. An aggregated role is filled anew in each world. */
function read(object: KubeObject): Read {
  const known = readOnce(object);
  return known.role?.aggregated === true ? readObject(object) : known;
}

const readOnce = onceEach(readObject);

function readObject(object: KubeObject): Read {
  if (!object.node) return { faults: [] };
  const { manifest, faults: wrongTypes } = decodeRbac(object, object.node);
  const faults = wrongTypes.length > 0 ? wrongTypes : validateRbac(manifest);
  if (faults.length > 0) return { faults };
  const { origin } = object;
  return roleKinds.has(object.kind) ? { role: roleOf(manifest, { origin, object, ruleNodes: ruleNodesOf(object.node) }), faults } : { binding: bindingOf(manifest, { origin, object }), faults };
}

function ruleNodesOf(node: Mapping): readonly (Mapping | undefined)[] {
  const rules = node.get('rules');
  return rules !== null && typeof rules === 'object' && !(rules instanceof Mapping) ? rules.values.map((rule) => (rule instanceof Mapping ? rule : undefined)) : [];
}

/** `rules[0].verbs: Required value: …`, as the API server words it. */
function errorOf(fault: Fault): string {
  const route = fault.path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('');
  return `${route.replace(/^\./, '')}: ${fault.message}`;
}

function problemOf(object: KubeObject, fault: Fault): Problem {
  const place = placeAlong(object, fault.path);
  const region = place ? regionOf(place) : { line: 1, column: 1 };
  return {
    file: object.file?.name ?? '',
    line: region.line,
    column: region.column,
    code: 'invalid-object',
    message: `the API server rejects ${object.kind} ${object.name}: ${errorOf(fault)}`,
    severity: 'not-evaluated',
  };
}
