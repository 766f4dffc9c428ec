// A Kubernetes object as read from a file (or built in), with the node it was written as.
import type { Mapping, SourceFile } from '#source/document.js';

/** Where an object comes from. Only `files` are reported on; `cluster` was given with `--cluster`; `builtin` is what every cluster ships; `implied` follows from other objects (a namespace's `default` ServiceAccount). */
export type Origin = 'files' | 'cluster' | 'builtin' | 'implied';

/** Namespace of namespaced objects that name none and for which none could be inferred. Shown as nothing: `web`, not `/web`. */
export const unnamedNamespace = '(unnamed)';

/** One object. `group` is '' for core; `namespace` is '' exactly when the kind is cluster-scoped. */
export interface KubeObject {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly origin: Origin;
  /** Undefined only for `builtin` and `implied` objects. */
  readonly file: SourceFile | undefined;
  /** The object's own node (inside a List: the item). Undefined only for `builtin` and `implied` objects. */
  readonly node: Mapping | undefined;
  readonly labels: ReadonlyMap<string, string>;
  readonly annotations: ReadonlyMap<string, string>;
  /** A kustomization lists its file as a patch: what it does not say, the patched object may. */
  readonly isPatch?: boolean;
  /** What a patch changes, where a file holds it: labels, annotations, `roleRef` and `subjects` that the patch leaves out are taken from there. */
  readonly base?: KubeObject | undefined;
  /** Of a binding that a kustomization lists: the namespaces of subjects whose account it moves, by the subject. */
  readonly subjectNamespaces?: ReadonlyMap<Mapping, string> | undefined;
  /** Of what kustomizations make several objects of, and of what stands beside one of them: the name of what it lands on one cluster with. */
  readonly variant?: string | undefined;
}

/** Objects of one identity cannot be in one cluster together. */
export function identityOf({ group, kind, namespace, name }: Pick<KubeObject, 'group' | 'kind' | 'namespace' | 'name'>): string {
  return `${group}\n${kind}\n${namespace}\n${name}`;
}

/** `shop/web`, or `web` for cluster-scoped objects and in the unnamed namespace. */
export function qualifiedName(object: Pick<KubeObject, 'namespace' | 'name'>): string {
  return object.namespace === '' || object.namespace === unnamedNamespace ? object.name : `${object.namespace}/${object.name}`;
}
