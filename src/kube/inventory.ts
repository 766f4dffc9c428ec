// Everything the files say about one cluster, typed: what src/rbac, src/graph and src/check work on.
import type { Mapping, Place, Problem } from '#source/document.js';
import type { Admission } from './admission.js';
import type { Features } from './features.js';
import type { KubeObject } from './object.js';
import type { Part } from './part.js';
import type { PodTemplate } from './pod-spec.js';
import type { LevelVersion } from './pod-security-policy.js';
import type { Violation } from './pod-security.js';
import type { WrongType } from './undecodable.js';

/** A ServiceAccount, written or implied (`default` of every namespace). */
export interface ServiceAccount {
  readonly object: KubeObject;
  /** Undefined when it says nothing (then the pod decides, then true: D6). */
  readonly automount: boolean | undefined;
  /** The key that says so. */
  readonly automountPlace: Place | undefined;
  readonly imagePullSecrets: readonly string[];
  readonly secrets: readonly string[];
  readonly enforcesMountableSecrets: boolean;
}

/** A token that a container can read. */
export interface Token {
  readonly source: 'automount' | 'projected' | 'secret' | 'csi';
  /** How it gets into the container: a file of a volume, or the environment. */
  readonly via: 'projected' | 'secret' | 'projected-secret' | 'envFrom' | 'env' | 'csi';
  /** Where in the container: a path, or an environment variable as `$NAME`. */
  readonly path: string;
  /** '' is the API server itself. */
  readonly audience: string;
  /** Null: never expires. */
  readonly expirationSeconds: number | null;
  /** Name of the ServiceAccount it speaks for, in the pod's namespace. */
  readonly serviceAccount: string;
  /** False for tokens of another audience: useless against the API server (E3). */
  readonly forApiServer: boolean;
  /** What brings it: the volume source, the Secret reference; undefined when injected. */
  readonly place: Place | undefined;
}

export interface Container {
  readonly name: string;
  readonly type: 'container' | 'init' | 'ephemeral';
  readonly node: Mapping;
  /** Route from the object's root, like `spec.template.spec.containers[0]`. */
  readonly route: string;
  readonly tokens: readonly Token[];
}

/** Who decided whether the token is mounted (D6). */
export interface AutomountDecision {
  readonly mounted: boolean;
  readonly by: 'pod' | 'serviceaccount' | 'default' | 'mirror-pod' | 'static-pod' | 'patch' | 'admission-off';
  readonly place: Place | undefined;
}

/** A reference of a pod to an object of its namespace. */
export interface PodReference {
  readonly kind: 'Secret' | 'ConfigMap' | 'PersistentVolumeClaim';
  readonly name: string;
  readonly place: Place | undefined;
  /** The volume that holds it: containers read it only where they mount that. */
  readonly volume?: string;
}

/** A Pod or anything that carries a pod template, with what admission makes of it. */
export interface Workload {
  readonly object: KubeObject;
  /** Its pods: those of a custom resource with several of them are a workload each. */
  readonly template: PodTemplate;
  /** `spec`, `spec.template.spec`, … */
  readonly podSpec: Part;
  /** Fields of its pod spec that the API server cannot read; with any, nothing more is known of its pods. */
  readonly wrongTypes: readonly WrongType[];
  /** True, false (with `error`: not readable, or refused by ServiceAccount admission or by the Pod Security level of its namespace), or unknown: its ServiceAccount is in no file. */
  readonly admitted: boolean | 'unknown';
  readonly error: string | undefined;
  /** Effective (D2, D4). */
  readonly serviceAccountName: string;
  /** The key that names the account; undefined when it falls to `default`. */
  readonly serviceAccountPlace: Place | undefined;
  /** The account, undefined when it is in no file. */
  readonly serviceAccount: ServiceAccount | undefined;
  readonly automount: AutomountDecision;
  readonly imagePullSecrets: readonly string[];
  readonly containers: readonly Container[];
  readonly references: readonly PodReference[];
  readonly podSecurity: PodSecurityVerdict;
  /** All that ServiceAccount admission does to its pods. */
  readonly admission: Admission;
}

/** What its pods violate of each level at the cluster's newest version, and of the level that their namespace enforces: then they never start. */
export interface PodSecurityVerdict {
  readonly baseline: readonly Violation[];
  readonly restricted: readonly Violation[];
  readonly enforced: LevelVersion;
  /** Empty when they are exempt. */
  readonly refused: readonly Violation[];
  /** What lets its pods off, whatever the namespace enforces (PodSecurityConfiguration `exemptions`). */
  readonly exempt: 'namespace' | 'user' | 'runtimeClass' | undefined;
}

/** A namespace: written, built in (`default`, `kube-system`, …) or only mentioned by objects in it. */
export interface Namespace {
  readonly name: string;
  readonly object: KubeObject | undefined;
  /** Enforced Pod Security level; the cluster's default when unlabelled, which is privileged unless a PodSecurityConfiguration says otherwise; privileged when exempt. */
  readonly enforce: 'privileged' | 'baseline' | 'restricted';
  /** True when no file holds the namespace, so that its labels are unknown. */
  readonly labelsUnknown: boolean;
}

/** One world: the objects that can stand on one cluster together. */
export interface Inventory {
  /** Nothing exists beyond the files and the built-in world: absent, not unknown. */
  readonly complete: boolean;
  /** Feature gates that change who may do what. */
  readonly features: Features;
  /** All objects, of files first, in file order. */
  readonly objects: readonly KubeObject[];
  readonly namespaces: ReadonlyMap<string, Namespace>;
  readonly serviceAccounts: readonly ServiceAccount[];
  readonly workloads: readonly Workload[];
  readonly find: (group: string, kind: string, namespace: string, name: string) => KubeObject | undefined;
  readonly ofKind: (group: string, kind: string) => readonly KubeObject[];
  readonly serviceAccount: (namespace: string, name: string) => ServiceAccount | undefined;
  readonly problems: readonly Problem[];
}
