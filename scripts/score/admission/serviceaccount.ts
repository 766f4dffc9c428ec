// Compares ServiceAccount admission and the tokens of each container with recorded answers of the plugin.
import { admitEphemeralContainers, admitPod, type Admission, type AdmissionAccount, type PodTemplate } from '#kube/admission.js';
import { isTrue } from '#kube/mountable-secrets.js';
import { inside, isSet, text, textMap, type Part } from '#kube/part.js';
import { invalidPodSpec } from '#kube/pod-validation.js';
import { defaultApiAudiences, tokenSecretType, tokensOf, type TokenSources } from '#kube/tokens.js';
import { partOf } from '#kube/value.js';
import { Mapping, Sequence, type Value } from '#source/document.js';
import { compare, fields, isFields, list, string, type Fields, type Json, type Scorer } from './record.js';

export const scoreServiceAccountAdmission: Scorer = (record) => {
  const pod = templateOf(fields(record, 'pod'));
  const accounts = list(record, 'serviceAccounts').filter((account) => string(fields(account, 'metadata'), 'namespace') === pod.namespace);
  const accountNamed = (name: string): AdmissionAccount | 'absent' => {
    const found = accounts.find((account) => string(fields(account, 'metadata'), 'name') === name);
    return found === undefined ? 'absent' : accountOf(fields(found));
  };
  const create = record['operation'] === 'CREATE';
  const admission = create ? admitPod(pod, accountNamed) : admitEphemeralContainers(pod, accountNamed);
  return compare('result', record['result'], answerOf(admission, pod, list(record, 'secrets'), create));
};

/** A Pod manifest as what is admitted. */
export function templateOf(pod: Fields): PodTemplate {
  const root = partOf(pod);
  const metadata = inside(root, 'metadata');
  return {
    name: text(metadata, 'name'),
    namespace: text(metadata, 'namespace'),
    annotations: textMap(metadata, 'annotations'),
    spec: inside(root, 'spec') ?? partOf({}, 'spec'),
  };
}

function accountOf(account: Fields): AdmissionAccount {
  const names = (key: string): string[] => list(account, key).map((item) => string(item, 'name'));
  const automount = account['automountServiceAccountToken'];
  return {
    automount: typeof automount === 'boolean' ? automount : undefined,
    imagePullSecrets: names('imagePullSecrets'),
    secrets: names('secrets'),
    enforcesMountableSecrets: isTrue(string(fields(fields(account, 'metadata'), 'annotations'), 'kubernetes.io/enforce-mountable-secrets')),
  };
}

function answerOf(admission: Admission, pod: PodTemplate, secrets: readonly Json[], create: boolean): unknown {
  if (admission.admitted !== true) return { allowed: false, error: admission.error };
  const mountsOf = (type: 'init' | 'container' | 'ephemeral'): unknown[] =>
    admission.containers
      .filter((container) => container.type === type)
      .map((container) => ({ name: container.name, volumeMounts: container.mounts.map((mount) => readBack(mount.part)) }));
  const sources: TokenSources = {
    tokenSecretAccount: (name) => tokenSecretAccount(secrets, pod.namespace, name),
    tokenRequests: () => [],
    apiAudiences: defaultApiAudiences,
    maximumSeconds: Infinity,
  };
  const later = invalidPodSpec(pod.spec, admission).slice(0, 3).map(({ field, type }) => ({ field, type }));
  return {
    allowed: true,
    serviceAccountName: admission.serviceAccountName,
    serviceAccount: admission.serviceAccountName,
    ...(create && { automount: admission.automount.mounted }),
    volumes: admission.volumes.map((volume) => defaulted(volume)),
    mounts: { initContainers: mountsOf('init'), containers: mountsOf('container'), ephemeralContainers: mountsOf('ephemeral') },
    imagePullSecrets: admission.imagePullSecrets.map((secret) => secret.name),
    ...(create && later.length > 0 && { laterInvalid: later }),
    tokens: admission.containers.flatMap((container) =>
      tokensOf(container, admission, sources).map((token) => {
        const environment = token.path.startsWith('$');
        return {
          container: container.name,
          kind: token.source === 'secret' ? 'legacy' : 'bound',
          via: token.via,
          ...(environment ? { env: token.path.slice(1) } : { path: token.path }),
          audience: token.audience,
          apiServerAudience: token.forApiServer,
          expirationSeconds: token.expirationSeconds,
          serviceAccount: token.serviceAccount,
        };
      }),
    ),
  };
}

function tokenSecretAccount(secrets: readonly Json[], namespace: string, name: string): string | undefined {
  const found = secrets.find((secret) => string(fields(secret, 'metadata'), 'namespace') === namespace && string(fields(secret, 'metadata'), 'name') === name);
  if (string(found, 'type') !== tokenSecretType) return undefined;
  return string(fields(fields(found, 'metadata'), 'annotations'), 'kubernetes.io/service-account.name');
}

/** A volume as it is read back from the API server: with the defaults of pkg/apis/core/v1/defaults.go. */
function defaulted(volume: Part): unknown {
  const json = fields(jsonOf(volume.node));
  const out: Record<string, Json> = { ...json };
  for (const kind of ['secret', 'configMap', 'downwardAPI', 'projected']) {
    if (isSet(volume, kind)) out[kind] = { defaultMode: 420, ...fields(json, kind) };
  }
  if (isSet(volume, 'hostPath')) out['hostPath'] = { type: '', ...fields(json, 'hostPath') };
  if (Object.keys(out).length === 1) out['emptyDir'] = {};
  if (isSet(volume, 'projected')) out['projected'] = { ...fields(out['projected']), sources: list(fields(json, 'projected'), 'sources').map(defaultedSource) };
  if (isSet(volume, 'downwardAPI')) out['downwardAPI'] = { ...fields(out['downwardAPI']), ...downward(fields(json, 'downwardAPI')) };
  return out;
}

function defaultedSource(source: Json): Json {
  const out: Record<string, Json> = { ...fields(source) };
  if (isFields(out['serviceAccountToken'])) {
    const { audience, ...rest } = out['serviceAccountToken'];
    out['serviceAccountToken'] = { expirationSeconds: 3600, ...rest, ...(audience !== undefined && audience !== '' && { audience }) };
  }
  if (isFields(out['downwardAPI'])) out['downwardAPI'] = downward(out['downwardAPI']);
  return out;
}

function downward(projection: Fields): Fields {
  return {
    ...projection,
    items: list(projection, 'items').map((item) => (isFields(fields(item)['fieldRef']) ? { ...fields(item), fieldRef: { apiVersion: 'v1', ...fields(item, 'fieldRef') } } : item)),
  };
}

/** A mount as it is read back: false is left out. */
function readBack(mount: Part): Fields {
  const { readOnly, ...rest } = fields(jsonOf(mount.node));
  return readOnly === true ? { ...rest, readOnly } : rest;
}

function jsonOf(value: Value): Json {
  if (value instanceof Sequence) return value.values.map(jsonOf);
  if (value instanceof Mapping) return Object.fromEntries(value.keys.map((key, index) => [key, jsonOf(value.values[index] ?? null)]));
  return value;
}
