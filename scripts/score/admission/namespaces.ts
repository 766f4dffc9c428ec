// Compares the Pod Security policy of namespaces, and what it means for them and for a pod in them, with recorded answers.
import { admitNamespace, admitPodSecurity, policyOf, type LevelVersion, type PodSecurityExemptions, type PodSecurityMode, type PodSecurityPolicy } from '#kube/pod-security-policy.js';
import type { PodSecurityLevel } from '#kube/pod-security.js';
import { inside, textMap } from '#kube/part.js';
import { partOf } from '#kube/value.js';
import { compare, fields, list, string, type Fields, type Scorer } from './record.js';
import { templateOf } from './serviceaccount.js';

export const scoreNamespaces: Scorer = (record) => {
  const namespace = fields(record, 'namespace');
  const labels = textMap(inside(partOf(namespace), 'metadata'), 'labels');
  const defaults = defaultsOf(fields(record, 'defaults'));
  const exemptions = exemptionsOf(fields(record, 'exemptions'));
  const pod = templateOf(fields(record, 'pod'));
  const { policy, errors } = policyOf(labels, defaults);
  const request = { name: pod.name, namespace: pod.namespace, user: string(record, 'user') };
  return [
    ...compare('policy', record['policy'], policy),
    ...compare('errors', record['errors'], errors.map(({ label, value, detail }) => ({ field: `metadata.labels[${label}]`, value, detail }))),
    ...compare('namespaceCreate', record['namespaceCreate'], admitNamespace(string(fields(namespace, 'metadata'), 'name'), labels, defaults, exemptions)),
    ...compare('podCreate', record['podCreate'], admitPodSecurity(request, { ...pod, stage: 'pod' }, labels, defaults, exemptions)),
  ];
};

function defaultsOf(defaults: Fields): PodSecurityPolicy {
  const of = (mode: PodSecurityMode): LevelVersion => ({ level: string(defaults, mode) as PodSecurityLevel, version: string(defaults, `${mode}-version`) });
  return { enforce: of('enforce'), audit: of('audit'), warn: of('warn') };
}

function exemptionsOf(exemptions: Fields): PodSecurityExemptions {
  const names = (key: string): string[] => list(exemptions, key).map(String);
  return { namespaces: names('namespaces'), usernames: names('usernames'), runtimeClasses: names('runtimeClasses') };
}
