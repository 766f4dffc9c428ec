// The privilege graph as Mermaid, bounded, since a picture with a thousand boxes is none.
import { boundedDrawing, type Drawing } from './graph-drawing.js';
import { mermaidLabel } from './harmless.js';

/** A flowchart of the `limit` nodes nearest to where attackers may start; the rest is counted in a note of its own. */
export function graphMermaid(whole: Drawing, limit = 80): string {
  const { drawing, nodesLeft, edgesLeft } = boundedDrawing(whole, limit);
  const names = new Map(drawing.nodes.map(({ id }, index) => [id, `n${index}`]));
  const rows = ['flowchart LR'];
  for (const { id, label, start } of drawing.nodes) rows.push(`  ${names.get(id)}${start ? '([' : '['}${mermaidLabel(label)}${start ? '])' : ']'}`);
  for (const { from, to, technique } of drawing.edges) rows.push(`  ${names.get(from)} ${technique === undefined ? '-.->' : `-->|${mermaidLabel(technique)}|`} ${names.get(to)}`);
  if (nodesLeft > 0) rows.push(`  left(${mermaidLabel(`${nodesLeft} more nodes, ${edgesLeft} more edges`)})`);
  return `${rows.join('\n')}\n`;
}
