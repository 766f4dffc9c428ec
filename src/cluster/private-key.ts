// Private keys that stand in clear in a file, whatever the file is.
import type { Place, SourceFile } from '#source/document.js';

/** `encrypted`: of no use without its passphrase. The place is its BEGIN line, or the first letters of its base64: never the key. */
export interface PrivateKey {
  readonly encrypted: boolean;
  readonly place: Place;
}

/** `-----BEGIN `, and the base64 of its first twelve letters that Secrets begin with. */
const beginning = /-----BEGIN [A-Z0-9 ]{0,24}PRIVATE KEY-----|LS0tLS1CRUdJTiB[A-Za-z0-9+/]{41,160}/g;

/** A whole beginning: headers if there are any, then letters that can be a key; in JSON a line ends with a written `\n`. A placeholder in an example is shorter. */
const keyBegins = /^-----BEGIN ([A-Z0-9 ]{0,24})PRIVATE KEY-----(?:\s|\\[rn])*((?:[A-Za-z-]+: [^\n\\]*(?:\s|\\[rn])+){0,4})[A-Za-z0-9+/]{16}/;

/** Every PEM private key in the text of a file, as PEM or as the base64 of PEM. */
export function privateKeysIn(file: SourceFile): readonly PrivateKey[] {
  const found: PrivateKey[] = [];
  for (const match of file.text.matchAll(beginning)) {
    const [written] = match;
    const isPem = written.startsWith('-');
    const start = isPem ? file.text.slice(match.index, match.index + 400) : Buffer.from(written, 'base64').toString('latin1');
    const [, type, headers] = keyBegins.exec(start) ?? [];
    if (type === undefined) continue;
    const place = { file, start: match.index, end: match.index + (isPem ? written.length : 14), route: '' };
    found.push({ encrypted: type.includes('ENCRYPTED') || /Proc-Type: 4,ENCRYPTED/.test(headers ?? ''), place });
  }
  return found;
}
