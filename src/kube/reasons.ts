// Why a pod is admitted as it is: each decision of admission as a fact with the key that decided it, for people to read.
import { tokenDirectory } from './admission.js';
import type { Inventory, Token, Workload } from './inventory.js';
import { qualifiedName, unnamedNamespace, type KubeObject } from './object.js';
import { inside, keyIn, placeIn, placeOfPart, rootOf, text } from './part.js';
import { violationsText } from './pod-security.js';
import type { Place } from '#source/document.js';

/** One decision. `place` is undefined when nothing in the files decided it. */
export interface Reason {
  readonly message: string;
  readonly place: Place | undefined;
}

/** The decisions about a workload's pods in the order in which admission takes them. */
export function reasonsOf(workload: Workload, inventory: Pick<Inventory, 'namespaces'>): readonly Reason[] {
  return [
    ...accountReasons(workload),
    automountReason(workload),
    ...mountReasons(workload),
    ...workload.containers.flatMap((container) => container.tokens.filter(({ source }) => source !== 'automount').map((token) => tokenReason(container.name, token, workload))),
    ...pullSecretReasons(workload),
    ...podSecurityReasons(workload, inventory),
  ];
}

/** `shop/web`, as an account of the workload's namespace. */
function accountName({ object, serviceAccountName }: Workload, name = serviceAccountName): string {
  return qualifiedName({ namespace: object.namespace, name });
}

function accountReasons(workload: Workload): readonly Reason[] {
  const { serviceAccountName, serviceAccountPlace, serviceAccount, admission, podSpec: spec } = workload;
  if (admission.automount.by === 'mirror-pod') return [{ message: 'runs as no ServiceAccount: it is a mirror pod', place: serviceAccountPlace }];
  if (serviceAccountName === '') return [{ message: admission.automount.by === 'patch' ? 'the patch of a kustomization names no ServiceAccount: the object that it patches may' : 'runs as no ServiceAccount: the pod names none, and nothing gives it one', place: placeOfPart(spec) }];
  const account = `ServiceAccount ${accountName(workload)}`;
  const key = text(spec, 'serviceAccountName') === '' ? 'serviceAccount, the old name of serviceAccountName,' : 'serviceAccountName';
  const named = serviceAccountPlace ? `runs as ${account}: ${key} says so` : `runs as ${account}: the pod names none`;
  const alias = text(spec, 'serviceAccount');
  const loses = alias !== '' && alias !== serviceAccountName;
  return [
    { message: named, place: serviceAccountPlace ?? placeOfPart(spec) },
    ...(loses ? [{ message: `serviceAccount: ${alias} has no effect: serviceAccountName wins`, place: placeIn(spec, 'serviceAccount') }] : []),
    ...(admission.admitted === 'unknown' ? [{ message: `${account} is in no file: what it says is not known, and without it the pod is refused`, place: serviceAccountPlace }] : []),
    ...(admission.admitted === false && admission.error !== undefined ? [{ message: admission.error, place: serviceAccountPlace ?? placeOfPart(spec) }] : []),
    ...(serviceAccount?.enforcesMountableSecrets
      ? [{ message: `${account} lets its pods use only the Secrets it lists (kubernetes.io/enforce-mountable-secrets)`, place: metadataPlace(serviceAccount.object, 'annotations', 'kubernetes.io/enforce-mountable-secrets') }]
      : []),
  ];
}

function automountReason(workload: Workload): Reason {
  const { automount, serviceAccount } = workload;
  const what = automount.mounted ? 'token mounted' : 'token not mounted';
  const account = `ServiceAccount ${accountName(workload)}`;
  switch (automount.by) {
    case 'pod':
      return { message: `${what}: pod says automountServiceAccountToken: ${String(automount.mounted)}`, place: automount.place };
    case 'serviceaccount':
      return { message: `${what}: pod says nothing, ${account} says automountServiceAccountToken: ${String(automount.mounted)}`, place: automount.place };
    case 'default':
      return { message: `${what}: pod says nothing, ${account} ${serviceAccount ? 'says nothing' : 'is not known'}, default is true`, place: automount.place ?? placeOfPart(workload.podSpec) };
    case 'patch':
      return { message: `${what}: a patch of a kustomization says only what it changes`, place: automount.place };
    case 'static-pod':
      return { message: `${what}: nothing is added to static pods, which the kubelet starts by itself`, place: automount.place };
    case 'admission-off':
      return { message: `${what}: the API server does not run ServiceAccount admission`, place: automount.place };
    case 'mirror-pod':
      return { message: `${what}: nothing is added to mirror pods`, place: automount.place };
    default:
      throw new Error(`unreachable: ${automount.by satisfies never}`);
  }
}

