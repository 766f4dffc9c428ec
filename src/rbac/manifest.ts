// Roles and bindings as plain data, in the shape of a manifest: the built-in world, and objects that come from no file.
import type { KubeObject, Origin } from '#kube/object.js';
import type { Mapping } from '#source/document.js';
import type { Binding, LabelSelector, PolicyRule, Role, Subject } from './model.js';

type Texts = readonly string[] | null;

/** A policy rule as written; an absent list is empty. */
export interface RuleManifest {
  readonly verbs?: Texts;
  readonly apiGroups?: Texts;
  readonly resources?: Texts;
  readonly resourceNames?: Texts;
  readonly nonResourceURLs?: Texts;
}

/** `metadata.labelSelector` of the API, as written. */
export interface SelectorManifest {
  readonly matchLabels?: Readonly<Record<string, string>> | null;
  readonly matchExpressions?: readonly { readonly key?: string; readonly operator?: string; readonly values?: Texts }[] | null;
}

export interface SubjectManifest {
  readonly kind?: string;
  readonly apiGroup?: string;
  readonly name?: string;
  readonly namespace?: string;
}

/** A Role, ClusterRole, RoleBinding or ClusterRoleBinding; types are right, but nothing is validated. */
export interface RbacManifest {
  readonly kind: string;
  readonly metadata: {
    readonly name?: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>> | null | undefined;
    readonly annotations?: Readonly<Record<string, string>> | null | undefined;
  };
  readonly rules?: readonly (RuleManifest | null)[] | null;
  readonly aggregationRule?: { readonly clusterRoleSelectors?: readonly (SelectorManifest | null)[] | null } | null;
  readonly roleRef?: { readonly apiGroup?: string; readonly kind?: string; readonly name?: string } | null;
  readonly subjects?: readonly (SubjectManifest | null)[] | null;
}

/** Where a role or binding comes from, and the nodes its rules were written as. */
export interface Provenance {
  readonly origin: Origin;
  readonly object?: KubeObject;
  readonly ruleNodes?: readonly (Mapping | undefined)[];
}

/** The role a manifest describes, before aggregation is resolved: `rules` are what it wrote itself. */
export function roleOf(manifest: RbacManifest, from: Provenance): Role {
  const written: PolicyRule[] = [];
  const role: Role = {
    kind: manifest.kind === 'Role' ? 'Role' : 'ClusterRole',
    namespace: manifest.kind === 'Role' ? (manifest.metadata.namespace ?? '') : '',
    name: manifest.metadata.name ?? '',
    labels: from.object?.labels ?? new Map(Object.entries(manifest.metadata.labels ?? {})),
    written,
    rules: written,
    aggregated: manifest.kind === 'ClusterRole' && Boolean(manifest.aggregationRule),
    selectors: (manifest.aggregationRule?.clusterRoleSelectors ?? []).map((selector) => selectorOf(selector ?? {})),
    origin: from.origin,
    object: from.object,
  };
  for (const [index, rule] of (manifest.rules ?? []).entries()) written.push(policyRuleOf(rule ?? {}, role, index, from.ruleNodes?.[index]));
  return role;
}

/** A policy rule of `owner`, its absent lists empty. */
export function policyRuleOf(rule: RuleManifest, owner: Role, index: number, node: Mapping | undefined): PolicyRule {
  return {
    verbs: rule.verbs ?? [],
    apiGroups: rule.apiGroups ?? [],
    resources: rule.resources ?? [],
    resourceNames: rule.resourceNames ?? [],
    nonResourceURLs: rule.nonResourceURLs ?? [],
    node,
    index,
    owner,
  };
}

/**
 * The binding a manifest describes. A ServiceAccount without namespace lives in the RoleBinding's; in a ClusterRoleBinding it keeps '' and matches
 * nobody; subjects of unknown kinds match nobody and are left out (plugin/pkg/auth/authorizer/rbac/rbac.go, appliesToUser).
 */
export function bindingOf(manifest: RbacManifest, from: Provenance): Binding {
  const namespace = manifest.kind === 'RoleBinding' ? (manifest.metadata.namespace ?? '') : '';
  const subjects: Subject[] = [];
  for (const subject of manifest.subjects ?? []) {
    const name = subject?.name ?? '';
    if (subject?.kind === 'User' || subject?.kind === 'Group') subjects.push({ kind: subject.kind, namespace: '', name });
    else if (subject?.kind === 'ServiceAccount') subjects.push({ kind: 'ServiceAccount', namespace: subject.namespace || namespace, name });
  }
  return {
    kind: manifest.kind === 'RoleBinding' ? 'RoleBinding' : 'ClusterRoleBinding',
    namespace,
    name: manifest.metadata.name ?? '',
    roleRef: { kind: manifest.roleRef?.kind ?? '', name: manifest.roleRef?.name ?? '' },
    subjects,
    origin: from.origin,
    object: from.object,
  };
}

function selectorOf(selector: SelectorManifest): LabelSelector {
  const labels = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => ({ key, operator: 'In', values: [value] }));
  const expressions = (selector.matchExpressions ?? []).map((wanted) => ({ key: wanted.key ?? '', operator: wanted.operator ?? '', values: wanted.values ?? [] }));
  return [...labels, ...expressions];
}
