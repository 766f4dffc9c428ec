// Rights and lists of names in words.
import type { Right } from '#rbac/covers.js';

/** `get secrets`, `get secrets and 3 more`. */
export function rightText(rights: readonly Right[]): string {
  const [first] = rights;
  if (!first) return 'nothing';
  const group = 'resource' in first && first.apiGroup !== '' ? `.${first.apiGroup}` : '';
  const text = 'url' in first ? `${first.verb} ${first.url}` : `${first.verb} ${first.resource}${group}`;
  return rights.length === 1 ? text : `${text} and ${rights.length - 1} more`;
}

/** `a`, `a and b`, `a, b and c`. */
export function inWords(names: readonly string[]): string {
  return names.length <= 1 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}
