// Private keys that stand in clear in a file, whatever the file is.
import type { Place, SourceFile } from '#source/document.js';

/** `encrypted`: of no use without its passphrase. The place is its BEGIN line, or the first letters of its base64: never the key. */
export interface PrivateKey {
  readonly encrypted: boolean;
  readonly place: Place;
}

/** `-----BEGIN `, and the base64 of its first twelve letters that Secrets begin with. */
const beginLine = /-----BEGIN ((?:[A-Z0-9]+ ){0,3})PRIVATE KEY-----|LS0tLS1CRUdJTiB[A-Za-z0-9+/]{41,120}/g;

/** Every PEM private key in the text of a file, as PEM or as the base64 of PEM. */
export function privateKeysIn(file: SourceFile): readonly PrivateKey[] {
  const found: PrivateKey[] = [];
  for (const match of file.text.matchAll(beginLine)) {
    const [written] = match;
    const isPem = written.startsWith('-');
    const line = isPem ? written : Buffer.from(written, 'base64').toString('latin1');
    const type = /^-----BEGIN ((?:[A-Z0-9]+ ){0,3})PRIVATE KEY-----/.exec(line)?.[1];
    if (type === undefined) continue;
    const next = isPem ? file.text.slice(match.index + written.length, match.index + written.length + 60) : line.slice(line.indexOf('\n'));
    const place = { file, start: match.index, end: match.index + (isPem ? written.length : 14), route: '' };
    found.push({ encrypted: type.includes('ENCRYPTED') || /^\s*Proc-Type: 4,ENCRYPTED/.test(next), place });
  }
  return found;
}
