// The subject of a certificate, reduced to what Kubernetes makes of it: a user and its groups.
import { objectIdentifier, readObjectIdentifier, sequence, set, type DerCursor, type DerElement } from './der.js';

/** `commonName` is the last one written, '' when there is none; `organizations` are all O values of all RDNs in order. */
export interface DistinguishedName {
  readonly commonName: string;
  readonly organizations: readonly string[];
  /** The user's uid, where the subject carries one (AllowParsingUserUIDFromCertAuth). */
  readonly uid: string;
}

const commonNameOid = '2.5.4.3';
const organizationOid = '2.5.4.10';
/** The cluster-internal OID of apiserver/pkg/authentication/request/x509. */
const uidOid = '1.3.6.1.4.1.57683.2';

/** Reads an RDNSequence (crypto/x509/pkix FillFromRDNSequence); faults go to the cursor. */
export function readDistinguishedName(cursor: DerCursor, element: DerElement): DistinguishedName {
  let commonName = '';
  let uid = '';
  const organizations: string[] = [];
  if (element.id !== sequence) cursor.fail("asn1: structure error: tags don't match");
  const names = cursor.into(element);
  while (!names.done) {
    const attributes = names.into(names.take(set));
    while (!attributes.done) {
      const attribute = attributes.into(attributes.take(sequence));
      const type = readObjectIdentifier(attribute, attribute.take(objectIdentifier));
      const value = readString(attribute, attribute.read());
      if (value === undefined) continue;
      if (type === commonNameOid) commonName = value;
      else if (type === organizationOid) organizations.push(value);
      else if (type === uidOid) uid = value;
    }
  }
  return { commonName, organizations, uid };
}

/** The text of a string of any ASN.1 type; undefined for what is no string, and a fault for letters its type does not have. */
function readString(cursor: DerCursor, element: DerElement): string | undefined {
  const content = cursor.contentOf(element);
  switch (element.id) {
    case 0x0c:
      return checked(cursor, decodeUtf8(content), 'invalid UTF-8 string');
    case 0x13:
      return checked(cursor, matching(content, /^[A-Za-z0-9 '()+,\-./:=?*&]*$/), 'PrintableString contains invalid character');
    case 0x12:
      return checked(cursor, matching(content, /^[0-9 ]*$/), 'NumericString contains invalid character');
    case 0x16:
      return checked(cursor, isAscii(content) ? latin1(content) : undefined, 'IA5String contains invalid character');
    case 0x14:
      // T61 is taken as it is: Go makes the same bytes a string.
      return Buffer.from(content).toString('utf8');
    case 0x1e:
      return checked(cursor, decodeBmp(content), 'invalid BMPString');
    default:
      return undefined;
  }
}

function checked(cursor: DerCursor, text: string | undefined, complaint: string): string | undefined {
  if (text === undefined) cursor.fail(`asn1: syntax error: ${complaint}`);
  return text;
}

function matching(content: Uint8Array, pattern: RegExp): string | undefined {
  const text = latin1(content);
  return pattern.test(text) ? text : undefined;
}

/** True when every byte is below 128: what IA5String may hold. */
export function isAscii(content: Uint8Array): boolean {
  return content.every((byte) => byte < 0x80);
}

export function latin1(content: Uint8Array): string {
  return Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString('latin1');
}

function decodeUtf8(content: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    return undefined;
  }
}

/** UCS-2 big endian; a closing NUL is dropped (golang/go issue 26362). */
function decodeBmp(content: Uint8Array): string | undefined {
  if (content.length % 2 !== 0) return undefined;
  const swapped = Buffer.from(content).swap16().toString('utf16le');
  return swapped.endsWith('\0') ? swapped.slice(0, -1) : swapped;
}
