// Plain JavaScript data of a node, for comparison and for people who want no positions.
import { Mapping, Sequence, type Value } from './document.js';

export type Plain = string | number | boolean | null | Plain[] | { [key: string]: Plain };

/** The value without positions. Recursion is bounded by the depth that the readers allow. */
export function plainData(value: Value): Plain {
  if (value instanceof Sequence) return value.values.map(plainData);
  if (!(value instanceof Mapping)) return value;
  const data: { [key: string]: Plain } = Object.create(null) as { [key: string]: Plain };
  value.keys.forEach((key, index) => {
    data[key] = plainData(value.values[index] ?? null);
  });
  return data;
}
