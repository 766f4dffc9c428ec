// How a place is written for people: what editors and terminals turn into a jump.
import { regionOf } from '#source/place.js';
import type { Place } from '#source/document.js';
import { harmless } from './harmless.js';

/** `team/shop/rbac.yaml:14:13` */
export function placeText(place: Place): string {
  const { line, column } = regionOf(place);
  return `${harmless(place.file.name)}:${line}:${column}`;
}