/** Containers that are left out although the token is mounted, and a volume that is taken for the token's. */
function mountReasons({ automount, admission }: Workload): readonly Reason[] {
  if (!automount.mounted) return [];
  const injects = admission.containers.some(({ mounts }) => mounts.some((mount) => mount.injected));
  const reused = admission.injectedVolume || !injects ? undefined : admission.volumes.find((volume) => text(volume, 'name').startsWith('kube-api-access-'));
  return [
    ...(reused
      ? [{ message: `volume ${text(reused, 'name')} is mounted in place of the token, whatever it holds: its name starts with kube-api-access-`, place: placeIn(reused, 'name') }]
      : []),
    ...admission.containers.flatMap(({ name, type, mounts, part }): Reason[] => {
      if (type === 'ephemeral') return [{ message: `ephemeral container ${name} gets no token: admission leaves ephemeral containers out`, place: placeOfPart(part) }];
      const own = mounts.find((mount) => !mount.injected && mount.path === tokenDirectory);
      return own ? [{ message: `container ${name} gets no token: it mounts volume ${own.volume} at ${tokenDirectory} itself`, place: placeIn(own.part, 'mountPath') }] : [];
    }),
  ];
}

function tokenReason(container: string, token: Token, workload: Workload): Reason {
  const account = `ServiceAccount ${accountName(workload, token.serviceAccount)}`;
  const whom = token.audience === '' ? 'the API server' : `audience ${token.audience}`;
  const despite = workload.automount.mounted ? '' : ', although automount is off';
  switch (token.source) {
    case 'projected':
    case 'automount':
      return { message: `container ${container} reads a token of ${account} for ${whom} at ${token.path}, valid ${lifetime(token)}: a volume projects it${despite}`, place: token.place };
    case 'secret':
      return { message: `container ${container} reads a token of ${account} at ${token.path} that never expires: a Secret holds it${despite}`, place: token.place };
    case 'csi':
      return { message: `the CSI driver behind ${token.path} of container ${container} gets a token of ${account} for ${whom}, valid ${lifetime(token)}`, place: token.place };
    default:
      throw new Error(`unreachable: ${token.source satisfies never}`);
  }
}

/** Exactly 3607 s for the API server is what admission asks for: such tokens are made to last a year (--service-account-extend-token-expiration, on by default). */
function lifetime({ expirationSeconds, audience }: Token): string {
  return expirationSeconds === 3607 && audience === '' ? '3607 s, which the API server extends to a year while the pod exists' : `${expirationSeconds ?? 0} s`;
}

function pullSecretReasons(workload: Workload): readonly Reason[] {
  const { admission, serviceAccount } = workload;
  const account = `ServiceAccount ${accountName(workload)}`;
  const names = admission.imagePullSecrets.map(({ name }) => name).join(', ');
  const ofAccount = (key: string): Place | undefined => {
    const root = rootOf(serviceAccount?.object);
    return root && keyIn(root, key);
  };
  if (admission.pullSecretsFromAccount) return [{ message: `pulls images with ${names}: the pod names no pull secret, ${account} does`, place: ofAccount('imagePullSecrets') }];
  const ignored = serviceAccount?.imagePullSecrets.filter((name) => !admission.imagePullSecrets.some((own) => own.name === name)) ?? [];
  if (admission.imagePullSecrets.length === 0 || ignored.length === 0) return [];
  return [{ message: `pull secrets of ${account} are not used (${ignored.join(', ')}): the pod names its own`, place: keyIn(workload.podSpec, 'imagePullSecrets') }];
}

const exempts = { namespace: 'the namespace', user: 'the controller that creates the pods', runtimeClass: 'the runtime class' } as const;

function podSecurityReasons({ object, podSecurity }: Workload, inventory: Pick<Inventory, 'namespaces'>): readonly Reason[] {
  const { enforced, refused, exempt } = podSecurity;
  if (exempt !== undefined) return [{ message: `${exempts[exempt]} is exempt from Pod Security in the configuration of the cluster`, place: undefined }];
  const namespace = inventory.namespaces.get(object.namespace);
  const written = namespace?.object;
  const place = written && metadataPlace(written, 'labels', 'pod-security.kubernetes.io/enforce');
  if (refused.length > 0) {
    return [{ message: `pods are refused: namespace ${object.namespace} enforces Pod Security ${enforced.level}:${enforced.version}, violated by ${violationsText(refused)}`, place }];
  }
  if (enforced.level !== 'privileged') return [{ message: `namespace ${object.namespace} enforces Pod Security ${enforced.level}:${enforced.version}, and the pods comply`, place }];
  if (namespace?.labelsUnknown !== true || podSecurity.restricted.length === 0) return [];
  const which = object.namespace === unnamedNamespace ? 'the namespace has no name here' : `no file holds namespace ${object.namespace}`;
  return [{ message: `${which}: the Pod Security level it enforces is not known`, place: undefined }];
}

/** The value of a label or annotation. */
function metadataPlace(object: KubeObject, kind: 'labels' | 'annotations', key: string): Place | undefined {
  const entries = inside(rootOf(object), 'metadata', kind);
  return entries && placeIn(entries, key);
}
