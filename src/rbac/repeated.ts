// What a file defines twice: `kubectl apply` works in order, so that the last definition stands.
import type { Problem } from '#source/document.js';
import { regionOf } from '#source/place.js';
import { grouped } from '#kube/grouped.js';
import { identityOf, qualifiedName, type KubeObject } from '#kube/object.js';
import { inside, rootOf, text } from '#kube/part.js';
import { differenceAmong, isTelling } from '#kube/telling.js';
import { placeAlong } from './places.js';
import { isRejected } from './read-roles.js';

/** The objects without those that a later one of the same file and identity contradicts. Each of these becomes a problem `conflict`: `kubectl create` would leave the first. */
export function lastDefinitions(objects: readonly KubeObject[]): { readonly objects: readonly KubeObject[]; readonly problems: readonly Problem[] } {
  const differ = differenceAmong(objects);
  const replaced = new Map<KubeObject, KubeObject>();
  for (const twins of grouped(objects.filter(isTelling), identityOf).values()) {
    if (twins.length === 1) continue;
    for (const definitions of grouped(twins.filter(isNamed), ({ file, variant = '' }) => `${file?.name ?? ''}\n${variant}`).values()) {
      const last = definitions.at(-1);
      for (const earlier of definitions) if (last && differ(earlier, last)) replaced.set(earlier, last);
    }
  }
  if (replaced.size === 0) return { objects, problems: [] };
  return { objects: objects.filter((object) => !replaced.has(object)), problems: [...replaced].flatMap(([earlier, last]) => conflict(earlier, last)) };
}

/** What has no name, or `generateName`, is another object each time. What the API server rejects replaces nothing, and is said to be rejected. */
function isNamed(object: KubeObject): boolean {
  return !isRejected(object) && text(inside(rootOf(object), 'metadata'), 'name') !== '';
}

function conflict(earlier: KubeObject, last: KubeObject): Problem[] {
  const [place, again] = [earlier, last].map((object) => placeAlong(object, ['metadata', 'name']));
  if (!place || !again) return [];
  const { line, column } = regionOf(place);
  const message = `${earlier.kind} ${qualifiedName(earlier)} is defined differently in line ${regionOf(again).line}, which kubectl apply leaves: this one is not evaluated`;
  return [{ file: place.file.name, line, column, code: 'conflict', message, severity: 'not-evaluated' }];
}
