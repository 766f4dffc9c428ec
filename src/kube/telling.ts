// What of an object changes the answers about other objects. Two of one identity that tell the same do not contradict each other.
import { Mapping, Sequence, type Value } from '#source/document.js';
import type { KubeObject } from './object.js';
import { once } from './once.js';
import { each, inside, rootOf, text } from './part.js';

/** Keys that tell, by kind; objects of kinds without an entry tell nothing about others. */
const keys: Readonly<Record<string, readonly string[]>> = {
  Role: ['rules'],
  ClusterRole: ['rules', 'aggregationRule'],
  RoleBinding: ['roleRef', 'subjects'],
  ClusterRoleBinding: ['roleRef', 'subjects'],
  ServiceAccount: ['automountServiceAccountToken', 'secrets', 'imagePullSecrets'],
  Namespace: [],
};

const podSecurityLabels = 'pod-security.kubernetes.io/';
/** Labels by which the roles that every cluster ships gather rules (bootstrappolicy). */
const shippedSelectors = ['admin', 'edit', 'view'].map((role) => `rbac.authorization.k8s.io/aggregate-to-${role}`);

/** Whether an object can tell anything about others. */
export function isTelling({ kind, node }: KubeObject): boolean {
  return node !== undefined && kind in keys;
}

/** Compares objects of one identity: true where they tell different things. What a patch leaves out makes no difference, and a label only where something asks for it. */
export function differenceAmong(objects: readonly KubeObject[]): (left: KubeObject, right: KubeObject) => boolean {
  const selectors = once(() => new Set([...shippedSelectors, ...objects.flatMap(selectorKeys)]));
  const asked = (kind: string) => (label: string): boolean => (kind === 'ClusterRole' ? selectors().has(label) : kind === 'Namespace' && label.startsWith(podSecurityLabels));
  return (left, right) =>
    // Of one base under two names: kept apart, since names stay as written.
    (left.node === right.node && left.variant !== right.variant) ||
    (keys[left.kind] ?? []).some((key) => !sameUnlessLeftOut(left, right, key)) ||
    !sameHomes(left, right) ||
    !sameTexts(left.labels, right.labels, asked(left.kind)) ||
    (left.kind === 'ServiceAccount' && !sameTexts(left.annotations, right.annotations, () => true));
}

/** Whether a patch tells nothing that could be told without the object it changes. A role has no meaning without rules, a binding none without a role. */
export function isFragment(object: KubeObject): boolean {
  const { kind, node, base } = object;
  if (!node || !(kind in keys)) return false;
  const says = (keys[kind] ?? []).some((key) => node.has(key));
  const metadata = inside(rootOf(object), 'metadata');
  const names = (key: string): readonly string[] => inside(metadata, key)?.node.keys ?? [];
  if (kind === 'Namespace') return !names('labels').some((label) => label.startsWith(podSecurityLabels));
  if (kind === 'ServiceAccount') return !says && names('annotations').length === 0;
  return !says || (kind.endsWith('Binding') && !node.has('roleRef') && base?.node?.has('roleRef') !== true);
}

/** Keys of labels by which a ClusterRole gathers the rules of others. */
function selectorKeys(object: KubeObject): readonly string[] {
  if (object.kind !== 'ClusterRole') return [];
  return each(inside(rootOf(object), 'aggregationRule'), 'clusterRoleSelectors').flatMap((selector) => [
    ...(inside(selector, 'matchLabels')?.node.keys ?? []),
    ...each(selector, 'matchExpressions').map((expression) => text(expression, 'key')),
  ]);
}

function sameUnlessLeftOut(left: KubeObject, right: KubeObject, key: string): boolean {
  const isLeftOut = ({ isPatch, node }: KubeObject): boolean => isPatch === true && node?.has(key) === false;
  return isLeftOut(left) || isLeftOut(right) || sameValue(left.node?.get(key), right.node?.get(key));
}

/** Whether a kustomization moves the subjects of both alike. */
function sameHomes(left: KubeObject, right: KubeObject): boolean {
  if (left.subjectNamespaces === undefined && right.subjectNamespaces === undefined) return true;
  const homes = (object: KubeObject): readonly string[] => each(rootOf(object), 'subjects').map((subject) => object.subjectNamespaces?.get(subject.node) ?? text(subject, 'namespace'));
  return (left.isPatch !== true || left.node?.has('subjects') === true) && (right.isPatch !== true || right.node?.has('subjects') === true) ? homes(left).join('\n') === homes(right).join('\n') : true;
}

function sameTexts(left: ReadonlyMap<string, string>, right: ReadonlyMap<string, string>, counts: (key: string) => boolean): boolean {
  return [...left.keys(), ...right.keys()].every((key) => !counts(key) || left.get(key) === right.get(key));
}

/** Equal as data; the order of keys does not matter. A missing value equals null. */
function sameValue(left: Value | undefined, right: Value | undefined): boolean {
  if (left instanceof Mapping) {
    return right instanceof Mapping && left.keys.length === right.keys.length && left.keys.every((key) => right.has(key) && sameValue(left.get(key), right.get(key)));
  }
  if (left instanceof Sequence) {
    return right instanceof Sequence && left.values.length === right.values.length && left.values.every((value, index) => sameValue(value, right.values[index]));
  }
  return (left ?? null) === (right ?? null);
}
