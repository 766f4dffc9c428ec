// What the report says of an object of the ground truth.
import type { Finding } from '#finding/finding.js';
import { Mapping, type Place } from '#source/document.js';
import { lineAt } from '#source/place.js';
import { documentsNamed, lintOnce, objectsNamed, partsOf } from './objects.js';

/** Findings that speak of the object: it is theirs, a step of their proof lies in it, or it is one of their subjects. */
export function findingsAbout(object: string | null, paths: readonly string[]): readonly Finding[] {
  const { findings, objects } = lintOnce(paths);
  if (object === null) return findings;
  const { kind, namespace, name } = partsOf(object);
  const named = objectsNamed(object, objects);
  const inObject = (place: Place | null): boolean =>
    place !== null && named.some(({ file, node }) => node !== undefined && file?.name === place.file.name && node.start <= place.start && place.start < node.end);
  const prefix = kind === 'ServiceAccount' ? '' : kind === 'User' || kind === 'Group' ? `${kind.toLowerCase()}:` : 'workload:';
  // The graph tells workloads of one name apart by their kind.
  const isSubject = [name, `${namespace ?? ''}/${name}`, `${namespace ?? 'default'}/${kind.toLowerCase()}/${name}`].map((subject) => `${prefix}${subject}`);
  return findings.filter(
    (finding) =>
      inObject(finding.place) ||
      finding.evidence.some(({ place, related = [] }) => inObject(place) || related.some((step) => inObject(step.place))) ||
      finding.subjects.some((subject) => isSubject.includes(subject)),
  );
}

/** Problems that say of the object that no API server would store it. */
export function refusalsOf(object: string | null, paths: readonly string[]): { rule: string; message: string }[] {
  if (object === null) return [];
  const { problems, objects, documents } = lintOnce(paths);
  const named = [...objectsNamed(object, objects).map(({ file, node }) => ({ file, node })), ...documentsNamed(object, documents).map(({ file, root }) => ({ file, node: root }))];
  return named.flatMap(({ file, node }) => {
    if (!file || !(node instanceof Mapping)) return [];
    const [from, to] = [lineAt(file, node.start), lineAt(file, node.end)];
    const inside = problems.filter((problem) => problem.file === file.name && from <= problem.line && problem.line <= to && (problem.code === 'invalid-object' || problem.code === 'unknown-kind'));
    return inside.map(({ code, message }) => ({ rule: code, message }));
  });
}
