// Risks of single objects, joined with what the cluster makes of them.
import type { Evidence, Finding } from '#finding/finding.js';
import { qualifiedName, type KubeObject } from '#kube/object.js';
import { grouped } from '#kube/grouped.js';
import type { Workload } from '#kube/inventory.js';
import { inside, placeIn } from '#kube/part.js';
import { wrongTypesOfAccount } from '#kube/undecodable.js';
import { placeAlong } from '#rbac/places.js';
import type { ObjectRule } from '#rule/rule.js';
import type { Place } from '#source/document.js';
import type { CheckContext } from './context.js';
import { findingOf } from './finding-of.js';
import { fixOf, partNamed } from './fix-of.js';
import type { FactResult, ObjectFact } from './fact.js';
import { objectFact, objectTitle } from './object-facts.js';
import { inOrderOfUnless } from './order.js';

/** Findings of all object rules. */
export function* checkObjects(context: CheckContext): Generator<Finding> {
  const workloads = grouped(context.inventory.workloads, ({ object }) => object);
  const rules = inOrderOfUnless(context.rules.object).map((rule) => ({ rule, facts: rule.where.map(objectFact).filter((fact) => fact !== undefined) }));
  for (const object of context.inventory.objects) {
    if (object.origin !== 'files') continue;
    for (const workload of workloads.get(object) ?? [undefined]) yield* aboutObject(context, rules, object, workload);
  }
}

interface ReadyRule {
  readonly rule: ObjectRule;
  readonly facts: readonly ObjectFact[];
}

/** What the rules say of an object, or of one workload that it is. */
function* aboutObject(context: CheckContext, rules: readonly ReadyRule[], object: KubeObject, workload: Workload | undefined): Generator<Finding> {
  if (!isReadable(object, workload)) return;
  const spoken = new Set<string>();
  for (const { rule, facts } of rules) {
    if (!rule.on.includes(object.kind) && !(workload && rule.on.includes('Workload'))) continue;
    if (rule.unless?.some((other) => spoken.has(other))) continue;
    const finding = checkObject(context, rule, facts, object, workload);
    if (!finding) continue;
    spoken.add(rule.id);
    yield finding;
  }
}

/** Of what the API server cannot read, lint says that and where: it makes no pods, no tokens and no accounts. */
function isReadable(object: KubeObject, workload: Workload | undefined): boolean {
  if (workload) return object.name !== '' && workload.wrongTypes.length === 0;
  return object.kind !== 'ServiceAccount' || object.group !== '' || (object.name !== '' && wrongTypesOfAccount(object).length === 0);
}

function checkObject(context: CheckContext, rule: ObjectRule, facts: readonly ObjectFact[], object: KubeObject, workload: Workload | undefined): Finding | undefined {
  const results: FactResult[] = [];
  for (const fact of facts) {
    const result = fact({ context, object, workload });
    if (!result) return undefined;
    results.push(result);
  }
  const place = placeFor(rule, object, workload, results);
  if (!place) return undefined;
  const fix = rule.fix && fixOf(rule.fix, object, workload);
  const finding = findingOf(rule, {
    severity: rule.severity,
    place,
    object,
    subjects: [workload ? `workload:${qualifiedName(object)}` : qualifiedName(object)],
    evidence: results.flatMap((result): readonly Evidence[] => result.evidence ?? []),
    words: Object.assign(
      { object: objectTitle(object), account: workload ? qualifiedName({ namespace: object.namespace, name: workload.serviceAccountName }) : object.name },
      ...results.map((result) => result.words ?? {}),
    ) as Record<string, string>,
    key: rule.at[0] ?? '',
  });
  return fix ? { ...finding, fix } : finding;
}

/** The first place of `at` that is there; `found` takes the one a fact has found, in the same file only. */
function placeFor(rule: ObjectRule, object: KubeObject, workload: Workload | undefined, results: readonly FactResult[]): Place | undefined {
  for (const at of rule.at) {
    if (at === 'found') {
      const found = results.map((result) => result.place).find((place) => place !== undefined && place.file === object.file);
      if (found) return found;
      continue;
    }
    const { part, steps } = partNamed(at, object, workload);
    const last = steps.pop() ?? '';
    const within = inside(part, ...steps);
    const place = within && placeIn(within, last);
    if (place) return place;
  }
  return placeAlong(object, ['metadata', 'name']);
}
