// Turns plain data into nodes of no file, so that what the cluster itself writes is read by the same code as manifests.
import { Mapping, Sequence, type Value } from '#source/document.js';
import type { Part } from './part.js';

/** Plain data as a node; all offsets are 0. What JSON cannot hold becomes null. */
export function valueOf(data: unknown): Value {
  if (typeof data === 'string' || typeof data === 'number' || typeof data === 'boolean') return data;
  if (Array.isArray(data)) return new Sequence(0, 0, data.map(valueOf));
  return typeof data === 'object' && data !== null ? mappingOf(data) : null;
}

/** As `valueOf`, for an object. */
export function mappingOf(data: object): Mapping {
  return new Mapping(0, 0, Object.keys(data), Object.values(data).map(valueOf));
}

/** A part of no file: its places are undefined. */
export function partOf(data: object, route = ''): Part {
  return { node: mappingOf(data), route, file: undefined };
}
