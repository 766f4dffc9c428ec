// Turns plain data into nodes of no file, so that what the cluster itself writes is read by the same code as manifests.
import { Mapping, Sequence, type Value } from '#source/document.js';
import type { Part } from './part.js';

/** Plain data as a node; all offsets are 0. What JSON cannot hold becomes null. */
export function valueOf(data: unknown): Value {
  if (typeof data === 'string' || typeof data === 'number' || typeof data === 'boolean') return data;
  if (Array.isArray(data)) {
    const list = new Sequence(0);
    for (const item of data) {
      list.values.push(valueOf(item));
      list.offsets.push(0, 0);
    }
    return list;
  }
  return typeof data === 'object' && data !== null ? mappingOf(data) : null;
}

/** As `valueOf`, for an object. */
export function mappingOf(data: object): Mapping {
  const mapping = new Mapping(0);
  for (const [key, value] of Object.entries(data)) {
    mapping.keys.push(key);
    mapping.values.push(valueOf(value));
    mapping.offsets.push(0, 0, 0, 0);
  }
  return mapping;
}

/** A part of no file: its places are undefined. */
export function partOf(data: object, route = ''): Part {
  return { node: mappingOf(data), route, file: undefined };
}
