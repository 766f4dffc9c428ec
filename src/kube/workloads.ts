// Finds the pod spec of every object that carries one, and admits its pods: what src/rbac, src/graph and src/check know as workloads.
import data from '../../rules/kubernetes/pod-references.json' with { type: 'json' };
import { Sequence } from '#source/document.js';
import { admitPod, admitUnasked, isStaticPod, type Admission, type AdmissionAccount, type AdmittedContainer } from './admission.js';
import type { Container, ServiceAccount, Workload } from './inventory.js';
import type { KubeObject } from './object.js';
import { inside, textMap, type Part } from './part.js';
import { once } from './once.js';
import { exemptionOf } from './pod-security-configuration.js';
import { minorOf, type LevelVersion, type PodSecurityExemptions } from './pod-security-policy.js';
import { podSecurityViolations, violationsText, type PodSecurityLevel, type PodSecurityVersion, type Violation } from './pod-security.js';
import { referencesOf } from './references.js';
import { tokensOf, type TokenSources } from './tokens.js';

const podSpecs: Readonly<Record<string, readonly string[]>> = data.podSpecs;
/** The same for kinds of others, by group and kind, where it is known. */
const knownPodSpecs: Readonly<Record<string, readonly string[]>> = data.otherPodSpecs;

/** Where kinds that are not built in usually keep a pod template: Argo's Rollout, Knative's Service, KEDA's ScaledJob, Volcano's jobs and the like. */
const otherPodSpecs = [
  ['spec', 'template', 'spec'],
  ['spec', 'jobTargetRef', 'template', 'spec'],
  ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
];

/** What a workload is admitted into. */
export interface Surroundings {
  /** The account of a namespace, `absent` when it is certain that there is none, `unknown` when the files cannot tell. */
  readonly account: (namespace: string, name: string) => ServiceAccount | 'absent' | 'unknown';
  readonly tokenSources: (namespace: string) => TokenSources;
  /** The Pod Security level that a namespace enforces. */
  readonly enforced: (namespace: string) => LevelVersion;
  readonly exemptions: PodSecurityExemptions;
  /** The API server runs ServiceAccount admission. */
  readonly admitsAccounts: boolean;
  /** Minor version of the cluster. */
  readonly minor: number;
}

/** The pod spec of an object, undefined when it carries none. Built-in kinds by their path; other kinds when a list of containers is where templates usually are. */
export function podSpecOf(object: KubeObject): Part | undefined {
  if (!object.node) return undefined;
  const root: Part = { node: object.node, route: '', file: object.file };
  const path = isBuiltinGroup(object.group) ? podSpecs[object.kind] : knownPodSpecs[`${object.group}/${object.kind}`];
  if (path) return inside(root, ...path);
  if (object.group === '' || !object.group.includes('.') || object.group.endsWith('.k8s.io')) return undefined;
  return otherPodSpecs.map((candidate) => inside(root, ...candidate)).find((spec) => spec?.node.get('containers') instanceof Sequence);
}

function isBuiltinGroup(group: string): boolean {
  return group === '' || group === 'apps' || group === 'batch' || group === 'extensions';
}

/** The labels, annotations and name of the pods, as far as the object says them. */
export function podMetadataOf(object: KubeObject, podSpec: Part): { readonly labels: ReadonlyMap<string, string>; readonly annotations: ReadonlyMap<string, string> } {
  const steps = podSpec.route.split('.').slice(0, -1);
  const root: Part | undefined = object.node && { node: object.node, route: '', file: object.file };
  const metadata = inside(root, ...steps, 'metadata');
  return { labels: textMap(metadata, 'labels'), annotations: textMap(metadata, 'annotations') };
}

/** The workload that `object` is. Everything about its pods is worked out when it is first asked for: most runs look at few of many. */
export function workloadOf(object: KubeObject, podSpec: Part, surroundings: Surroundings): Workload {
  const admission = once((): Admission => {
    const template = { name: object.name, namespace: object.namespace, annotations: podMetadataOf(object, podSpec).annotations, spec: podSpec };
    if (object.isPatch === true) return admitUnasked(template, 'patch');
    if (isStaticPod(object, podSpec)) return admitUnasked(template, 'static-pod');
    if (!surroundings.admitsAccounts) return admitUnasked(template, 'admission-off');
    return admitPod(template, (name): AdmissionAccount | 'absent' | 'unknown' => surroundings.account(object.namespace, name));
  });
  const containers = once(() => {
    const sources = surroundings.tokenSources(object.namespace);
    return admission().containers.map((container) => containerOf(container, admission(), sources));
  });
  const evaluate = (level: PodSecurityLevel, version: PodSecurityVersion): readonly Violation[] => {
    const { annotations } = podMetadataOf(object, podSpec);
    // Pods of a template reach the API server as Pods: it is them that the level lets in or not.
    return podSecurityViolations({ annotations, spec: podSpec, stage: 'created' }, level, version, surroundings.minor);
  };
  const enforced = surroundings.enforced(object.namespace);
  const baseline = once(() => evaluate('baseline', 'latest'));
  const restricted = once(() => evaluate('restricted', 'latest'));
  const exempt = exemptionOf(object, podSpec, surroundings.exemptions);
  const refused = once(() => (exempt === undefined && object.isPatch !== true ? evaluate(enforced.level, minorOf(enforced)) : []));
  const podSecurity: Workload['podSecurity'] = {
    enforced,
    exempt,
    get baseline() {
      return baseline();
    },
    get restricted() {
      return restricted();
    },
    get refused() {
      return refused();
    },
  };
  const refusal = (): string | undefined => {
    if (refused().length === 0) return undefined;
    return `pods "${object.name}" is forbidden: violates PodSecurity "${enforced.level}:${enforced.version}": ${violationsText(refused())}`;
  };
  const references = once(() => referencesOf(podSpec, object.name));
  return {
    object,
    podSpec: podSpec.node,
    podSpecRoute: podSpec.route,
    get admitted() {
      return refusal() === undefined ? admission().admitted : false;
    },
    get error() {
      return admission().error ?? refusal();
    },
    get serviceAccountName() {
      return admission().serviceAccountName;
    },
    get serviceAccountPlace() {
      return admission().serviceAccountPlace;
    },
    get serviceAccount() {
      const account = surroundings.account(object.namespace, admission().serviceAccountName);
      return typeof account === 'string' ? undefined : account;
    },
    get automount() {
      return admission().automount;
    },
    get imagePullSecrets() {
      return admission().imagePullSecrets.map((secret) => secret.name);
    },
    get containers() {
      return containers();
    },
    get references() {
      return references();
    },
    podSecurity,
    get admission() {
      return admission();
    },
  };
}

function containerOf(container: AdmittedContainer, admission: Admission, sources: TokenSources): Container {
  const { name, type, part } = container;
  const tokens = once(() => tokensOf(container, admission, sources));
  return {
    name,
    type,
    node: part.node,
    route: part.route,
    get tokens() {
      return tokens();
    },
  };
}
