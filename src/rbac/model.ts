// The words of RBAC as types: roles, bindings, subjects, grants and requests.
import type { KubeObject, Origin } from '#kube/object.js';
import type { Mapping, Place, Problem } from '#source/document.js';

/** One entry of a role's `rules`; an absent list is empty. */
export interface PolicyRule {
  readonly verbs: readonly string[];
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames: readonly string[];
  readonly nonResourceURLs: readonly string[];
  /** The entry as written; undefined for built-in roles. Places inside it: `placeOfGrant`, `placeOfRule`. */
  readonly node: Mapping | undefined;
  /** Position in the role that wrote it, from 0. */
  readonly index: number;
  /** The role that wrote it: for an aggregated role the selected one. */
  readonly owner: Role;
  /** Where it is written, for what is no rule of RBAC. */
  readonly at?: { readonly rule: Place | undefined; readonly verb: Place | undefined; readonly resource: Place | undefined };
}

/** What a label selector asks of one key. An operator the API server does not know stays as written and selects nothing. */
export interface LabelExpression {
  readonly key: string;
  readonly operator: string;
  readonly values: readonly string[];
}

/** A label selector with its `matchLabels` turned into `In` expressions; without expressions it selects everything. */
export type LabelSelector = readonly LabelExpression[];

/**
 * A Role (with a namespace) or ClusterRole (namespace ''). `rules` are effective: aggregation is resolved (pkg/controller/clusterroleaggregation). What another
 * authorizer than RBAC allows stands as a role and a binding of kind Authorizer: nobody can write, bind or escalate it through the API.
 */
export interface Role {
  readonly kind: 'Role' | 'ClusterRole' | 'Authorizer';
  readonly namespace: string;
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  /** The rules this role wrote itself; of an aggregated role they count only while its selectors give no rule. */
  readonly written: readonly PolicyRule[];
  /** `aggregationRule.clusterRoleSelectors`; empty unless `aggregated`. */
  readonly selectors: readonly LabelSelector[];
  readonly rules: readonly PolicyRule[];
  readonly aggregated: boolean;
  readonly origin: Origin;
  readonly object: KubeObject | undefined;
}

/** A subject as a binding names it; `namespace` is '' for User and Group, and already defaulted to the RoleBinding's for a ServiceAccount. */
export interface Subject {
  readonly kind: 'User' | 'Group' | 'ServiceAccount';
  readonly namespace: string;
  readonly name: string;
}

/** A RoleBinding (with a namespace) or ClusterRoleBinding (namespace ''). */
export interface Binding {
  readonly kind: 'RoleBinding' | 'ClusterRoleBinding' | 'Authorizer';
  readonly namespace: string;
  readonly name: string;
  readonly roleRef: { readonly kind: string; readonly name: string };
  readonly subjects: readonly Subject[];
  readonly origin: Origin;
  readonly object: KubeObject | undefined;
  /** Where it names its subjects, for what is no binding of RBAC. */
  readonly at?: Place | undefined;
}

/** Where a grant counts. */
export type Scope = { readonly in: 'cluster' } | { readonly in: 'namespace'; readonly namespace: string };

/** A binding joined with its role: what all its subjects hold, in one scope. `role` is undefined when it is in no file and not built in. */
export interface Grant {
  readonly binding: Binding;
  readonly role: Role | undefined;
  readonly scope: Scope;
  /** Why there is no role: "ClusterRole x, named by RoleBinding shop/y, is in no file and not built in". */
  readonly missing?: string;
  /** The role is in the files, but the API server rejects it. */
  readonly isRejected?: boolean;
}

/** Who asks. Groups are complete: nothing is implied here. */
export interface Identity {
  readonly user: string;
  readonly groups: readonly string[];
}

/** What is asked: a resource request, or a non-resource request when `path` is given. Namespace '' is cluster scope; name '' is no name. */
export type RequestAttributes =
  | {
      readonly verb: string;
      readonly apiGroup: string;
      readonly resource: string;
      readonly subresource: string;
      readonly namespace: string;
      readonly name: string;
      readonly path?: undefined;
    }
  | { readonly verb: string; readonly path: string };

/** An answer and its proof. `unknown` says which roles are in no file, so that the answer could be yes. */
export type Decision =
  | { readonly allowed: true; readonly by: { readonly grant: Grant; readonly subject: Subject; readonly rule: PolicyRule } }
  | { readonly allowed: false; readonly unknown?: string };

/** All grants of a world, queryable. */
export interface Access {
  readonly roles: readonly Role[];
  readonly bindings: readonly Binding[];
  /** In the order ClusterRoleBindings, then RoleBindings; each in file order, built-in ones last. */
  readonly grants: readonly Grant[];
  readonly role: (kind: Role['kind'], namespace: string, name: string) => Role | undefined;
  /** Grants that reach this identity by name or by group. */
  readonly grantsOf: (identity: Identity) => readonly Grant[];
  readonly decide: (identity: Identity, request: RequestAttributes) => Decision;
  /** Every subject that may, each with one grant and rule that lets it, in grant order. */
  readonly whoCan: (request: RequestAttributes) => readonly { readonly subject: Subject; readonly grant: Grant; readonly rule: PolicyRule }[];
}

/** An object that the API server would not store, and so is not used; `errors` read like `rules[0].verbs: Required value: …`. */
export interface RejectedObject {
  readonly object: KubeObject;
  readonly errors: readonly string[];
}

/** Access to what the files say, with what of them could not be used. */
export interface FileAccess extends Access {
  readonly problems: readonly Problem[];
  readonly rejected: readonly RejectedObject[];
}
