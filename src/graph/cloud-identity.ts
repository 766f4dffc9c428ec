// Whose pods become which identity of a cloud, and what has to be held for it: a token of the ServiceAccount, or a pod.
import { cloudIdentitiesOf, type CloudIdentity } from '#cluster/cloud.js';
import { grouped } from '#kube/grouped.js';
import type { Inventory, Workload } from '#kube/inventory.js';
import { onceEach } from '#kube/once.js';
import { flag } from '#kube/part.js';
import { podMetadataOf } from '#kube/pod-spec.js';

/** The identities of one inventory. */
export interface CloudIdentities {
  /** Given to the pods of a ServiceAccount, by its namespace and name. */
  readonly accounts: readonly (CloudIdentity & Required<Pick<CloudIdentity, 'serviceAccount'>>)[];
  /** Given to pods by a label or annotation of theirs, by namespace: whoever makes pods there picks it. */
  readonly picked: readonly { readonly namespace: string; readonly identity: CloudIdentity }[];
  /** Those whom the cluster lets in. */
  readonly logins: readonly CloudIdentity[];
  /** Those that the pods of a workload get. */
  readonly ofWorkload: (workload: Workload) => readonly CloudIdentity[];
}

/** All that the objects of the inventory say. Templates that were not rendered count as they stand. */
export const cloudIdentitiesIn = onceEach(gather);

/** Whether a token of the account is enough, as its issuer's STS takes it from anywhere. EKS Pod Identity asks for the node's own role as well. */
export function isByToken({ via }: CloudIdentity): boolean {
  return via === 'irsa' || via === 'workload-identity';
}

/** Whether two names mean one principal: `aws-auth` leaves out the path of a role that its ARN carries elsewhere. */
export function isSamePrincipal(one: string, other: string): boolean {
  return withoutPath(one) === withoutPath(other);
}

function withoutPath(name: string): string {
  return name.replace(/^(arn:[^:]+:iam::\d+:(?:role|user))\/.*\//, '$1/');
}

function gather(inventory: Inventory): CloudIdentities {
  const all = cloudIdentitiesOf(inventory.objects);
  const accounts = all.flatMap((identity) => (identity.serviceAccount && identity.serviceAccount.name !== '' ? [{ ...identity, serviceAccount: identity.serviceAccount }] : []));
  const byAccount = grouped(accounts, ({ serviceAccount: { namespace, name } }) => `${namespace}/${name}`);
  const annotated = all.filter(({ workload }) => workload !== undefined);
  const labelled = all.filter(({ podLabel }) => podLabel !== undefined && podLabel !== '');
  return {
    accounts,
    logins: all.filter(({ user }) => user !== undefined),
    picked: [...annotated, ...labelled].map((identity) => ({ namespace: identity.workload?.namespace ?? identity.namespace ?? '', identity })),
    ofWorkload: (workload) => {
      const { object, template, serviceAccountName } = workload;
      const ofAccount = byAccount.get(`${object.namespace}/${serviceAccountName}`) ?? [];
      if (ofAccount.length === 0 && annotated.length === 0 && labelled.length === 0) return [];
      const { labels } = podMetadataOf(template);
      return [
        ...ofAccount.filter((identity) => isGiven(identity, workload, labels)),
        ...annotated.filter((identity) => identity.workload === object),
        ...labelled.filter(({ namespace, podLabel }) => namespace === object.namespace && labels.get('aadpodidbinding') === podLabel),
      ];
    },
  };
}

/**
 * Whether pods of the ServiceAccount get the identity. Azure's webhook looks at pods that ask for it only (azure-workload-identity, pkg/webhook), and pods on the host's
 * network reach the node's own metadata server (GKE docs, Workload Identity Federation, Restrictions); a pod that projects a token for the cloud needs neither.
 */
function isGiven({ provider, via }: CloudIdentity, { podSpec, containers }: Workload, labels: ReadonlyMap<string, string>): boolean {
  if (via !== 'workload-identity') return true;
  const projects = (isForCloud: (audience: string) => boolean): boolean => containers.some(({ tokens }) => tokens.some(({ audience }) => isForCloud(audience)));
  if (provider === 'azure') return labels.get('azure.workload.identity/use') === 'true' || projects((audience) => audience.startsWith('api://AzureADTokenExchange'));
  return flag(podSpec, 'hostNetwork') !== true || projects((audience) => audience.endsWith('.svc.id.goog'));
}
