// `sa-lint can-i` and `sa-lint who-can`: the words of the command line turned into a question, the answer into an exit code.
import { accessOf } from '#rbac/access.js';
import { inventoryOfObjects } from '#kube/inventory-of.js';
import { nodeAnswersOf } from '#kube/node-answers.js';
import { once } from '#kube/once.js';
import { objectsOf } from '#kube/objects.js';
import { readFiles } from '#source/read.js';
import { collect } from '#source/collect.js';
import { paintWith } from '#report/paint.js';
import { chainOf } from '#cluster/authorizer-chain.js';
import { accessOfChain } from '#cluster/cluster-world.js';
import { isOn, textValue, textValues, type CommandLine } from './arguments.js';
import type { CommandResult } from './access-answer.js';
import { canI, type AccessContext } from './can-i.js';
import { readGiven } from './inputs.js';
import { reportTargets, terminal, writerFor } from './output.js';
import { UsageError } from './usage-error.js';
import { whoCan } from './who-can.js';
import { loadWorld, note, noteChain } from './world.js';

/** Answers `can-i`; the exit code is the answer. */
export function canICommand(line: CommandLine): number {
  const { values } = line;
  const bulk = textValue(values, 'requests');
  const object = textValue(values, 'object');
  const list = isOn(values, 'list');
  // With --requests, --object or --list the words are paths, but for a leading question that goes with --object.
  const [verb, resource, ...paths] = bulk !== undefined || list ? [undefined, undefined, ...line.words] : line.words;
  const question = { ...(verb === undefined ? {} : { verb }), ...(resource === undefined ? {} : { resource }) };
  return answer(line, paths.filter((path) => path !== undefined), (context, format) =>
    canI(
      {
        ...question,
        ...asked(line),
        list,
        format,
        ...(bulk === undefined ? {} : { requests: readGiven(bulk) }),
        ...(object === undefined ? {} : { apply: objectsOf(readFiles(collect([object]).files).documents, namespaceOf(line)).objects }),
      },
      context,
    ),
  );
}

/** Answers `who-can`. */
export function whoCanCommand(line: CommandLine): number {
  const [verb, resource, ...paths] = line.words;
  if (verb === undefined || resource === undefined) throw new UsageError('who-can needs a verb and a resource or URL, such as `who-can get secrets`');
  return answer(line, paths, (context, format) => whoCan({ verb, resource, ...asked(line), format }, context), 'access');
}

function answer(line: CommandLine, paths: readonly string[], ask: (context: AccessContext, format: 'text' | 'json') => CommandResult, needs: 'everything' | 'access' = 'everything'): number {
  const [target = { format: 'text', file: undefined }] = reportTargets(line, ['text', 'json']);
  const world = loadWorld(paths, line, needs);
  const access = accessOf(world.objects, { complete: world.complete, ...world.version });
  for (const problem of access.problems) note(`${problem.file}:${problem.line}:${problem.column}: ${problem.message}`);
  const nodes = once(() => nodeAnswersOf(inventoryOfObjects(world.objects, { complete: world.complete, ...world.version })));
  const chain = chainOf(world.configuration, access, world.abac, (asker, request) => nodes()(asker, request));
  noteChain(chain, line);
  const { color, width } = terminal(line, target.file !== undefined);
  const context: AccessContext = {
    access,
    objects: world.objects,
    complete: world.complete,
    ...world.version,
    screen: { width, paint: paintWith(color) },
    authorizers: chain.authorizers,
    effective: () => accessOfChain(access, chain.authorizers, world.configuration, world.complete),
  };
  const result = ask(context, target.format === 'json' ? 'json' : 'text');
  for (const hint of result.hints) note(hint);
  const { write, end } = writerFor(target);
  write(result.output);
  end();
  return result.exitCode;
}

function asked(line: CommandLine): Pick<Parameters<typeof canI>[0], 'as' | 'asGroups' | 'subresource' | 'namespace' | 'allNamespaces'> {
  const { values } = line;
  const as = textValue(values, 'as');
  const subresource = textValue(values, 'subresource');
  return {
    asGroups: textValues(values, 'as-group'),
    allNamespaces: isOn(values, 'all-namespaces'),
    ...namespaceOf(line),
    ...(as === undefined ? {} : { as }),
    ...(subresource === undefined ? {} : { subresource }),
  };
}

function namespaceOf({ values }: CommandLine): { namespace?: string } {
  const namespace = textValue(values, 'namespace');
  return namespace === undefined ? {} : { namespace };
}
