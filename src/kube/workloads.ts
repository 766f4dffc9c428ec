// Admits the pods of every object that carries a pod spec: what src/rbac, src/graph and src/check know as workloads.
import { admitPod, admitUnasked, isStaticPod, namedAccount, type Admission, type AdmissionAccount, type AdmittedContainer } from './admission.js';
import { admitPatched } from './admission-of-patch.js';
import type { Container, PodSecurityVerdict, ServiceAccount, Workload } from './inventory.js';
import type { KubeObject } from './object.js';
import { once } from './once.js';
import { carriedPods, podMetadataOf, type PodTemplate } from './pod-spec.js';
import { exemptionOf } from './pod-security-configuration.js';
import { minorOf, type LevelVersion, type PodSecurityExemptions } from './pod-security-policy.js';
import { podSecurityViolations, violationsText, type PodSecurityLevel, type PodSecurityVersion, type Violation } from './pod-security.js';
import { referencesOf } from './references.js';
import { tokensOf, type TokenSources } from './tokens.js';
import { wrongTypesOfPod } from './undecodable.js';

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

/** The workload that `object` is by pods that it carries. Everything about them is worked out when it is first asked for: most runs look at few of many. */
export function workloadOf(object: KubeObject, template: PodTemplate, surroundings: Surroundings): Workload {
  return new PodCarrier(object, template, surroundings);
}

class PodCarrier implements Workload {
  readonly object: KubeObject;
  readonly podSecurity: Verdict;
  readonly #template: PodTemplate;
  readonly #surroundings: Surroundings;
  #wrongTypes: Workload['wrongTypes'] | undefined;
  #admission: Admission | undefined;
  #containers: readonly Container[] | undefined;
  #references: Workload['references'] | undefined;

  constructor(object: KubeObject, template: PodTemplate, surroundings: Surroundings) {
    this.object = object;
    this.podSecurity = new Verdict(object, template, surroundings);
    this.#template = template;
    this.#surroundings = surroundings;
  }

  get template(): PodTemplate {
    return this.#template;
  }

  get podSpec(): Workload['podSpec'] {
    return this.#template.spec;
  }

  get wrongTypes(): Workload['wrongTypes'] {
    return (this.#wrongTypes ??= wrongTypesOfPod(this.object, this.#template.spec));
  }

  get admission(): Admission {
    return (this.#admission ??= this.#admit());
  }

  get admitted(): Workload['admitted'] {
    return this.#unreadable === undefined && this.#refusal === undefined ? this.admission.admitted : false;
  }

  get error(): string | undefined {
    // It is read before it is admitted.
    return this.#unreadable ?? this.admission.error ?? this.#refusal;
  }

  get serviceAccountName(): string {
    return this.admission.serviceAccountName;
  }

  get serviceAccountPlace(): Workload['serviceAccountPlace'] {
    return this.admission.serviceAccountPlace;
  }

  get serviceAccount(): ServiceAccount | undefined {
    const account = this.#surroundings.account(this.object.namespace, this.serviceAccountName);
    return typeof account === 'string' ? undefined : account;
  }

  get automount(): Workload['automount'] {
    return this.admission.automount;
  }

  get imagePullSecrets(): readonly string[] {
    return this.admission.imagePullSecrets.map((secret) => secret.name);
  }

  get containers(): readonly Container[] {
    return (this.#containers ??= this.#admittedContainers());
  }

  get references(): Workload['references'] {
    return (this.#references ??= referencesOf(this.#template.spec, this.object.name));
  }

  get #unreadable(): string | undefined {
    const { kind, name } = this.object;
    if (name === '') return `${kind} has no metadata.name that is a string`;
    const [first] = this.wrongTypes;
    return first && `${kind} "${name}" cannot be read: ${first.message}`;
  }

  get #refusal(): string | undefined {
    const { refused, enforced } = this.podSecurity;
    return refused.length === 0 ? undefined : `pods "${this.object.name}" is forbidden: violates PodSecurity "${enforced.level}:${enforced.version}": ${violationsText(refused)}`;
  }

  #admit(): Admission {
    const { name, namespace, isPatch, base } = this.object;
    const template = { name, namespace, annotations: podMetadataOf(this.#template).annotations, spec: this.#template.spec };
    const accountNamed = (account: string): AdmissionAccount | 'absent' | 'unknown' => this.#surroundings.account(namespace, account);
    if (isPatch === true) {
      const [patched, ...more] = base && namedAccount(template.spec).name !== '' && this.#surroundings.admitsAccounts ? carriedPods(base).templates : [];
      return patched && more.length === 0 ? admitPatched(template, patched.spec, accountNamed) : admitUnasked(template, 'patch');
    }
    if (isStaticPod(this.object, this.#template.spec)) return admitUnasked(template, 'static-pod');
    if (!this.#surroundings.admitsAccounts) return admitUnasked(template, 'admission-off');
    return admitPod(template, accountNamed);
  }

  #admittedContainers(): readonly Container[] {
    const sources = this.#surroundings.tokenSources(this.object.namespace);
    return this.admission.containers.map((container) => new ContainerOfPod(container, this.admission, sources));
  }
}

/** What Pod Security says of the pods of a workload. */
class Verdict implements PodSecurityVerdict {
  readonly enforced: LevelVersion;
  readonly exempt: PodSecurityVerdict['exempt'];
  readonly #object: KubeObject;
  readonly #template: PodTemplate;
  readonly #minor: number;
  #baseline: readonly Violation[] | undefined;
  #restricted: readonly Violation[] | undefined;
  #refused: readonly Violation[] | undefined;

  constructor(object: KubeObject, template: PodTemplate, { enforced, exemptions, minor }: Surroundings) {
    this.enforced = enforced(object.namespace);
    this.exempt = exemptionOf(object, template.spec, exemptions);
    this.#object = object;
    this.#template = template;
    this.#minor = minor;
  }

  get baseline(): readonly Violation[] {
    return (this.#baseline ??= this.#violations('baseline', 'latest'));
  }

  get restricted(): readonly Violation[] {
    return (this.#restricted ??= this.#violations('restricted', 'latest'));
  }

  get refused(): readonly Violation[] {
    return (this.#refused ??= this.exempt === undefined && this.#object.isPatch !== true ? this.#violations(this.enforced.level, minorOf(this.enforced)) : []);
  }

  #violations(level: PodSecurityLevel, version: PodSecurityVersion): readonly Violation[] {
    const { annotations } = podMetadataOf(this.#template);
    // Pods of a template reach the API server as Pods: it is them that the level lets in or not.
    return podSecurityViolations({ annotations, spec: this.#template.spec, stage: 'created' }, level, version, this.#minor);
  }
}

class ContainerOfPod implements Container {
  readonly name: string;
  readonly type: Container['type'];
  readonly node: Container['node'];
  readonly route: string;
  readonly #tokensOf: () => Container['tokens'];

  constructor(container: AdmittedContainer, admission: Admission, sources: TokenSources) {
    const { name, type, part } = container;
    this.name = name;
    this.type = type;
    this.node = part.node;
    this.route = part.route;
    this.#tokensOf = once(() => tokensOf(container, admission, sources));
  }

  get tokens(): Container['tokens'] {
    return this.#tokensOf();
  }
}
