// Cloud identities: what pods get from the cloud, and whom the cloud lets into the cluster.
import data from '../../rules/kubernetes/cloud-identities.json' with { type: 'json' };
import type { Place } from '#source/document.js';
import { each, inside, placeIn, rootOf, text, texts, type Part } from '#kube/part.js';
import type { KubeObject } from '#kube/object.js';
import { embeddedItems, textIn } from './embedded.js';
import { serviceAccountOf } from './token.js';

export type CloudProvider = 'aws' | 'gcp' | 'azure';

/** A ServiceAccount as another object names it. */
export interface AccountName {
  readonly namespace: string;
  readonly name: string;
}

/** A cloud principal joined with one of the cluster. Exactly one direction: a pod becomes it (`serviceAccount`, `podLabel`, `workload`), or it becomes a user (`user`, `groups`, `policies`). */
export interface CloudIdentity {
  readonly provider: CloudProvider;
  readonly via: 'irsa' | 'pod-identity' | 'workload-identity' | 'aad-pod-identity' | 'kube2iam' | 'aws-auth' | 'access-entry';
  /** Role ARN, service account mail, client id; what the file writes. */
  readonly identity: string;
  /** Whose pods become it. */
  readonly serviceAccount?: AccountName;
  /** Pods with this value of the label `aadpodidbinding` become it. */
  readonly podLabel?: string;
  /** Namespace of the binding that speaks of the label. */
  readonly namespace?: string;
  /** The object whose own pods become it, by an annotation of theirs. */
  readonly workload?: KubeObject;
  /** Who it becomes in the cluster; a name may hold `{{SessionName}}`. */
  readonly user?: string;
  readonly groups?: readonly string[];
  /** Access policies of EKS, with the namespaces they are limited to (none: the cluster). */
  readonly policies?: readonly { readonly arn: string; readonly namespaces: readonly string[] }[];
  readonly place: Place;
}

/** All cloud identities that the objects speak of, in file order. */
export function cloudIdentitiesOf(objects: readonly KubeObject[]): readonly CloudIdentity[] {
  return objects.flatMap((object) => {
    const root = rootOf(object);
    return root ? identitiesIn(object, root, objects) : [];
  });
}

/** True when it becomes cluster-admin whatever RBAC says: system:masters, or EKS's own cluster administrator policy. */
export function isClusterAdmin({ groups = [], policies = [] }: CloudIdentity): boolean {
  return groups.includes('system:masters') || policies.some(({ arn, namespaces }) => arn.endsWith('/AmazonEKSClusterAdminPolicy') && namespaces.length === 0);
}

function identitiesIn(object: KubeObject, part: Part, objects: readonly KubeObject[]): readonly CloudIdentity[] {
  const spec = inside(part, 'spec');
  const provided = inside(spec, 'forProvider') ?? spec;
  switch (object.kind) {
    case 'ServiceAccount':
      return annotated(part, { namespace: object.namespace, name: object.name });
    case 'ConfigMap':
      // The authenticator of EKS reads it there only.
      return object.name === 'aws-auth' && object.namespace === 'kube-system' ? awsAuth(inside(part, 'data')) : [];
    case 'PodIdentityAssociation':
      return provided ? podIdentity(provided, object.namespace) : [];
    case 'AccessEntry':
    case 'AccessPolicyAssociation':
      return provided ? accessEntry(provided) : [];
    case 'AWSManagedControlPlane':
      return mappings(inside(spec, 'iamAuthenticatorConfig'), ['mapRoles', 'mapUsers']);
    case 'ClusterConfig':
      return eksctl(part);
    case 'AzureIdentityBinding':
      return azureBinding(spec, object.namespace, objects);
    case 'FederatedIdentityCredential':
      return federated(spec);
    case 'IAMPolicyMember':
      return policyMember(spec);
    default:
      return kube2iam(part, object);
  }
}

const annotations = data.annotations as readonly { readonly key: string; readonly provider: CloudProvider; readonly via: 'irsa' | 'workload-identity' }[];

function annotated(part: Part, serviceAccount: AccountName): readonly CloudIdentity[] {
  const written = inside(part, 'metadata', 'annotations');
  return annotations.flatMap(({ key, provider, via }) => located(written, key, (identity, place) => ({ provider, via, identity, serviceAccount, place })));
}

/** The identity under the first key that holds a string, with the place of its value. */
function located(part: Part | undefined, keys: string | readonly string[], make: (identity: string, place: Place) => CloudIdentity): readonly CloudIdentity[] {
  const key = [keys].flat().find((candidate) => text(part, candidate) !== '');
  const place = part && key !== undefined ? placeIn(part, key) : undefined;
  return place && key !== undefined ? [make(text(part, key), place)] : [];
}

/** The pod annotation of kube2iam and kiam: no ServiceAccount stands between. */
function kube2iam(part: Part, workload: KubeObject): readonly CloudIdentity[] {
  return [inside(part, 'metadata'), inside(part, 'spec', 'template', 'metadata'), inside(part, 'spec', 'jobTemplate', 'spec', 'template', 'metadata')].flatMap((metadata) =>
    located(inside(metadata, 'annotations'), 'iam.amazonaws.com/role', (identity, place) => ({ provider: 'aws', via: 'kube2iam', identity, workload, place })),
  );
}

