// Colours as meaning: a report says what a word is, this says how that looks on a terminal, or that it looks like nothing.
import type { Severity } from '#finding/finding.js';

export type Look = Severity | 'plain' | 'strong' | 'quiet' | 'place' | 'caret';
export type Paint = (look: Look, text: string) => string;

const codes: Readonly<Record<Exclude<Look, 'plain'>, string>> = {
  critical: '1;31',
  high: '31',
  medium: '33',
  low: '36',
  info: '34',
  strong: '1',
  quiet: '2',
  place: '36',
  caret: '1;31',
};

/** Paints with SGR codes, or not at all. */
export function paintWith(color: boolean): Paint {
  return color ? (look, text) => (text === '' || look === 'plain' ? text : `\u001b[${codes[look]}m${text}\u001b[0m`) : (_, text) => text;
}
