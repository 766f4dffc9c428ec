// What every rule may look at: one world, with what follows from it.
import type { PrivilegeGraph } from '#graph/privilege-graph.js';
import type { Inventory } from '#kube/inventory.js';
import type { Access } from '#rbac/model.js';
import type { RuleSet } from '#rule/rule.js';

export interface CheckContext {
  readonly inventory: Inventory;
  readonly access: Access;
  readonly graph: PrivilegeGraph;
  readonly rules: RuleSet;
}
