// Entries of kubeconfigs as objects of kind Config, one by one, so that rules can ask about them: who logs in, and to where.
import { each, text, type Part } from '#kube/part.js';
import type { KubeObject } from '#kube/object.js';
import type { Mapping, Document } from '#source/document.js';
import { clusterIn, kubeconfigPartsOf, userIn, type KubeconfigCluster, type KubeconfigUser } from './kubeconfig.js';

type Entry = { readonly user: KubeconfigUser } | { readonly cluster: KubeconfigCluster };

const entries = new WeakMap<Mapping, Entry>();

/** The users and clusters of all kubeconfigs among the documents. Names are those of the entries: a kubeconfig has none. */
export function kubeconfigObjects(documents: readonly Document[]): readonly KubeObject[] {
  return kubeconfigPartsOf(documents).flatMap((part) => [
    ...each(part, 'users').map((entry) => objectOf(entry, { user: userIn(entry) })),
    ...each(part, 'clusters').map((entry) => objectOf(entry, { cluster: clusterIn(entry) })),
  ]);
}

function objectOf(part: Part, entry: Entry): KubeObject {
  entries.set(part.node, entry);
  return { group: '', version: 'v1', kind: 'Config', namespace: '', name: text(part, 'name'), origin: part.file?.cluster ? 'cluster' : 'files', file: part.file, node: part.node, labels: none, annotations: none };
}

const none: ReadonlyMap<string, string> = new Map();

/** The user that an object of `kubeconfigObjects` is. */
export function kubeconfigUserOf({ node }: KubeObject): KubeconfigUser | undefined {
  const entry = node && entries.get(node);
  return entry && 'user' in entry ? entry.user : undefined;
}

/** The cluster that an object of `kubeconfigObjects` is. */
export function kubeconfigClusterOf({ node }: KubeObject): KubeconfigCluster | undefined {
  const entry = node && entries.get(node);
  return entry && 'cluster' in entry ? entry.cluster : undefined;
}
