// What a fact of an object rule is: a question about one object, answered with a place, words and proof.
import type { Evidence } from '#finding/finding.js';
import { grouped } from '#kube/grouped.js';
import type { Inventory, Token, Workload } from '#kube/inventory.js';
import type { KubeObject } from '#kube/object.js';
import { onceEach } from '#kube/once.js';
import type { Place } from '#source/document.js';
import type { CheckContext } from './context.js';

export interface ObjectFactContext {
  readonly context: CheckContext;
  readonly object: KubeObject;
  /** When the object carries a pod template. */
  readonly workload: Workload | undefined;
}

/** What a fact that holds can add: a better place, words for the message, proof. */
export interface FactResult {
  readonly place?: Place;
  readonly words?: Readonly<Record<string, string>>;
  readonly evidence?: readonly Evidence[];
}

/** Undefined: it does not hold. */
export type ObjectFact = (given: ObjectFactContext) => FactResult | undefined;

/** A fact that is plainly true or not. */
export function when(condition: boolean): FactResult | undefined {
  return condition ? {} : undefined;
}

/** All tokens of all containers. */
export function tokensOf(workload: Workload): readonly Token[] {
  return workload.containers.flatMap((container) => container.tokens);
}

/** The workloads of the files that run as an account. */
export function workloadsOf(inventory: Inventory, namespace: string, account: string): readonly Workload[] {
  return byAccount(inventory).get(`${namespace}\n${account}`) ?? [];
}

const byAccount = onceEach((inventory: Inventory) => grouped(inventory.workloads, ({ object, serviceAccountName }) => `${object.namespace}\n${serviceAccountName}`));
