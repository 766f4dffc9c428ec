// What a rule file says, as types. The JSON Schema in src/rule/schema.json is the same thing for editors and ajv.
import type { Confidence, References, Severity } from '#finding/finding.js';

/** The kinds of rule; a rule file lies in the folder named after its kind. */
export const kinds = ['grant', 'object', 'path', 'setting', 'technique', 'foothold', 'sink'] as const;
export type Kind = (typeof kinds)[number];

/** How far a grant reaches; `unbound` is a role that no binding in the files uses. */
export type Reach = 'cluster' | 'namespace' | 'unbound';

/** What every rule file carries. `id` equals the file name, `kind` the folder. */
export interface RuleHead {
  readonly id: string;
  readonly title: string;
  readonly rationale: string;
  readonly remediation: string;
  readonly confidence: Confidence;
  readonly references: References;
  readonly examples: { readonly bad: readonly Example[]; readonly good: readonly Example[] };
  /** Display path of the file, like `rules/grant/wildcard-role.yaml`. */
  readonly source: string;
}

/** Manifests with `# finding` on each guilty line, and `# evidence N: "text"` where the proof matters. `options` are command line options as the user would give them. */
export interface Example {
  readonly title: string;
  readonly manifests: string;
  readonly options?: { readonly complete?: boolean; readonly namespace?: string };
}

/**
 * `verb[,verb…] resource[/subresource][.group]`, like `create,patch deployments.apps`, `get pods/exec` or `get /metrics`. A policy rule matches when it allows
 * any one of the verbs on that resource, wildcards included. `*` as verb, resource or group is matched literally only: the rule must say `*` itself.
 */
export type PermissionText = string;

/**
 * How `resourceNames` of a policy rule are taken: `any` counts named and unnamed rules alike; `unnamed` only rules without names (a POST carries no name, A11);
 * `each` turns every name into an instance of its own; `namespace` takes the name for the namespace of the instance (requests for Namespace objects);
 * `clusterrole-of-binding` and `role-of-binding` take it for a binding that exists, and the role it refers to for the name of the instance;
 * a list counts unnamed rules and rules that hold one of the names.
 */
export type NamesMode = 'any' | 'unnamed' | 'each' | 'namespace' | 'clusterrole-of-binding' | 'role-of-binding' | readonly string[];

/** Flat risk of RBAC: a policy rule joined with its role, bindings and subjects. One finding a role (or binding, when the role is not in the files). */
export interface GrantRule extends RuleHead {
  readonly kind: 'grant';
  /** One severity, or one for each reach; a reach that is left out makes no finding. `named` goes before reach where `resourceNames` limit the policy rule. */
  readonly severity: Severity | Partial<Record<Reach | 'named', Severity>>;
  /** Any of these makes the rule match. On bindings: by roles that are not under review themselves. Absent: the rule is about each policy rule, the role or the binding itself, as `where` says. */
  readonly allows?: readonly PermissionText[];
  /** Any one of these the same holder has to be allowed besides: by the role, or by whatever else a subject of its bindings is bound to. */
  readonly also?: readonly PermissionText[];
  readonly names?: NamesMode;
  /** Facts of the grant, all of which must hold; `not-` in front negates. The known ones: src/check/facts. */
  readonly where?: readonly string[];
  /** The key to point at: the policy rule that matches, the role as a whole, the binding's roleRef, or the subject. */
  readonly anchor: 'rule' | 'role' | 'roleRef' | 'subject';
  /** Silent where one of these rules already speaks: on bindings at all, on roles about a policy rule that allows the same. */
  readonly unless?: readonly string[];
  readonly message: string;
  readonly label: string;
}

/** A text edit on the object: a key `set` to a value (added when it is not there), or given another name. `pod.` stands for the pod spec. */
export interface ObjectFix {
  readonly title: string;
  /** True when nothing that works today can stop working. */
  readonly safe: boolean;
  readonly key: string;
  readonly set?: string;
  readonly rename?: string;
}

/** A risk that one object (joined with what the cluster makes of it) has. */
export interface ObjectRule extends RuleHead {
  readonly kind: 'object';
  readonly severity: Severity;
  /** Kinds, or `Workload` for everything that carries a pod template. */
  readonly on: readonly string[];
  readonly where: readonly string[];
  /** Key path to point at, first one that is there wins, like `spec.automountServiceAccountToken`; `pod.` stands for the pod spec; `metadata.name` is the usual last resort. */
  readonly at: readonly string[];
  readonly unless?: readonly string[];
  readonly fix?: ObjectFix;
  readonly message: string;
  readonly label: string;
}

/** What of a flag's value is bad; any one of these makes a finding. Lists (`A,B`) are compared item by item, booleans as Go reads them, durations in seconds. */
export interface BadSetting {
  readonly is?: readonly string[];
  readonly isNot?: readonly string[];
  /** An item of the list. */
  readonly has?: readonly string[];
  /** Items that the list does not hold. */
  readonly lacks?: readonly string[];
  /** How the value, or one of several, begins. */
  readonly begins?: readonly string[];
  /** A duration, in seconds, that is longer; 0 is not. */
  readonly over?: number;
  /** That it is given at all. */
  readonly given?: true;
}

