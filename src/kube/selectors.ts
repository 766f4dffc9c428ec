// Label selectors as the API server reads them: what they match, how they print, and what is wrong with them (apimachinery LabelSelectorAsSelector and labels).
import { each, text, textMap, texts, type Part } from './part.js';
import type { Invalidity } from './pod-validation.js';

/** A selector that can be used: a missing one matches nothing, an empty one everything. */
export interface Selector {
  readonly matches: (labels: ReadonlyMap<string, string>) => boolean;
  /** Without any requirement. A selector that matches nothing is not empty either, though it prints as ''. */
  readonly isEmpty: boolean;
  /** Requirements sorted by key, like `app=web,tier in (a,b),!old`. */
  readonly text: string;
}

type Operator = 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';

interface Requirement {
  readonly key: string;
  readonly operator: Operator | 'Equals';
  readonly values: readonly string[];
}

/** The selector written in `part`, or the error that makes it no selector at all: one bad requirement spoils the whole. `undefined` is a selector that is not there. */
export function selectorOf(part: Part | undefined): Selector | { readonly error: string } {
  if (!part) return { matches: () => false, isEmpty: false, text: '' };
  const requirements: Requirement[] = [];
  for (const [key, value] of sorted(textMap(part, 'matchLabels'))) {
    const wrong = add(requirements, { key, operator: 'Equals', values: [value] });
    if (wrong !== undefined) return { error: wrong };
  }
  for (const expression of each(part, 'matchExpressions')) {
    const operator = text(expression, 'operator');
    const wrong = isOperator(operator)
      ? add(requirements, { key: text(expression, 'key'), operator, values: texts(expression, 'values') })
      : `${JSON.stringify(operator)} is not a valid label selector operator`;
    if (wrong !== undefined) return { error: wrong };
  }
  return {
    matches: (labels) => requirements.every((requirement) => meets(labels, requirement)),
    isEmpty: requirements.length === 0,
    text: [...requirements].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(print).join(','),
  };
}

/** Adds a requirement, or says what is wrong with it. */
function add(requirements: Requirement[], requirement: Requirement): string | undefined {
  const errors = errorsOf(requirement);
  if (errors.length > 0) return errors.length === 1 ? errors[0] : `[${errors.join(', ')}]`;
  requirements.push(requirement);
  return undefined;
}

function sorted(map: ReadonlyMap<string, string>): readonly (readonly [string, string])[] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}

function isOperator(operator: string): operator is Operator {
  return operator === 'In' || operator === 'NotIn' || operator === 'Exists' || operator === 'DoesNotExist';
}

function meets(labels: ReadonlyMap<string, string>, { key, operator, values }: Requirement): boolean {
  const value = labels.get(key);
  switch (operator) {
    case 'Equals':
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      throw new Error(`unreachable: ${operator satisfies never}`);
  }
}

function print({ key, operator, values }: Requirement): string {
  const list = `(${[...values].sort().join(',')})`;
  switch (operator) {
    case 'Equals':
      return `${key}=${values[0] ?? ''}`;
    case 'In':
      return `${key} in ${list}`;
    case 'NotIn':
      return `${key} notin ${list}`;
    case 'Exists':
      return key;
    case 'DoesNotExist':
      return `!${key}`;
    default:
      throw new Error(`unreachable: ${operator satisfies never}`);
  }
}

const namePattern = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
const isName = new RegExp(`^${namePattern}$`);
const subdomainPattern = "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";
const isSubdomain = new RegExp(`^${subdomainPattern}$`);
const nameRule = `name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '${namePattern}')`;
const valueRule = `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(${namePattern})?')`;
const subdomainRule = `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '${subdomainPattern}')`;

function errorsOf({ key, operator, values }: Requirement): readonly string[] {
  const invalid = (at: string, value: unknown, why: string): string => `${at}: Invalid value: ${JSON.stringify(value)}: ${why}`;
  const wrongKey = wrongName(key);
  const noValues = (operator === 'In' || operator === 'NotIn') && values.length === 0;
  const someValues = (operator === 'Exists' || operator === 'DoesNotExist') && values.length > 0;
  return [
    ...(wrongKey.length > 0 ? [invalid('key', key, wrongKey.join('; '))] : []),
    ...(noValues ? [invalid('values', null, "for 'in', 'notin' operators, values set can't be empty")] : []),
    ...(someValues ? [invalid('values', values, 'values set must be empty for exists and does not exist')] : []),
    ...values.flatMap((value, index) => {
      const wrong = wrongValue(value);
      return wrong.length > 0 ? [invalid(`values[${index}][${key}]`, value, wrong.join('; '))] : [];
    }),
  ];
}

/** What is wrong with a label's key (apimachinery IsQualifiedName). */
function wrongName(name: string): readonly string[] {
  const parts = name.split('/');
  if (parts.length > 2) return [`a qualified name must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '${namePattern}') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  const [prefix, own] = parts.length === 2 ? [parts[0] ?? '', parts[1] ?? ''] : [undefined, name];
  return [
    ...(prefix === '' ? ['prefix part must be non-empty'] : []),
    ...(prefix !== undefined && prefix !== '' ? wrongSubdomain(prefix).map((why) => `prefix part ${why}`) : []),
    ...(own === '' ? ['name part must be non-empty'] : []),
    ...(bytes(own) > 63 ? ['name part must be no more than 63 bytes'] : []),
    ...(isName.test(own) ? [] : [nameRule]),
  ];
}

function wrongSubdomain(value: string): readonly string[] {
  return [...(bytes(value) > 253 ? ['must be no more than 253 bytes'] : []), ...(isSubdomain.test(value) ? [] : [subdomainRule])];
}

/** What is wrong with a label's value (apimachinery IsValidLabelValue). */
function wrongValue(value: string): readonly string[] {
  return [...(bytes(value) > 63 ? ['must be no more than 63 bytes'] : []), ...(value === '' || isName.test(value) ? [] : [valueRule])];
}

function bytes(value: string): number {
  return new TextEncoder().encode(value).length;
}

/** Errors of a selector as validation reports them, at `route`. Everything is reported, not only the first (apimachinery ValidateLabelSelector). */
export function invalidSelector(part: Part | undefined, route: string): readonly Pick<Invalidity, 'field' | 'type'>[] {
  const errors: Pick<Invalidity, 'field' | 'type'>[] = [];
  const add = (field: string, type: Invalidity['type'], times: number): void => {
    for (let count = 0; count < times; count++) errors.push({ field: `${route}.${field}`, type });
  };
  for (const [key, value] of sorted(textMap(part, 'matchLabels'))) add('matchLabels', 'FieldValueInvalid', wrongName(key).length + wrongValue(value).length);
  each(part, 'matchExpressions').forEach((expression, index) => {
    const at = `matchExpressions[${index}]`;
    const [operator, values] = [text(expression, 'operator'), texts(expression, 'values')];
    if (!isOperator(operator)) add(`${at}.operator`, 'FieldValueInvalid', 1);
    else if (operator === 'In' || operator === 'NotIn') add(`${at}.values`, 'FieldValueRequired', values.length === 0 ? 1 : 0);
    else add(`${at}.values`, 'FieldValueForbidden', values.length > 0 ? 1 : 0);
    add(`${at}.key`, 'FieldValueInvalid', wrongName(text(expression, 'key')).length);
    values.forEach((value, valueIndex) => add(`${at}.values[${valueIndex}]`, 'FieldValueInvalid', wrongValue(value).length));
  });
  return errors;
}
