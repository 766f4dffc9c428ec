// Makes the text edit that a rule's `fix` describes; comments and everything else stay as they are.
import type { Fix } from '#finding/finding.js';
import type { Workload } from '#kube/inventory.js';
import type { KubeObject } from '#kube/object.js';
import { inside, rootOf, type Part } from '#kube/part.js';
import type { ObjectFix } from '#rule/rule.js';
import type { Mapping, SourceFile } from '#source/document.js';
import { lineAt, lineBreakAt, lineStart } from '#source/place.js';
import { isAnchored } from './anchored.js';

/** The fix on an object, or undefined when the text is of a form that an edit could break. `pod` is the pod spec of the workload. */
export function fixOf(fix: ObjectFix, object: KubeObject, workload: Workload | undefined): Fix | undefined {
  const { file, node } = object;
  if (!file || !node) return undefined;
  const { part, steps } = partNamed(fix.key, object, workload);
  const key = steps.pop() ?? '';
  const parent = inside(part, ...steps)?.node;
  // What came here through an alias or a merge is written elsewhere, for others too; what has an anchor may be used elsewhere.
  if (!parent || parent.start < node.start || parent.end > node.end) return undefined;
  const edit = editOf(fix, file, parent, key);
  if (!edit || isAnchored(file, node, parent, edit.start)) return undefined;
  return { title: fix.title, safe: fix.safe, edits: [{ file: file.name, ...edit }] };
}

/** Where a rule's `metadata.name` or `pod.hostPID` begins, and the keys from there. */
export function partNamed(key: string, object: KubeObject, workload: Workload | undefined): { readonly part: Part | undefined; readonly steps: string[] } {
  const steps = key.split('.');
  const root = rootOf(object);
  if (steps[0] !== 'pod') return { part: root, steps };
  return { part: workload?.podSpec ?? inside(root, 'spec'), steps: steps.slice(1) };
}

type Edit = Omit<Fix['edits'][number], 'file'>;

function editOf(fix: ObjectFix, file: SourceFile, parent: Mapping, key: string): Edit | undefined {
  const index = parent.keys.indexOf(key);
  if (index >= 0 && (parent.keySpan(index).start < parent.start || parent.keySpan(index).end > parent.end)) return undefined;
  if (fix.rename !== undefined) return index < 0 || parent.has(fix.rename) ? undefined : renamed(file, parent, index, fix.rename);
  if (fix.set === undefined) return undefined;
  if (index < 0) return inserted(file, parent, key, fix.set);
  const { start, end } = parent.valueSpan(index);
  const value = parent.values[index];
  return value === null || typeof value === 'object' || start >= end ? undefined : { start, end, replacement: fix.set };
}

function renamed(file: SourceFile, parent: Mapping, index: number, name: string): Edit {
  const { start, end } = parent.keySpan(index);
  const quote = file.text[start] === '"' || file.text[start] === "'" ? file.text[start] : '';
  return { start, end, replacement: `${quote}${name}${quote}` };
}

/**
 * A new key before one that stands there: on a line of its own, or on the same line where the mapping is written on one. What names the object stays first, and
 * comments above a key stay with it: a key without any is preferred, else the new one goes above the comments.
 */
function inserted(file: SourceFile, parent: Mapping, key: string, value: string): Edit | undefined {
  const keys = parent.keys.map((name, index) => ({ name, start: parent.keySpan(index).start })).filter(({ start }, index) => !parent.uses?.has(index) && start >= parent.start && start < parent.end);
  const behindType = keys.filter(({ name }) => name !== 'apiVersion' && name !== 'kind');
  const offsets = (behindType.length > 0 ? behindType : keys).map(({ start }) => start).sort((left, right) => left - right);
  const before = offsets.find((start) => commentsAbove(file, start) === start) ?? offsets[0];
  if (before === undefined) return undefined;
  const inFlow = file.text[parent.start] === '{';
  const line = lineAt(file, before);
  const lead = file.text.slice(lineStart(file, line), before);
  const ownLine = /^[ \t]*$/.test(lead);
  // Behind `- ` of a list a key is indented like the ones below it; behind anything else (`? `, an anchor) nothing can be put in between.
  if (!inFlow && !ownLine && !/^[ ]*(- +)+$/.test(lead)) return undefined;
  const at = ownLine ? commentsAbove(file, before) : before;
  const quote = inFlow && file.text[before] === '"' ? '"' : '';
  const separator = inFlow && !ownLine ? ', ' : `${inFlow ? ',' : ''}${lineBreakAt(file, line)}${lead.replace(/-/g, ' ')}`;
  return { start: at, end: at, replacement: `${quote}${key}${quote}: ${value}${separator}` };
}

/** Where the comment lines right above the line of an offset begin, or the offset itself when there are none. */
function commentsAbove(file: SourceFile, offset: number): number {
  let begin = offset;
  for (let line = lineAt(file, offset) - 1; line >= 1; line--) {
    const start = lineStart(file, line);
    const comment = /^[ \t]*#/.exec(file.text.slice(start, lineStart(file, line + 1)));
    if (!comment) break;
    begin = start + comment[0].length - 1;
  }
  return begin;
}