function awsAuth(data: Part | undefined): readonly CloudIdentity[] {
  return ['mapRoles', 'mapUsers'].flatMap((key) => {
    const written = data && textIn(data, key);
    return written ? embeddedItems(written).flatMap((item) => mapping(item)) : [];
  });
}

function mappings(part: Part | undefined, keys: readonly string[]): readonly CloudIdentity[] {
  return keys.flatMap((key) => each(part, key)).flatMap((item) => mapping(item));
}

/** One entry of aws-auth; eksctl writes `arn`. A narrow place: the principal, whose line is the one to remove. */
function mapping(item: Part): readonly CloudIdentity[] {
  const user = text(item, 'username');
  return located(item, ['rolearn', 'userarn', 'arn'], (identity, place) => ({ provider: 'aws', via: 'aws-auth', identity, user: user || identity, groups: texts(item, 'groups'), place }));
}

/** EKS Pod Identity as ACK, Crossplane and eksctl write it. */
function podIdentity(part: Part, namespace: string): readonly CloudIdentity[] {
  const name = text(part, 'serviceAccount') || text(part, 'serviceAccountName');
  const serviceAccount = { namespace: text(part, 'namespace') || namespace, name };
  return located(part, ['roleARN', 'roleArn'], (identity, place) => ({ provider: 'aws', via: 'pod-identity', identity, serviceAccount, place }));
}

function accessEntry(part: Part): readonly CloudIdentity[] {
  const own = text(part, 'policyArn') === '' ? [] : [part];
  const policies = [...each(part, 'accessPolicies'), ...own].map((policy) => ({
    arn: text(policy, 'policyARN') || text(policy, 'policyArn'),
    namespaces: texts(inside(policy, 'accessScope') ?? each(policy, 'accessScope')[0], 'namespaces'),
  }));
  const groups = texts(part, 'kubernetesGroups');
  const user = text(part, 'kubernetesUsername') || text(part, 'username') || text(part, 'userName');
  return located(part, ['principalARN', 'principalArn'], (identity, place) => ({ provider: 'aws', via: 'access-entry', identity, user: user || identity, groups, policies, place }));
}

/** The configuration of `eksctl create cluster` (eksctl.io/v1alpha5). */
function eksctl(part: Part): readonly CloudIdentity[] {
  const iam = inside(part, 'iam');
  const accounts = each(iam, 'serviceAccounts').flatMap((entry) => {
    const metadata = inside(entry, 'metadata');
    const serviceAccount = { namespace: text(metadata, 'namespace') || 'default', name: text(metadata, 'name') };
    return located(entry, ['attachRoleARN', 'roleName'], (identity, place) => ({ provider: 'aws', via: 'irsa', identity, serviceAccount, place }));
  });
  return [
    ...accounts,
    ...each(iam, 'podIdentityAssociations').flatMap((entry) => podIdentity(entry, 'default')),
    ...mappings(part, ['iamIdentityMappings']),
    ...each(inside(part, 'accessConfig'), 'accessEntries').flatMap((entry) => accessEntry(entry)),
  ];
}

/** Pods that carry the binding's selector as label `aadpodidbinding` become the identity it names (azure/aad-pod-identity). */
function azureBinding(spec: Part | undefined, namespace: string, objects: readonly KubeObject[]): readonly CloudIdentity[] {
  return located(spec, ['azureIdentity', 'AzureIdentity'], (name, place) => ({
    provider: 'azure',
    via: 'aad-pod-identity',
    identity: azureIdentity(objects.find((object) => object.kind === 'AzureIdentity' && object.name === name)) ?? name,
    podLabel: text(spec, 'selector') || text(spec, 'Selector'),
    namespace,
    place,
  }));
}

function azureIdentity(object: KubeObject | undefined): string | undefined {
  const spec = inside(rootOf(object), 'spec');
  return ['clientID', 'clientId', 'ClientID', 'resourceID', 'resourceId', 'ResourceID'].map((key) => text(spec, key)).find((id) => id !== '');
}

/** Azure Service Operator: a ServiceAccount of this or another cluster is trusted by name. */
function federated(spec: Part | undefined): readonly CloudIdentity[] {
  const serviceAccount = serviceAccountOf(text(spec, 'subject'));
  const owner = text(inside(spec, 'owner'), 'name') || text(inside(spec, 'owner'), 'armId');
  if (!serviceAccount) return [];
  return located(spec, 'subject', (_, place) => ({ provider: 'azure', via: 'workload-identity', identity: owner, serviceAccount, place }));
}

/** Config Connector: `serviceAccount:PROJECT.svc.id.goog[NAMESPACE/NAME]` may act as a Google service account. */
function policyMember(spec: Part | undefined): readonly CloudIdentity[] {
  const match = /\.svc\.id\.goog\[([^/\]]+)\/([^\]]+)\]$/.exec(text(spec, 'member'));
  if (!match || text(spec, 'role') !== 'roles/iam.workloadIdentityUser') return [];
  const reference = inside(spec, 'resourceRef');
  const serviceAccount = { namespace: match[1] ?? '', name: match[2] ?? '' };
  const target = text(reference, 'external') || text(reference, 'name');
  return located(spec, 'member', (_, place) => ({ provider: 'gcp', via: 'workload-identity', identity: target, serviceAccount, place }));
}
