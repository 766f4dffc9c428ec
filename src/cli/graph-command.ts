// `sa-lint reach` and `sa-lint graph` on the command line: load the files, build the graph, write the answer.
import { privilegeGraphOf, type PrivilegeGraph } from '#graph/privilege-graph.js';
import type { Identity } from '#rbac/model.js';
import { displayName, parseSubject } from '#rbac/subjects.js';
import type { RuleSet } from '#rule/rule.js';
import { writeAnswers } from './answers.js';
import { textValues, type CommandLine } from './arguments.js';
import type { GraphFormat } from './commands.js';
import { graphText, type GraphContext } from './graph.js';
import { identitiesIn } from './identities.js';
import { loadRules } from './inputs.js';
import { reportTargets, writerFor } from './output.js';
import { identityNamed, startNode, withoutNamespace, type Asked } from './reach-start.js';
import { reach } from './reach.js';
import { UsageError } from './usage-error.js';
import { loadClusterWorld } from './world.js';

/** Exit code 0; 3 when something could not be evaluated, and with it what is reached; else 1 when nothing is reached, 2 when nobody is asked about or nobody of that name is known. */
export async function reachCommand(line: CommandLine): Promise<number> {
  const [from, ...paths] = line.words;
  if (from === undefined) throw new UsageError('reach needs somebody to start from: sa-lint reach shop/web [PATH…]');
  const targets = reportTargets(line);
  const rules = await loadRules(line);
  const { open, ...world } = loadClusterWorld(paths, line);
  const { graph, ...asked } = graphFor({ from, asGroups: textValues(line.values, 'as-group') }, world, rules);
  const exitCode = writeAnswers(line, targets, (wish) => reach({ ...asked, ...wish }, graph, rules));
  return open ? 3 : exitCode;
}

/** The graph with the one who is asked about, in the groups that the caller gives or else the credentials of the files. Who stands in it without being asked about is named by the files. */
function graphFor(asked: Asked, { documents, inventory, access }: Pick<ReturnType<typeof loadClusterWorld>, 'documents' | 'inventory' | 'access'>, rules: RuleSet): Asked & { readonly graph: PrivilegeGraph; readonly isNamed: boolean } {
  const graphWith = (identity?: Identity): PrivilegeGraph => privilegeGraphOf(inventory, access, rules, identity ? [identity] : []);
  const given = identityNamed(asked);
  if (given === undefined || asked.asGroups?.length) return { ...asked, graph: graphWith(given), isNamed: true };
  const entry = identitiesIn(documents, inventory, access).find(({ name }) => name === displayName(parseSubject(asked.from)));
  const graph = graphWith(entry?.identity);
  const from = entry ? asked.from : withoutNamespace(asked.from, graph);
  if (entry?.identity) return { from, asGroups: entry.identity.groups, graph, isNamed: true };
  if (startNode({ from }, graph) !== undefined) return { from, graph, isNamed: true };
  return { from, graph: graphWith(given), isNamed: entry !== undefined };
}

/** Exit code 0, or 3 when something could not be evaluated. */
export async function graphCommand(line: CommandLine): Promise<number> {
  const targets = reportTargets(line);
  const rules = await loadRules(line);
  const { open, ...context } = worldOf(line, line.words, rules);
  for (const target of targets) {
    const { write, end } = writerFor(target);
    const format = target.format as GraphFormat;
    write(format === 'html' ? (await import('./picture.js')).pictureOf({ ...context, rules }) : graphText(context, format));
    end();
  }
  return open ? 3 : 0;
}

/** The first world of the files, with its graph; `open` when something of it could not be evaluated. */
export function worldOf(line: CommandLine, paths: readonly string[], rules: RuleSet): GraphContext & { readonly open: boolean } {
  const { inventory, access, open } = loadClusterWorld(paths, line);
  return { inventory, access, graph: privilegeGraphOf(inventory, access, rules), open };
}
