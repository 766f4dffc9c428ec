// PEM as Go's encoding/pem reads it: the first whole block, whatever stands before it.

/** A decoded block. Headers are dropped, as everybody who reads certificates drops them. */
export interface PemBlock {
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** Standard base64 with padding; line breaks are ignored, anything else makes it undefined (Go: base64.StdEncoding). */
export function decodeBase64(text: string): Uint8Array | undefined {
  const packed = text.replace(/[\r\n]+/g, '');
  if (packed.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(packed)) return undefined;
  return Buffer.from(packed, 'base64');
}

const begin = '-----BEGIN ';
const end = '\n-----END ';
const dashes = '-----';

/**
 * The first block of `text`, or undefined when there is none. Text before it and headers in it are passed over; a block whose BEGIN and END differ, or whose
 * base64 is broken, is passed over too, as upstream does.
 */
export function firstPemBlock(text: string): PemBlock | undefined {
  let from = 0;
  for (;;) {
    const endAt = text.indexOf(end, from);
    if (endAt < 0) return undefined;
    const block = blockBefore(text, from, endAt);
    if (block) return block;
    from = endAt + end.length;
  }
}

/** The block that the END line at `endAt` closes: it begins at the last BEGIN line before. */
function blockBefore(text: string, from: number, endAt: number): PemBlock | undefined {
  // Not `lastIndexOf` on the whole text: it would walk back over everything read before.
  const within = text.slice(from, endAt).lastIndexOf(begin);
  const beginAt = from + within;
  if (within < 0 || (within > 0 && text[beginAt - 1] !== '\n')) return undefined;
  let at = lineEnd(text, beginAt);
  const typeLine = text.slice(beginAt + begin.length, at).trimEnd();
  if (!typeLine.endsWith(dashes)) return undefined;
  const type = typeLine.slice(0, -dashes.length);
  while (at < endAt) {
    const next = lineEnd(text, at);
    if (!text.slice(at, next).includes(':')) break;
    at = next;
  }
  const closing = text.slice(endAt + end.length, lineEnd(text, endAt + 1)).trimEnd();
  if (closing !== type + dashes) return undefined;
  const bytes = at >= endAt ? new Uint8Array() : decodeBase64(text.slice(at, endAt).replace(/[ \t]+/g, ''));
  return bytes && { type, bytes };
}

/** Offset after the line that holds `at`. */
function lineEnd(text: string, at: number): number {
  const newline = text.indexOf('\n', at);
  return newline < 0 ? text.length : newline + 1;
}
