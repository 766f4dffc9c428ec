// Turns the bytes of a file into text and back: UTF-8, or UTF-16 when a byte order mark says so, as kubectl does; bytes that are no text are named as such.

/** The text, with its byte order mark (offsets count it; columns do not), or undefined for binary data. */
export function decode(bytes: Uint8Array): string | undefined {
  const text = new TextDecoder(encodingOf(bytes), { ignoreBOM: true }).decode(bytes);
  return text.includes('\0') ? undefined : text;
}

/** The bytes of a text, in the encoding of the bytes that it was before. */
export function encode(text: string, before: Uint8Array): Uint8Array {
  const encoding = encodingOf(before);
  const bytes = Buffer.from(text, encoding === 'utf-8' ? 'utf8' : 'utf16le');
  return encoding === 'utf-16be' ? bytes.swap16() : bytes;
}

function encodingOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return 'utf-8';
}
