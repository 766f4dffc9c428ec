// Makes an Inventory of documents: their objects, what every cluster has besides, and each workload as it would be admitted.
import type { Document, Problem } from '#source/document.js';
import { problemsOfAccount, problemsOfNamespace, problemsOfPodSecurity, problemsOfPodSpec, problemsOfSecret, unknownPods } from './invalid-objects.js';
import { featuresOf } from './features.js';
import { grouped } from './grouped.js';
import type { Inventory, Namespace, ServiceAccount, Workload } from './inventory.js';
import type { KubeObject, Origin } from './object.js';
import { objectsOf } from './objects.js';
import { once } from './once.js';
import { each, flag, inside, placeIn, rootOf, text } from './part.js';
import { podSecurityConfigurationOf } from './pod-security-configuration.js';
import { defaultPolicy, policyOf, type LevelVersion } from './pod-security-policy.js';
import type { PodSecurityLevel } from './pod-security.js';
import { builtinNamespaces, builtinServiceAccounts } from './scope.js';
import { isTrue } from './mountable-secrets.js';
import { defaultApiAudiences, tokenSecretType } from './tokens.js';
import { carriedPods } from './pod-spec.js';
import { workloadOf, type Surroundings } from './workloads.js';

/** What is known besides the files. */
export interface InventoryOptions {
  /** Namespace of objects that name none (`-n`). */
  readonly namespace?: string;
  /** Nothing exists beyond the files and the built-in world. */
  readonly complete?: boolean;
  /** Version of the cluster, like `1.36`: it decides which Pod Security rules are known. */
  readonly version?: string;
  /** Admission plugins that are known not to run; `ServiceAccount` and `PodSecurity` make a difference. */
  readonly withoutPlugins?: ReadonlySet<string>;
  /** Feature gates that the API server is started with. */
  readonly gates?: ReadonlyMap<string, boolean>;
  /** The API server shortens tokens that are asked for with a longer lifetime; 0 and undefined: it does not. */
  readonly maximumTokenSeconds?: number;
  /** Audiences that the API server takes for its own besides ''. */
  readonly apiAudiences?: readonly string[];
}

/** The version of Kubernetes that is assumed when none is given. */
const defaultVersion = '1.36';

/**
 * The world that documents describe. Every namespace gets its `default` ServiceAccount, kube-system those of the controllers. Of two objects of one name the first
 * counts for look-ups. Workloads are worked out when they are first asked for.
 */
export function inventoryOf(documents: readonly Document[], options: InventoryOptions = {}): Inventory {
  const { objects, problems } = objectsOf(documents, options.namespace === undefined ? {} : { namespace: options.namespace });
  return inventoryOfObjects(objects, options, problems);
}

/** The same for objects that were read before: one world of several. */
export function inventoryOfObjects(given: readonly KubeObject[], options: Omit<InventoryOptions, 'namespace'> = {}, readProblems: readonly Problem[] = []): Inventory {
  const complete = options.complete ?? false;
  const runs = (plugin: string): boolean => options.withoutPlugins?.has(plugin) !== true;
  const podSecurity = podSecurityConfigurationOf(given);
  const enforced = (labels: ReadonlyMap<string, string>): LevelVersion => (runs('PodSecurity') ? policyOf(labels, podSecurity.defaults).policy : defaultPolicy).enforce;
  const namespaces = namespacesOfObjects(given, enforced, podSecurity.exemptions.namespaces);
  const objects = [...given, ...impliedAccounts(given, namespaces.keys())];
  const byKind = once(() => grouped(objects, ({ group, kind }) => `${group}/${kind}`));
  const byName = once(() => firstByName(objects));
  const find: Inventory['find'] = (group, kind, namespace, name) => byName().get(`${group}/${kind}/${namespace}/${name}`);
  const ofKind: Inventory['ofKind'] = (group, kind) => byKind().get(`${group}/${kind}`) ?? [];
  const serviceAccounts = once(() => ofKind('', 'ServiceAccount').map(serviceAccountOf));
  const accounts = once(() => firstOf(serviceAccounts(), ({ object }) => `${object.namespace}/${object.name}`));
  const serviceAccount: Inventory['serviceAccount'] = (namespace, name) => accounts().get(`${namespace}/${name}`);
  const surroundings: Surroundings = {
    account: (namespace, name) => serviceAccount(namespace, name) ?? (complete ? 'absent' : 'unknown'),
    tokenSources: (namespace) => ({
      tokenSecretAccount: (name) => tokenSecretAccount(find('', 'Secret', namespace, name)),
      tokenRequests: (driver) => each(inside(rootOf(find('storage.k8s.io', 'CSIDriver', '', driver)), 'spec'), 'tokenRequests'),
      apiAudiences: options.apiAudiences ?? defaultApiAudiences,
      maximumSeconds: options.maximumTokenSeconds || Infinity,
    }),
    enforced: (namespace) => enforced(namespaces.get(namespace)?.object?.labels ?? noLabels),
    exemptions: podSecurity.exemptions,
    admitsAccounts: runs('ServiceAccount'),
    minor: Number((options.version ?? defaultVersion).split('.')[1]),
  };
  const workloads = once(() => given.flatMap((object) => carriedPods(object).templates.map((template): Workload => workloadOf(object, template, surroundings))));
  const problems = once(() => [
    ...readProblems,
    ...workloads().filter(({ object }) => object.origin === 'files').flatMap(problemsOfPodSpec),
    ...given.filter(({ origin }) => origin === 'files').flatMap((object) => [...unknownPods(object), ...problemsOfPodSecurity(object)]),
    ...ofKind('', 'ServiceAccount').filter(({ origin }) => origin === 'files').flatMap(problemsOfAccount),
    ...ofKind('', 'Namespace').filter(({ origin }) => origin === 'files').flatMap(problemsOfNamespace),
    ...ofKind('', 'Secret').filter(({ origin }) => origin === 'files').flatMap(problemsOfSecret),
  ]);
  return {
    complete,
    features: featuresOf(options.version ?? defaultVersion, options.version !== undefined, options.gates ?? new Map()),
    objects,
    namespaces,
    find,
    ofKind,
    serviceAccount,
    get serviceAccounts() {
      return serviceAccounts();
    },
    get workloads() {
      return workloads();
    },
    get problems() {
      return problems();
    },
  };
}

