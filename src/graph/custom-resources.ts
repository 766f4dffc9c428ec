// Which custom resources make their author an author of pods, or of references from pods.
import type { Inventory } from '#kube/inventory.js';
import type { EmbeddedResources } from './technique.js';

/** Resources by what they carry, like `workflows.argoproj.io`. */
export function embeddedResources(_inventory: Inventory): EmbeddedResources {
  return { pod: [], serviceaccount: [], secret: [], configmap: [], claim: [] };
}
