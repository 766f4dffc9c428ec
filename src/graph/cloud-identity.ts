// The cloud identities that annotations give to a ServiceAccount: IRSA, GKE and Azure workload identity.
import type { KubeObject } from '#kube/object.js';
import { Mapping, type Place } from '#source/document.js';
import { placeOfValue } from '#source/place.js';
import data from '../../rules/kubernetes/cloud-identities.json' with { type: 'json' };

/** A cloud identity by the name that the annotation gives it. */
export interface CloudIdentity {
  readonly name: string;
  readonly place: Place | undefined;
}

/** What the annotations of a ServiceAccount name; templates that were not rendered count as they stand. */
export function cloudIdentitiesOf(account: KubeObject): readonly CloudIdentity[] {
  if (account.annotations.size === 0) return [];
  return Object.keys(data.annotations).flatMap((key) => {
    const name = account.annotations.get(key);
    return name === undefined || name === '' ? [] : [{ name, place: placeOf(account, key) }];
  });
}

function placeOf({ file, node }: KubeObject, key: string): Place | undefined {
  const metadata = node?.get('metadata');
  const annotations = metadata instanceof Mapping ? metadata.get('annotations') : undefined;
  return file && annotations instanceof Mapping ? placeOfValue(file, annotations, key, 'metadata.annotations') : undefined;
}
