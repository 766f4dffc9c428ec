// The API server's own configuration files: authorizers, authenticators, and the defaults of Pod Security admission.
import type { Place } from '#source/document.js';
import { each, flag, inside, placeIn, placeOfPart, text, texts, type Part } from '#kube/part.js';
import type { PodSecurityDefaults, AnonymousAccess, ConfiguredAuthorizer } from './cluster-configuration.js';

/** The chain of an AuthorizationConfiguration, in order; undefined for any other document (apiserver/pkg/apis/apiserver). */
export function authorizersIn(part: Part): readonly ConfiguredAuthorizer[] | undefined {
  if (text(part, 'kind') !== 'AuthorizationConfiguration') return undefined;
  return each(part, 'authorizers').flatMap((item) => {
    const place = placeIn(item, 'type') ?? placeOfPart(item);
    const failsOpen = text(inside(item, 'webhook'), 'failurePolicy') !== 'Deny';
    return place ? [{ mode: text(item, 'type'), name: text(item, 'name') || undefined, place, failsOpen }] : [];
  });
}

/** What an AuthenticationConfiguration says about anonymous requests; undefined when it says nothing. No conditions: every path. */
export function anonymousIn(part: Part): AnonymousAccess | undefined {
  if (text(part, 'kind') !== 'AuthenticationConfiguration') return undefined;
  const anonymous = inside(part, 'anonymous');
  const enabled = flag(anonymous, 'enabled');
  if (!anonymous || enabled === undefined) return undefined;
  const conditions = each(anonymous, 'conditions');
  return { enabled, paths: conditions.length === 0 ? undefined : conditions.map((condition) => text(condition, 'path')), place: placeIn(anonymous, 'enabled') };
}

/** A trusted issuer of an AuthenticationConfiguration. */
export interface TokenIssuer {
  readonly url: string;
  readonly audiences: readonly string[];
  readonly place: Place | undefined;
}

/** Who else may issue tokens (`jwt` of an AuthenticationConfiguration). */
export function tokenIssuersIn(part: Part): readonly TokenIssuer[] {
  if (text(part, 'kind') !== 'AuthenticationConfiguration') return [];
  return each(part, 'jwt').flatMap((authenticator) => {
    const issuer = inside(authenticator, 'issuer');
    return issuer ? [{ url: text(issuer, 'url'), audiences: texts(issuer, 'audiences'), place: placeIn(issuer, 'url') }] : [];
  });
}

/** The PodSecurityConfiguration that a document is or, as an AdmissionConfiguration, holds. */
export function podSecurityIn(part: Part): PodSecurityDefaults | undefined {
  const kind = text(part, 'kind');
  if (kind === 'AdmissionConfiguration') {
    const plugin = each(part, 'plugins').find((candidate) => text(candidate, 'name') === 'PodSecurity');
    const configuration = inside(plugin, 'configuration');
    return configuration && podSecurityDefaults(configuration);
  }
  return kind === 'PodSecurityConfiguration' ? podSecurityDefaults(part) : undefined;
}

/** Fields left out mean `privileged` and `latest` (pod-security-admission/admission/api/v1/defaults.go). */
function podSecurityDefaults(part: Part): PodSecurityDefaults {
  const defaults = inside(part, 'defaults');
  const exemptions = inside(part, 'exemptions');
  const mode = (name: 'enforce' | 'audit' | 'warn'): PodSecurityDefaults['enforce'] => ({
    level: text(defaults, name) || 'privileged',
    version: text(defaults, `${name}-version`) || 'latest',
    place: defaults && placeIn(defaults, name),
  });
  const exempt = (name: string): PodSecurityDefaults['exemptions']['usernames'] => ({ names: texts(exemptions, name), place: exemptions && placeIn(exemptions, name) });
  return {
    enforce: mode('enforce'),
    audit: mode('audit'),
    warn: mode('warn'),
    exemptions: { usernames: exempt('usernames'), runtimeClasses: exempt('runtimeClasses'), namespaces: exempt('namespaces') },
    place: (defaults && placeOfPart(defaults)) ?? placeOfPart(part),
  };
}

/** Seconds of a Go duration (`1h30m`, `100ms`), or of a number; undefined when it is none. */
export function durationSeconds(written: string): number | undefined {
  if (/^[+-]?0$/.test(written)) return 0;
  const units: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 1e-3, us: 1e-6, µs: 1e-6, ns: 1e-9 };
  if (!/^[+-]?(?:\d+(?:\.\d*)?(?:h|ms|m|s|us|µs|ns))+$/.test(written)) return undefined;
  let seconds = 0;
  for (const [, amount, unit] of written.matchAll(/(\d+(?:\.\d*)?)(ms|us|µs|ns|h|m|s)/g)) seconds += Number(amount) * (units[unit ?? ''] ?? 0);
  return written.startsWith('-') ? -seconds : seconds;
}
