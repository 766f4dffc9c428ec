// An inventory of manifests written in a test, by file name or as one file.
import type { InventoryOptions } from '#kube/inventory-of.js';
import { inventoryOf } from '#kube/inventory-of.js';
import type { Inventory, Workload } from '#kube/inventory.js';
import type { Document, SourceFile } from '#source/document.js';
import { readFiles } from '#source/read.js';

export function documentsIn(manifests: string | Readonly<Record<string, string>>): readonly Document[] {
  const files = typeof manifests === 'string' ? { 'manifests.yaml': manifests } : manifests;
  return readFiles(Object.entries(files).map(([name, text]): SourceFile => ({ name, text, cluster: false, directory: name.split('/').slice(0, -1).join('/') }))).documents;
}

export function inventoryIn(manifests: string | Readonly<Record<string, string>>, options: InventoryOptions = {}): Inventory {
  return inventoryOf(documentsIn(manifests), options);
}

/** The only workload of the manifests. */
export function workloadIn(manifests: string, options: InventoryOptions = {}): Workload {
  const [workload, ...more] = inventoryIn(manifests, options).workloads;
  if (!workload || more.length > 0) throw new Error(`the manifests hold ${more.length + (workload ? 1 : 0)} workloads, not one`);
  return workload;
}

/** `web.yaml:3:5`-like positions are for reports; tests look at the text of a place. */
export function textAt(place: { readonly file: SourceFile; readonly start: number; readonly end: number } | undefined): string | undefined {
  return place?.file.text.slice(place.start, place.end);
}
