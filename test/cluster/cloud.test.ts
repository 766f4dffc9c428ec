import { describe, expect, it } from 'vitest';
import { cloudIdentitiesOf, isClusterAdmin, type CloudIdentity } from '#cluster/cloud.js';
import { objectsOf } from '#kube/objects.js';
import { lineAt } from '#source/place.js';
import { readText } from '#source/read.js';

const identities = (yaml: string): readonly CloudIdentity[] => cloudIdentitiesOf(objectsOf(readText('cloud.yaml', yaml).documents).objects);
const places = (yaml: string): string[] =>
  identities(yaml).map(({ via, place }) => `${via} @ ${lineAt(place.file, place.start)}: ${place.file.text.slice(place.start, place.end)}`);

describe('from pods to the cloud', () => {
  it('reads the annotations of ServiceAccounts', () => {
    const account = (annotation: string): string => `{apiVersion: v1, kind: ServiceAccount, metadata: {name: web, namespace: shop, annotations: {${annotation}}}}`;
    expect(identities(account('eks.amazonaws.com/role-arn: "arn:aws:iam::1:role/web"'))).toMatchObject([
      { provider: 'aws', via: 'irsa', identity: 'arn:aws:iam::1:role/web', serviceAccount: { namespace: 'shop', name: 'web' } },
    ]);
    expect(identities(account('iam.gke.io/gcp-service-account: web@p.iam.gserviceaccount.com'))).toMatchObject([{ provider: 'gcp', identity: 'web@p.iam.gserviceaccount.com' }]);
    expect(identities(account('azure.workload.identity/client-id: "0000"'))).toMatchObject([{ provider: 'azure', identity: '0000' }]);
    expect(identities(account('eks.amazonaws.com/token-expiration: "3600"'))).toEqual([]);
  });

  it('reads pod identity associations of ACK, Crossplane and eksctl', () => {
    expect(
      identities(`apiVersion: eks.services.k8s.aws/v1alpha1
kind: PodIdentityAssociation
metadata: {name: a, namespace: ack}
spec: {namespace: shop, serviceAccount: web, roleARN: r1}
---
apiVersion: eks.aws.upbound.io/v1beta1
kind: PodIdentityAssociation
metadata: {name: b}
spec: {forProvider: {namespace: shop, serviceAccount: web, roleArn: r2}}
---
apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: prod, region: eu-central-1}
iam:
  podIdentityAssociations: [{namespace: shop, serviceAccountName: web, roleARN: r3}]
  serviceAccounts: [{metadata: {name: web, namespace: shop}, attachRoleARN: r4}]
`).map(({ identity, serviceAccount, via }) => [identity, `${serviceAccount?.namespace}/${serviceAccount?.name}`, via]),
    ).toEqual([['r1', 'shop/web', 'pod-identity'], ['r2', 'shop/web', 'pod-identity'], ['r4', 'shop/web', 'irsa'], ['r3', 'shop/web', 'pod-identity']]);
  });

  it('joins an AzureIdentity with its binding, and reads what else trusts a ServiceAccount', () => {
    expect(
      identities(`apiVersion: aadpodidentity.k8s.io/v1
kind: AzureIdentity
metadata: {name: vault, namespace: shop}
spec: {type: 0, clientID: "1111"}
---
apiVersion: aadpodidentity.k8s.io/v1
kind: AzureIdentityBinding
metadata: {name: vault-binding, namespace: shop}
spec: {azureIdentity: vault, selector: vault-pods}
---
apiVersion: managedidentity.azure.com/v1api20230131
kind: FederatedIdentityCredential
metadata: {name: f, namespace: shop}
spec: {owner: {name: web-id}, subject: "system:serviceaccount:shop:web"}
---
apiVersion: iam.cnrm.cloud.google.com/v1beta1
kind: IAMPolicyMember
metadata: {name: m, namespace: shop}
spec: {member: "serviceAccount:p.svc.id.goog[shop/web]", role: roles/iam.workloadIdentityUser, resourceRef: {kind: IAMServiceAccount, name: web}}
---
apiVersion: v1
kind: Pod
metadata: {name: old, namespace: shop, annotations: {iam.amazonaws.com/role: r}}
spec: {containers: []}
`),
    ).toMatchObject([
      { identity: '1111', podLabel: 'vault-pods' },
      { identity: 'web-id', serviceAccount: { namespace: 'shop', name: 'web' } },
      { identity: 'web', provider: 'gcp', serviceAccount: { namespace: 'shop', name: 'web' } },
      { identity: 'r', via: 'kube2iam' },
    ]);
  });
});

describe('from the cloud into the cluster', () => {
  const awsAuth = `apiVersion: v1
kind: ConfigMap
metadata: {name: aws-auth, namespace: kube-system}
data:
  mapRoles: |
    - rolearn: arn:aws:iam::1:role/node
      username: system:node:{{EC2PrivateDNSName}}
      groups: [system:bootstrappers, system:nodes]
    - rolearn: arn:aws:iam::1:role/admin
      username: admin
      groups:
        - system:masters
  mapUsers: "- {userarn: u, groups: [dev]}"
`;

  it('reads aws-auth, each principal on its own line', () => {
    expect(identities(awsAuth).map(({ identity, user, groups }) => [identity, user, groups])).toEqual([
      ['arn:aws:iam::1:role/node', 'system:node:{{EC2PrivateDNSName}}', ['system:bootstrappers', 'system:nodes']],
      ['arn:aws:iam::1:role/admin', 'admin', ['system:masters']],
      ['u', 'u', ['dev']],
    ]);
    expect(identities(awsAuth).map((identity) => isClusterAdmin(identity))).toEqual([false, true, false]);
    expect(places(awsAuth)).toEqual([
      'aws-auth @ 6: arn:aws:iam::1:role/node',
      'aws-auth @ 9: arn:aws:iam::1:role/admin',
      'aws-auth @ 13: u',
    ]);
  });

  it('reads access entries and their policies', () => {
    const entry = (scope: string): string => `apiVersion: eks.services.k8s.aws/v1alpha1
kind: AccessEntry
metadata: {name: e}
spec:
  principalARN: p
  kubernetesGroups: [dev]
  accessPolicies: [{policyARN: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy", accessScope: ${scope}}]
`;
    expect(identities(entry('{type: cluster}'))).toMatchObject([{ via: 'access-entry', identity: 'p', user: 'p', groups: ['dev'] }]);
    expect(identities(entry('{type: cluster}')).map((identity) => isClusterAdmin(identity))).toEqual([true]);
    expect(identities(entry('{type: namespace, namespaces: [shop]}')).map((identity) => isClusterAdmin(identity))).toEqual([false]);
  });

  it.each(['"{"', '"- 3\\n- {rolearn: [a]}\\n- {groups: x, rolearn: r}"', '7', '{a: b}', '""'])('goes on after mapRoles %s', (value) => {
    expect(() => identities(`{apiVersion: v1, kind: ConfigMap, metadata: {name: aws-auth}, data: {mapRoles: ${value}}}`)).not.toThrow();
  });
});
