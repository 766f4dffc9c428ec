// What the API server refuses to store: pkg/apis/rbac/validation/validation.go, on objects whose types are right.
import type { RbacManifest, RuleManifest, SelectorManifest, SubjectManifest } from './manifest.js';

/** Keys and indexes from the object's root. */
export type Path = readonly (string | number)[];

/** One reason to reject an object, worded as upstream does. */
export interface Fault {
  readonly path: Path;
  readonly message: string;
}

const group = 'rbac.authorization.k8s.io';

/** Every reason to reject a role or binding, in upstream's order; empty when it is fine. An empty apiGroup of roleRef and subjects gets its default first. */
export function validateRbac(manifest: RbacManifest): readonly Fault[] {
  const { name = '' } = manifest.metadata;
  const faults: Fault[] = name === '' ? [{ path: ['metadata', 'name'], message: 'Required value: name or generateName is required' }] : pathSegment(name, ['metadata', 'name']);
  if (manifest.kind === 'Role' || manifest.kind === 'ClusterRole') {
    const namespaced = manifest.kind === 'Role';
    for (const [index, rule] of (manifest.rules ?? []).entries()) faults.push(...ruleFaults(rule ?? {}, namespaced, ['rules', index]));
    if (manifest.kind === 'ClusterRole' && manifest.aggregationRule) faults.push(...aggregationFaults(manifest.aggregationRule.clusterRoleSelectors ?? []));
    return faults;
  }
  const namespaced = manifest.kind === 'RoleBinding';
  faults.push(...roleRefFaults(manifest.roleRef ?? {}, namespaced));
  for (const [index, subject] of (manifest.subjects ?? []).entries()) faults.push(...subjectFaults(subject ?? {}, namespaced, ['subjects', index]));
  return faults;
}

function ruleFaults(rule: RuleManifest, namespaced: boolean, at: Path): Fault[] {
  const faults: Fault[] = [];
  const has = (list: readonly string[] | null | undefined): boolean => (list?.length ?? 0) > 0;
  if (!has(rule.verbs)) faults.push({ path: [...at, 'verbs'], message: 'Required value: verbs must contain at least one value' });
  if (has(rule.nonResourceURLs)) {
    const urls = { path: [...at, 'nonResourceURLs'], value: JSON.stringify(rule.nonResourceURLs) };
    if (namespaced) faults.push({ path: urls.path, message: `Invalid value: ${urls.value}: namespaced rules cannot apply to non-resource URLs` });
    if (has(rule.apiGroups) || has(rule.resources) || has(rule.resourceNames)) {
      faults.push({ path: urls.path, message: `Invalid value: ${urls.value}: rules cannot apply to both regular resources and non-resource URLs` });
    }
    return faults;
  }
  if (!has(rule.apiGroups)) faults.push({ path: [...at, 'apiGroups'], message: 'Required value: resource rules must supply at least one api group' });
  if (!has(rule.resources)) faults.push({ path: [...at, 'resources'], message: 'Required value: resource rules must supply at least one resource' });
  return faults;
}

function roleRefFaults(roleRef: NonNullable<RbacManifest['roleRef']>, namespaced: boolean): Fault[] {
  const { apiGroup = '', kind = '', name = '' } = roleRef;
  const faults: Fault[] = [];
  if (apiGroup !== '' && apiGroup !== group) faults.push(unsupported(['roleRef', 'apiGroup'], apiGroup, [group]));
  const kinds = namespaced ? ['Role', 'ClusterRole'] : ['ClusterRole'];
  if (!kinds.includes(kind)) faults.push(unsupported(['roleRef', 'kind'], kind, kinds));
  if (name === '') faults.push({ path: ['roleRef', 'name'], message: 'Required value' });
  else faults.push(...pathSegment(name, ['roleRef', 'name']));
  return faults;
}

