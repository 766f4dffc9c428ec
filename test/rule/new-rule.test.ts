import { expect, test } from 'vitest';
import { readRules } from '#rule/load.js';
import { kinds } from '#rule/rule.js';
import { scaffold } from '../../scripts/new-rule.js';

test.each(kinds)('a new %s rule is a rule', (kind) => {
  const { rules, problems } = readRules([{ name: `rules/${kind}/my-rule.yaml`, text: scaffold(kind, 'my-rule') }]);
  expect(problems.filter(({ message }) => !/^"to" names "cluster-admin"/.test(message))).toEqual([]);
  expect(rules[kind].map(({ id, title }) => [id, title])).toEqual([['my-rule', 'My rule']]);
});
