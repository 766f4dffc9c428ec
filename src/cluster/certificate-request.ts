// PKCS#10 as the API server reads it: who asks to become whom.
import { alternativeNamesOid, noAlternativeNames, readAlternativeNames, type AlternativeNames } from './alternative-names.js';
import { bitString, boolean, DerCursor, integer, objectIdentifier, octetString, readBitString, readObjectIdentifier, sequence, set } from './der.js';
import { latin1, readDistinguishedName, type DistinguishedName } from './distinguished-name.js';
import { firstPemBlock } from './pem.js';

/** What a request asks for, and the parts its signature is checked with. */
export interface CertificateRequest extends DistinguishedName, AlternativeNames {
  /** The bytes that are signed (CertificationRequestInfo). */
  readonly signedPart: Uint8Array;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array;
  readonly signatureAlgorithm: string;
  readonly signature: Uint8Array;
}

/** A request, or the API server's own words for why it is none. */
export type ParsedRequest = { readonly request: CertificateRequest } | { readonly error: string };

const extensionRequestOid = '1.2.840.113549.1.9.14';

/** `spec.request` once base64 is decoded: the first PEM block of it (pkg/apis/certificates/helpers.go ParseCSR). */
export function parseCertificateRequest(pem: Uint8Array): ParsedRequest {
  const block = firstPemBlock(latin1(pem));
  if (block?.type !== 'CERTIFICATE REQUEST') return { error: 'PEM block type must be CERTIFICATE REQUEST' };
  return readCertificateRequest(block.bytes);
}

/** A DER request (crypto/x509 ParseCertificateRequest). Its signature is not checked here. */
export function readCertificateRequest(der: Uint8Array): ParsedRequest {
  const cursor = new DerCursor(der);
  const outer = cursor.into(cursor.take(sequence));
  const info = outer.take(sequence);
  const signatureAlgorithm = readAlgorithm(outer);
  const signature = readBitString(outer, outer.take(bitString));
  const parts = outer.into(info);
  parts.take(integer);
  const subject = parts.read();
  const key = parts.take(sequence);
  readPublicKey(parts.into(key));
  const attributes = parts.into(parts.take(0xa0));
  if (!cursor.done) cursor.fail('asn1: syntax error: trailing data');
  const name = readDistinguishedName(cursor, subject);
  const names = readRequestedNames(attributes);
  if (cursor.fault.message !== undefined) return { error: cursor.fault.message };
  return {
    request: { ...name, ...names, signedPart: der.subarray(info.start, info.to), publicKey: der.subarray(key.start, key.to), signatureAlgorithm, signature },
  };
}

function readAlgorithm(cursor: DerCursor): string {
  const algorithm = cursor.into(cursor.take(sequence));
  return readObjectIdentifier(algorithm, algorithm.take(objectIdentifier));
}

function readPublicKey(key: DerCursor): void {
  readAlgorithm(key);
  readBitString(key, key.take(bitString));
}

/** The alternative names among the requested extensions; attributes that do not parse are ignored, as upstream does. */
function readRequestedNames(attributes: DerCursor): AlternativeNames {
  let names = noAlternativeNames;
  const seen = new Set<string>();
  while (!attributes.done) {
    const element = attributes.read();
    // Its own fault: a broken attribute is no broken request.
    const trial = new DerCursor(attributes.bytes, { message: undefined }, element.from, element.to);
    const type = readObjectIdentifier(trial, trial.take(objectIdentifier));
    const values = trial.into(trial.take(set));
    const first = values.read();
    while (!values.done) values.read();
    if (element.id !== sequence || trial.fault.message !== undefined || type !== extensionRequestOid) continue;
    if (first.id !== sequence) attributes.fail("asn1: structure error: tags don't match");
    const extensions = attributes.into(first);
    while (!extensions.done) {
      const extension = readExtension(extensions);
      if (seen.has(extension.type)) attributes.fail('x509: certificate request contains duplicate requested extensions');
      seen.add(extension.type);
      if (extension.type === alternativeNamesOid) names = readAlternativeNames(extension.value);
    }
  }
  return names;
}

/** The next extension of a list: its object identifier and a cursor over its value. */
export function readExtension(extensions: DerCursor): { readonly type: string; readonly value: DerCursor } {
  const parts = extensions.into(extensions.take(sequence));
  const type = readObjectIdentifier(parts, parts.take(objectIdentifier));
  parts.takeOptional(boolean);
  return { type, value: parts.into(parts.take(octetString)) };
}
