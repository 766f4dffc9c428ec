// Secrets as the API server validates them, above all those of ServiceAccount tokens (pkg/registry/core/secret/strategy.go, ValidateSecret).
import { inside, text, textMap, type Part } from './part.js';
import type { Invalidity } from './pod-validation.js';
import { tokenSecretType } from './tokens.js';

export const accountAnnotation = 'kubernetes.io/service-account.name';
export const accountUidAnnotation = 'kubernetes.io/service-account.uid';

type SecretError = Pick<Invalidity, 'field' | 'type'>;

/** Keys that a type needs, in upstream's order. */
const neededKeys: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
};

/** What a Secret is when it says nothing. */
const defaultType = 'Opaque';

/** Largest sum of all values, in bytes. */
const maxSecretSize = 1024 * 1024;

/** Errors of a Secret that is created. A token Secret needs the name of its account; whether the account exists is not asked. */
export function invalidSecret(secret: Part): readonly SecretError[] {
  return invalidSecretOfType(secret, text(secret, 'type') || defaultType);
}

/** Errors of an update of `before`: the type stays as it is (an empty one keeps it), an immutable Secret keeps its data; the account's annotation may change. */
export function invalidSecretUpdate(before: Part, secret: Part): readonly SecretError[] {
  const errors: SecretError[] = [];
  const typeBefore = text(before, 'type') || defaultType;
  const type = text(secret, 'type') || defaultType;
  if (type !== typeBefore) errors.push({ field: 'type', type: 'FieldValueInvalid' });
  if (before.node.get('immutable') === true) {
    if (secret.node.get('immutable') !== true) errors.push({ field: 'immutable', type: 'FieldValueForbidden' });
    if (!sameData(dataOf(before), dataOf(secret))) errors.push({ field: 'data', type: 'FieldValueForbidden' });
  }
  return [...errors, ...invalidSecretOfType(secret, type)];
}

/** Data of a Secret as base64; `stringData` wins, as it is written into `data`. */
export function dataOf(secret: Part): ReadonlyMap<string, string> {
  const written = textMap(secret, 'stringData');
  const map = new Map(textMap(secret, 'data'));
  // A key without value is there, with nothing in it.
  for (const [index, key] of (inside(secret, 'data')?.node.keys ?? []).entries()) if (inside(secret, 'data')?.node.values[index] === null) map.set(key, '');
  for (const [key, value] of written) map.set(key, Buffer.from(value, 'utf8').toString('base64'));
  return map;
}

function invalidSecretOfType(secret: Part, type: string): readonly SecretError[] {
  const data = dataOf(secret);
  const errors: SecretError[] = [...data.keys()].sort().filter((key) => !isConfigMapKey(key)).map((key) => ({ field: `data[${key}]`, type: 'FieldValueInvalid' }));
  const size = [...data.values()].reduce((sum, value) => sum + Buffer.from(value, 'base64').length, 0);
  if (size > maxSecretSize) errors.push({ field: 'data', type: 'FieldValueInvalid' });
  const required = (field: string): number => errors.push({ field, type: 'FieldValueRequired' });
  if (type === tokenSecretType && (textMap(inside(secret, 'metadata'), 'annotations').get(accountAnnotation) ?? '') === '') required(`metadata.annotations[${accountAnnotation}]`);
  if (type === 'kubernetes.io/basic-auth' && !data.has('username') && !data.has('password')) {
    required('data[username]');
    required('data[password]');
  }
  for (const key of neededKeys[type] ?? []) {
    const value = data.get(key);
    if (value === undefined) required(`data[${key}]`);
    else if (key.startsWith('.docker') && !isJsonObject(Buffer.from(value, 'base64').toString('utf8'))) errors.push({ field: `data[${key}]`, type: 'FieldValueInvalid' });
  }
  return errors;
}

/** Names that a key can have (apimachinery IsConfigMapKey): they become file names. */
function isConfigMapKey(key: string): boolean {
  return /^[-._a-zA-Z0-9]+$/.test(key) && key.length <= 253 && key !== '.' && !key.startsWith('..');
}

/** Whether Go reads it into a map: an object, or null. */
function isJsonObject(content: string): boolean {
  try {
    const parsed: unknown = JSON.parse(content);
    return typeof parsed === 'object' && !Array.isArray(parsed);
  } catch {
    return false;
  }
}

function sameData(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
  return a.size === b.size && [...a].every(([key, value]) => b.get(key) === value);
}
