// What a node's identity may do: read what its pods need, speak for their ServiceAccounts, keep its own objects (plugin/pkg/auth/authorizer/node/node_authorizer.go).
import data from '../../rules/kubernetes/node-rules.json' with { type: 'json' };
import type { NodeGraph, RelatedResource } from './node-graph.js';

/** A request as the API server sees it; '' is no group, subresource, namespace or name. */
export interface NodeRequest {
  readonly verb: string;
  readonly apiGroup: string;
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
  /** As on the wire, like `spec.nodeName=n1,status.phase!=Failed`. */
  readonly fieldSelector?: string;
}

/** Allowed, or no opinion: then `reason` says why in upstream's words, and another authorizer may still allow it. */
export interface NodeDecision {
  readonly allowed: boolean;
  readonly reason: string;
}

const allow: NodeDecision = { allowed: true, reason: '' };
const pass = (reason = ''): NodeDecision => ({ allowed: false, reason });

const userPrefix = 'system:node:';

/** Name of the node that a user is, '' when it names none, undefined when the user is no node: the group counts as much as the name (pkg/auth/nodeidentifier). */
export function nodeNameOf(user: string, groups: readonly string[]): string | undefined {
  return user.startsWith(userPrefix) && groups.includes('system:nodes') ? user.slice(userPrefix.length) : undefined;
}

/** Answers as the Node authorizer with the default feature gates of Kubernetes 1.36. */
export function authorizeNode(graph: NodeGraph, user: string, groups: readonly string[], request: NodeRequest): NodeDecision {
  const node = nodeNameOf(user, groups);
  if (node === undefined) return pass();
  if (node === '') return pass(`unknown node for user "${user}"`);
  const asker: Asker = { graph, node, request };
  switch (`${request.resource}.${request.apiGroup}`) {
    case 'secrets.':
      return readObject(asker, 'secrets');
    case 'configmaps.':
      return readObject(asker, 'configmaps');
    case 'persistentvolumeclaims.':
      return request.subresource === 'status' ? updateClaimStatus(asker) : getObject(asker, 'persistentvolumeclaims');
    case 'persistentvolumes.':
      return getObject(asker, 'persistentvolumes');
    case 'resourceclaims.resource.k8s.io':
      return getObject(asker, 'resourceclaims');
    case 'volumeattachments.storage.k8s.io':
      return getObject(asker, 'volumeattachments');
    case 'serviceaccounts.':
      return request.verb === 'get' && request.subresource === '' ? getObject(asker, 'serviceaccounts') : createToken(asker);
    case 'leases.coordination.k8s.io':
      return ownLease(asker);
    case 'csinodes.storage.k8s.io':
      return ownCsiNode(asker);
    case 'resourceslices.resource.k8s.io':
      return resourceSlice(asker);
    case 'nodes.':
      return ownNode(asker);
    case 'pods.':
      return podOfNode(asker);
    default:
      return byStaticRule(request);
  }
}

interface Asker {
  readonly graph: NodeGraph;
  readonly node: string;
  readonly request: NodeRequest;
}

function related({ graph, node, request }: Asker, resource: RelatedResource): NodeDecision {
  if (request.name === '') return pass('No Object name found');
  return graph.isRelated(node, resource, request.namespace, request.name) ? allow : pass(`no relationship found between node '${node}' and this object`);
}

function readObject(asker: Asker, resource: RelatedResource): NodeDecision {
  const { verb, subresource, namespace } = asker.request;
  if (!['get', 'list', 'watch'].includes(verb)) return pass('can only read resources of this type');
  if (subresource !== '') return pass('cannot read subresource');
  return namespace === '' ? pass('can only read namespaced object of this type') : related(asker, resource);
}

function getObject(asker: Asker, resource: RelatedResource): NodeDecision {
  if (asker.request.verb !== 'get') return pass('can only get individual resources of this type');
  return asker.request.subresource === '' ? related(asker, resource) : pass('cannot get subresource');
}

