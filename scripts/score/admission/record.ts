// What the scores of one set share: records of JSON, and the difference between an answer and ours.

/** One line of a recorded set. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type Fields = Readonly<Record<string, Json>>;

/** Differences of one record, one line each; none when we agree. */
export type Scorer = (record: Fields) => readonly string[];

/** Field `key` of an object as an object; empty when it is none. */
export function fields(value: Json | undefined, key?: string): Fields {
  const at = key === undefined ? value : isFields(value) ? value[key] : undefined;
  return isFields(at) ? at : {};
}

export function isFields(value: Json | undefined): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Field `key` of an object as a list; empty when it is none. */
export function list(value: Json | undefined, key?: string): readonly Json[] {
  const at = key === undefined ? value : isFields(value) ? value[key] : undefined;
  return Array.isArray(at) ? (at as readonly Json[]) : [];
}

export function string(value: Json | undefined, key: string): string {
  const at = isFields(value) ? value[key] : undefined;
  return typeof at === 'string' ? at : '';
}

/** One line for each field that differs (of the two values, or of their fields); keys may stand in any order. */
export function compare(what: string, expected: unknown, actual: unknown): readonly string[] {
  const [want, got] = [stable(expected), stable(actual)];
  if (want === got) return [];
  if (isObject(expected) && isObject(actual)) {
    const keys = [...new Set([...Object.keys(expected), ...Object.keys(actual)])];
    return keys.flatMap((key) => compare(`${what}.${key}`, expected[key], actual[key]));
  }
  return [`${what}: expected ${want}, got ${got}`];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function stable(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => (isObject(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner)) ?? 'nothing';
}
