// What no rule of a set has a use for, and so need not be read.
import { schemaWithoutNames } from '#graph/custom-resources.js';
import type { RuleSet } from '#rule/rule.js';
import type { ReadOptions } from '#source/read.js';

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

/** How to read for a rule set: no documents of the kinds above, and no schemas that say nothing, but where a rule is about them. */
export function readingFor(rules: RuleSet): ReadOptions {
  const asked = new Set(rules.object.flatMap(({ on }) => on));
  const skipped = new Set(withoutUse.filter((kind) => !asked.has(kind)));
  return { relevant: (kind) => !skipped.has(kind), omission: asked.has(schemaWithoutNames.kind) ? undefined : schemaWithoutNames };
}
