// What a change gives and takes away, for programs. Fields may be added, never renamed.
import type { Change, TreeDiff } from '#finding/tree-diff.js';
import type { Place, Problem } from '#source/document.js';
import { harmlessJson } from './harmless.js';
import { findingData, locationData } from './json.js';

/**
 * `{ version, base, head, identities, grants, tokens, findings, notEvaluated }`; the four in the middle are `{ gained: […], lost: […] }`, findings as in the report of the
 * default command. Locations of what is lost are in the base.
 */
export function diffJson(diff: TreeDiff, { base, head, problems }: { readonly base: string; readonly head: string; readonly problems: readonly Problem[] }): string {
  const located = <T extends { readonly place: Place | undefined }>({ place, ...rest }: T): unknown => ({ ...rest, location: place ? locationData(place) : null });
  const data = {
    version: 1,
    base,
    head,
    identities: mapped(diff.identities, located),
    grants: mapped(diff.grants, located),
    tokens: mapped(diff.tokens, located),
    findings: mapped(diff.findings, findingData),
    notEvaluated: problems.map(({ file, line, column, code, message }) => ({ file, line, column, code, message })),
  };
  return `${harmlessJson(JSON.stringify(data, null, 2))}\n`;
}

function mapped<T>({ gained, lost }: Change<T>, dataOf: (item: T) => unknown): Change<unknown> {
  return { gained: gained.map(dataOf), lost: lost.map(dataOf) };
}
