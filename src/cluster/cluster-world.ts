// One world as the configuration of its cluster makes it count: what exists, and who may do what by all authorizers together.
import { inventoryOfObjects, type InventoryOptions } from '#kube/inventory-of.js';
import type { Inventory } from '#kube/inventory.js';
import { qualifiedName, type KubeObject } from '#kube/object.js';
import { accessOf } from '#rbac/access.js';
import { effectiveAccess, namesAnonymous, type Anonymous } from '#rbac/effective-access.js';
import type { Authorizer } from '#rbac/authorizer.js';
import type { FileAccess } from '#rbac/model.js';
import type { Problem } from '#source/document.js';
import type { ClusterSources } from './components.js';
import { abacFileAmong, otherAbacFiles, policyObjects, type AbacFile } from './abac-file.js';
import { kubeconfigObjects } from './kubeconfig-objects.js';
import { chainOf, chainProblems, type Chain, type ChainNote } from './authorizer-chain.js';
import { runsPlugin } from './admission-plugins.js';
import { misspeltFlags } from './misspelt-flags.js';
import { clusterConfigurationOf, type AnonymousAccess, type ClusterConfiguration } from './cluster-configuration.js';

/** What is known besides the objects. */
export interface ClusterOptions {
  readonly complete?: boolean;
  readonly version?: string;
  readonly configuration: ClusterConfiguration;
  readonly abac?: AbacFile | undefined;
  /** Objects that no manifest holds: entries of kubeconfigs, policies of ABAC that no API server of the files asks. */
  readonly others?: readonly KubeObject[];
  /** AlwaysAllow counts as RBAC: what roles and bindings open is worth knowing beside it, and is what remains when it is gone. */
  readonly besideAlwaysAllow?: boolean;
}

export interface ClusterWorld {
  readonly inventory: Inventory;
  /** By the whole chain. */
  readonly access: FileAccess;
  readonly chain: Chain;
  readonly problems: readonly Problem[];
}

/** The world of `objects`; the policies of an ABAC file are objects of it. */
export function clusterWorldOf(objects: readonly KubeObject[], options: ClusterOptions): ClusterWorld {
  const { complete = false, version, configuration, abac, others = [], besideAlwaysAllow = false } = options;
  const runs = version ?? configuration.version;
  const known = { complete, ...(runs === undefined ? {} : { version: runs }) };
  const gates = new Map([...configuration.featureGates].map(([gate, { value }]) => [gate, value]));
  const added = [...(abac ? policyObjects(abac) : []), ...others];
  // A policy file may look like manifests: it is read once.
  const read = abac ? objects.filter(({ file }) => file?.name !== abac.file.name) : objects;
  const withoutPlugins = new Set(admitting.filter((plugin) => runsPlugin(configuration, plugin) === false));
  const inventory = inventoryOfObjects(added.length === 0 ? read : [...read, ...added], { ...known, withoutPlugins, gates, ...tokenOptions(configuration) });
  const rbac = accessOf(inventory.objects, known);
  const usual = chainOf(configuration, rbac, abac);
  const chain = { ...usual, notes: [...usual.notes, ...refusedNotes(configuration.anonymous, rbac)] };
  const asked = besideAlwaysAllow ? chain.authorizers.map((one): Authorizer => (one.mode === 'AlwaysAllow' ? { mode: 'RBAC', access: rbac } : one)) : chain.authorizers;
  return {
    inventory,
    access: accessOfChain(rbac, asked, configuration, complete),
    chain,
    problems: [...chainProblems(chain), ...inventory.problems, ...rbac.problems],
  };
}

/** What the authorizers of a chain allow together, in the cluster of `configuration`. */
export function accessOfChain(access: FileAccess, authorizers: readonly Authorizer[], { anonymous }: ClusterConfiguration, complete: boolean): FileAccess {
  return effectiveAccess(access, authorizers, anonymousIn(anonymous), complete);
}

