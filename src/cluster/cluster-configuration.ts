// What the files say about the cluster itself: how it authorizes, authenticates and admits.
import type { Place } from '#source/document.js';
import { itemsOf, type Flag, type Flags } from './command-line.js';
import type { ComponentFlags } from './component.js';
import { componentsOf, partsOf, type ComponentSources } from './components.js';
import { anonymousIn, authorizersIn, durationSeconds, podSecurityIn, tokenIssuersIn, type TokenIssuer } from './structured-configuration.js';

/** One link of the authorizer chain. `mode` is as written: a mode nobody knows stays visible. */
export interface ConfiguredAuthorizer {
  readonly mode: string;
  /** Of a webhook in an AuthorizationConfiguration. */
  readonly name: string | undefined;
  /** Undefined when it follows from a default. */
  readonly place: Place | undefined;
  /** A webhook that cannot be asked counts as no opinion, not as a refusal. */
  readonly failsOpen: boolean;
}

/** Whether anonymous requests are let in; `paths` undefined means all of them. */
export interface AnonymousAccess {
  readonly enabled: boolean;
  readonly paths: readonly string[] | undefined;
  readonly place: Place | undefined;
}

/** A value and the place that decided it; `place` is undefined for a default. */
export interface Setting<T> {
  readonly value: T;
  readonly place: Place | undefined;
}

interface PodSecurityMode {
  /** As written; only privileged, baseline and restricted exist. */
  readonly level: string;
  readonly version: string;
  readonly place: Place | undefined;
}

interface Exemption {
  readonly names: readonly string[];
  readonly place: Place | undefined;
}

/** PodSecurityConfiguration: what holds for namespaces without labels, and for whom nothing holds. */
export interface PodSecurityDefaults {
  readonly enforce: PodSecurityMode;
  readonly audit: PodSecurityMode;
  readonly warn: PodSecurityMode;
  readonly exemptions: { readonly usernames: Exemption; readonly runtimeClasses: Exemption; readonly namespaces: Exemption };
  readonly place: Place | undefined;
}

/** Undefined everywhere means: the files do not say, and no default can be relied on. */
export interface ClusterConfiguration {
  readonly components: readonly ComponentFlags[];
  /** The API server whose flags were taken: the last one in the files; undefined when none is there. */
  readonly apiServer: ComponentFlags | undefined;
  /** All of them: where they differ, the files describe several clusters or a change. */
  readonly apiServers: readonly ComponentFlags[];
  readonly controllerManager: ComponentFlags | undefined;
  readonly kubelets: readonly ComponentFlags[];
  /** What each AuthorizationConfiguration and AuthenticationConfiguration says: several that differ are of several clusters. The last one counts. */
  readonly structured: { readonly chains: readonly (readonly ConfiguredAuthorizer[])[]; readonly anonymous: readonly AnonymousAccess[] };
  /** In order; undefined when the files neither name modes nor start an API server. */
  readonly authorizers: readonly ConfiguredAuthorizer[] | undefined;
  readonly authorizationPolicyFile: Setting<string> | undefined;
  readonly anonymous: AnonymousAccess | undefined;
  readonly tokenIssuers: readonly TokenIssuer[];
  readonly podSecurity: PodSecurityDefaults | undefined;
  readonly enabledPlugins: ReadonlyMap<string, Place>;
  readonly disabledPlugins: ReadonlyMap<string, Place>;
  /** Of the API server; a value that is neither true nor false is kept as false with its place. */
  readonly featureGates: ReadonlyMap<string, Setting<boolean>>;
  readonly tokens: TokenSettings;
  /** `1.33.2`, from the API server's image or the configuration. */
  readonly version: string | undefined;
}

/** Flags that decide how long ServiceAccount tokens live and whether they can be revoked; upstream's defaults where nothing is written. */
export interface TokenSettings {
  readonly issuers: readonly Setting<string>[];
  readonly audiences: readonly Setting<string>[];
  /** 0: no limit. Undefined: a duration that cannot be read. */
  readonly maximumSeconds: Setting<number | undefined>;
  readonly extendExpiration: Setting<boolean>;
  readonly lookup: Setting<boolean>;
}

