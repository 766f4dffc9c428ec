// Every folder of fixtures/ is a tree a person could have written; what is annotated is found in it, and nothing else. The README shows the one without annotations.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { lint } from '#lint.js';
import { collect } from '#source/collect.js';
import { regionOf } from '#source/place.js';
import { annotationsIn } from './annotations.js';

const trees = [...readdirSync('fixtures').filter((name) => name !== 'quickstart' && name !== 'clusters'), ...readdirSync('fixtures/clusters').map((name) => `clusters/${name}`)];

test.each(trees)('fixtures/%s', (tree) => {
  const { files, problems } = collect([`fixtures/${tree}`]);
  const result = lint(files, { problems });
  const found = result.findings.map(({ rule, place, message }) => ({ at: `${place.file.name}:${regionOf(place).line} ${rule}`, message }));
  const expected = files.flatMap(({ name, text }) => annotationsIn(text).findings.map(({ line, rule }) => `${name}:${line} ${rule}`));
  expect(found.map(({ at }) => at).sort(), JSON.stringify(found, null, 2)).toEqual([...expected, ...listed(tree)].sort());
});

/** What is found in files that take no comments behind their lines: `FILE:LINE RULE`. */
function listed(tree: string): readonly string[] {
  const list = `fixtures/${tree}/findings.txt`;
  return existsSync(list) ? readFileSync(list, 'utf8').split('\n').filter((line) => line !== '').map((line) => `fixtures/${tree}/${line}`) : [];
}