/** Let in at paths of resources is let in everywhere, for all that the files can tell. */
function anonymousIn(access: AnonymousAccess | undefined): Anonymous {
  if (!access) return 'everywhere';
  if (!access.enabled) return 'nowhere';
  return !access.paths || access.paths.some((path) => /^\/apis?(\/|$)/.test(path)) ? 'everywhere' : 'paths';
}

/** How long tokens of TokenRequest live at most, and for whom they are the API server's own: its audiences are its issuers unless they are written (pkg/kubeapiserver/options). */
function tokenOptions({ apiServer, tokens }: ClusterConfiguration): Pick<InventoryOptions, 'maximumTokenSeconds' | 'apiAudiences'> {
  if (!apiServer) return {};
  const audiences = (tokens.audiences.length > 0 ? tokens.audiences : tokens.issuers).map(({ value }) => value);
  return { maximumTokenSeconds: tokens.maximumSeconds.value ?? 0, ...(audiences.length > 0 ? { apiAudiences: audiences } : {}) };
}

/** Plugins that decide what becomes of a pod. */
const admitting = ['ServiceAccount', 'PodSecurity'];

/** Said where it silences a binding: what is refused today is let in when the flag goes. */
function refusedNotes(anonymous: AnonymousAccess | undefined, { grants }: FileAccess): readonly ChainNote[] {
  const silenced = anonymous?.enabled === false ? grants.filter(({ binding }) => binding.origin === 'files' && namesAnonymous(binding)) : [];
  if (silenced.length === 0 || !anonymous) return [];
  const names = silenced.map(({ binding }) => `${binding.kind} ${qualifiedName(binding)}`);
  return [{ message: `anonymous requests are refused: ${names.join(', ')} gives nothing to who does not log in`, place: anonymous.place, weight: 'consequence' }];
}

/** Flags that change who may do what, or what is admitted. */
const decisive = ['authorization-mode', 'authorization-config', 'anonymous-auth', 'enable-admission-plugins', 'disable-admission-plugins', 'feature-gates'];

/** What the user says about the cluster. */
interface Said extends Pick<ClusterOptions, 'complete' | 'abac'> {
  readonly kubernetesVersion?: string;
}

/**
 * What `sources` say about their cluster, for analysing a tree that may hold more than one: it counts only as far as it is written, and where all API servers are
 * started alike. A patch that adds one flag says nothing about the others, and must hide nothing. `problems`: what of it no API server would start with.
 */
export function writtenCluster(sources: ClusterSources, { complete = false, kubernetesVersion, abac: given }: Said): ClusterOptions & { readonly problems: readonly Problem[] } {
  const configuration = writtenConfiguration(sources);
  const abac = given ?? abacFileAmong(sources, configuration);
  const version = kubernetesVersion === undefined ? {} : { version: kubernetesVersion };
  const unasked = otherAbacFiles(sources, abac);
  const problems = [abac ?? [], unasked].flat().flatMap((file) => file.problems).concat(misspeltFlags(configuration.components));
  return { complete, ...version, configuration, abac, problems, others: [...kubeconfigObjects(sources.all ?? []), ...unasked.flatMap(policyObjects)], besideAlwaysAllow: true };
}

function writtenConfiguration(sources: ClusterSources): ClusterConfiguration {
  const configuration = clusterConfigurationOf(sources);
  const { apiServers, authorizers, anonymous, structured } = configuration;
  const alike =
    decisive.every((name) => isOne(apiServers.map(({ flags }) => flags.get(name)?.given.map(({ value }) => value).join()))) &&
    isOne(structured.chains.map((chain) => chain.map(({ mode }) => mode).join())) &&
    isOne(structured.anonymous.map(({ enabled, paths }) => `${enabled} ${(paths ?? ['all']).join()}`));
  if (!alike) return { ...configuration, apiServer: undefined, authorizers: undefined, anonymous: undefined, featureGates: new Map(), version: undefined };
  const always = authorizers?.find(({ mode }) => mode === 'AlwaysAllow');
  return { ...configuration, authorizers: always && !always.place ? undefined : authorizers, anonymous: always || !anonymous?.place ? undefined : anonymous };
}

function isOne(said: readonly (string | undefined)[]): boolean {
  return new Set(said).size <= 1;
}
