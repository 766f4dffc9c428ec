// What is written once for several clusters or namespaces is one line to change: told once, and only where that line may be changed for all of them.
import type { Finding } from '#finding/finding.js';
import { identityOf, type KubeObject } from '#kube/object.js';
import type { RuleSet } from '#rule/rule.js';
import { placeKey } from '#source/place.js';

/** The findings; of those that differ in nothing but the namespace of their object the first, with the subjects of all and the number of namespaces. */
export function withVariants(findings: readonly Finding[], objects: readonly KubeObject[]): readonly Finding[] {
  if (objects.every(({ variant }) => variant === undefined)) return findings;
  const alike = new Map<unknown, Finding[]>();
  for (const finding of findings) {
    const key = finding.object.namespace === '' ? finding : keyOf(finding);
    const known = alike.get(key);
    if (known) known.push(finding);
    else alike.set(key, [finding]);
  }
  return [...alike.values()].flatMap(([first, ...others]) => (first ? [others.length === 0 ? first : joined(first, others)] : []));
}

function keyOf({ rule, severity, confidence, message, place, evidence, subjects, object: { group, kind, namespace, name } }: Finding): string {
  // As `namespace shop` and `shop/web`: a group may be called like a namespace.
  const written = new RegExp(`(?<=namespace )${escaped(namespace)}(?![\\w.-])|(?<![\\w.-])${escaped(namespace)}(?=/)`, 'g');
  const places = evidence.map((step) => step.place && placeKey(step.place));
  return JSON.stringify([rule, severity, confidence, placeKey(place), group, kind, name, places, [message, ...subjects].map((words) => words.replace(written, '/'))]);
}

function escaped(name: string): string {
  return name.replace(/[^\w-]/g, '\\$&');
}

function joined(first: Finding, others: readonly Finding[]): Finding {
  const namespaces = new Set(others.map(({ object }) => object.namespace));
  const where = namespaces.size === 1 ? `namespace ${[...namespaces].join('')}` : `${namespaces.size} other namespaces`;
  const subjects = [...new Set([first, ...others].flatMap((finding) => finding.subjects))].sort();
  return { ...first, message: `${first.message}, and likewise in ${where}`, subjects };
}

/** Facts that end as soon as somebody binds something. */
const untilBound = 'account-has-no-grants';

/** A world, and what was found in it. */
interface Looked {
  readonly objects: readonly KubeObject[];
  readonly findings: readonly Finding[];
}

/** The findings of each world, without those that rest on the absence of grants where another world has the object and the grants. */
export function heldEverywhere(worlds: readonly Looked[], rules: RuleSet): readonly (readonly Finding[])[] {
  const resting = new Set(rules.object.filter(({ where }) => where.includes(untilBound)).map(({ id }) => id));
  const all = worlds.map(({ findings }) => findings);
  if (worlds.length === 1 || !all.some((findings) => findings.some(({ rule }) => resting.has(rule)))) return all;
  const found = all.map((findings) => new Set(findings.map(ruleAt)));
  const there = worlds.map(({ objects }) => new Set(objects.map(standing)));
  const holds = (finding: Finding): boolean => worlds.every((_, world) => found[world]?.has(ruleAt(finding)) === true || there[world]?.has(standing({ ...finding.object, file: finding.place.file })) !== true);
  return all.map((findings) => findings.filter((finding) => !resting.has(finding.rule) || holds(finding)));
}

function ruleAt({ rule, place }: Finding): string {
  return `${rule}\n${placeKey(place)}`;
}

function standing(object: Pick<KubeObject, 'group' | 'kind' | 'namespace' | 'name' | 'file'>): string {
  return `${identityOf(object)}\n${object.file?.name ?? ''}`;
}
