// Which objects a node is related to through the pods it runs (plugin/pkg/auth/authorizer/node/graph.go).
import data from '../../rules/kubernetes/pod-references.json' with { type: 'json' };
import { mirrorAnnotation, namedAccount } from './admission.js';
import { listIn } from './grouped.js';
import { each, inside, isSet, text, textMap, type Part } from './part.js';
import { referencesOf } from './references.js';

/** Kinds of objects that a node can be related to, by their resource. */
export type RelatedResource =
  'pods' | 'secrets' | 'configmaps' | 'serviceaccounts' | 'persistentvolumeclaims' | 'persistentvolumes' | 'resourceclaims' | 'volumeattachments' | 'resourceslices';

/** An object and the namespace it is in ('' for none). */
export interface Placed {
  readonly namespace: string;
  readonly name: string;
  readonly root: Part;
}

/** The objects that relations come from. Pods count once they have a `spec.nodeName`. */
export interface NodeGraphObjects {
  readonly pods: readonly Placed[];
  readonly persistentVolumes: readonly Placed[];
  readonly volumeAttachments: readonly Placed[];
  readonly resourceSlices: readonly Placed[];
}

export interface NodeGraph {
  /** Whether a path leads from the object to the node. */
  readonly isRelated: (node: string, resource: RelatedResource, namespace: string, name: string) => boolean;
}

interface Edge {
  readonly to: string;
  /** The node at whose end this edge lies; undefined when it may lead to any. */
  readonly node: string | undefined;
}

function key(resource: RelatedResource | 'nodes', namespace: string, name: string): string {
  return `${resource}/${namespace}/${name}`;
}

/** The graph of a cluster's pods, volumes, attachments and slices. */
export function nodeGraphOf(objects: NodeGraphObjects): NodeGraph {
  const edges = new Map<string, Edge[]>();
  const connect: Connect = (from, to, node) => void listIn(edges, from).push({ to, node });
  for (const pod of objects.pods) addPod(pod, connect);
  for (const volume of objects.persistentVolumes) addPersistentVolume(volume, connect);
  for (const [resource, placed] of [['volumeattachments', objects.volumeAttachments], ['resourceslices', objects.resourceSlices]] as const) {
    for (const { name, root } of placed) {
      const node = text(inside(root, 'spec'), 'nodeName');
      if (node !== '') connect(key(resource, '', name), key('nodes', '', node), node);
    }
  }
  return { isRelated: (node, resource, namespace, name) => leadsTo(edges, key(resource, namespace, name), node) };
}

type Connect = (from: string, to: string, node: string | undefined) => void;

function addPod({ namespace, name, root }: Placed, connect: Connect): void {
  const spec = inside(root, 'spec');
  const node = text(spec, 'nodeName');
  if (!spec || node === '') return;
  const pod = key('pods', namespace, name);
  connect(pod, key('nodes', '', node), node);
  // A node can make mirror pods itself: they must never open anything to it.
  if (textMap(inside(root, 'metadata'), 'annotations').has(mirrorAnnotation)) return;
  const needs = (resource: RelatedResource, needed: string): void => {
    if (needed !== '') connect(key(resource, namespace, needed), pod, node);
  };
  needs('serviceaccounts', namedAccount(spec).name);
  const resources = { Secret: 'secrets', ConfigMap: 'configmaps', PersistentVolumeClaim: 'persistentvolumeclaims' } as const;
  for (const reference of referencesOf(spec, name)) needs(resources[reference.kind], reference.name);
  for (const claim of claimNames(root, spec)) needs('resourceclaims', claim);
}

/** Names of ResourceClaims: given, or made from a template and noted in the pod's status. */
function claimNames(root: Part, spec: Part): readonly string[] {
  const status = inside(root, 'status');
  const noted = each(status, 'resourceClaimStatuses');
  const named = each(spec, 'resourceClaims').map((claim) =>
    isSet(claim, 'resourceClaimName') ? text(claim, 'resourceClaimName') : text(noted.find((entry) => text(entry, 'name') === text(claim, 'name')), 'resourceClaimName'),
  );
  return [...named, text(inside(status, 'extendedResourceClaimStatus'), 'resourceClaimName')];
}

function addPersistentVolume({ name, root }: Placed, connect: Connect): void {
  const spec = inside(root, 'spec');
  const claim = inside(spec, 'claimRef');
  if (!claim) return;
  const volume = key('persistentvolumes', '', name);
  connect(volume, key('persistentvolumeclaims', text(claim, 'namespace'), text(claim, 'name')), undefined);
  for (const source of data.persistentVolumeSecrets) {
    const reference = inside(spec, ...source.at.split('.'));
    if (!reference) continue;
    const namespace = text(reference, source.namespace) || ('otherwise' in source ? text(claim, 'namespace') : '');
    connect(key('secrets', namespace, text(reference, source.name)), volume, undefined);
  }
}

/** Depth first, along edges that belong to the node or to none. */
function leadsTo(edges: ReadonlyMap<string, readonly Edge[]>, from: string, node: string): boolean {
  const goal = key('nodes', '', node);
  const pending = [from];
  const seen = new Set(pending);
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    if (at === goal) return true;
    for (const edge of edges.get(at) ?? []) {
      if ((edge.node !== undefined && edge.node !== node) || seen.has(edge.to)) continue;
      seen.add(edge.to);
      pending.push(edge.to);
    }
  }
  return false;
}
