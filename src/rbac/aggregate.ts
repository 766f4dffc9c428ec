// Fills the rules of aggregated ClusterRoles as pkg/controller/clusterroleaggregation does, until nothing changes.
import { listIn } from '#kube/grouped.js';
import type { LabelExpression, LabelSelector, PolicyRule, Role } from './model.js';

/**
 * Sets `rules` of every aggregated role: the rules of the ClusterRoles its selectors find (selector order, then name), each once. Selectors that give no
 * rule at all leave the written ones: server-side apply sends no empty field, so it removes nothing.
 */
export function resolveAggregation(roles: readonly Role[]): void {
  const clusterRoles = roles.filter((role) => role.kind === 'ClusterRole').sort((a, b) => compare(a.name, b.name));
  const aggregated = clusterRoles.filter((role) => role.aggregated);
  if (aggregated.length === 0) return;
  const byLabel = indexByLabel(clusterRoles);
  const selected = new Map(aggregated.map((role) => [role, selectedBy(role, clusterRoles, byLabel)]));
  const inOrder = dependenciesFirst(aggregated, selected);
  for (const role of aggregated) (role as { rules: readonly PolicyRule[] }).rules = role.written;
  // Roles that select nobody in a circle are done in one pass; circles converge, but upstream sets them no limit, so we do.
  for (let pass = 0, changed = true; changed && pass <= aggregated.length; pass++) {
    changed = false;
    for (const role of inOrder) if (sync(role, selected.get(role) ?? [])) changed = true;
  }
}

/** Whether the labels satisfy all expressions (apimachinery LabelSelectorAsSelector); an unknown operator satisfies nothing. */
export function selects(selector: LabelSelector, labels: ReadonlyMap<string, string>): boolean {
  return selector.every((expression) => satisfies(expression, labels));
}

function satisfies({ key, operator, values }: LabelExpression, labels: ReadonlyMap<string, string>): boolean {
  const value = labels.get(key);
  if (operator === 'In') return value !== undefined && values.includes(value);
  if (operator === 'NotIn') return value === undefined || !values.includes(value);
  if (operator === 'Exists') return value !== undefined;
  if (operator === 'DoesNotExist') return value === undefined;
  return false;
}

type ByLabel = ReadonlyMap<string, readonly Role[]>;

function indexByLabel(clusterRoles: readonly Role[]): ByLabel {
  const index = new Map<string, Role[]>();
  for (const role of clusterRoles) for (const [key, value] of role.labels) listIn(index, `${key}=${value}`).push(role);
  return index;
}

function selectedBy(role: Role, clusterRoles: readonly Role[], byLabel: ByLabel): readonly Role[] {
  const found = new Set<Role>();
  for (const selector of role.selectors) {
    // Most selectors ask for one label: only its holders are looked at, and they are sorted by name already.
    const exact = selector.find(({ operator, values }) => operator === 'In' && values.length === 1);
    const candidates = exact ? (byLabel.get(`${exact.key}=${exact.values[0] ?? ''}`) ?? []) : clusterRoles;
    for (const other of candidates) if (other !== role && selects(selector, other.labels)) found.add(other);
  }
  return [...found];
}

/** One run of the controller for one role; true when the set of its rules changed. */
function sync(role: Role, selected: readonly Role[]): boolean {
  const rules = new Map<string, PolicyRule>();
  for (const other of selected) {
    for (const rule of other.rules) {
      const key = keyOf(rule);
      if (!rules.has(key)) rules.set(key, rule);
    }
  }
  if (rules.size === 0) return false;
  const before = new Set(role.rules.map(keyOf));
  if (before.size === rules.size && before.size === role.rules.length && [...rules.keys()].every((key) => before.has(key))) {
    return false;
  }
  (role as { rules: readonly PolicyRule[] }).rules = [...rules.values()];
  return true;
}

/** Aggregated roles in an order in which the ones that are selected come before those that select them, where there is no circle. */
function dependenciesFirst(aggregated: readonly Role[], selected: ReadonlyMap<Role, readonly Role[]>): readonly Role[] {
  const seen = new Set<Role>();
  const order: Role[] = [];
  for (const root of aggregated) {
    const stack = [{ role: root, next: 0 }];
    if (seen.has(root)) continue;
    seen.add(root);
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const child = selected.get(top.role)?.[top.next++];
      if (child === undefined) {
        order.push(top.role);
        stack.pop();
      } else if (child.aggregated && !seen.has(child)) {
        seen.add(child);
        stack.push({ role: child, next: 0 });
      }
    }
  }
  return order;
}

const keys = new WeakMap<PolicyRule, string>();

/** Equal for deep-equal rules; an absent list equals an empty one. */
function keyOf(rule: PolicyRule): string {
  const known = keys.get(rule);
  if (known !== undefined) return known;
  const key = JSON.stringify([rule.verbs, rule.apiGroups, rule.resources, rule.resourceNames, rule.nonResourceURLs]);
  keys.set(rule, key);
  return key;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