/** Namespaces that are written, built in, or only mentioned by objects in them. */
function namespacesOfObjects(objects: readonly KubeObject[], enforced: (labels: ReadonlyMap<string, string>) => LevelVersion, exempt: readonly string[]): ReadonlyMap<string, Namespace> {
  const enforce = (name: string, labels: ReadonlyMap<string, string>): PodSecurityLevel => (exempt.includes(name) ? 'privileged' : enforced(labels).level);
  const found = new Map<string, Namespace>();
  for (const object of objects) {
    if (object.kind !== 'Namespace' || object.group !== '' || found.has(object.name)) continue;
    found.set(object.name, { name: object.name, object, enforce: enforce(object.name, object.labels), labelsUnknown: object.isPatch === true && !object.base });
  }
  for (const name of [...builtinNamespaces, ...objects.map(({ namespace }) => namespace)]) {
    if (name !== '' && !found.has(name)) found.set(name, { name, object: undefined, enforce: enforce(name, noLabels), labelsUnknown: true });
  }
  return found;
}

const noLabels: ReadonlyMap<string, string> = new Map();

/** `default` of every namespace (the service-account controller makes it again when it is deleted), and the controllers' own accounts. */
function impliedAccounts(objects: readonly KubeObject[], namespaces: Iterable<string>): KubeObject[] {
  const written = new Set(objects.filter(({ kind, group }) => kind === 'ServiceAccount' && group === '').map(({ namespace, name }) => `${namespace}/${name}`));
  const account = (namespace: string, name: string, origin: Origin): KubeObject[] =>
    written.has(`${namespace}/${name}`)
      ? []
      : [{ group: '', version: 'v1', kind: 'ServiceAccount', namespace, name, origin, file: undefined, node: undefined, labels: noLabels, annotations: noLabels }];
  return [
    ...[...namespaces].flatMap((namespace) => account(namespace, 'default', 'implied')),
    ...Object.entries(builtinServiceAccounts).flatMap(([namespace, names]) => names.flatMap((name) => account(namespace, name, 'builtin'))),
  ];
}

/** What an account says; an implied one says nothing. */
export function serviceAccountOf(object: KubeObject): ServiceAccount {
  const part = rootOf(object);
  const names = (key: string): readonly string[] => each(part, key).map((entry) => text(entry, 'name'));
  return {
    object,
    automount: flag(part, 'automountServiceAccountToken'),
    automountPlace: part && placeIn(part, 'automountServiceAccountToken'),
    imagePullSecrets: names('imagePullSecrets'),
    secrets: names('secrets'),
    enforcesMountableSecrets: isTrue(object.annotations.get('kubernetes.io/enforce-mountable-secrets')),
  };
}

function tokenSecretAccount(secret: KubeObject | undefined): string | undefined {
  return secret && text(rootOf(secret), 'type') === tokenSecretType ? (secret.annotations.get('kubernetes.io/service-account.name') ?? '') : undefined;
}

function firstByName(objects: readonly KubeObject[]): ReadonlyMap<string, KubeObject> {
  return firstOf(objects, ({ group, kind, namespace, name }) => `${group}/${kind}/${namespace}/${name}`);
}

function firstOf<Item>(items: readonly Item[], keyOf: (item: Item) => string): ReadonlyMap<string, Item> {
  const found = new Map<string, Item>();
  for (const item of items) {
    const key = keyOf(item);
    if (!found.has(key)) found.set(key, item);
  }
  return found;
}
