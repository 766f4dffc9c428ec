// Puts rules behind those they give way to.
/** Rules in an order in which every rule comes after all that its `unless` names. Cycles are broken where they close. */
export function inOrderOfUnless<R extends { readonly id: string; readonly unless?: readonly string[] }>(rules: readonly R[]): R[] {
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const placed = new Set<string>();
  const ordered: R[] = [];
  const place = (rule: R): void => {
    if (placed.has(rule.id)) return;
    placed.add(rule.id);
    for (const id of rule.unless ?? []) {
      const other = byId.get(id);
      if (other) place(other);
    }
    ordered.push(rule);
  };
  rules.forEach(place);
  return ordered;
}
