// A finding and its evidence: what every report is made from.
import type { KubeObject } from '#kube/object.js';
import type { Place, Problem } from '#source/document.js';

export const severities = ['critical', 'high', 'medium', 'low', 'info'] as const;
/** How bad it is if true. */
export type Severity = (typeof severities)[number];
/** How sure we are. */
export type Confidence = 'high' | 'medium' | 'low';

/** One located step of a finding's proof. `place` is null only for what is built into every cluster. */
export interface Evidence {
  readonly message: string;
  /** Id of the technique, on the steps of a path. */
  readonly technique?: string;
  readonly place: Place | null;
  /** Further places of the same step: the binding behind a role, say. */
  readonly related?: readonly { readonly message: string; readonly place: Place }[];
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
  /** What the caret says under `place`: a few words, like "lets group dev create pods in namespace shop". */
  readonly label: string;
  readonly object: Pick<KubeObject, 'group' | 'version' | 'kind' | 'namespace' | 'name'>;
  /** All subjects or workloads affected, sorted: `shop/web`, `user:jane`, `group:dev`. */
  readonly subjects: readonly string[];
  /** Ordered. */
  readonly evidence: readonly Evidence[];
  /** Other routes to the same end that were counted, not shown. */
  readonly otherRoutes: number;
  readonly remediation: string;
  readonly fix?: Fix;
  /** Survives moved lines and renamed directories. */
  readonly fingerprint: string;
}

/** Everything a report needs: pure data, sorted. */
export interface LintResult {
  readonly version: string;
  readonly findings: readonly Finding[];
  readonly problems: readonly Problem[];
  readonly counts: { readonly files: number; readonly documents: number; readonly objects: number };
  readonly hidden: { readonly ignored: number; readonly baseline: number };
  readonly rules: readonly RuleCard[];
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
