// The Pod Security evaluator: which controls of baseline and restricted a pod violates, at any version, in upstream's words (k8s.io/pod-security-admission policy).
import data from '../../rules/kubernetes/pod-security.json' with { type: 'json' };
import { baselineChecks } from './pod-security-baseline.js';
import { restrictedChecks } from './pod-security-restricted.js';
import type { Part } from './part.js';
import { containersOf } from './references.js';

export type PodSecurityLevel = 'privileged' | 'baseline' | 'restricted';

/** A minor version of Kubernetes 1, or `latest`. */
export type PodSecurityVersion = number | 'latest';

/**
 * How far the pod has come: as written; defaulted as a Pod or as the template of a workload; or as it is enforced, when AppArmor annotations have become fields.
 * Only Pods get `hostPort` filled in on the host's network, so that a template may pass where its pods do not.
 */
export type PodStage = 'written' | 'template' | 'pod' | 'created';

/** What the evaluator looks at. */
export interface EvaluatedPod {
  readonly annotations: ReadonlyMap<string, string>;
  readonly spec: Part;
  readonly stage: PodStage;
}

/** The same with its containers, looked up once for all checks: init, regular, ephemeral. */
export interface CheckedPod extends EvaluatedPod {
  readonly containers: readonly Part[];
}

/** One violated control: its id, and reason and detail as the API server prints them. */
export interface Violation {
  readonly check: string;
  readonly reason: string;
  readonly detail: string;
  /** Both in one: `host namespaces (hostNetwork=true)`. */
  readonly message: string;
}

/** Gives reason and detail when the pod violates a control at `minor`. */
export type Check = (pod: CheckedPod, minor: number) => { readonly reason: string; readonly detail: string } | undefined;

type Entries = Readonly<Record<string, { readonly since: readonly number[]; readonly overrides?: string }>>;
const controls: { readonly baseline: Entries; readonly restricted: Entries } = data;

/** Newest minor version with rules of its own that a cluster of Kubernetes 1.`cluster` knows; `latest` means this one. */
function newestKnown(cluster: number): number {
  return Math.max(...versionsWithRules.filter((minor) => minor <= cluster));
}

const versionsWithRules = [...Object.values(controls.baseline), ...Object.values(controls.restricted)].flatMap(({ since }) => since);

/**
 * Violations of `level` at `version`, baseline controls first, each sort by id as upstream. A version that is newer than the cluster (Kubernetes 1.`cluster`) knows
 * means its newest; a control older than its first version is not evaluated; a restricted control replaces the baseline one it overrides.
 */
export function podSecurityViolations(pod: EvaluatedPod, level: PodSecurityLevel, version: PodSecurityVersion, cluster = 36): readonly Violation[] {
  if (level === 'privileged') return [];
  const newest = newestKnown(cluster);
  const minor = version === 'latest' ? newest : Math.min(version, newest);
  const checked: CheckedPod = { ...pod, containers: containersOf(pod.spec) };
  return checksOf(level, minor).flatMap(({ id, check }) => {
    const violated = check(checked, minor);
    return violated ? [{ check: id, ...violated, message: messageOf(violated) }] : [];
  });
}

type ActiveChecks = readonly { readonly id: string; readonly check: Check }[];
const checksByVersion = new Map<string, ActiveChecks>();

/** The controls of a level at a version, in upstream's order; worked out once for each. */
function checksOf(level: 'baseline' | 'restricted', minor: number): ActiveChecks {
  const key = `${level}:${minor}`;
  const known = checksByVersion.get(key);
  if (known) return known;
  const active = (entries: Entries): string[] => Object.keys(entries).filter((id) => Math.min(...(entries[id]?.since ?? [])) <= minor).sort();
  const restricted = level === 'restricted' ? active(controls.restricted) : [];
  const overridden = new Set(restricted.map((id) => controls.restricted[id]?.overrides));
  const checks = [...active(controls.baseline).filter((id) => !overridden.has(id)), ...restricted].map((id) => {
    const check = baselineChecks[id] ?? restrictedChecks[id];
    if (!check) throw new Error(`no check for the control ${id} of rules/kubernetes/pod-security.json`);
    return { id, check };
  });
  checksByVersion.set(key, checks);
  return checks;
}

/** All violations in one line, as the API server lists them behind `violates PodSecurity "restricted:latest": `. */
export function violationsText(violations: readonly Violation[]): string {
  return violations.map(({ message }) => message).join(', ');
}

function messageOf({ reason, detail }: Pick<Violation, 'reason' | 'detail'>): string {
  return detail === '' ? reason : `${reason} (${detail})`;
}
