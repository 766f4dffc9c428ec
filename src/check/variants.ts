// What is found in every namespace that kustomizations put a base into is one thing to change, and told once.
import type { Finding } from '#finding/finding.js';
import type { KubeObject } from '#kube/object.js';
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
