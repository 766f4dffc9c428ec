// How the cluster configures Pod Security (PodSecurityConfiguration of the API server): defaults for namespaces without labels, and who is let off.
import type { Place } from '#source/document.js';
import type { KubeObject } from './object.js';
import { each, inside, isSet, placeIn, rootOf, text, texts, type Part } from './part.js';
import { defaultPolicy, parseLevel, parseVersion, podSecurityModes, type LevelVersion, type PodSecurityExemptions, type PodSecurityMode, type PodSecurityPolicy } from './pod-security-policy.js';

export interface PodSecurityConfiguration {
  readonly defaults: PodSecurityPolicy;
  readonly exemptions: PodSecurityExemptions;
}

/** What a cluster does that is not configured: privileged everywhere, nobody exempt. */
export const unconfigured: PodSecurityConfiguration = { defaults: defaultPolicy, exemptions: { namespaces: [], usernames: [], runtimeClasses: [] } };

/** The configuration among `objects`, alone or inside an AdmissionConfiguration. Two of them contradict each other: then neither counts. */
export function podSecurityConfigurationOf(objects: readonly KubeObject[]): PodSecurityConfiguration {
  const [only, ...more] = objects.flatMap(configurationsOf);
  return only && more.length === 0 ? configurationIn(only) : unconfigured;
}

/** Defaults of an object's configuration that cannot be read. */
export function wrongDefaultsOf(object: KubeObject): readonly { readonly message: string; readonly place: Place | undefined }[] {
  return configurationsOf(object).flatMap((part) => {
    const defaults = inside(part, 'defaults');
    if (!defaults) return [];
    const wrong = (key: string, isRead: boolean, wanted: string): { message: string; place: Place | undefined }[] =>
      isRead || !isSet(defaults, key) ? [] : [{ message: `${defaults.route}.${key} is ${JSON.stringify(defaults.node.get(key))}, not ${wanted}`, place: placeIn(defaults, key) }];
    return podSecurityModes.flatMap((mode) => [
      ...wrong(mode, parseLevel(text(defaults, mode)) !== undefined, 'privileged, baseline or restricted'),
      ...wrong(`${mode}-version`, parseVersion(text(defaults, `${mode}-version`)) !== undefined, 'latest or v1.x'),
    ]);
  });
}

function configurationsOf(object: KubeObject): Part[] {
  const { kind, group } = object;
  const root = rootOf(object);
  if (!root) return [];
  if (kind === 'PodSecurityConfiguration' && group === 'pod-security.admission.config.k8s.io') return [root];
  if (kind !== 'AdmissionConfiguration' || group !== 'apiserver.config.k8s.io') return [];
  const plugins = each(root, 'plugins').filter((plugin) => text(plugin, 'name') === 'PodSecurity');
  return plugins.flatMap((plugin) => inside(plugin, 'configuration') ?? []);
}

/** What cannot be read counts as not given: with it the API server would not start. */
function configurationIn(part: Part): PodSecurityConfiguration {
  const defaults = inside(part, 'defaults');
  const of = (mode: PodSecurityMode): LevelVersion => ({
    level: parseLevel(text(defaults, mode)) ?? defaultPolicy[mode].level,
    version: parseVersion(text(defaults, `${mode}-version`)) ?? defaultPolicy[mode].version,
  });
  const exemptions = inside(part, 'exemptions');
  return {
    defaults: { enforce: of('enforce'), audit: of('audit'), warn: of('warn') },
    exemptions: { namespaces: texts(exemptions, 'namespaces'), usernames: texts(exemptions, 'usernames'), runtimeClasses: texts(exemptions, 'runtimeClasses') },
  };
}

/** Who creates the pods of a workload: the controller of its kind. Whoever creates a Pod is not known. */
const controllers: Readonly<Record<string, string>> = {
  ReplicationController: 'replication-controller',
  ReplicaSet: 'replicaset-controller',
  Deployment: 'replicaset-controller',
  StatefulSet: 'statefulset-controller',
  DaemonSet: 'daemon-set-controller',
  Job: 'job-controller',
  CronJob: 'job-controller',
};

/** Why the pods of a workload are let off, in the order in which admission asks; undefined when they are not. */
export function exemptionOf(object: KubeObject, podSpec: Part, { namespaces, usernames, runtimeClasses }: PodSecurityExemptions): 'namespace' | 'user' | 'runtimeClass' | undefined {
  if (namespaces.includes(object.namespace)) return 'namespace';
  const controller = controllers[object.kind];
  if (controller !== undefined && usernames.includes(`system:serviceaccount:kube-system:${controller}`)) return 'user';
  const runtimeClass = text(podSpec, 'runtimeClassName');
  return runtimeClass !== '' && runtimeClasses.includes(runtimeClass) ? 'runtimeClass' : undefined;
}
