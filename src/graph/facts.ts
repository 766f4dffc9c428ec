// Facts that technique rules may ask for in `where`: each answers for a scope, and for a name when the technique has `names: each`.
import type { Inventory } from '#kube/inventory.js';
import { everywhere } from './node.js';

export interface FactContext {
  readonly inventory: Inventory;
}

/** True when the fact holds. In scope `*`: in any namespace. */
export type Fact = (context: FactContext, scope: string, name: string) => boolean;

export const techniqueFacts: Readonly<Record<string, Fact>> = {
  /** The namespace's enforced Pod Security level lets a pod reach its node. */
  'admits-host-access': ({ inventory }, scope) => {
    if (scope === everywhere) return [...inventory.namespaces.values()].some((namespace) => namespace.enforce === 'privileged');
    return (inventory.namespaces.get(scope)?.enforce ?? 'privileged') === 'privileged';
  },
  /** The namespace enforces a level above privileged: there is a guard to lift. */
  'guards-host-access': (context, scope) => scope !== everywhere && !(techniqueFacts['admits-host-access']?.(context, scope, '') ?? true),
};

/** The fact named, `not-` negated, or `exists:KIND` for objects of a workload kind; undefined when nobody knows it. */
export function techniqueFact(name: string): Fact | undefined {
  if (name.startsWith('not-')) {
    const fact = techniqueFact(name.slice(4));
    return fact && ((context, scope, object) => !fact(context, scope, object));
  }
  if (name.startsWith('exists:')) {
    const kind = name.slice('exists:'.length).toLowerCase();
    return ({ inventory }, scope, object) =>
      inventory.workloads.some(
        (workload) =>
          workload.object.kind.toLowerCase() === kind &&
          (scope === everywhere || workload.object.namespace === scope) &&
          (object === '' || workload.object.name === object),
      );
  }
  return techniqueFacts[name];
}
