// What may refuse pods besides Pod Security: validating admission policies and webhooks, read off the files.
import type { Inventory } from '#kube/inventory.js';
import { onceEach } from '#kube/once.js';
import { each, inside, rootOf, text, texts, type Part } from '#kube/part.js';
import { selectorOf, type Selector } from '#kube/selectors.js';
import { Sequence } from '#source/document.js';
import { everywhere } from './node.js';

const group = 'admissionregistration.k8s.io';

/** What is asked about every new pod of the namespaces that all of its selectors select. */
interface Guard {
  readonly namespaceSelectors: readonly Selector[];
}

/**
 * Whether a policy or webhook of the files could refuse a new pod in a namespace (`*`: somewhere). What it refuses is not worked out; a policy that no file holds, and what
 * cannot be read, may be about pods. Semantics: staging/src/k8s.io/apiserver/pkg/admission/plugin/policy/{matching,validating}, and plugin/webhook/predicates.
 */
export function mayRefusePods(inventory: Inventory, scope: string): boolean {
  return guardsOf(inventory).some(({ namespaceSelectors }) => namespaceSelectors.every((selector) => selects(selector, inventory, scope)));
}

const guardsOf = onceEach((inventory: Inventory): readonly Guard[] => [...policyGuards(inventory), ...webhookGuards(inventory)]);

function policyGuards(inventory: Inventory): readonly Guard[] {
  return inventory.ofKind(group, 'ValidatingAdmissionPolicyBinding').flatMap((binding) => {
    const spec = inside(rootOf(binding), 'spec');
    if (!spec || !denies(spec)) return [];
    const policy = inside(rootOf(inventory.find(group, 'ValidatingAdmissionPolicy', '', text(spec, 'policyName'))), 'spec');
    // Without its policy a binding asks nothing, and a policy without validations only makes notes in the audit log.
    if (policy ? each(policy, 'validations').length === 0 : inventory.complete) return [];
    const matches = [inside(spec, 'matchResources'), inside(policy, 'matchConstraints')].filter((match) => match !== undefined);
    return matches.every(matchesAnyPod) ? [guardOf(matches)] : [];
  });
}

function webhookGuards(inventory: Inventory): readonly Guard[] {
  return inventory
    .ofKind(group, 'ValidatingWebhookConfiguration')
    .flatMap((configuration) => each(rootOf(configuration), 'webhooks'))
    .filter((webhook) => each(webhook, 'rules').some(matchesPods) && !canBeEvaded(webhook))
    .map((webhook) => guardOf([webhook]));
}

function guardOf(matches: readonly Part[]): Guard {
  const selectors = matches.flatMap((match) => inside(match, 'namespaceSelector') ?? []).map(selectorOf);
  // One that cannot be read may select any.
  return { namespaceSelectors: selectors.flatMap((selector) => ('error' in selector ? [] : [selector])) };
}

function denies(spec: Part): boolean {
  const actions = spec.node.get('validationActions');
  return !(actions instanceof Sequence) || actions.values.includes('Deny');
}

/** Without rules everything is matched, as far as they go. Names limit nothing, and exclude everything: whoever makes the pod chooses its name. */
function matchesAnyPod(match: Part): boolean {
  const rules = each(match, 'resourceRules');
  return (rules.length === 0 || rules.some((rule) => matchesPods(rule) && texts(rule, 'resourceNames').length === 0)) && !each(match, 'excludeResourceRules').some(matchesPods) && !canBeEvaded(match);
}

/** By the labels of an object: whoever writes the pod chooses them (API reference of `objectSelector`: "end users may skip the admission webhook by setting the labels"). */
function canBeEvaded(match: Part): boolean {
  const part = inside(match, 'objectSelector');
  const selector = selectorOf(part);
  return part !== undefined && !('error' in selector) && !selector.isEmpty;
}

/** Whether a selector selects the namespace, or may: its labels are in no file. The API server gives every namespace a label with its name. */
function selects(selector: Selector, { namespaces, complete }: Inventory, scope: string): boolean {
  const namespace = namespaces.get(scope);
  if (scope === everywhere || !namespace || (namespace.labelsUnknown && !complete)) return true;
  return selector.matches(new Map([...(namespace.object?.labels ?? []), ['kubernetes.io/metadata.name', scope]]));
}

function matchesPods(rule: Part): boolean {
  const names = (key: string, wanted: readonly string[]): boolean => {
    const entries = rule.node.get(key);
    return !(entries instanceof Sequence) || entries.values.some((entry) => typeof entry !== 'string' || entry === '*' || wanted.includes(entry));
  };
  return names('apiGroups', ['']) && names('apiVersions', ['v1']) && names('operations', ['CREATE']) && names('resources', ['pods', 'pods/*', '*/*']) && text(rule, 'scope') !== 'Cluster';
}
