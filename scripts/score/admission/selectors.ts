// Compares label selectors with recorded answers of apimachinery.
import { invalidSelector, selectorOf } from '#kube/selectors.js';
import { partOf } from '#kube/value.js';
import { compare, fields, isFields, list, type Fields, type Scorer } from './record.js';

export const scoreSelectors: Scorer = (record) => {
  const written = record['selector'];
  const part = isFields(written) ? partOf(written) : undefined;
  const selector = selectorOf(part);
  const validation = compare('validation', record['validation'], invalidSelector(part, 'selector'));
  if ('error' in selector) return [...compare('error', record['error'], selector.error), ...validation];
  return [
    ...compare('error', record['error'], undefined),
    ...compare('string', record['string'], selector.text),
    ...compare('empty', record['empty'], selector.isEmpty),
    ...list(record, 'cases').flatMap((entry, index) => compare(`case ${index}`, fields(entry)['match'], selector.matches(labelsOf(fields(entry, 'labels'))))),
    ...validation,
  ];
};

function labelsOf(labels: Fields): ReadonlyMap<string, string> {
  return new Map(Object.entries(labels).map(([key, value]) => [key, String(value)]));
}
