// Compares the references of pods with recorded answers of Kubernetes' visitors.
import { namedAccount } from '#kube/admission.js';
import { each, type Part } from '#kube/part.js';
import { containerSecrets, firstApiObject, referencesOf, referencesTo } from '#kube/references.js';
import { compare, fields, type Scorer } from './record.js';
import { templateOf } from './serviceaccount.js';

export const scoreReferences: Scorer = (record) => {
  const { name, spec } = templateOf(fields(record, 'pod'));
  const account = namedAccount(spec).name;
  const secrets = names(referencesTo('Secret', spec));
  const configMaps = names(referencesTo('ConfigMap', spec));
  const claims = referencesOf(spec, name).filter(({ kind }) => kind === 'PersistentVolumeClaim');
  const ofContainers = (list: string): string[] => sorted(each(spec, list).flatMap((container) => names(containerSecrets(container))));
  return [
    ...compare('secretVisits', record['secretVisits'], secrets),
    ...compare('secrets', record['secrets'], sorted(secrets)),
    ...compare('configMapVisits', record['configMapVisits'], configMaps),
    ...compare('configMaps', record['configMaps'], sorted(configMaps)),
    ...compare('pvcs', record['pvcs'], sorted(names(claims))),
    ...compare('serviceAccountName', record['serviceAccountName'], account),
    ...compare('containerSecrets', record['containerSecrets'], { ephemeral: ofContainers('ephemeralContainers'), init: ofContainers('initContainers'), regular: ofContainers('containers') }),
    ...compare('apiObjectReference', record['apiObjectReference'], apiObject(spec, account)),
    ...compare('apiObjectReferenceWithoutSA', record['apiObjectReferenceWithoutSA'], apiObject(spec, '')),
  ];
};

function apiObject(spec: Part, account: string): { first: string; has: boolean } {
  const first = firstApiObject(spec, account);
  return { first, has: first !== '' };
}

function names(references: readonly { readonly name: string }[]): string[] {
  return references.map(({ name }) => name);
}

function sorted(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}
