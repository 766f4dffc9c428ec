// Which rows docs/ground-truth.md explains: the first cell of its tables names them, `kubescape-0053, -0054` for two of one tool.
import { readFileSync } from 'node:fs';

/** Ids of all rows that the page explains. */
export function explainedRows(page = 'docs/ground-truth.md'): ReadonlySet<string> {
  const cells = [...readFileSync(page, 'utf8').matchAll(/^\| ([a-z][^|]*-\d{4}[^|]*) \|/gm)].map(([, cell = '']) => cell);
  return new Set(cells.flatMap(idsIn));
}

function idsIn(cell: string): string[] {
  let tool = '';
  return cell.split(/,\s*/).flatMap((name) => {
    const [, given = '', number] = /^(?:([a-z][a-z-]*?)-|-)(\d{4})$/.exec(name.trim()) ?? [];
    if (number === undefined) return [];
    tool = given || tool;
    return [`${tool}-${number}`];
  });
}
