// `sa-lint identities` on the command line: load the files, build the graph, write the list.
import { privilegeGraphOf } from '#graph/privilege-graph.js';
import { writeAnswers } from './answers.js';
import type { CommandLine } from './arguments.js';
import { identitiesForGraph, identitiesIn, identitiesText } from './identities.js';
import { loadRules } from './inputs.js';
import { reportTargets } from './output.js';
import { loadClusterWorld } from './world.js';

/** Exit code 0, or 3 when something could not be evaluated. */
export async function identitiesCommand(line: CommandLine): Promise<number> {
  const targets = reportTargets(line);
  const rules = await loadRules(line);
  const { documents, inventory, access, open } = loadClusterWorld(line.words, line);
  const entries = identitiesIn(documents, inventory, access);
  const graph = privilegeGraphOf(inventory, access, rules, identitiesForGraph(entries));
  return writeAnswers(line, targets, ({ format, screen }) => ({ output: identitiesText(entries, graph, rules, format, screen), hints: [], exitCode: open ? 3 : 0 }));
}
