// Which Pod Security levels a namespace asks for, and what that means for the namespace and for a pod created in it (k8s.io/pod-security-admission api and admission).
import { podSecurityViolations, violationsText, type EvaluatedPod, type PodSecurityLevel, type PodSecurityVersion } from './pod-security.js';
import { text } from './part.js';

export const podSecurityModes = ['enforce', 'audit', 'warn'] as const;
export type PodSecurityMode = (typeof podSecurityModes)[number];

/** A level at a version; `version` is kept as it is printed, `latest` or `v1.30`. */
export interface LevelVersion {
  readonly level: PodSecurityLevel;
  readonly version: string;
}

export type PodSecurityPolicy = Readonly<Record<PodSecurityMode, LevelVersion>>;

/** A label that cannot be read. */
export interface PolicyError {
  readonly label: string;
  readonly value: string;
  readonly detail: string;
}

/** Who and what is let off, by exact name (PodSecurityConfiguration `exemptions`). */
export interface PodSecurityExemptions {
  readonly namespaces: readonly string[];
  readonly usernames: readonly string[];
  readonly runtimeClasses: readonly string[];
}

/** What an admission plugin answers. */
export interface PodSecurityResponse {
  readonly allowed: boolean;
  readonly code?: number;
  readonly message?: string;
  readonly warnings?: readonly string[];
  readonly auditAnnotations?: Readonly<Record<string, string>>;
}

const labelPrefix = 'pod-security.kubernetes.io/';
const order: Readonly<Record<PodSecurityLevel, number>> = { privileged: 0, baseline: 1, restricted: 2 };

const privileged: LevelVersion = { level: 'privileged', version: 'latest' };

/** What a namespace without labels gets when the cluster is not configured otherwise. */
export const defaultPolicy: PodSecurityPolicy = { enforce: privileged, audit: privileged, warn: privileged };

/**
 * The policy that labels ask for. A level that cannot be read is restricted for enforce and privileged for the others, such a version is latest; `warn` follows a
 * stricter `enforce` when it is not labelled.
 */
export function policyOf(labels: ReadonlyMap<string, string>, defaults: PodSecurityPolicy = defaultPolicy): { readonly policy: PodSecurityPolicy; readonly errors: readonly PolicyError[] } {
  const errors: PolicyError[] = [];
  const read = <Read>(label: string, parse: (value: string) => Read | undefined, detail: string, otherwise: Read, unlabelled: Read): Read => {
    const value = labels.get(labelPrefix + label);
    if (value === undefined) return unlabelled;
    const parsed = parse(value);
    if (parsed === undefined) errors.push({ label: labelPrefix + label, value, detail });
    return parsed ?? otherwise;
  };
  const levelVersion = (mode: PodSecurityMode): LevelVersion => ({
    level: read(mode, parseLevel, 'must be one of privileged, baseline, restricted', mode === 'enforce' ? 'restricted' : 'privileged', defaults[mode].level),
    version: read(`${mode}-version`, parseVersion, 'must be "latest" or "v1.x"', 'latest', defaults[mode].version),
  });
  const [enforce, audit, warn] = [levelVersion('enforce'), levelVersion('audit'), levelVersion('warn')];
  const labelled = (label: string): boolean => labels.has(labelPrefix + label);
  const follows = !labelled('warn') && parseLevel(labels.get(`${labelPrefix}enforce`) ?? '') !== undefined && order[enforce.level] > order[warn.level];
  const followed = follows ? { level: enforce.level, version: labelled('warn-version') ? warn.version : enforce.version } : warn;
  return { policy: { enforce, audit, warn: followed }, errors };
}

/** Whether a label looks like one of Pod Security. */
export function isPodSecurityLabel(label: string): boolean {
  return label.startsWith(labelPrefix);
}

/** Whether Pod Security reads a label. */
export function isReadLabel(label: string): boolean {
  return podSecurityModes.some((mode) => label === labelPrefix + mode || label === `${labelPrefix}${mode}-version`);
}

/** A level, undefined when the text is none: letter case counts. */
export function parseLevel(value: string): PodSecurityLevel | undefined {
  return value === 'privileged' || value === 'baseline' || value === 'restricted' ? value : undefined;
}

