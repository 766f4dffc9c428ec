// Says what a rule file does wrong in words that tell what to do, from what the compiled JSON Schema found.
import { didYouMean, nearest } from './nearest.js';
import schema from './schema.json';

/** An error as ajv's validators give it. */
export interface SchemaError {
  /** JSON pointer into the file. */
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** What is wrong, and where: keys and indexes from the root of the file. `atKey` means the last of them itself, not what stands under it. */
export interface Complaint {
  readonly path: readonly string[];
  readonly atKey: boolean;
  readonly message: string;
}

/** One complaint for each cause: alternatives of the schema that were tried in vain are left out. Bad regular files give few; order is that of the schema. */
export function explainSchemaErrors(errors: readonly SchemaError[], data: unknown, kind: string): Complaint[] {
  return withoutSlips(withoutAlternatives(errors), kind).map((error) => explain(error, data, kind));
}

/** A key that is only misspelt is not missing as well. */
function withoutSlips(errors: readonly SchemaError[], kind: string): readonly SchemaError[] {
  const slips = errors
    .filter(({ keyword }) => keyword === 'additionalProperties')
    .map(({ instancePath, params }) => `${instancePath}/${nearest(String(params.additionalProperty), keysAt(kind, partsOf(instancePath))) ?? ''}`);
  return errors.filter(({ keyword, instancePath, params }) => keyword !== 'required' || !slips.includes(`${instancePath}/${String(params.missingProperty)}`));
}

function explain(error: SchemaError, data: unknown, kind: string): Complaint {
  const path = partsOf(error.instancePath);
  const at = { path, atKey: false };
  const name = path.findLast((part) => !/^\d+$/.test(part)) ?? '';
  const value = valueAt(data, path);
  switch (error.keyword) {
    case 'additionalProperties': {
      const key = String(error.params.additionalProperty);
      const known = keysAt(kind, path);
      return { path: [...path, key], atKey: true, message: `unknown key "${key}"${didYouMean(key, known) || `; known here: ${known.join(', ')}`}` };
    }
    case 'required': {
      const key = String(error.params.missingProperty);
      const what = describe(kind, [...path, key]);
      return { ...at, message: `${name === '' ? `this ${kind} rule` : `"${name}"`} lacks "${key}"; add it${what === '' ? '' : `: ${what}`}` };
    }
    case 'enum': {
      const allowed = (error.params.allowedValues as unknown[]).map(String);
      return { ...at, message: `"${name}" is ${JSON.stringify(value)}${didYouMean(String(value), allowed)}; it is one of: ${allowed.join(', ')}` };
    }
    case 'type':
      return { ...at, message: `"${name}" is ${article(value)}, and has to be ${expected(error.params.type)}: ${describe(kind, path)}` };
    case 'minItems':
    case 'minProperties':
      return { ...at, message: `"${name}" is empty; fill it or leave the key out if it may be: ${describe(kind, path)}` };
    case 'anyOf':
      return { ...at, message: name === '' || name === 'needs' ? `${name === '' ? `this ${kind} rule` : 'a premise'} has ${kind === 'sink' ? '"on" or "can"' : '"can" or "holds"'}; it has neither` : `"${name}" is not one of its forms: ${describe(kind, path)}` };
    default:
      return { ...at, message: `"${name}" is not written as it has to be: ${describe(kind, path)}` };
  }
}

function partsOf(pointer: string): string[] {
  return pointer.split('/').slice(1).map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** When no alternative fits, each of them complains; keep what is nearest to what was meant. */
function withoutAlternatives(errors: readonly SchemaError[]): readonly SchemaError[] {
  const unions = errors.filter((error) => error.keyword === 'anyOf').map((error) => error.instancePath);
  // `severity` and `names` are a word or something longer; elsewhere the alternatives are keys of which one has to be there.
  const ofValues = unions.filter((path) => /\/(severity|names)$/.test(path));
  return errors.filter((error) => {
    const { instancePath: path, keyword } = error;
    if (error.schemaPath.includes('/anyOf/') && keyword === 'required') return false;
    if (!ofValues.includes(path)) return true;
    const closer = errors.some((other) => other.instancePath.startsWith(`${path}/`) || (other.instancePath === path && other.keyword === 'additionalProperties'));
    return closer ? keyword === 'additionalProperties' : keyword === 'anyOf';
  });
}

interface SchemaNode {
  readonly $ref?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
}

const definitions = schema.$defs as Readonly<Record<string, SchemaNode | undefined>>;

/** The part of the schema that speaks about `path`. */
function schemaAt(kind: string, path: readonly string[]): SchemaNode | undefined {
  let node = definitions[kind];
  for (const part of path) {
    node = resolve(node);
    const longer = node?.anyOf?.find((alternative) => alternative.properties !== undefined || alternative.items !== undefined);
    node = node?.properties?.[part] ?? node?.items ?? longer?.properties?.[part] ?? longer?.items;
  }
  return node;
}

function resolve(node: SchemaNode | undefined): SchemaNode | undefined {
  return node?.$ref === undefined ? node : { ...definitions[node.$ref.slice('#/$defs/'.length)], ...node };
}

function describe(kind: string, path: readonly string[]): string {
  return resolve(schemaAt(kind, path))?.description ?? '';
}

function keysAt(kind: string, path: readonly string[]): string[] {
  const node = resolve(schemaAt(kind, path));
  return Object.keys(node?.properties ?? node?.anyOf?.find((alternative) => alternative.properties !== undefined)?.properties ?? {});
}

function valueAt(data: unknown, path: readonly string[]): unknown {
  let value = data;
  for (const part of path) value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[part] : undefined;
  return value;
}

function article(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  return typeof value === 'string' ? `the text ${JSON.stringify(value)}` : `the ${typeof value} ${String(value)}`;
}

function expected(type: unknown): string {
  const words: Record<string, string> = { string: 'text', array: 'a list', object: 'a mapping', boolean: 'true or false', integer: 'a whole number' };
  return words[String(type)] ?? String(type);
}
