// What the ServiceAccount admission plugin makes of a pod: its account, whether a token is mounted and where, its pull secrets (plugin/pkg/admission/serviceaccount/admission.go).
import type { AutomountDecision, Container, ServiceAccount } from './inventory.js';
import { forbiddenInEphemeralContainers, forbiddenSecret } from './mountable-secrets.js';
import type { KubeObject } from './object.js';
import { each, flag, inside, isSet, itemIn, placeIn, text, texts, type Part } from './part.js';
import { referencesTo } from './references.js';
import { partOf } from './value.js';
import type { Place } from '#source/document.js';

/** Where the token is mounted. Compared as text: a trailing slash or a parent directory is another path. */
export const tokenDirectory = '/var/run/secrets/kubernetes.io/serviceaccount';

/** What the plugin asks of an account. */
export type AdmissionAccount = Pick<ServiceAccount, 'automount' | 'imagePullSecrets' | 'secrets' | 'enforcesMountableSecrets'> & { readonly automountPlace?: Place | undefined };

/** The pod that is admitted: a Pod, or the template of a workload as if its controller created it. */
export interface PodTemplate {
  readonly name: string;
  readonly namespace: string;
  readonly annotations: ReadonlyMap<string, string>;
  readonly spec: Part;
}

/** One volume mount of a container, written or injected. */
export interface Mount {
  readonly volume: string;
  readonly path: string;
  readonly part: Part;
  readonly injected: boolean;
}

export interface AdmittedContainer {
  readonly name: string;
  readonly type: Container['type'];
  readonly part: Part;
  readonly mounts: readonly Mount[];
}

/** The pod after the plugin, or why it is refused. */
export interface Admission {
  /** `unknown`: nothing is wrong except that the account is in no file. */
  readonly admitted: boolean | 'unknown';
  readonly error: string | undefined;
  readonly serviceAccountName: string;
  readonly serviceAccountPlace: Place | undefined;
  readonly automount: AutomountDecision;
  /** Copied from the account when the pod lists none; '' is an entry without name. */
  readonly imagePullSecrets: readonly { readonly name: string; readonly place: Place | undefined }[];
  readonly pullSecretsFromAccount: boolean;
  /** Written ones, then the injected one. */
  readonly volumes: readonly Part[];
  /** The volume that the plugin adds; undefined when nothing is mounted or a volume of the pod is used for it. */
  readonly injectedVolume: Part | undefined;
  /** In the order init, regular, ephemeral. */
  readonly containers: readonly AdmittedContainer[];
}

const injected = partOf({
  name: 'kube-api-access-*',
  projected: {
    sources: [
      { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
      { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
      { downwardAPI: { items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }] } },
    ],
    defaultMode: 420,
  },
});

/** On pods that stand for the static pods of a node. */
export const mirrorAnnotation = 'kubernetes.io/config.mirror';

/** The account a pod spec names: `serviceAccountName`, else the old alias `serviceAccount`, else ''. */
export function namedAccount(spec: Part): { readonly name: string; readonly place: Place | undefined } {
  const key = ['serviceAccountName', 'serviceAccount'].find((candidate) => text(spec, candidate) !== '');
  return key === undefined ? { name: '', place: undefined } : { name: text(spec, key), place: placeIn(spec, key) };
}

/**
 * Admits the creation of `pod`. `accountNamed` gives the account of the pod's namespace, `absent` when there is none, `unknown` when the files cannot tell.
 * A refused pod still gets every other answer, as far as it makes sense.
 */
export function admitPod(pod: PodTemplate, accountNamed: (name: string) => AdmissionAccount | 'absent' | 'unknown'): Admission {
  const named = namedAccount(pod.spec);
  if (pod.annotations.has(mirrorAnnotation)) return admitMirrorPod(pod, named);
  const name = named.name || 'default';
  const found = accountNamed(name);
  const account = typeof found === 'string' ? undefined : found;
  const automount = decideAutomount(pod.spec, account);
  const mounted = mountToken(pod.spec, automount.mounted);
  const own = pullSecretsOf(pod.spec);
  const pullSecrets = own.length > 0 ? own : (account?.imagePullSecrets ?? []).map((secret) => ({ name: secret, place: undefined }));
  const refusal =
    found === 'absent'
      ? `error looking up service account ${pod.namespace}/${name}: serviceaccount "${name}" not found`
      : account?.enforcesMountableSecrets
        ? forbiddenSecret({ ...account, name }, pod.spec, pullSecrets.map((secret) => secret.name))
        : undefined;
  return {
    admitted: refusal !== undefined ? false : found === 'unknown' ? 'unknown' : true,
    error: refusal === undefined ? undefined : forbidden(pod, refusal),
    serviceAccountName: name,
    serviceAccountPlace: named.place,
    automount,
    imagePullSecrets: pullSecrets,
    pullSecretsFromAccount: own.length === 0 && pullSecrets.length > 0,
    ...mounted,
  };
}

/** A pod that does not go through the plugin, or not as it stands: nothing is added and nobody asks after the account. Tokens that it projects itself are still made. */
export function admitUnasked(pod: PodTemplate, by: 'static-pod' | 'patch' | 'admission-off'): Admission {
  return { admitted: true, error: undefined, ...asWritten(pod.spec, namedAccount(pod.spec)), automount: { mounted: false, by, place: undefined } };
}

const controlPlane: ReadonlySet<string> = new Set(['kube-apiserver', 'kube-controller-manager', 'kube-scheduler']);