function updateClaimStatus(asker: Asker): NodeDecision {
  return ['update', 'patch'].includes(asker.request.verb) ? related(asker, 'persistentvolumeclaims') : pass('can only get/update/patch this type');
}

function createToken(asker: Asker): NodeDecision {
  const { verb, name, subresource } = asker.request;
  if (verb !== 'create' || name === '') return pass('can only create tokens for individual service accounts');
  return subresource === 'token' ? related(asker, 'serviceaccounts') : pass('can only create token subresource of serviceaccount');
}

const ownVerbs = ['get', 'create', 'update', 'patch', 'delete'];

/** The name is not known when a lease is created: the NodeRestriction admission plugin looks at it then. */
function ownLease({ node, request }: Asker): NodeDecision {
  if (!ownVerbs.includes(request.verb)) return pass('can only get, create, update, patch, or delete a node lease');
  if (request.namespace !== 'kube-node-lease') return pass('can only access leases in the "kube-node-lease" system namespace');
  return request.verb === 'create' || request.name === node ? allow : pass('can only access node lease with the same name as the requesting node');
}

function ownCsiNode({ node, request }: Asker): NodeDecision {
  if (!ownVerbs.includes(request.verb)) return pass('can only get, create, update, patch, or delete a CSINode');
  if (request.subresource !== '') return pass('cannot authorize CSINode subresources');
  return request.verb === 'create' || request.name === node ? allow : pass('can only access CSINode with the same name as the requesting node');
}

function resourceSlice(asker: Asker): NodeDecision {
  const { verb, subresource } = asker.request;
  if (subresource !== '') return pass('cannot authorize ResourceSlice subresources');
  if (verb === 'create') return allow;
  if (['get', 'update', 'patch', 'delete'].includes(verb)) return related(asker, 'resourceslices');
  if (!['list', 'watch', 'deletecollection'].includes(verb)) {
    return pass('only the following verbs are allowed for a ResourceSlice: get, watch, list, create, update, patch, delete, deletecollection');
  }
  return selectsNode(asker) ? allow : pass('can only list/watch/deletecollection resourceslices with nodeName field selector');
}

function ownNode({ node, request }: Asker): NodeDecision {
  const { verb, subresource, name } = request;
  if (subresource === 'status') return verb === 'update' || verb === 'patch' ? allow : pass();
  if (subresource !== '') return pass();
  if (['create', 'update', 'patch'].includes(verb)) return allow;
  if (!['get', 'list', 'watch'].includes(verb)) return pass();
  if (name === node) return allow;
  return pass(name === '' ? `node '${node}' cannot read all nodes, only its own Node object` : `node '${node}' cannot read '${name}', only its own Node object`);
}

function podOfNode(asker: Asker): NodeDecision {
  const { verb, subresource, name } = asker.request;
  if (subresource === 'status') return verb === 'update' || verb === 'patch' ? allow : pass();
  if (subresource === 'eviction') return verb === 'create' ? allow : pass();
  if (subresource !== '') return pass();
  if (verb === 'create' || verb === 'delete') return allow;
  if (verb === 'get') return related(asker, 'pods');
  if (verb !== 'list' && verb !== 'watch') return pass();
  if (selectsNode(asker)) return allow;
  return name === '' ? pass('can only list/watch pods with spec.nodeName field selector') : related(asker, 'pods');
}

function selectsNode({ node, request }: Asker): boolean {
  return (request.fieldSelector ?? '').split(',').some((term) => term === `spec.nodeName=${node}` || term === `spec.nodeName==${node}`);
}

function byStaticRule({ verb, apiGroup, resource, subresource }: NodeRequest): NodeDecision {
  const rule = data.rules.find((candidate) => candidate.group === apiGroup && candidate.resource === resource);
  return subresource === '' && rule?.verbs.includes(verb) === true ? allow : pass();
}
