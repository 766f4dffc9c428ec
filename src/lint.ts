// The pipeline: files → documents → objects → one world or several → access → privilege graph → findings.
import { check } from '#check/check.js';
import { clusterWorldOf, writtenCluster, type ClusterOptions } from '#cluster/cluster-world.js';
import { clusterSourcesOf } from '#cluster/components.js';
import { withCopies } from '#check/copies.js';
import { readingFor } from '#check/reading.js';
import { heldEverywhere, withVariants } from '#check/variants.js';
import { checkSettings } from '#check/setting-rules.js';
import { chokePointsOf } from '#check/choke-points.js';
import type { ChokePoint, Finding, LintResult } from '#finding/finding.js';
import { withDistinctFingerprints } from '#finding/fingerprint.js';
import { applyIgnores } from '#finding/ignore.js';
import { mergeChokePoints, mergeFindings } from '#finding/merge.js';
import { sortFindings, sortProblems } from '#finding/sort.js';
import { privilegeGraphOf } from '#graph/privilege-graph.js';
import type { KubeObject } from '#kube/object.js';
import { objectsOf } from '#kube/objects.js';
import { worldsOf } from '#kube/worlds.js';
import { lastDefinitions } from '#rbac/repeated.js';
import { builtinRules } from '#rule/builtin.js';
import { cardsOf } from '#rule/cards.js';
import type { RuleSet } from '#rule/rule.js';
import type { Problem, SourceFile } from '#source/document.js';
import { readFiles } from '#source/read.js';
import { version } from './version.js';

/** What the user says about the cluster and about how to look at it. */
export interface LintOptions {
  /** Where objects without a namespace are applied. */
  readonly namespace?: string;
  /** Nothing exists beyond the files and the built-in world. */
  readonly complete?: boolean;
  /** Like `1.36`. */
  readonly kubernetesVersion?: string;
  /** The ABAC policy file that the API server reads. */
  readonly abac?: ClusterOptions['abac'];
  /** Rules to run; the built-in ones when left out. */
  readonly rules?: RuleSet;
  /** True also names the bindings that cut most paths: a search of its own, for those who show them. */
  readonly chokePoints?: boolean;
  /** False shows what ignore comments hide. */
  readonly ignoreComments?: boolean;
  /** Told what begins, in words: `checking 300 objects`. */
  readonly onStage?: (stage: string) => void;
  /** What could not be read before (missing paths, unreadable files); passed on. */
  readonly problems?: readonly Problem[];
}

/** Findings of a set of files, sorted, with everything that could not be evaluated. Pure: same files, same result. */
export function lint(files: readonly SourceFile[], options: LintOptions = {}): LintResult {
  const rules = options.rules ?? builtinRules();
  options.onStage?.(`reading ${files.length} files`);
  const sources = readFiles(files, readingFor(rules));
  const read = objectsOf(sources.documents, options.namespace === undefined ? {} : { namespace: options.namespace });
  const { objects, problems } = lastDefinitions(read.objects);
  const clusterSources = clusterSourcesOf(sources);
  const cluster = writtenCluster(clusterSources, options);
  const worlds = worldsOf(objects).map((world) => lintWorld(world, rules, cluster, options));
  options.onStage?.('gathering what was found');
  const found = withCopies(withVariants(sortFindings([...mergeFindings(heldEverywhere(worlds, rules)), ...checkSettings(rules.setting, clusterSources)]), objects), objects);
  const { kept, ignored, problems: unused } = applyIgnores(withDistinctFingerprints(found), options.ignoreComments === false ? [] : files, rules);
  return {
    version,
    findings: kept,
    problems: sortProblems([...(options.problems ?? []), ...sources.problems, ...read.problems, ...problems, ...cluster.problems, ...worlds.flatMap((world) => world.problems), ...unused]),
    counts: { files: files.length, documents: sources.documents.length + sources.skipped, objects: read.objects.length + sources.skipped },
    hidden: { ignored: ignored.length, baseline: 0 },
    rules: cardsOf(rules),
    chokePoints: mergeChokePoints(worlds.map((world) => world.chokePoints)),
  };
}

type LintedWorld = Readonly<{ objects: readonly KubeObject[]; findings: readonly Finding[]; problems: readonly Problem[]; chokePoints: readonly ChokePoint[] }>;

function lintWorld(objects: readonly KubeObject[], rules: RuleSet, cluster: ClusterOptions, { chokePoints = false, onStage }: LintOptions): LintedWorld {
  onStage?.(`following the rights of ${objects.length} objects`);
  const { inventory, access, problems } = clusterWorldOf(objects, cluster);
  const context = { inventory, access, graph: privilegeGraphOf(inventory, access, rules), rules };
  return { objects, findings: check(context), problems, chokePoints: chokePoints ? chokePointsOf(context) : [] };
}
