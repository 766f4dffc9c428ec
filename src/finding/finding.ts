// A finding and its evidence: what every report is made from.
import type { KubeObject } from '#kube/object.js';
import type { Place, Problem } from '#source/document.js';
import type { Lengths } from './lengths.js';
import type { Named } from './named.js';

export const severities = ['critical', 'high', 'medium', 'low', 'info'] as const;
/** How bad it is if true. */
export type Severity = (typeof severities)[number];
/** From the surest. */
export const confidences = ['high', 'medium', 'low'] as const;
/** How sure we are. */
export type Confidence = (typeof confidences)[number];

/** A permission a step rests on, as `kubectl auth can-i` asks for it. */
export interface AskedPermission {
  /** User name with all it needs for `--as`, like `system:serviceaccount:shop:web`. */
  readonly as: string;
  readonly groups?: readonly string[];
  readonly verb: string;
  /** `pods`, `deployments.apps`, or `/metrics`. */
  readonly resource: string;
  readonly subresource?: string;
  readonly name?: string;
  /** Absent: asked in the whole cluster. '': in the namespace that kubectl is set to. */
  readonly namespace?: string;
}

/** One located step of a finding's proof. `place` is null only for what is built into every cluster. */
export interface Evidence {
  readonly message: string;
  /** Id of the technique, on the steps of a path. */
  readonly technique?: string;
  readonly place: Place | null;
  /** Further places of the same step: the binding behind a role, say. */
  readonly related?: readonly { readonly message: string; readonly place: Place }[];
  /** Ids of the graph nodes this step leads from and to, like `serviceaccount:shop/web`. */
  readonly from?: string;
  readonly to?: string;
  /** What people call these nodes. */
  readonly nodes?: readonly { readonly id: string; readonly label: string }[];
  /** Steps of a long path that are left out here. */
  readonly standsFor?: number;
  /** What to ask a live cluster to confirm the step (`--verify`). */
  readonly asks?: readonly AskedPermission[];
}

/** A text edit that would remove the finding; offsets into `file.text`. */
export interface Fix {
  readonly title: string;
  readonly safe: boolean;
  readonly edits: readonly { readonly file: string; readonly start: number; readonly end: number; readonly replacement: string }[];
}

/** One cause, with everything it affects. */
export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  /** A fact, subject first, no full stop. */
  readonly message: string;
  /** The one key to change. */
  readonly place: Place;
  /** The same key in identical copies of the object, which are one to the cluster. */
  readonly copies?: readonly Place[];
  /** Names of files that hold copies of what the finding stands at or rests on. */
  readonly alsoIn?: readonly string[];
  /** What the caret says under `place`: a few words, like "lets group dev create pods in namespace shop". */
  readonly label: string;
  readonly object: Pick<KubeObject, 'group' | 'version' | 'kind' | 'namespace' | 'name'>;
  /** All subjects or workloads affected, sorted: `shop/web`, `user:jane`, `group:dev`. */
  readonly subjects: readonly string[];
  /** Those of them that the message names; where it is left out, the first. */
  readonly named?: readonly Named[];
  /** Of the ways of all subjects, where the message says how many steps they have. */
  readonly lengths?: Lengths;
  /** Ordered. */
  readonly evidence: readonly Evidence[];
  /** Other routes to the same end that were counted, not shown. */
  readonly otherRoutes: number;
  readonly remediation: string;
  readonly fix?: Fix;
  /** Survives moved lines and renamed directories. */
  readonly fingerprint: string;
}

/** Something wrong with an ignore comment or a baseline. Never changes the exit code. */
export interface TriageNote {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly code: 'unknown-rule' | 'unused-ignore' | 'missing-reason';
  readonly message: string;
  readonly severity: 'note';
}

/** The one grant or edge that, removed, cuts many paths. */
export interface ChokePoint {
  readonly message: string;
  /** Where the paths lead, in words. */
  readonly to?: string;
  readonly place: Place | null;
  /** Paths that end when it goes, out of how many to that sink. */
  readonly cuts: number;
  readonly of: number;
}

/** Everything a report needs: pure data, sorted. */
export interface LintResult {
  readonly version: string;
  readonly findings: readonly Finding[];
  readonly problems: readonly (Problem | TriageNote)[];
  readonly counts: { readonly files: number; readonly documents: number; readonly objects: number };
  /** `unchanged`: with `--changed`, those that touch no changed file. `off`: those of rules that sa-lint.yaml switches off. */
  readonly hidden: { readonly ignored: number; readonly baseline: number; readonly unchanged?: number; readonly off?: number };
  readonly rules: readonly RuleCard[];
  /** Most effective first. */
  readonly chokePoints?: readonly ChokePoint[];
}

/** What a report says about a rule. */
export interface RuleCard {
  readonly id: string;
  readonly title: string;
  readonly kind: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly rationale: string;
  readonly remediation: string;
  readonly references: References;
}

/** Ids in other people's catalogues, and pages. */
export interface References {
  readonly cis?: readonly string[];
  readonly mitre?: readonly string[];
  readonly microsoft?: readonly string[];
  readonly owasp?: readonly string[];
  readonly urls?: readonly string[];
}
