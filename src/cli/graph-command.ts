// `sa-lint reach` and `sa-lint graph` on the command line: load the files, build the graph, write the answer.
import { privilegeGraphOf } from '#graph/privilege-graph.js';
import type { Identity } from '#rbac/model.js';
import { paintWith } from '#report/paint.js';
import type { RuleSet } from '#rule/rule.js';
import { textValue, textValues, type CommandLine } from './arguments.js';
import { graphFormats, graphText, type GraphContext, type GraphFormat } from './graph.js';
import { loadRules } from './inputs.js';
import { reportTargets, terminal, writerFor } from './output.js';
import { identityNamed, reach } from './reach.js';
import { UsageError } from './usage-error.js';
import { loadClusterWorld, note } from './world.js';

/** Exit code 0; 1 when nothing is reached, 2 when nobody is asked about, 3 when something could not be evaluated and nothing is reached. */
export async function reachCommand(line: CommandLine): Promise<number> {
  const as = textValue(line.values, 'as');
  const [from, ...paths] = as === undefined ? line.words : [as, ...line.words];
  if (from === undefined) throw new UsageError('reach needs somebody to start from: sa-lint reach shop/web [PATH…]');
  const [target = { format: 'text', file: undefined }] = reportTargets(line, ['text', 'json']);
  const asGroups = textValues(line.values, 'as-group');
  const identity = identityNamed({ from, asGroups });
  const rules = await loadRules(line);
  const { graph, open } = worldOf(line, paths, rules, identity ? [identity] : []);
  const { color, width } = terminal(line, target.file !== undefined);
  const { output, hints, exitCode } = reach({ from, asGroups, format: target.format === 'json' ? 'json' : 'text', screen: { width, paint: paintWith(color) } }, graph, rules);
  for (const hint of hints) note(hint);
  const { write, end } = writerFor(target);
  write(output);
  end();
  return exitCode === 1 && open ? 3 : exitCode;
}

/** Exit code 0, or 3 when something could not be evaluated. */
export async function graphCommand(line: CommandLine): Promise<number> {
  const targets = reportTargets(line, graphFormats);
  const rules = await loadRules(line);
  const { open, ...context } = worldOf(line, line.words, rules, []);
  for (const target of targets) {
    const { write, end } = writerFor(target);
    const format = target.format as GraphFormat;
    write(format === 'html' ? (await import('./picture.js')).pictureOf({ ...context, rules }) : graphText(context, format));
    end();
  }
  return open ? 3 : 0;
}

/** The first world of the files, with its graph; `open` when something of it could not be evaluated. */
export function worldOf(line: CommandLine, paths: readonly string[], rules: RuleSet, identities: readonly Identity[]): GraphContext & { readonly open: boolean } {
  const { inventory, access, open } = loadClusterWorld(paths, line);
  return { inventory, access, graph: privilegeGraphOf(inventory, access, rules, identities), open };
}
