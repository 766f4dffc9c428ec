// What a change gives and takes away, for people: in the terminal and as Markdown for a pull request.
import type { Change, TreeDiff } from '#finding/tree-diff.js';
import type { Place } from '#source/document.js';
import { counted } from './counts.js';
import { harmless, harmlessLine, harmlessMarkdown, markdownCode } from './harmless.js';
import type { Paint } from './paint.js';
import { hanging } from './pen.js';
import { placeText } from './place-text.js';
import { textWidth, wrapped } from './width.js';

/** One line of the report: what is gained or lost, where, and by what. */
interface Row {
  readonly text: string;
  readonly place: Place | undefined;
  readonly through?: string;
}

interface Section {
  readonly title: string;
  readonly one: string;
  readonly rows: Change<Row>;
}

/** A section each for identities, grants, tokens and findings; `+` is gained, `-` is lost. Ends with a line of counts. */
export function diffText(diff: TreeDiff, { paint, width }: { readonly paint: Paint; readonly width: number }): string {
  const lines: string[] = [];
  for (const { title, rows } of sectionsOf(diff)) {
    if (rows.gained.length + rows.lost.length === 0) continue;
    lines.push(paint('strong', title));
    for (const [sign, list] of [['+', rows.gained], ['-', rows.lost]] as const) {
      for (const { text, place, through } of list) {
        lines.push(...wrapped(harmless(text, 300), width - 4).map((line, index) => `  ${index === 0 ? sign : ' '} ${line}`));
        lines.push(...whereRows(place, through, paint, width));
      }
    }
    lines.push('');
  }
  lines.push(...wrapped(countsOf(diff), width));
  return `${lines.map(harmlessLine).join('\n')}\n`;
}

/** Place and grant on one row where both fit. */
function whereRows(place: Place | undefined, through: string | undefined, paint: Paint, width: number): readonly string[] {
  const indent = ' '.repeat(6);
  const at = place ? placeText(place) : '';
  const by = through === undefined ? '' : harmless(through, 300);
  if (at !== '' && by !== '' && textWidth(`${indent}${at}  ${by}`) <= width) return [`${indent}${paint('place', at)}  ${by}`];
  return [...(at === '' ? [] : [indent + paint('place', at)]), ...(by === '' ? [] : hanging(indent, by, width))];
}

/** The same for a comment on a pull request: what is lost is folded. */
export function diffMarkdown(diff: TreeDiff): string {
  const sections = sectionsOf(diff);
  const gained = sections.flatMap(({ title, rows }) => (rows.gained.length === 0 ? [] : [`**${title}**\n\n${list(rows.gained)}\n`]));
  const lost = sections.flatMap(({ title, rows }) => (rows.lost.length === 0 ? [] : [`**${title}**\n\n${list(rows.lost)}\n`]));
  const parts = [`### sa-lint: ${countsOf(diff)}\n`, ...gained];
  if (lost.length > 0) parts.push(`<details>\n<summary>Lost</summary>\n\n${lost.join('\n')}\n</details>\n`);
  return parts.join('\n').split('\n').map(harmlessLine).join('\n');
}

function list(rows: readonly Row[]): string {
  const shown = rows.slice(0, mostRows).map(({ text, place, through }) => {
    const where = [place ? markdownCode(placeText(place)) : '', through === undefined ? '' : harmlessMarkdown(through)].filter((part) => part !== '');
    return `- ${harmlessMarkdown(text)}${where.length > 0 ? ` (${where.join(', ')})` : ''}`;
  });
  if (rows.length > mostRows) shown.push(`- … and ${rows.length - mostRows} more`);
  return shown.join('\n');
}

/** A comment on GitHub may have 65,536 characters. */
const mostRows = 50;

function sectionsOf({ identities, grants, tokens, findings }: TreeDiff): readonly Section[] {
  return [
    { title: 'Identities', one: 'identity', rows: rowsOf(identities, ({ identity, place }) => ({ text: identity, place })) },
    {
      title: 'Grants',
      one: 'grant',
      rows: rowsOf(grants, ({ subject, permission, namespace, through, place }) => ({ text: `${subject}: ${permission} ${scopeText(namespace)}`, place, through })),
    },
    {
      title: 'Tokens',
      one: 'token',
      rows: rowsOf(tokens, ({ workload, container, serviceAccount, source, audience, place }) => ({
        text: `${workload}, container ${container}: token of ServiceAccount ${serviceAccount} (${source}${audience === '' ? '' : `, for ${audience}`})`,
        place,
      })),
    },
    { title: 'Findings', one: 'finding', rows: rowsOf(findings, ({ severity, rule, message, place }) => ({ text: `${severity} ${rule}: ${message}`, place })) },
  ];
}

function rowsOf<T>({ gained, lost }: Change<T>, rowOf: (item: T) => Row): Change<Row> {
  return { gained: gained.map(rowOf), lost: lost.map(rowOf) };
}

function scopeText(namespace: string | null): string {
  if (namespace === null) return 'in the whole cluster';
  return namespace === '' ? 'in the namespace they are applied to' : `in namespace ${namespace}`;
}

function countsOf(diff: TreeDiff): string {
  const of = (which: 'gained' | 'lost'): string => {
    const counts = sectionsOf(diff).flatMap(({ one, rows }) => (rows[which].length === 0 ? [] : [one === 'identity' && rows[which].length !== 1 ? `${rows[which].length} identities` : counted(rows[which].length, one)]));
    return counts.length === 0 ? `nothing ${which}` : `${counts.join(', ')} ${which}`;
  };
  return `${of('gained')}; ${of('lost')}`;
}
