// Reads and models trees and stops there: what bench.ts measures where reading alone is meant.
import { collect } from '#source/collect.js';
import { readFiles } from '#source/read.js';
import { inventoryOf } from '#kube/inventory-of.js';
import { objectsOf } from '#kube/objects.js';
import { worldsOf } from '#kube/worlds.js';

const { documents } = readFiles(collect(process.argv.slice(2)).files);
for (const world of worldsOf(objectsOf(documents).objects)) inventoryOf(world, { complete: false });
