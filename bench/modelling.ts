// Reads and models trees as a lint with the built-in rules does, and stops there: what bench.ts measures where reading alone is meant.
import { readingFor } from '#check/reading.js';
import { inventoryOfObjects } from '#kube/inventory-of.js';
import { objectsOf } from '#kube/objects.js';
import { worldsOf } from '#kube/worlds.js';
import { ruleSet } from '#rule/rule-set.js';
import { collect } from '#source/collect.js';
import { readFiles } from '#source/read.js';

const { documents } = readFiles(collect(process.argv.slice(2)).files, readingFor(ruleSet([])));
// Workloads are worked out when they are first asked for.
for (const world of worldsOf(objectsOf(documents).objects)) void inventoryOfObjects(world).workloads;
