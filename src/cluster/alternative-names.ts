// Subject alternative names of a certificate or request.
import { sequence, type DerCursor } from './der.js';
import { isAscii, latin1 } from './distinguished-name.js';

/** As Go's crypto/x509 splits them; other kinds of names are dropped. */
export interface AlternativeNames {
  readonly dnsNames: readonly string[];
  readonly emailAddresses: readonly string[];
  readonly ipAddresses: readonly string[];
  readonly uris: readonly string[];
}

export const noAlternativeNames: AlternativeNames = { dnsNames: [], emailAddresses: [], ipAddresses: [], uris: [] };

/** Object identifier of the extension. */
export const alternativeNamesOid = '2.5.29.17';

const malformed: Readonly<Record<number, string>> = {
  0x81: 'x509: SAN rfc822Name is malformed',
  0x82: 'x509: SAN dNSName is malformed',
  0x86: 'x509: SAN uniformResourceIdentifier is malformed',
};

/** Reads the extension's value (crypto/x509 parseSANExtension); faults go to the cursor. */
export function readAlternativeNames(cursor: DerCursor): AlternativeNames {
  const found: Record<number, string[]> = { 0x81: [], 0x82: [], 0x86: [], 0x87: [] };
  const names = cursor.into(cursor.take(sequence));
  while (!names.done) {
    const element = names.read();
    const list = found[element.id];
    if (!list) continue;
    const content = names.contentOf(element);
    if (element.id === 0x87) {
      list.push(readAddress(names, content));
      continue;
    }
    const text = latin1(content);
    if (!isAscii(content)) names.fail(malformed[element.id] ?? '');
    if (element.id === 0x86 && !isUri(text)) names.fail(`x509: cannot parse URI ${JSON.stringify(text)}`);
    list.push(text);
  }
  return { dnsNames: found[0x82] ?? [], emailAddresses: found[0x81] ?? [], ipAddresses: found[0x87] ?? [], uris: found[0x86] ?? [] };
}

/** What Go's url.Parse lets pass, in short: no control characters, no broken escapes, a scheme before the first colon. */
function isUri(text: string): boolean {
  if (/[\x00-\x1f\x7f]|%(?![0-9A-Fa-f]{2})/.test(text)) return false;
  const beforeColon = /^([^/?#:]*):/.exec(text)?.[1];
  return beforeColon === undefined || /^[A-Za-z][A-Za-z0-9+.-]*$/.test(beforeColon);
}

/** `10.0.0.1`, `fd00::1`; an IPv4 address in 16 bytes is written as IPv4 (net.IP.String). */
function readAddress(cursor: DerCursor, bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join('.');
  if (bytes.length !== 16) {
    cursor.fail(`x509: cannot parse IP address of length ${bytes.length}`);
    return '';
  }
  if (bytes.subarray(0, 10).every((byte) => byte === 0) && bytes[10] === 0xff && bytes[11] === 0xff) return bytes.subarray(12).join('.');
  const groups = Array.from({ length: 8 }, (_, index) => (((bytes[index * 2] ?? 0) << 8) | (bytes[index * 2 + 1] ?? 0)).toString(16));
  return compress(groups);
}

/** The longest run of two or more zero groups becomes `::`, the first of equal ones (RFC 5952). */
function compress(groups: readonly string[]): string {
  let best = { at: -1, length: 1 };
  for (let at = 0; at < groups.length; at += 1) {
    let length = 0;
    while (groups[at + length] === '0') length += 1;
    if (length > best.length) best = { at, length };
  }
  if (best.at < 0) return groups.join(':');
  return `${groups.slice(0, best.at).join(':')}::${groups.slice(best.at + best.length).join(':')}`;
}
