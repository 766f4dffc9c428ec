// The character classes of YAML 1.1 as kubectl's scanner tests them (go.yaml.in/yaml/v2, yamlprivateh.go).

export const code = {
  tab: 0x09, lineFeed: 0x0a, carriageReturn: 0x0d, space: 0x20, bang: 0x21, doubleQuote: 0x22, hash: 0x23, percent: 0x25, ampersand: 0x26, singleQuote: 0x27,
  star: 0x2a, plus: 0x2b, comma: 0x2c, dash: 0x2d, dot: 0x2e, zero: 0x30, nine: 0x39, colon: 0x3a, less: 0x3c, greater: 0x3e, question: 0x3f, at: 0x40,
  openBracket: 0x5b, backslash: 0x5c, closeBracket: 0x5d, backquote: 0x60, openBrace: 0x7b, bar: 0x7c, closeBrace: 0x7d, byteOrderMark: 0xfeff,
} as const;

/** A character that no YAML text may contain; kubectl refuses the document. */
export const forbidden = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ud800-\udfff\ue000-\ufffd]/;

export function isBlank(c: number): boolean {
  return c === code.space || c === code.tab;
}

/** Line feed, carriage return, next line, line separator, paragraph separator. */
export function isBreak(c: number): boolean {
  return c === code.lineFeed || c === code.carriageReturn || c === 0x85 || c === 0x2028 || c === 0x2029;
}

/** White space or the end of the text (0). */
export function isBlankOrEnd(c: number): boolean {
  return isBlank(c) || isBreak(c) || c === 0;
}

export function isDigit(c: number): boolean {
  return c >= code.zero && c <= code.nine;
}

/** What anchors and tag handles are made of. */
export function isWord(c: number): boolean {
  return isDigit(c) || (c >= 0x41 && c <= 0x5a) || (c >= 0x61 && c <= 0x7a) || c === 0x5f || c === code.dash;
}

/** `,`, `[`, `]`, `{`, `}`: what ends a plain scalar inside a flow collection. */
export function isFlowIndicator(c: number): boolean {
  return c === code.comma || c === code.openBracket || c === code.closeBracket || c === code.openBrace || c === code.closeBrace;
}
