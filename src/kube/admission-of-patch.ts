// What ServiceAccount admission makes of pods whose account a patch of a kustomization changes: the rest of them is what it patches.
import { decideAutomount, forbidden, mountToken, namedAccount, pullSecretsOf, tokenDirectory, type Admission, type AdmissionAccount, type PodTemplate } from './admission.js';
import { each, flag, text, type Part } from './part.js';
import { partOf } from './value.js';

/**
 * Admits pods of `base` as `patch` changes them, which names an account. Containers that the patch leaves out get the token by their names alone: what else they are
 * is said by the base, where it stands.
 */
export function admitPatched(patch: PodTemplate, base: Part, accountNamed: (name: string) => AdmissionAccount | 'absent' | 'unknown'): Admission {
  const { name, place } = namedAccount(patch.spec);
  const found = accountNamed(name);
  const account = typeof found === 'string' ? undefined : found;
  const automount = decideAutomount(flag(patch.spec, 'automountServiceAccountToken') === undefined ? base : patch.spec, account);
  const own = mountToken(patch.spec, automount.mounted);
  const isSaid = new Set(own.containers.map((container) => container.name));
  const others = each(base, 'containers').filter((container) => !isSaid.has(text(container, 'name')) && each(container, 'volumeMounts').every((mount) => text(mount, 'mountPath') !== tokenDirectory));
  const rest = mountToken(partOf({ containers: others.map((container) => ({ name: text(container, 'name') })) }), automount.mounted);
  const injectedVolume = own.injectedVolume ?? rest.injectedVolume;
  const pullSecrets = pullSecretsOf(patch.spec);
  return {
    admitted: found === 'absent' ? false : found === 'unknown' ? 'unknown' : true,
    error: found === 'absent' ? forbidden(patch, `error looking up service account ${patch.namespace}/${name}: serviceaccount "${name}" not found`) : undefined,
    serviceAccountName: name,
    serviceAccountPlace: place,
    automount,
    imagePullSecrets: pullSecrets,
    pullSecretsFromAccount: false,
    volumes: injectedVolume ? [...each(patch.spec, 'volumes'), injectedVolume] : own.volumes,
    injectedVolume,
    containers: [...own.containers, ...rest.containers],
  };
}
