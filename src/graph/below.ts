// Follows keys down a document that may hold anything.
import { Mapping } from '#source/document.js';

/** The value under these keys; undefined where one of them is missing, or stands in what is no mapping. */
export function below(value: unknown, ...keys: readonly string[]): unknown {
  return keys.reduce<unknown>((node, key) => (node instanceof Mapping ? node.get(key) : undefined), value);
}
