// Which kinds of objects no rule can have a use for: documents of them need not be read.
import type { RuleSet } from './rule.js';

/** Built-in kinds that hold no identity, no permission, no pod, nothing a pod refers to, and no guard of a namespace. */
const withoutUse: readonly string[] = [
  'Service',
  'Endpoints',
  'EndpointSlice',
  'Ingress',
  'IngressClass',
  'NetworkPolicy',
  'PodDisruptionBudget',
  'HorizontalPodAutoscaler',
  'PriorityClass',
  'StorageClass',
  'LimitRange',
  'ResourceQuota',
  'FlowSchema',
  'PriorityLevelConfiguration',
  'RuntimeClass',
  'APIService',
  'ServiceMonitor',
  'PodMonitor',
  'PrometheusRule',
];

/** Says whether documents of a kind can matter to a rule set: all but those above, and those too when a rule is about them. */
export function relevantTo(rules: RuleSet): (kind: string) => boolean {
  const asked = new Set(rules.object.flatMap(({ on }) => on));
  const skipped = new Set(withoutUse.filter((kind) => !asked.has(kind)));
  return (kind) => !skipped.has(kind);
}
