// A path as a small Mermaid picture: what is held, and the move that leads to the next.
import type { Finding } from '#finding/finding.js';
import { mermaidLabel } from './harmless.js';
import { inARow } from './path-steps.js';

/** More steps than this are no picture any more. */
const mostSteps = 12;

/** A flowchart from left to right. Steps that do not name their nodes are nodes themselves. */
export function mermaidFlow({ evidence }: Finding): string {
  const steps = inARow(evidence.slice(0, mostSteps));
  const labels = new Map(evidence.flatMap(({ nodes }) => nodes ?? []).map(({ id, label }) => [id, label]));
  const lines = ['flowchart LR'];
  const names = new Map<string, string>();
  const nodeOf = (id: string): string => {
    const known = names.get(id);
    if (known !== undefined) return known;
    const name = `n${names.size}`;
    names.set(id, name);
    lines.push(`  ${name}[${mermaidLabel(labels.get(id) ?? id)}]`);
    return name;
  };
  let last: string | undefined;
  for (const step of steps) {
    if (step.from !== undefined && step.to !== undefined) {
      const from = nodeOf(step.from);
      const to = nodeOf(step.to);
      lines.push(`  ${from} -->|${mermaidLabel(step.message)}| ${to}`);
      last = to;
    } else {
      const name = `s${lines.length}`;
      lines.push(`  ${name}(${mermaidLabel(step.message)})`);
      if (last !== undefined) lines.push(`  ${last} --> ${name}`);
      last = name;
    }
  }
  const left = evidence.length - steps.length;
  if (left > 0 && last !== undefined) lines.push(`  more(${mermaidLabel(`${left} more steps`)})`, `  ${last} --> more`);
  return lines.join('\n');
}
