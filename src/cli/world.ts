// Loads one world for the commands that answer questions about it.
import type { Chain } from '#cluster/authorizer-chain.js';
import { clusterConfigurationOf, type ClusterConfiguration } from '#cluster/cluster-configuration.js';
import { clusterWorldOf, type ClusterWorld } from '#cluster/cluster-world.js';
import { clusterSourcesOf } from '#cluster/components.js';
import { abacFileAmong, type AbacFile } from '#cluster/abac-file.js';
import { misspeltFlags } from '#cluster/misspelt-flags.js';
import { schemaWithoutNames } from '#graph/custom-resources.js';
import type { KubeObject } from '#kube/object.js';
import { harmless } from '#report/harmless.js';
import { placeText } from '#report/place-text.js';
import { objectsOf } from '#kube/objects.js';
import { worldsOf } from '#kube/worlds.js';
import { lastDefinitions } from '#rbac/repeated.js';
import type { Document, Problem, Sources } from '#source/document.js';
import { inside, rootOf, text } from '#kube/part.js';
import { readFiles } from '#source/read.js';
import { wayForward } from '#source/unrendered.js';
import { isOn, type CommandLine } from './arguments.js';
import { loadInputs, worldOptions } from './inputs.js';
import { writeError } from './output.js';

export interface World {
  readonly objects: readonly KubeObject[];
  /** Everything that was read, of all alternatives: what is no object (flags of components) stands in it as well. */
  readonly documents: readonly Document[];
  readonly complete: boolean;
  readonly version: { readonly version?: string };
  readonly problems: readonly Problem[];
  /** `3 files or documents were not evaluated`; undefined when everything was. */
  readonly open: string | undefined;
  /** Of the cluster: the last API server of the documents counts. */
  readonly configuration: ClusterConfiguration;
  readonly abac: AbacFile | undefined;
}

/**
 * The objects of the paths. Where files contradict each other the first alternative counts, and stderr says so. For `access` alone, what allows nothing is left
 * unread: it matters only for the namespace of roles and bindings that name none, and for which alternatives belong together.
 */
export function loadWorld(paths: readonly string[], line: CommandLine, needs: 'everything' | 'access' = 'everything'): World {
  const { files, problems } = loadInputs(paths, line);
  const { namespace, complete = false, kubernetesVersion, abac } = worldOptions(line);
  const readWith = (options: Parameters<typeof readFiles>[1]): { readonly sources: Sources; readonly read: ReturnType<typeof lastDefinitions> } => {
    const sources = readFiles(files, { ...options, omission: schemaWithoutNames });
    const found = objectsOf(sources.documents, namespace === undefined ? {} : { namespace });
    const last = lastDefinitions(found.objects);
    return { sources, read: { objects: last.objects, problems: [...found.problems, ...last.problems] } };
  };
  const partial = needs === 'access' ? readWith({ relevant: (kind) => !withoutAccess.has(kind) }) : undefined;
  const isEnough = partial?.read.objects.every(namesItsNamespace) === true && worldsOf(partial.read.objects).length === 1;
  const { sources, read } = isEnough ? partial : readWith({});
  const worlds = isEnough ? [read.objects] : worldsOf(read.objects);
  if (worlds.length > 1) note(`${worlds.length} alternatives contradict each other in these files; the first one is asked. Name the files of one to ask about it`);
  const clusterSources = clusterSourcesOf(sources);
  const configuration = clusterConfigurationOf(clusterSources);
  const all = [...problems, ...sources.problems, ...read.problems, ...misspeltFlags(configuration.components)];
  const open = all.filter(({ severity }) => severity === 'not-evaluated');
  if (!isOn(line.values, 'quiet')) noteProblems(open);
  return {
    objects: worlds[0] ?? [],
    documents: sources.documents,
    complete,
    version: kubernetesVersion === undefined ? {} : { version: kubernetesVersion },
    problems: all,
    open: open.length === 0 ? undefined : notEvaluated(open.length),
    configuration,
    abac: abac ?? abacFileAmong(clusterSources, configuration),
  };
}

/** Kinds that allow nothing, start no component, and define no resource. */
const withoutAccess: ReadonlySet<string> = new Set(['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob', 'ReplicationController', 'ServiceAccount', 'Secret', 'PersistentVolumeClaim', 'Service']);

function namesItsNamespace(object: KubeObject): boolean {
  if (object.kind !== 'Role' && object.kind !== 'RoleBinding') return true;
  return text(inside(rootOf(object), 'metadata'), 'namespace') !== '';
}

const shownProblems = 8;

function noteProblems(problems: readonly Problem[]): void {
  for (const { file, line, column, message } of problems.slice(0, shownProblems)) note(`${file}:${line}:${column}: ${message}`);
  const more = problems.length - shownProblems;
  if (more > 0) note(notEvaluated(more, 'more '));
  const way = wayForward(problems.map(({ code }) => code));
  if (way !== undefined) note(way);
}

/** `3 files or documents were not evaluated`. */
export function notEvaluated(count: number, more = ''): string {
  return `${count} ${more}${count === 1 ? 'file or document was' : 'files or documents were'} not evaluated`;
}

const longestNote = 2000;

/** The world with what its cluster's configuration makes of it; stderr says what that is. `open`: something of it could not be evaluated. */
export function loadClusterWorld(paths: readonly string[], line: CommandLine): Omit<World, 'problems' | 'open'> & ClusterWorld & { readonly open: boolean } {
  const world = loadWorld(paths, line);
  const cluster = clusterWorldOf(world.objects, { complete: world.complete, ...world.version, configuration: world.configuration, abac: world.abac });
  noteChain(cluster.chain, line);
  // What the chain leaves open was told with it.
  const rejected = cluster.problems.filter(({ severity, code }) => severity === 'not-evaluated' && code !== 'authorizer');
  if (!isOn(line.values, 'quiet')) noteProblems(rejected);
  return { ...world, ...cluster, open: world.open !== undefined || rejected.length > 0 || cluster.chain.notes.some(({ weight }) => weight === 'open') };
}

/** Says on stderr who authorizes, where the files say so. */
export function noteChain({ notes }: Chain, { values }: CommandLine): void {
  if (!isOn(values, 'quiet')) for (const { message, place } of notes) note(place ? `${placeText(place)}: ${message}` : message);
}

/** One line on stderr; names in it come from files. */
export function note(text: string): void {
  writeError(`sa-lint: ${harmless(text, longestNote)}\n`);
}
