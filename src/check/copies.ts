// Identical roles and bindings in several places are one object to the cluster; whoever ignores, switches off or changes one of them must hear of the others.
import type { Finding } from '#finding/finding.js';
import { withSubjectsOf } from '#finding/merge.js';
import { grouped, listIn } from '#kube/grouped.js';
import { identityOf, type KubeObject } from '#kube/object.js';
import { differenceAmong } from '#kube/telling.js';
import { placeAlong } from '#rbac/places.js';
import { isRbac } from '#rbac/read-roles.js';
import type { Place, SourceFile } from '#source/document.js';
import { placeKey } from '#source/place.js';

/** The findings, sorted before: of those that stand at copies of one object the first, with the places of the others. */
export function withCopies(findings: readonly Finding[], objects: readonly KubeObject[]): readonly Finding[] {
  const copiesAt = copiesAmong(objects);
  if (!copiesAt) return findings;
  const joined = new Map<unknown, Finding>();
  for (const finding of findings) {
    const copies = copiesAt(finding.place);
    const alsoIn = namesOf([...copies, ...provedBy(finding).flatMap(copiesAt)]);
    const key = copies.length === 0 ? finding : `${finding.rule}\n${finding.severity}\n${finding.confidence}\n${finding.fingerprint}\n${[finding.place, ...copies].map(placeKey).sort().join('\n')}`;
    const first = joined.get(key);
    if (first) joined.set(key, withSubjectsOf(first, finding));
    else joined.set(key, alsoIn.length === 0 ? finding : { ...finding, ...(copies.length > 0 && { copies }), alsoIn });
  }
  return [...joined.values()];
}

function provedBy({ evidence }: Finding): Place[] {
  return evidence.flatMap((step) => [step.place, ...(step.related ?? []).map(({ place }) => place)]).filter((place) => place !== null);
}

function namesOf(places: readonly Place[]): readonly string[] {
  return [...new Set(places.map(({ file }) => file.name))].sort();
}

/** Where the copies of the object at a place say the same; undefined where no object has any. */
function copiesAmong(objects: readonly KubeObject[]): ((place: Place) => readonly Place[]) | undefined {
  const differ = differenceAmong(objects);
  const reviewed = objects.filter((object) => isRbac(object) && object.origin === 'files' && object.isPatch !== true);
  const twins = new Map<SourceFile, { readonly object: KubeObject; readonly copies: readonly KubeObject[] }[]>();
  for (const group of grouped(reviewed, identityOf).values()) {
    if (group.length === 1) continue;
    for (const object of group) {
      const copies = group.filter((other) => other !== object && !differ(object, other));
      if (object.file && copies.length > 0) listIn(twins, object.file).push({ object, copies });
    }
  }
  if (twins.size === 0) return undefined;
  return ({ file, start, route }) => {
    const found = twins.get(file)?.find(({ object: { node } }) => node && node.start <= start && start < node.end);
    return (found?.copies ?? []).flatMap((copy) => {
      const place = placeAlong(copy, stepsOf(route));
      return place?.route === route ? [place] : [];
    });
  };
}

/** `rules[0].verbs[1]` as the steps to it. Keys of roles and bindings are plain words. */
function stepsOf(route: string): (string | number)[] {
  return (route.match(/[^.[\]]+/g) ?? []).map((step) => (/^\d+$/.test(step) ? Number(step) : step));
}
