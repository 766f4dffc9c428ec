// The privilege graph for Graphviz.
import type { Drawing } from './graph-drawing.js';
import { harmless } from './harmless.js';

/** A digraph; techniques label the edges, what is no step is drawn thin. */
export function graphDot({ nodes, edges }: Drawing): string {
  const rows = ['digraph privileges {', '  rankdir=LR;', '  node [shape=box, fontname="sans-serif", fontsize=10];', '  edge [fontname="sans-serif", fontsize=9];'];
  for (const { id, label, type, start } of nodes) rows.push(`  ${quoted(id)} [label=${quoted(label)}${type === 'admin' ? ', penwidth=2' : ''}${start ? ', style=bold' : ''}];`);
  for (const { from, to, technique } of edges) rows.push(`  ${quoted(from)} -> ${quoted(to)} [${technique === undefined ? 'color=gray' : `label=${quoted(technique)}`}];`);
  return `${[...rows, '}'].join('\n')}\n`;
}

function quoted(text: string): string {
  return `"${harmless(text).replace(/["\\]/g, '\\$&')}"`;
}
