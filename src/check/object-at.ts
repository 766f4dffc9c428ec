// Finds the object that a place lies in.
import { listIn } from '#kube/grouped.js';
import type { Inventory } from '#kube/inventory.js';
import type { KubeObject } from '#kube/object.js';
import { onceEach } from '#kube/once.js';
import type { Place, SourceFile } from '#source/document.js';
import { firstWhere } from '#source/first-where.js';

/** The object of the inventory whose text holds the place; undefined for places outside of any. */
export function objectAt(inventory: Inventory, place: Place): KubeObject | undefined {
  const objects = indexOf(inventory).get(place.file) ?? [];
  const found = objects[firstWhere(objects.length, (index) => (objects[index]?.node?.start ?? 0) > place.start) - 1];
  return found?.node && found.node.start <= place.start && place.start < found.node.end ? found : undefined;
}

const indexOf = onceEach((inventory: Inventory): ReadonlyMap<SourceFile, readonly KubeObject[]> => {
  const made = new Map<SourceFile, KubeObject[]>();
  for (const object of inventory.objects) {
    if (object.file && object.node) listIn(made, object.file).push(object);
  }
  for (const list of made.values()) list.sort((a, b) => (a.node?.start ?? 0) - (b.node?.start ?? 0));
  return made;
});
