// Which validating admission policies may refuse pods: read off their bindings, and off the policies where the files hold them.
import type { Inventory } from '#kube/inventory.js';
import type { KubeObject } from '#kube/object.js';
import { onceEach } from '#kube/once.js';
import { Sequence } from '#source/document.js';
import { below } from './below.js';

const group = 'admissionregistration.k8s.io';

/**
 * Whether the files bind an admission policy that could refuse a new pod. What it refuses is not worked out; a policy that no file holds, and what cannot be read, may be
 * about pods. Semantics: staging/src/k8s.io/apiserver/pkg/admission/plugin/policy/validating, and plugin/webhook/predicates/rules for the matching.
 */
export const mayRefusePods = onceEach((inventory: Inventory): boolean =>
  inventory.ofKind(group, 'ValidatingAdmissionPolicyBinding').some((binding) => denies(binding) && isAboutPods(binding, 'matchResources') && policyIsAboutPods(inventory, binding)),
);

function denies({ node }: KubeObject): boolean {
  const actions = below(node, 'spec', 'validationActions');
  return !(actions instanceof Sequence) || actions.values.includes('Deny');
}

function policyIsAboutPods(inventory: Inventory, { node }: KubeObject): boolean {
  const name = below(node, 'spec', 'policyName');
  const policy = typeof name === 'string' ? inventory.find(group, 'ValidatingAdmissionPolicy', '', name) : undefined;
  return policy === undefined || isAboutPods(policy, 'matchConstraints');
}

/** Without rules everything is matched, as far as they go. */
function isAboutPods({ node }: KubeObject, key: 'matchResources' | 'matchConstraints'): boolean {
  const rules = below(node, 'spec', key, 'resourceRules');
  return !(rules instanceof Sequence) || rules.values.length === 0 || rules.values.some(matchesPods);
}

function matchesPods(rule: unknown): boolean {
  const names = (key: string, wanted: (entry: string) => boolean): boolean => {
    const entries = below(rule, key);
    return !(entries instanceof Sequence) || entries.values.some((entry) => typeof entry !== 'string' || wanted(entry));
  };
  return (
    names('apiGroups', (entry) => entry === '' || entry === '*') &&
    names('operations', (entry) => entry === 'CREATE' || entry === '*') &&
    names('resources', (entry) => ['pods', 'pods/*', '*', '*/*'].includes(entry))
  );
}
