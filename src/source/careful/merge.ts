// The merge key `<<`. kubectl merges where the key stands: what comes later wins, whichever was merged (go.yaml.in/yaml/v2, decode.go, merge).
import { Mapping, Sequence } from '#source/document.js';
import { putEntry } from '#source/entry.js';
import type { Node } from './compose.js';
import { Unreadable } from './cursor.js';

/** Merges a mapping, or a list of mappings of which the first wins, into `mapping`. */
export function mergeInto(mapping: Mapping, source: Node): void {
  const isList = source.value instanceof Sequence && source.usedAt === undefined;
  const sources = isList ? source.value.values.toReversed() : [source.value];
  for (const from of sources) {
    if (!(from instanceof Mapping)) throw new Unreadable(source.usedAt?.start ?? source.start, 'the merge key `<<` needs a mapping or a list of mappings');
    from.keys.forEach((key, index) => {
      putEntry(mapping, key, from.values[index] ?? null, from.keySpan(index), from.valueSpan(index), from.uses?.get(index));
    });
  }
}