/** Whether a Pod is the manifest of a static pod, which the kubelet starts by itself: the control plane cannot come through the API server that it is. */
export function isStaticPod({ kind, namespace, labels }: Pick<KubeObject, 'kind' | 'namespace' | 'labels'>, spec: Part): boolean {
  if (kind !== 'Pod') return false;
  if (namespace === 'kube-system' && labels.get('tier') === 'control-plane') return true;
  return each(spec, 'containers').some((container) => [text(container, 'image').replace(/[:@].*$/, ''), ...texts(container, 'command').slice(0, 1)].some((name) => controlPlane.has(name.slice(name.lastIndexOf('/') + 1))));
}

/** Admits an update of a pod's ephemeral containers: nothing is mounted into them, only their Secrets are looked at. */
export function admitEphemeralContainers(pod: PodTemplate, accountNamed: (name: string) => AdmissionAccount | 'absent' | 'unknown'): Admission {
  const named = namedAccount(pod.spec);
  const found = named.name === '' ? undefined : accountNamed(named.name);
  const refusal =
    found === undefined
      ? forbidden(pod, `no service account specified for pod ${pod.namespace}/${pod.name}`)
      : found === 'absent'
        ? forbidden(pod, `error looking up service account ${pod.namespace}/${named.name}: serviceaccount "${named.name}" not found`)
        : found !== 'unknown' && found.enforcesMountableSecrets
          ? forbiddenInEphemeralContainers({ ...found, name: named.name }, pod.spec)
          : undefined;
  return {
    admitted: refusal !== undefined ? false : found === 'unknown' ? 'unknown' : true,
    error: refusal,
    ...asWritten(pod.spec, named),
    automount: { mounted: false, by: 'pod', place: undefined },
  };
}

/** Mirror pods stand for static pods of a node: nothing is injected, and they may not speak for anybody. */
function admitMirrorPod(pod: PodTemplate, named: { name: string; place: Place | undefined }): Admission {
  const usesToken = each(pod.spec, 'volumes').some((volume) => each(inside(volume, 'projected'), 'sources').some((source) => isSet(source, 'serviceAccountToken')));
  const refusal =
    named.name !== ''
      ? 'a mirror pod may not reference service accounts'
      : referencesTo('Secret', pod.spec).length > 0
        ? 'a mirror pod may not reference secrets'
        : usesToken
          ? 'a mirror pod may not use ServiceAccountToken volume projections'
          : undefined;
  return {
    admitted: refusal === undefined,
    error: refusal === undefined ? undefined : forbidden(pod, refusal),
    ...asWritten(pod.spec, named),
    automount: { mounted: false, by: 'mirror-pod', place: undefined },
  };
}

function asWritten(spec: Part, named: { name: string; place: Place | undefined }): Omit<Admission, 'admitted' | 'error' | 'automount'> {
  return { serviceAccountName: named.name, serviceAccountPlace: named.place, imagePullSecrets: pullSecretsOf(spec), pullSecretsFromAccount: false, ...mountToken(spec, false) };
}

/** The pod's switch wins over the account's; without both the token is mounted. */
export function decideAutomount(spec: Part, account: AdmissionAccount | undefined): AutomountDecision {
  const ofPod = flag(spec, 'automountServiceAccountToken');
  if (ofPod !== undefined) return { mounted: ofPod, by: 'pod', place: placeIn(spec, 'automountServiceAccountToken') };
  if (account?.automount !== undefined) return { mounted: account.automount, by: 'serviceaccount', place: account.automountPlace };
  return { mounted: true, by: 'default', place: undefined };
}

/** The volumes and containers of a pod, with the token mounted where that is `wanted`. */
export function mountToken(spec: Part, wanted: boolean): Pick<Admission, 'volumes' | 'containers' | 'injectedVolume'> {
  const written = each(spec, 'volumes');
  // The prefix alone decides: whatever a volume of that name holds is mounted in place of the token.
  const reused = written.find((volume) => text(volume, 'name').startsWith('kube-api-access-'));
  const volume = text(reused ?? injected, 'name');
  const lists = [
    ['initContainers', 'init'],
    ['containers', 'container'],
    ['ephemeralContainers', 'ephemeral'],
  ] as const;
  const containers = lists.flatMap(([list, type]) =>
    each(spec, list).map((part): AdmittedContainer => {
      const mounts = each(part, 'volumeMounts').map((mount): Mount => ({ volume: text(mount, 'name'), path: text(mount, 'mountPath'), part: mount, injected: false }));
      const gets = wanted && type !== 'ephemeral' && mounts.every((mount) => mount.path !== tokenDirectory);
      if (gets) mounts.push({ volume, path: tokenDirectory, part: partOf({ name: volume, readOnly: true, mountPath: tokenDirectory }), injected: true });
      return { name: text(part, 'name'), type, part, mounts };
    }),
  );
  const injects = reused === undefined && containers.some(({ mounts }) => mounts.some((mount) => mount.injected));
  return { volumes: injects ? [...written, injected] : written, injectedVolume: injects ? injected : undefined, containers };
}

/** The pull secrets that a pod lists itself. */
export function pullSecretsOf(spec: Part): Admission['imagePullSecrets'] {
  return each(spec, 'imagePullSecrets').map((secret, index) => ({ name: text(secret, 'name'), place: itemIn(spec, 'imagePullSecrets', index) }));
}

/** What the API server says of a pod that it refuses. */
export function forbidden(pod: PodTemplate, why: string): string {
  return `pods "${pod.name}" is forbidden: ${why}`;
}
