// `sa-lint can-i` and `sa-lint who-can`: the words of the command line turned into a question, the answer into an exit code.
import { existsSync } from 'node:fs';
import type { KubeObject } from '#kube/object.js';
import { accessOf } from '#rbac/access.js';
import { inventoryOfObjects } from '#kube/inventory-of.js';
import { nodeAnswersOf } from '#kube/node-answers.js';
import { once } from '#kube/once.js';
import { objectsOf } from '#kube/objects.js';
import type { Problem } from '#source/document.js';
import { readFiles } from '#source/read.js';
import { collect } from '#source/collect.js';
import { didYouMean } from '#rule/nearest.js';
import { chainOf } from '#cluster/authorizer-chain.js';
import { accessOfChain } from '#cluster/cluster-world.js';
import { writeAnswers } from './answers.js';
import { isOn, textValue, textValues, type CommandLine } from './arguments.js';
import type { CommandResult } from './access-answer.js';
import { canI, whatIsMissing, type AccessContext } from './can-i.js';
import { readGiven } from './inputs.js';
import { reportTargets } from './output.js';
import { UsageError } from './usage-error.js';
import { whoCan } from './who-can.js';
import { loadWorld, note, notEvaluated, noteChain } from './world.js';

/** Answers `can-i`; the exit code is the answer. The question is looked at before the files are. */
export function canICommand(line: CommandLine): number {
  const { values } = line;
  const bulk = textValue(values, 'requests');
  const object = textValue(values, 'object');
  const question = { ...questionOf(line), ...asked(line), list: isOn(values, 'list'), ...(bulk === undefined ? {} : { requests: readGiven(bulk) }) };
  const missing = whatIsMissing({ ...question, apply: object });
  if (missing !== undefined) throw new UsageError(missing);
  const wanted = object === undefined ? undefined : objectsToApply(object, line);
  if (wanted && wanted.problems.length > 0) {
    for (const problem of wanted.problems) note(`${problem.file}:${problem.line}:${problem.column}: ${problem.message}`);
    return 3;
  }
  return answer(line, question.paths, (context, format) => canI({ ...question, ...(wanted && { apply: wanted.objects }), format }, context));
}

/** The words before the paths: none with `--requests` and `--list`, perhaps a verb with `--object`. */
function questionOf({ words, values }: CommandLine): { readonly verb?: string; readonly resource?: string; readonly paths: readonly string[] } {
  if (textValue(values, 'requests') !== undefined || isOn(values, 'list')) return { paths: words };
  const [verb, resource, ...paths] = words;
  if (textValue(values, 'object') === undefined) return { ...(verb === undefined ? {} : { verb }), ...(resource === undefined ? {} : { resource }), paths };
  if (verb === undefined) return { paths: [] };
  if (applyVerbs.includes(verb)) return { verb, paths: words.slice(1) };
  if (existsSync(verb) || !/^\w+$/.test(verb)) return { paths: words };
  throw new UsageError(`--object takes ${applyVerbs.join(', ')} before the paths, not ${verb}${didYouMean(verb, applyVerbs)}`);
}

/** The objects of `--object`, or why not all of them can be asked about. */
function objectsToApply(file: string, line: CommandLine): { readonly objects: readonly KubeObject[]; readonly problems: readonly Problem[] } {
  const collected = collect([file]);
  if (collected.files.length === 0) throw new UsageError(`cannot read the objects of ${file}: it ${collected.problems[0]?.message ?? 'holds none'}`);
  const { documents, problems } = readFiles(collected.files);
  const { objects, problems: broken } = objectsOf(documents, namespaceOf(line));
  return { objects, problems: [...collected.problems, ...problems, ...broken].filter(({ severity }) => severity === 'not-evaluated') };
}

/** Verbs by which an object is applied. */
const applyVerbs = ['create', 'update', 'patch'];

/** Answers `who-can`. */
export function whoCanCommand(line: CommandLine): number {
  const [verb, resource, ...paths] = line.words;
  if (verb === undefined || resource === undefined) throw new UsageError('who-can needs a verb and a resource or URL, such as `who-can get secrets`');
  return answer(line, paths, (context, format) => whoCan({ verb, resource, ...asked(line), format }, context), 'access');
}

function answer(line: CommandLine, paths: readonly string[], ask: (context: AccessContext, format: 'text' | 'json') => CommandResult, needs: 'everything' | 'access' = 'everything'): number {
  const targets = reportTargets(line);
  const world = loadWorld(paths, line, needs);
  const access = accessOf(world.objects, { complete: world.complete, ...world.version });
  for (const problem of access.problems) note(`${problem.file}:${problem.line}:${problem.column}: ${problem.message}`);
  const rejected = access.problems.filter(({ severity }) => severity === 'not-evaluated').length;
  const open = world.open ?? (rejected > 0 ? notEvaluated(rejected) : undefined);
  const nodes = once(() => nodeAnswersOf(inventoryOfObjects(world.objects, { complete: world.complete, ...world.version })));
  const chain = chainOf(world.configuration, access, world.abac, (asker, request) => nodes()(asker, request));
  noteChain(chain, line);
  const context: AccessContext = {
    access,
    objects: world.objects,
    complete: world.complete,
    ...world.version,
    ...(open === undefined ? {} : { open }),
    authorizers: chain.authorizers,
    effective: () => accessOfChain(access, chain.authorizers, world.configuration, world.complete),
  };
  return writeAnswers(line, targets, ({ format, screen }) => ask({ ...context, screen }, format));
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
