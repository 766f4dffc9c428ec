// The numbered steps of a path: what happens, where that is written, and what would confirm it on a live cluster.
import type { AskedPermission, Evidence } from '#finding/finding.js';
import { harmless } from './harmless.js';
import { stepNumbers } from './path-steps.js';
import type { Pen } from './pen.js';
import { padded, textWidth, wrapped } from './width.js';

/** One line of a step, or two where words and place do not fit side by side. */
interface Row {
  /** Number of the step; '' on the rows of what stands behind it, and of what is no step of a path. */
  readonly number: string;
  readonly isStep: boolean;
  readonly message: string;
  readonly place: ReturnType<Pen['place']>;
  /** Printed below, word by word, for a long one goes on after a backslash: what is copied still runs. */
  readonly commands: readonly (readonly string[])[];
}

/** Numbered steps: words and places side by side where every row fits, else each place below its words. */
export function stepLines(steps: readonly Evidence[], pen: Pen, verify: boolean): string[] {
  const numbers = stepNumbers(steps);
  const rows = steps.flatMap((step, index) => rowsOf(step, numbers[index], pen, verify));
  const digits = String(Math.max(1, ...numbers.map((number) => number ?? 0))).length;
  const indent = ' '.repeat(digits + 4);
  const column = Math.max(0, ...rows.map((row) => textWidth(row.message))) + 2;
  const beside = rows.every((row) => indent.length + column + textWidth(row.place.text) <= pen.width);
  return rows.flatMap(({ number, isStep, message, place, commands }) => {
    const look = isStep ? 'plain' : 'quiet';
    const lead = `  ${pen.paint('strong', number.padStart(digits))}  `;
    const below = commands.flatMap((command) => continued(command, pen.width - indent.length)).map((line) => indent + pen.paint('quiet', line));
    if (beside) return [`${lead}${pen.paint(look, padded(message, column))}${place.shown}`, ...below];
    const [head = '', ...rest] = wrapped(message, pen.width - indent.length).map((line) => pen.paint(look, line));
    return [lead + head, ...rest.map((line) => indent + line), indent + place.shown, ...below];
  });
}

function rowsOf(step: Evidence, number: number | undefined, pen: Pen, verify: boolean): Row[] {
  const place = step.place ? pen.place(step.place) : { text: 'built in', shown: pen.paint('quiet', 'built in') };
  const related = (step.related ?? []).map((behind): Row => ({ number: '', isStep: false, message: harmless(behind.message), place: pen.place(behind.place), commands: [] }));
  return [{ number: String(number ?? ''), isStep: true, message: harmless(step.message), place, commands: verify ? (step.asks ?? []).map(askCommand) : [] }, ...related];
}

/** A command of the shell in lines that fit, each but the last ending in a backslash; only a word that is too long for a line stands out. */
function continued(words: readonly string[], width: number): string[] {
  const lines: string[] = [];
  let line = '';
  words.forEach((word, index) => {
    const room = width - (index < words.length - 1 ? 2 : 0);
    if (line === '') line = word;
    else if (textWidth(`${line} ${word}`) <= room) line += ` ${word}`;
    else {
      lines.push(`${line} \\`);
      line = `  ${word}`;
    }
  });
  return [...lines, line];
}

/** The words of the command that asks a live cluster for a permission; every name is quoted for the shell. */
function askCommand(asked: AskedPermission): readonly string[] {
  const target = asked.name === undefined || asked.name === '' ? asked.resource : `${asked.resource}/${asked.name}`;
  return [
    'kubectl auth can-i',
    quoted(asked.verb),
    quoted(target),
    ...(asked.subresource ? [`--subresource=${quoted(asked.subresource)}`] : []),
    ...(target.startsWith('/') || asked.namespace === '' ? [] : asked.namespace === undefined ? ['-A'] : [`-n ${quoted(asked.namespace)}`]),
    `--as=${quoted(asked.as)}`,
    ...(asked.groups ?? []).map((group) => `--as-group=${quoted(group)}`),
  ];
}

function quoted(word: string): string {
  const shown = harmless(word);
  return /^[\w@%+=:,./-]+$/.test(shown) ? shown : `'${shown.replace(/'/g, `'\\''`)}'`;
}
