// Leads from the capability to steer an operator to the ServiceAccounts that known operators act as.
import type { Inventory } from '#kube/inventory.js';
import { Sequence } from '#source/document.js';
import data from '../../rules/kubernetes/operators.json' with { type: 'json' };
import { everywhere } from './node.js';
import type { GraphStore } from './store.js';
import { nameOf } from './things.js';

/** Node type of whoever steers the operator of a resource. */
export const operatorPrefix = 'operator:';

/** An edge from `operator:RESOURCE` to each ServiceAccount of the files or bindings that bears a name the operator is installed by, unless it is told to act as others. */
export function addOperatorAccounts(store: GraphStore, inventory: Inventory): void {
  for (const [resource, names] of Object.entries(data.accounts)) {
    for (const [namespace, accounts] of store.ofType('serviceaccount')) {
      for (const name of names) {
        const account = accounts.get(name);
        if (account === undefined || actsAsOthers(inventory, namespace, name)) continue;
        const object = inventory.serviceAccount(namespace, name)?.object;
        store.edge(store.node(`${operatorPrefix}${resource}`, everywhere), account, { evidence: { of: 'place', place: object && nameOf(object), words: 'reconciles it' } });
      }
    }
  }
}

function actsAsOthers(inventory: Inventory, namespace: string, account: string): boolean {
  return inventory.workloads.some(
    ({ object, serviceAccountName, containers }) => object.namespace === namespace && serviceAccountName === account && containers.some(({ node }) => [node.get('args'), node.get('command')].some(isLockedDown)),
  );
}

function isLockedDown(words: unknown): boolean {
  return words instanceof Sequence && words.values.some((word) => typeof word === 'string' && data.lockdown.some((option) => word.startsWith(option)));
}
