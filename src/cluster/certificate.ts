// X.509 certificates, as far as they say who somebody is and until when.
import { bitString, DerCursor, integer, objectIdentifier, readObjectIdentifier, sequence, type DerElement } from './der.js';
import { readExtension } from './certificate-request.js';
import { latin1, readDistinguishedName, type DistinguishedName } from './distinguished-name.js';
import { decodeBase64, firstPemBlock } from './pem.js';

/** A certificate. Times are milliseconds since 1970, undefined when they cannot be read. */
export interface Certificate extends DistinguishedName {
  readonly issuer: DistinguishedName;
  readonly notBefore: number | undefined;
  readonly notAfter: number | undefined;
  /** It may sign certificates. */
  readonly isAuthority: boolean;
  /** False when its extended key usages leave out client authentication: the API server takes it for nobody. */
  readonly clientAuth: boolean;
}

export type ParsedCertificate = { readonly certificate: Certificate } | { readonly error: string };

/** The first certificate of a PEM text. */
export function parseCertificate(pem: string): ParsedCertificate {
  const block = firstPemBlock(pem);
  if (!block) return { error: 'no PEM block' };
  if (block.type !== 'CERTIFICATE') return { error: 'PEM block type must be CERTIFICATE' };
  return readCertificate(block.bytes);
}

/** The first certificate of base64-encoded PEM, as kubeconfigs carry it. */
export function parseEncodedCertificate(base64: string): ParsedCertificate {
  const decoded = decodeBase64(base64);
  return decoded ? parseCertificate(latin1(decoded)) : { error: 'not base64' };
}

/** A DER certificate. Nothing about its signature is checked: a file does not say which authority a cluster trusts. */
export function readCertificate(der: Uint8Array): ParsedCertificate {
  const cursor = new DerCursor(der);
  const outer = cursor.into(cursor.take(sequence));
  const parts = outer.into(outer.take(sequence));
  outer.take(sequence);
  outer.take(bitString);
  if (!cursor.done) cursor.fail('asn1: syntax error: trailing data');
  parts.takeOptional(0xa0);
  parts.take(integer);
  parts.take(sequence);
  const issuer = readDistinguishedName(parts, parts.take(sequence));
  const validity = parts.into(parts.take(sequence));
  const notBefore = readTime(validity, validity.read());
  const notAfter = readTime(validity, validity.read());
  const subject = readDistinguishedName(parts, parts.take(sequence));
  parts.take(sequence);
  const extensions = readExtensions(parts);
  if (cursor.fault.message !== undefined) return { error: cursor.fault.message };
  return { certificate: { ...subject, issuer, notBefore, notAfter, ...extensions } };
}

const basicConstraintsOid = '2.5.29.19';
const extendedKeyUsageOid = '2.5.29.37';
const clientAuthOid = '1.3.6.1.5.5.7.3.2';
const anyUsageOid = '2.5.29.37.0';

function readExtensions(parts: DerCursor): { isAuthority: boolean; clientAuth: boolean } {
  let isAuthority = false;
  let clientAuth = true;
  parts.takeOptional(0x81);
  parts.takeOptional(0x82);
  const wrapped = parts.takeOptional(0xa3);
  if (!wrapped) return { isAuthority, clientAuth };
  const wrapper = parts.into(wrapped);
  const extensions = wrapper.into(wrapper.take(sequence));
  while (!extensions.done) {
    const { type, value } = readExtension(extensions);
    if (type === basicConstraintsOid) isAuthority = readIsAuthority(value);
    if (type === extendedKeyUsageOid) clientAuth = readUsages(value).some((usage) => usage === clientAuthOid || usage === anyUsageOid);
  }
  return { isAuthority, clientAuth };
}

function readIsAuthority(value: DerCursor): boolean {
  const constraints = value.into(value.take(sequence));
  const flag = constraints.takeOptional(0x01);
  return flag !== undefined && constraints.contentOf(flag)[0] === 0xff;
}

function readUsages(value: DerCursor): readonly string[] {
  const usages: string[] = [];
  const list = value.into(value.take(sequence));
  while (!list.done) usages.push(readObjectIdentifier(list, list.take(objectIdentifier)));
  return usages;
}

/** UTCTime (years 1950 to 2049) or GeneralizedTime, both in Z as RFC 5280 wants them. */
function readTime(cursor: DerCursor, element: DerElement): number | undefined {
  const written = latin1(cursor.contentOf(element));
  const short = element.id === 0x17;
  const digits = (short ? /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/ : /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/).exec(written)?.slice(1).map(Number);
  if (!digits || (!short && element.id !== 0x18)) {
    cursor.fail('x509: malformed validity');
    return undefined;
  }
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = digits;
  return Date.UTC(short ? (year < 50 ? 2000 : 1900) + year : year, month - 1, day, hour, minute, second);
}