/** Where a component may be started or configured from; it decides what holds when a flag is not given. */
export type SettingSource = 'pod' | 'systemd' | 'kubeadm' | 'kind' | 'cluster-api' | 'k3s' | 'rke2' | 'kubelet-configuration';

/** A flag of a component of the cluster, wherever it is written: static pods, kubeadm, kind, Cluster API, k3s, KubeletConfiguration. */
export interface SettingRule extends RuleHead {
  readonly kind: 'setting';
  readonly severity: Severity;
  readonly component: 'kube-apiserver' | 'kube-controller-manager' | 'kubelet';
  /** Without dashes in front. Fields of a KubeletConfiguration go by the flag they replace. */
  readonly flag: string;
  /** What holds where the flag is not given: by version of Kubernetes, and by installer where that differs. For people. */
  readonly default: string;
  readonly bad?: BadSetting;
  /** Sources in which the flag's absence is bad: the default of the component is. */
  readonly absent?: readonly SettingSource[];
  /** Flags that decide instead of the absent one, such as `config`. */
  readonly decidedBy?: readonly string[];
  readonly message: string;
  readonly label: string;
}

/** A path through the privilege graph that is reported. */
export interface PathRule extends RuleHead {
  readonly kind: 'path';
  readonly severity: Severity;
  /** Footholds (ids); absent = every one. */
  readonly from?: readonly string[];
  /** Sinks (ids). */
  readonly to: readonly string[];
  /** Only paths that use one of these techniques. */
  readonly via?: readonly string[];
  readonly minimumSteps?: number;
  readonly message: string;
  readonly label: string;
}

/**
 * A premise of a technique. It is taken in the scope of the technique's instance unless `in` names another: `cluster`, `anywhere` (some namespace, whichever) or a
 * namespace. `oneOf` is met when all premises of one of its lists are; a name that varies within a list is the list's own. Premises of a technique may be held by several
 * identities, one after the other; `together` is for what one request is asked for, so that one identity must hold all of it.
 */
export type Premise =
  | { readonly can: readonly PermissionText[]; readonly names?: NamesMode; readonly in?: string }
  | { readonly holds: string; readonly names?: 'each'; readonly in?: string }
  | { readonly oneOf: readonly (readonly Premise[])[]; readonly in?: string }
  | { readonly together: readonly Premise[] };

/** What a custom resource can carry for its author: a whole pod, or one kind of reference. */
export type Embedded = 'pod' | 'serviceaccount' | 'secret' | 'configmap' | 'claim';

/**
 * A named way an edge arises: whoever holds all premises in a scope (one namespace, or the cluster) holds what it `gives` there.
 * Nodes that can stand in `holds` and `gives`: src/graph/node.ts; relations between things that can stand in `holds`: src/graph/implied.ts. Facts in `where`
 * (src/graph/facts.ts) are asked of the namespace, and of the object when `names: each`.
 */
export interface TechniqueRule extends RuleHead {
  readonly kind: 'technique';
  readonly severity: Severity;
  readonly needs: readonly Premise[];
  readonly where?: readonly string[];
  readonly gives: string | readonly string[];
  /** Scope of what is given, when it is not that of the instance. */
  readonly givesIn?: string;
  /** A name limits the premises only: every thing is given. */
  readonly givesAll?: boolean;
  /** Makes one technique of each value: `$resource` in `can`, `holds` and `where` is replaced by it; of `VERB:RESOURCE` the first part is `$verb`. */
  readonly each?: readonly string[];
  /** `$resource` in `can` stands for all custom resources that carry this for their author, by their schema or by rules/kubernetes/workload-resources.json. */
  readonly embeds?: Embedded;
  /** Words for the step, with {names} of the nodes: "requests {credentials}". */
  readonly step: string;
  /** Records of a replay on a real API server that prove it. */
  readonly proof?: readonly string[];
}

/** Where an attacker may start. */
export interface FootholdRule extends RuleHead {
  readonly kind: 'foothold';
  readonly severity: Severity;
  /** Node type, see src/graph/node.ts. */
  readonly on: string;
  readonly where?: readonly string[];
  readonly message: string;
}

/** What must not be reached. */
export interface SinkRule extends RuleHead {
  readonly kind: 'sink';
  readonly severity: Severity;
  /** Node type, see src/graph/node.ts; or permissions whose holder has reached it. */
  readonly on?: string;
  /** A namespace, or `others` for each that is not the foothold's own; the whole cluster when absent. */
  readonly in?: string;
  readonly can?: readonly PermissionText[];
  readonly where?: readonly string[];
  readonly message: string;
}

export type Rule = GrantRule | ObjectRule | PathRule | SettingRule | TechniqueRule | FootholdRule | SinkRule;

/** All rules by kind, each list sorted by id. */
export interface RuleSet {
  readonly grant: readonly GrantRule[];
  readonly object: readonly ObjectRule[];
  readonly path: readonly PathRule[];
  readonly setting: readonly SettingRule[];
  readonly technique: readonly TechniqueRule[];
  readonly foothold: readonly FootholdRule[];
  readonly sink: readonly SinkRule[];
}