function subjectFaults(subject: SubjectManifest, namespaced: boolean, at: Path): Fault[] {
  const { kind = '', apiGroup = '', name = '', namespace = '' } = subject;
  const faults: Fault[] = name === '' ? [{ path: [...at, 'name'], message: 'Required value' }] : [];
  if (kind === 'ServiceAccount') {
    if (name !== '' && !isSubdomain(name)) {
      faults.push({ path: [...at, 'name'], message: `Invalid value: ${JSON.stringify(name)}: a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character` });
    }
    if (apiGroup !== '') faults.push(unsupported([...at, 'apiGroup'], apiGroup, ['']));
    if (!namespaced && namespace === '') faults.push({ path: [...at, 'namespace'], message: 'Required value' });
  } else if (kind === 'User' || kind === 'Group') {
    if (apiGroup !== '' && apiGroup !== group) faults.push(unsupported([...at, 'apiGroup'], apiGroup, [group]));
  } else {
    faults.push(unsupported([...at, 'kind'], kind, ['ServiceAccount', 'User', 'Group']));
  }
  return faults;
}

function aggregationFaults(selectors: readonly (SelectorManifest | null)[]): Fault[] {
  const at: Path = ['aggregationRule', 'clusterRoleSelectors'];
  if (selectors.length === 0) return [{ path: at, message: 'Required value: at least one clusterRoleSelector required if aggregationRule is non-nil' }];
  return selectors.flatMap((selector, index) => selectorFaults(selector ?? {}, [...at, index]));
}

function selectorFaults(selector: SelectorManifest, at: Path): Fault[] {
  const faults: Fault[] = [];
  for (const [key, value] of Object.entries(selector.matchLabels ?? {})) {
    if (!isLabelKey(key)) faults.push({ path: [...at, 'matchLabels', key], message: `Invalid value: ${JSON.stringify(key)}: not a valid label key` });
    if (!isLabelValue(value)) faults.push({ path: [...at, 'matchLabels', key], message: `Invalid value: ${JSON.stringify(value)}: not a valid label value` });
  }
  for (const [index, { key = '', operator = '', values }] of (selector.matchExpressions ?? []).entries()) {
    const here = [...at, 'matchExpressions', index];
    const given = values?.length ?? 0;
    if (operator === 'In' || operator === 'NotIn') {
      if (given === 0) faults.push({ path: [...here, 'values'], message: "Required value: must be specified when `operator` is 'In' or 'NotIn'" });
    } else if (operator === 'Exists' || operator === 'DoesNotExist') {
      if (given > 0) faults.push({ path: [...here, 'values'], message: "Forbidden: may not be specified when `operator` is 'Exists' or 'DoesNotExist'" });
    } else {
      faults.push({ path: [...here, 'operator'], message: `Invalid value: ${JSON.stringify(operator)}: not a valid selector operator` });
    }
    if (!isLabelKey(key)) faults.push({ path: [...here, 'key'], message: `Invalid value: ${JSON.stringify(key)}: not a valid label key` });
    for (const [at, value] of (values ?? []).entries()) {
      if (!isLabelValue(value)) faults.push({ path: [...here, 'values', at], message: `Invalid value: ${JSON.stringify(value)}: not a valid label value` });
    }
  }
  return faults;
}

/** Names of RBAC objects only have to fit into a URL (apimachinery pkg/api/validation/path); colons are common. */
function pathSegment(name: string, path: Path): Fault[] {
  const value = `Invalid value: ${JSON.stringify(name)}`;
  if (name === '.' || name === '..') return [{ path, message: `${value}: may not be '${name}'` }];
  return ['/', '%'].filter((sign) => name.includes(sign)).map((sign) => ({ path, message: `${value}: may not contain '${sign}'` }));
}

function unsupported(path: Path, value: string, supported: readonly string[]): Fault {
  return { path, message: `Unsupported value: ${JSON.stringify(value)}: supported values: ${supported.map((item) => JSON.stringify(item)).join(', ')}` };
}

function isSubdomain(text: string): boolean {
  return text.length <= 253 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(text);
}

function isLabelKey(key: string): boolean {
  const slash = key.indexOf('/');
  const name = key.slice(slash + 1);
  return (slash < 0 || isSubdomain(key.slice(0, slash))) && name.length <= 63 && /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/.test(name);
}

function isLabelValue(value: string): boolean {
  return value.length <= 63 && /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/.test(value);
}