/** `latest` or `v1.30`, undefined when the text is neither. */
export function parseVersion(value: string): string | undefined {
  return value === 'latest' || /^v1\.(0|[1-9][0-9]*)$/.test(value) ? value : undefined;
}

/** The version of a policy as the evaluator takes it. */
export function minorOf({ version }: LevelVersion): PodSecurityVersion {
  return version === 'latest' ? 'latest' : Number(version.slice('v1.'.length));
}

/** Answers the creation of a namespace: bad labels are refused, a policy that an exemption makes void is warned about. */
export function admitNamespace(name: string, labels: ReadonlyMap<string, string>, defaults: PodSecurityPolicy, exemptions: PodSecurityExemptions): PodSecurityResponse {
  const { policy, errors } = policyOf(labels, defaults);
  if (errors.length > 0) return { allowed: false, code: 422, message: `Namespace "${name}" is invalid: ${errorsText(errors)}` };
  if (!exemptions.namespaces.includes(name) || isPrivileged(policy) || samePolicy(policy, defaults)) return { allowed: true };
  const shown = podSecurityModes
    .filter((mode) => labels.has(labelPrefix + mode) && policy[mode].level !== 'privileged')
    .map((mode) => `${mode}=${levelText(policy[mode])}`);
  return { allowed: true, warnings: [`namespace "${name}" is exempt from Pod Security, and the policy (${shown.join(', ')}) will be ignored`] };
}

/** Who creates a pod where. */
export interface PodRequest {
  readonly name: string;
  readonly namespace: string;
  readonly user: string;
}

/** Answers the creation of a pod in a namespace with `labels`: exemptions, then enforce, audit and warn. */
export function admitPodSecurity(
  request: PodRequest,
  pod: EvaluatedPod,
  labels: ReadonlyMap<string, string>,
  defaults: PodSecurityPolicy,
  exemptions: PodSecurityExemptions,
): PodSecurityResponse {
  if (exemptions.namespaces.includes(request.namespace)) return { allowed: true, auditAnnotations: { exempt: 'namespace' } };
  if (exemptions.usernames.includes(request.user)) return { allowed: true, auditAnnotations: { exempt: 'user' } };
  const { policy, errors } = policyOf(labels, defaults);
  if (errors.length === 0 && isPrivileged(policy)) return { allowed: true, auditAnnotations: { 'enforce-policy': levelText(privileged) } };
  const runtimeClass = text(pod.spec, 'runtimeClassName');
  if (runtimeClass !== '' && exemptions.runtimeClasses.includes(runtimeClass)) return { allowed: true, auditAnnotations: { exempt: 'runtimeClass' } };
  const complaint = (mode: PodSecurityMode): string | undefined => {
    const violations = podSecurityViolations(pod, policy[mode].level, minorOf(policy[mode]));
    return violations.length === 0 ? undefined : `PodSecurity "${levelText(policy[mode])}": ${violationsText(violations)}`;
  };
  const [refused, audited] = [complaint('enforce'), complaint('audit')];
  const auditAnnotations = {
    'enforce-policy': levelText(policy.enforce),
    ...(errors.length > 0 && { error: `Failed to parse policy: ${errorsText(errors)}` }),
    ...(audited !== undefined && { 'audit-violations': `would violate ${audited}` }),
  };
  if (refused !== undefined) return { allowed: false, code: 403, message: `pods "${request.name}" is forbidden: violates ${refused}`, auditAnnotations };
  const warned = complaint('warn');
  return { allowed: true, ...(warned !== undefined && { warnings: [`would violate ${warned}`] }), auditAnnotations };
}

function levelText({ level, version }: LevelVersion): string {
  return `${level}:${version}`;
}

function isPrivileged(policy: PodSecurityPolicy): boolean {
  return podSecurityModes.every((mode) => policy[mode].level === 'privileged');
}

function samePolicy(a: PodSecurityPolicy, b: PodSecurityPolicy): boolean {
  return podSecurityModes.every((mode) => levelText(a[mode]) === levelText(b[mode]));
}

function errorsText(errors: readonly PolicyError[]): string {
  const texts = errors.map(({ label, value, detail }) => `metadata.labels[${label}]: Invalid value: ${JSON.stringify(value)}: ${detail}`);
  return texts.length === 1 ? (texts[0] ?? '') : `[${texts.join(', ')}]`;
}
