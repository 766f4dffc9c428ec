// Where the tokens of YAML and JSON end, as far as telling keys from values needs it.

// UTF-16 units of the characters that structure a document.
export const tab = 0x09;
export const newline = 0x0a;
export const carriageReturn = 0x0d;
export const space = 0x20;
export const quote = 0x22;
export const hash = 0x23;
export const apostrophe = 0x27;
export const comma = 0x2c;
export const dash = 0x2d;
export const colon = 0x3a;
export const bracket = 0x5b;
const backslash = 0x5c;
export const closingBracket = 0x5d;
export const brace = 0x7b;
export const closingBrace = 0x7d;

export function lineEnd(text: string, from: number): number {
  const found = text.indexOf('\n', from);
  return found < 0 ? text.length : found;
}

export function skipSpaces(text: string, from: number): number {
  let at = from;
  for (let unit = text.charCodeAt(at); unit === space || unit === tab || unit === carriageReturn; unit = text.charCodeAt(at)) at++;
  return at;
}

export function skipBlank(text: string, from: number): number {
  let at = from;
  for (let unit = text.charCodeAt(at); unit === space || unit === newline || unit === tab || unit === carriageReturn; unit = text.charCodeAt(at)) at++;
  return at;
}

/** Offset of the colon that ends the key at `from`, or undefined when the line has no key there. */
export function keyEnd(text: string, from: number, end: number): number | undefined {
  const first = text.charCodeAt(from);
  if (first === brace || first === bracket) return undefined;
  if (first === quote || first === apostrophe) {
    const after = skipSpaces(text, quoteEnd(text, from));
    return text.charCodeAt(after) === colon && after < end ? after : undefined;
  }
  // Within the line: a search of the text would go to its end on every line without a colon.
  const line = text.slice(from, end);
  for (let at = line.indexOf(':'); at >= 0; at = line.indexOf(':', at + 1)) {
    const next = line.charCodeAt(at + 1);
    if (from + at + 1 >= end || next === space || next === tab || next === carriageReturn) return /\s#/.test(line.slice(0, at)) ? undefined : from + at;
  }
  return undefined;
}

/** Offset after the closing quote. */
export function quoteEnd(text: string, from: number): number {
  const mark = text.charCodeAt(from);
  for (let at = from + 1; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === backslash && mark === quote) at++;
    else if (unit === mark) {
      if (mark === apostrophe && text.charCodeAt(at + 1) === apostrophe) at++;
      else return at + 1;
    }
  }
  return text.length;
}

/** Offset after a plain scalar inside a flow collection. */
export function plainEnd(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === comma || unit === brace || unit === closingBrace || unit === bracket || unit === closingBracket || unit === newline) break;
    if (unit === colon && /^(?:[\s,{}[\]]|$)/.test(text.slice(at + 1, at + 2))) break;
  }
  return Math.max(at, from + 1);
}

export function unquoted(text: string): string {
  const trimmed = text.trim();
  const first = trimmed.charCodeAt(0);
  return trimmed.length >= 2 && (first === quote || first === apostrophe) && trimmed.charCodeAt(trimmed.length - 1) === first ? trimmed.slice(1, -1) : trimmed;
}
