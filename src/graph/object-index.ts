// The objects of an inventory by resource, namespace and name, so that a fact is looked up and not searched.
import type { Inventory } from '#kube/inventory.js';
import type { KubeObject } from '#kube/object.js';
import { Mapping } from '#source/document.js';
import { isControlPlane } from './landing.js';
import { everywhere } from './node.js';

type Test = (object: KubeObject) => boolean;

/** Objects of one resource. */
export class Kept {
  readonly #byScope = new Map<string, Map<string, KubeObject>>();

  add(object: KubeObject): void {
    const scope = object.namespace || everywhere;
    let names = this.#byScope.get(scope);
    if (!names) this.#byScope.set(scope, (names = new Map()));
    if (!names.has(object.name)) names.set(object.name, object);
  }

  /** `yes` when one is in the scope (`*`: in any namespace), under the name when there is one; undefined when none is. */
  has(scope: string, name: string, test: Test = () => true): 'yes' | undefined {
    for (const _place of this.places(scope, name, test)) return 'yes';
    return undefined;
  }

  /** Scopes that hold one, each with the name given. What is outside namespaces is there for each of them. */
  *places(scope: string, name: string, test: Test = () => true): Generator<readonly [string, string]> {
    const scopes = scope === everywhere ? this.#byScope : [[scope, this.#byScope.get(scope) ?? this.#byScope.get(everywhere)] as const];
    for (const [each, names] of scopes) {
      if (!names) continue;
      if (name === '' ? anyOf(names.values(), test) : anyOf([names.get(name)], test)) yield [each, name];
    }
  }
}

function anyOf(objects: Iterable<KubeObject | undefined>, test: Test): boolean {
  for (const object of objects) if (object && test(object)) return true;
  return false;
}

export class ObjectIndex {
  readonly #byResource = new Map<string, Kept>();
  /** Names of MutatingAdmissionPolicies that a binding refers to. */
  readonly boundPolicies = new Set<string>();
  readonly controlPlane: boolean;
  /** Everything that carries a pod template. */
  readonly workloads = new Kept();

  constructor(inventory: Inventory) {
    for (const object of inventory.objects) {
      const key = resourceOf(object);
      let kept = this.#byResource.get(key);
      if (!kept) this.#byResource.set(key, (kept = new Kept()));
      kept.add(object);
      if (object.kind === 'MutatingAdmissionPolicyBinding') {
        const spec = object.node?.get('spec');
        const policy = spec instanceof Mapping ? spec.get('policyName') : undefined;
        if (typeof policy === 'string') this.boundPolicies.add(policy);
      }
    }
    for (const { object } of inventory.workloads) this.workloads.add(object);
    this.controlPlane = inventory.ofKind('', 'Node').some(isControlPlane);
  }

  /** `deployments.apps`, `secrets`. */
  of(resource: string): Kept {
    return this.#byResource.get(resource) ?? nothing;
  }

  get secrets(): Kept {
    return this.of('secrets');
  }
}

const nothing = new Kept();

/** The plural that the kind's API has by convention, with its group. */
function resourceOf({ group, kind }: KubeObject): string {
  const singular = kind.toLowerCase();
  const plural = singular.endsWith('y') ? `${singular.slice(0, -1)}ies` : singular.endsWith('s') ? `${singular}es` : `${singular}s`;
  return group === '' ? plural : `${plural}.${group}`;
}
