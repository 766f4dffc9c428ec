// Kinds of the built-in API groups, and which of them a kind that no API server knows was meant to be.
import data from '../../rules/kubernetes/api-resources.json' with { type: 'json' };

let byGroup: Map<string, Set<string>> | undefined;

function kindsOf(group: string): ReadonlySet<string> | undefined {
  if (!byGroup) {
    byGroup = new Map();
    for (const { group: name, kind } of data.resources) {
      if (!kind) continue;
      const kinds = byGroup.get(name);
      if (kinds) kinds.add(kind);
      else byGroup.set(name, new Set([kind]));
    }
  }
  return byGroup.get(group);
}

/** The kind of a built-in group that was meant: the same in other letters, or one letter off. Undefined when the kind is known, or like none; kinds are compared by letter. */
export function meantKind(group: string, kind: string): string | undefined {
  const kinds = kindsOf(group);
  if (!kinds || kinds.has(kind)) return undefined;
  const lower = kind.toLowerCase();
  const all = [...kinds];
  return all.find((known) => known.toLowerCase() === lower) ?? all.find((known) => isOneEditAway(known.toLowerCase(), lower));
}

/** One letter more, less or other. */
export function isOneEditAway(left: string, right: string): boolean {
  if (Math.abs(left.length - right.length) > 1) return false;
  let same = 0;
  while (same < left.length && left[same] === right[same]) same += 1;
  const [restLeft, restRight] = [left.slice(same), right.slice(same)];
  return restLeft.slice(1) === restRight.slice(1) || restLeft.slice(1) === restRight || restLeft === restRight.slice(1);
}
