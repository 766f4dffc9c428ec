// Flags one letter off from one that decides: the component does not start with them, and nothing may be concluded from what was meant.
import { isOneEditAway } from '#kube/known-kinds.js';
import type { Problem } from '#source/document.js';
import { regionOf } from '#source/place.js';
import type { ComponentFlags } from './component.js';

/** What authorizes, authenticates, admits, and makes tokens and certificates. */
const decisive: readonly string[] = [
  'admission-control-config-file', 'anonymous-auth', 'api-audiences', 'authentication-config', 'authentication-token-webhook', 'authorization-config', 'authorization-mode',
  'authorization-policy-file', 'authorization-webhook-config-file', 'client-ca-file', 'cluster-signing-duration', 'disable-admission-plugins', 'enable-admission-plugins', 'feature-gates',
  'read-only-port', 'root-ca-file', 'service-account-extend-token-expiration', 'service-account-issuer', 'service-account-key-file', 'service-account-lookup',
  'service-account-max-token-expiration', 'service-account-private-key-file', 'service-account-signing-key-file', 'token-auth-file', 'use-service-account-credentials',
];

/** One problem for each such flag, at the flag. */
export function misspeltFlags(components: readonly ComponentFlags[]): readonly Problem[] {
  return components.flatMap(({ component, flags }) =>
    [...flags.values()].flatMap(({ name, place }): readonly Problem[] => {
      const meant = decisive.includes(name) ? undefined : decisive.find((known) => isOneEditAway(known, name));
      if (meant === undefined || place.file.cluster) return [];
      const { line, column } = regionOf(place);
      return [{ file: place.file.name, line, column, code: 'unknown-flag', message: `--${name} is no flag of ${component}, which does not start with it (did you mean --${meant}?)`, severity: 'not-evaluated' }];
    }),
  );
}
