// `sa-lint identities` on the command line: load the files, build the graph, write the list.
import { privilegeGraphOf } from '#graph/privilege-graph.js';
import { paintWith } from '#report/paint.js';
import type { CommandLine } from './arguments.js';
import { identitiesForGraph, identitiesIn, identitiesText } from './identities.js';
import { loadRules } from './inputs.js';
import { reportTargets, terminal, writerFor } from './output.js';
import { loadClusterWorld } from './world.js';

/** Exit code 0, or 3 when something could not be evaluated. */
export async function identitiesCommand(line: CommandLine): Promise<number> {
  const targets = reportTargets(line);
  const rules = await loadRules(line);
  const { documents, inventory, access, open } = loadClusterWorld(line.words, line);
  const entries = identitiesIn(documents, inventory, access);
  const graph = privilegeGraphOf(inventory, access, rules, identitiesForGraph(entries));
  for (const target of targets) {
    const { write, end } = writerFor(target);
    const { color, width } = terminal(line, target.file !== undefined);
    write(identitiesText(entries, graph, rules, target.format === 'json' ? 'json' : 'text', { width, paint: paintWith(color) }));
    end();
  }
  return open ? 3 : 0;
}
