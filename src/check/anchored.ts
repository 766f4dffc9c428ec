// Whether what stands at a place is used elsewhere as well, by an alias or a merge: changing it would change more than is meant.
import { Mapping, Sequence, type SourceFile, type Value } from '#source/document.js';

/** Whether an anchor stands before what begins at `offset` in the mapping `parent`, or before a collection of `root` that holds this. Whether it is used is not asked. */
export function isAnchored(file: SourceFile, root: Mapping, parent: Mapping, offset: number): boolean {
  if (hasAnchor(file.text, offset)) return true;
  for (let at: Value | undefined = root; at instanceof Mapping || at instanceof Sequence; at = childAt(at, parent.start)) {
    if (hasAnchor(file.text, at.start)) return true;
  }
  return false;
}

function childAt({ values }: Mapping | Sequence, offset: number): Value | undefined {
  return values.find((value) => (value instanceof Mapping || value instanceof Sequence) && value.start <= offset && offset < value.end);
}

const farthest = 200;
/** `&name`, perhaps with a tag or comments between it and what it names. */
const anchorBefore = /(?:^|[\s[{,:])&[^\s,[\]{}]+(?:\s|#[^\n]*\n|![^\s]*\s)*$/;

function hasAnchor(text: string, offset: number): boolean {
  const before = text.slice(Math.max(0, offset - farthest), offset);
  return before.includes('&') && anchorBefore.test(before);
}
