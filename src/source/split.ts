// Splits a file into document bodies at the lines where kubectl does (apimachinery, pkg/util/yaml/decoder.go, YAMLReader).
import type { Remark } from './reading.js';

/** The text of one document, separator excluded. */
export interface Body {
  readonly start: number;
  readonly end: number;
  /** Set when the separator line before the body carries text that kubectl refuses; the body then begins with that text. */
  readonly remark?: Remark;
}

const hash = 0x23;

/** All bodies of a text in order, empty ones included. Only `---` at the start of a line separates: inside block scalars it is always indented. */
export function splitBodies(text: string): Body[] {
  const bodies: Body[] = [];
  let start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  let remark: Remark | undefined;
  let separator = text.startsWith('---', start) ? start : nextSeparator(text, start);
  while (separator >= 0) {
    if (separator > start) bodies.push(remark ? { start, end: separator, remark } : { start, end: separator });
    const lineEnd = endOfLine(text, separator);
    // At the start of a body kubectl hands the line on to YAML, which knows fewer spaces.
    const trailing = firstNonSpace(text, separator + 3, lineEnd, separator > start ? anySpace : yamlSpace);
    const clean = trailing === lineEnd || text.charCodeAt(trailing) === hash;
    remark = clean ? undefined : badSeparator(trailing, text.slice(trailing, lineEnd));
    start = clean ? Math.min(lineEnd + 1, text.length) : trailing;
    separator = nextSeparator(text, Math.max(start - 1, separator + 3));
  }
  if (start < text.length) bodies.push(remark ? { start, end: text.length, remark } : { start, end: text.length });
  return bodies;
}

function badSeparator(at: number, trailing: string): Remark {
  return { at, code: 'syntax', message: `kubectl stops at this separator: nothing but a comment may follow \`---\`, found "${trailing.slice(0, 40)}"` };
}

function nextSeparator(text: string, from: number): number {
  const found = text.indexOf('\n---', from);
  return found < 0 ? -1 : found + 1;
}

function endOfLine(text: string, from: number): number {
  const found = text.indexOf('\n', from);
  return found < 0 ? text.length : found;
}

const yamlSpace = /[ \t\r\n]/;
/** Go's strings.TrimSpace. */
const anySpace = /[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

function firstNonSpace(text: string, from: number, to: number, space: RegExp): number {
  let at = from;
  while (at < to && space.test(text[at] ?? '')) at++;
  return at;
}
