// Words of technique rules mean something: a fact, premise or gain that nobody knows would be a technique that never fires.
import { expect, test } from 'vitest';
import { containerFact } from '#graph/container-facts.js';
import { isTechniqueFact } from '#graph/facts.js';
import { isRelation } from '#graph/implied.js';
import { isCollection } from '#graph/node.js';
import { isNodeRelation } from '#graph/node-relations.js';
import { builtinRules } from '#rule/builtin.js';
import type { Premise } from '#rule/rule.js';

const { technique: rules } = builtinRules();
/** Capabilities that the graph itself makes. */
const made = new Set(['bound-role', 'bound-clusterrole', 'missing-role', 'missing-clusterrole', 'aggregated-clusterrole', 'own-nodes', 'node', 'node-identity', 'nodes', 'admin']);
const given = new Set(rules.flatMap(({ gives }) => gives));

const holdsOf = (premise: Premise): readonly string[] => ('holds' in premise ? [premise.holds] : 'oneOf' in premise ? premise.oneOf.flat().flatMap(holdsOf) : 'together' in premise ? premise.together.flatMap(holdsOf) : []);

test.each(rules.map((rule) => [rule.id, rule] as const))('%s', (_, { needs, where = [], each }) => {
  const held = needs.flatMap(holdsOf);
  expect(held.filter((type) => !isRelation(type) && !isNodeRelation(type) && !made.has(type) && !given.has(type) && !isCollection(type)), 'premises').toEqual([]);
  if (held.some((type) => isRelation(type) || isNodeRelation(type))) expect(needs, 'a relation stands alone').toHaveLength(1);
  const known = held.includes('own-node') ? (fact: string) => containerFact(fact) !== undefined : isTechniqueFact;
  expect(where.filter((fact) => !known(fact)), 'facts').toEqual([]);
  if (JSON.stringify({ needs, where }).includes('$verb')) expect(each?.every((value) => value.includes(':'))).toBe(true);
});
