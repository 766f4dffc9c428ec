// The limits of a ServiceAccount with `kubernetes.io/enforce-mountable-secrets`: which Secrets its pods may name (plugin/pkg/admission/serviceaccount/admission.go).
import type { ServiceAccount } from './inventory.js';
import { each, inside, isSet, text, type Part } from './part.js';

/** The names an account lists, and its own. */
export type MountableSecrets = Pick<ServiceAccount, 'secrets' | 'imagePullSecrets'> & { readonly name: string };

/** Whether the annotation's value switches the limits on: Go's strconv.ParseBool, anything unreadable is false. */
export function isTrue(value: string | undefined): boolean {
  return value !== undefined && ['1', 't', 'T', 'TRUE', 'true', 'True'].includes(value);
}

/**
 * Why the pod may not use its Secrets, undefined when it may. Projected and CSI Secrets are not looked at, ephemeral containers only when they are added later.
 * `pullSecrets` are those of the pod after the account's were copied.
 */
export function forbiddenSecret(account: MountableSecrets, podSpec: Part, pullSecrets: readonly string[]): string | undefined {
  const allowed = new Set(account.secrets);
  for (const volume of each(podSpec, 'volumes')) {
    const source = inside(volume, 'secret');
    if (!source || allowed.has(text(source, 'secretName'))) continue;
    return `volume with secret.secretName="${text(source, 'secretName')}" is not allowed because service account ${account.name} does not reference that secret`;
  }
  const refused = forbiddenInContainers(account, each(podSpec, 'initContainers'), 'init container') ?? forbiddenInContainers(account, each(podSpec, 'containers'), 'container');
  if (refused !== undefined) return refused;
  const index = pullSecrets.findIndex((name) => !account.imagePullSecrets.includes(name));
  return index < 0
    ? undefined
    : `imagePullSecrets[${index}].name="${pullSecrets[index]}" is not allowed because service account ${account.name} does not reference that imagePullSecret`;
}

/** As `forbiddenSecret`, for the ephemeral containers of an update. */
export function forbiddenInEphemeralContainers(account: MountableSecrets, podSpec: Part): string | undefined {
  return forbiddenInContainers(account, each(podSpec, 'ephemeralContainers'), 'ephemeral container');
}

function forbiddenInContainers(account: MountableSecrets, containers: readonly Part[], what: string): string | undefined {
  const allowed = new Set(account.secrets);
  for (const container of containers) {
    const refusal = (how: string, name: string): string =>
      `${what} ${text(container, 'name')} with ${how} referencing secret.secretName="${name}" is not allowed because service account ${account.name} does not reference that secret`;
    for (const variable of each(container, 'env')) {
      const source = inside(variable, 'valueFrom', 'secretKeyRef');
      if (source && !allowed.has(text(source, 'name'))) return refusal(`envVar ${text(variable, 'name')}`, text(source, 'name'));
    }
    for (const from of each(container, 'envFrom')) {
      const source = isSet(from, 'secretRef') ? inside(from, 'secretRef') : undefined;
      if (source && !allowed.has(text(source, 'name'))) return refusal('envFrom', text(source, 'name'));
    }
  }
  return undefined;
}
