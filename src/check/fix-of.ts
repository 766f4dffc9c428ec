// Makes the text edit that a rule's `fix` describes; comments and everything else stay as they are.
import type { Fix } from '#finding/finding.js';
import type { KubeObject } from '#kube/object.js';
import type { ObjectFix } from '#rule/rule.js';
import { Mapping, type SourceFile, type Value } from '#source/document.js';
import { regionOf } from '#source/place.js';

/** The fix on an object, or undefined when the text is of a form that an edit could break. `podSpecRoute` stands for `pod`. */
export function fixOf(fix: ObjectFix, object: KubeObject, podSpecRoute: string | undefined): Fix | undefined {
  const { file, node } = object;
  if (!file || !node) return undefined;
  const path = (fix.key.startsWith('pod.') ? `${podSpecRoute ?? 'spec'}.${fix.key.slice(4)}` : fix.key).split('.');
  const key = path.pop() ?? '';
  const parent = path.reduce<Value | undefined>((at, step) => (at instanceof Mapping ? at.get(step) : undefined), node);
  if (!(parent instanceof Mapping)) return undefined;
  const edit = editOf(fix, file, parent, key);
  return edit && { title: fix.title, safe: fix.safe, edits: [{ file: file.name, ...edit }] };
}

type Edit = Omit<Fix['edits'][number], 'file'>;

function editOf(fix: ObjectFix, file: SourceFile, parent: Mapping, key: string): Edit | undefined {
  const index = parent.keys.indexOf(key);
  if (fix.rename !== undefined) return index < 0 || parent.has(fix.rename) ? undefined : renamed(file, parent, index, fix.rename);
  if (fix.set === undefined) return undefined;
  if (index < 0) return inserted(file, parent, key, fix.set);
  const [start = 0, end = 0] = parent.offsets.slice(index * 4 + 2, index * 4 + 4);
  const value = parent.values[index];
  return value === null || typeof value === 'object' || start >= end ? undefined : { start, end, replacement: fix.set };
}

function renamed(file: SourceFile, parent: Mapping, index: number, name: string): Edit {
  const [start = 0, end = 0] = parent.offsets.slice(index * 4, index * 4 + 2);
  const quote = file.text[start] === '"' || file.text[start] === "'" ? file.text[start] : '';
  return { start, end, replacement: `${quote}${name}${quote}` };
}

/** A new key before the first one: on a line of its own in block style, on the same line in flow style and JSON. */
function inserted(file: SourceFile, parent: Mapping, key: string, value: string): Edit | undefined {
  const first = parent.offsets[0];
  if (first === undefined) return undefined;
  if (file.text[parent.start] === '{') {
    const quote = file.text[first] === '"' ? '"' : '';
    return { start: first, end: first, replacement: `${quote}${key}${quote}: ${value}, ` };
  }
  const { column } = regionOf({ file, start: first, end: first });
  const lineBreak = file.text.slice(0, first).endsWith('\r\n') || file.text.includes('\r\n') ? '\r\n' : '\n';
  return { start: first, end: first, replacement: `${key}: ${value}${lineBreak}${' '.repeat(column - 1)}` };
}