/** Joins everything that `sources` tell about one cluster. Never throws; what contradicts itself is decided as the component would. */
export function clusterConfigurationOf(sources: ComponentSources): ClusterConfiguration {
  const parts = partsOf(sources.documents);
  const components = componentsOf(sources);
  const apiServers = components.filter(({ component }) => component === 'kube-apiserver');
  const apiServer = apiServers.at(-1);
  const flags: Flags = apiServer?.flags ?? new Map();
  const structured = {
    chains: parts.map((part) => authorizersIn(part)).filter((chain) => chain !== undefined),
    anonymous: parts.map((part) => anonymousIn(part)).filter((access) => access !== undefined),
  };
  const authorizers = authorizersOf(apiServer, structured.chains.at(-1) ?? []);
  const policyFile = flags.get('authorization-policy-file');
  return {
    components,
    apiServer,
    apiServers,
    controllerManager: components.findLast(({ component }) => component === 'kube-controller-manager'),
    kubelets: components.filter(({ component }) => component === 'kubelet'),
    structured,
    authorizers,
    authorizationPolicyFile: policyFile && { value: policyFile.value, place: policyFile.place },
    anonymous: anonymousOf(apiServer, structured.anonymous.at(-1), authorizers),
    tokenIssuers: parts.flatMap((part) => tokenIssuersIn(part)),
    podSecurity: parts.flatMap((part) => podSecurityIn(part) ?? []).at(-1),
    enabledPlugins: pluginsOf(flags, 'enable-admission-plugins'),
    disabledPlugins: pluginsOf(flags, 'disable-admission-plugins'),
    featureGates: featureGatesOf(flags),
    tokens: tokenSettings(flags),
    version: apiServer?.version ?? components.find(({ version }) => version !== undefined)?.version,
  };
}

/** Modes of the flag, else of the configuration file (they exclude each other), else the default: what a plain API server does alone is AlwaysAllow. */
function authorizersOf(apiServer: ComponentFlags | undefined, structured: readonly ConfiguredAuthorizer[]): readonly ConfiguredAuthorizer[] | undefined {
  const mode = apiServer?.flags.get('authorization-mode');
  if (mode) return itemsOf(mode).map(({ value, place }) => ({ mode: value, name: undefined, place, failsOpen: true }));
  if (structured.length > 0) return structured;
  // A configuration file that is named but not among the files says nothing we could know.
  if (!apiServer || apiServer.isOpen === true || apiServer.flags.has('authorization-config')) return undefined;
  const defaults = apiServer.source === 'pod' || apiServer.source === 'systemd' ? ['AlwaysAllow'] : ['Node', 'RBAC'];
  return defaults.map((implied) => ({ mode: implied, name: undefined, place: undefined, failsOpen: true }));
}

/** On by default, off under AlwaysAllow (pkg/kubeapiserver/options/authentication.go ApplyAuthorization), off in k3s and RKE2. */
function anonymousOf(apiServer: ComponentFlags | undefined, structured: AnonymousAccess | undefined, authorizers: readonly ConfiguredAuthorizer[] | undefined): AnonymousAccess | undefined {
  const alwaysAllow = authorizers?.find(({ mode }) => mode === 'AlwaysAllow');
  const written = apiServer?.flags.get('anonymous-auth');
  if (!apiServer && !structured) return undefined;
  if (alwaysAllow && !structured) return { enabled: false, paths: undefined, place: written?.place ?? alwaysAllow.place };
  if (written) return { enabled: isTrue(written, true), paths: undefined, place: written.place };
  if (structured) return structured;
  if (apiServer?.flags.has('authentication-config') || apiServer?.isOpen === true) return undefined;
  return { enabled: apiServer?.source !== 'k3s' && apiServer?.source !== 'rke2', paths: undefined, place: undefined };
}

function pluginsOf(flags: Flags, name: string): ReadonlyMap<string, Place> {
  return new Map(itemsOf(flags.get(name)).map(({ value, place }) => [value, place]));
}

/** `A=true,B=false`; occurrences add up and the last word on a gate counts. */
export function featureGatesOf(flags: Flags): ReadonlyMap<string, Setting<boolean>> {
  const gates = new Map<string, Setting<boolean>>();
  for (const { value, place } of itemsOf(flags.get('feature-gates'))) {
    const [name = '', state = ''] = value.split('=');
    gates.set(name.trim(), { value: parseBool(state.trim()) ?? false, place });
  }
  return gates;
}

function tokenSettings(flags: Flags): TokenSettings {
  const maximum = flags.get('service-account-max-token-expiration');
  const on = (name: string): Setting<boolean> => ({ value: isTrue(flags.get(name), true), place: flags.get(name)?.place });
  return {
    issuers: [...(flags.get('service-account-issuer')?.given ?? [])],
    audiences: [...itemsOf(flags.get('api-audiences'))],
    maximumSeconds: { value: maximum ? durationSeconds(maximum.value) : 0, place: maximum?.place },
    extendExpiration: on('service-account-extend-token-expiration'),
    lookup: on('service-account-lookup'),
  };
}

/** The flag as Go reads it; `otherwise` when it is not given, or is nothing Go could read (then the component would not start). */
export function isTrue(flag: Flag | undefined, otherwise: boolean): boolean {
  return (flag && parseBool(flag.value)) ?? otherwise;
}

/** strconv.ParseBool. */
function parseBool(written: string): boolean | undefined {
  if (/^(?:1|t|T|TRUE|true|True)$/.test(written)) return true;
  return /^(?:0|f|F|FALSE|false|False)$/.test(written) ? false : undefined;
}
