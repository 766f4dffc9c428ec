// What a change of manifests gives and takes away: the result of `sa-lint diff`.
import type { Place } from '#source/document.js';
import type { Finding } from './finding.js';

export interface Change<T> {
  readonly gained: readonly T[];
  readonly lost: readonly T[];
}

/** A user, group or ServiceAccount that the files name, like `shop/web`, `user:jane`. */
export interface IdentityChange {
  readonly identity: string;
  readonly place: Place | undefined;
}

/** Verbs on one resource (or URL) that a subject is granted in one scope. */
export interface RightChange {
  readonly subject: string;
  /** Null: in the whole cluster. '': in the namespace that the files are applied to. */
  readonly namespace: string | null;
  /** Empty when the role is in no file. */
  readonly verbs: readonly string[];
  /** `create, patch deployments.apps`, `get secrets named db`, `get /metrics`. */
  readonly permission: string;
  /** `RoleBinding shop/dev -> Role shop/deployer`. */
  readonly through: string;
  readonly place: Place | undefined;
}

/** A token that a container can read. */
export interface TokenChange {
  /** `Deployment shop/api`. */
  readonly workload: string;
  readonly container: string;
  readonly serviceAccount: string;
  readonly source: string;
  /** '' is the API server. */
  readonly audience: string;
  readonly place: Place | undefined;
}

/** Each list is sorted. Places of what is lost are in the base. */
export interface TreeDiff {
  readonly identities: Change<IdentityChange>;
  readonly grants: Change<RightChange>;
  readonly tokens: Change<TokenChange>;
  readonly findings: Change<Finding>;
}
