// Checks that a certificate request is signed with its own key, as the API server does before it stores one.
import type Crypto from 'node:crypto';
import { createRequire } from 'node:module';
import type { CertificateRequest } from './certificate-request.js';

interface Algorithm {
  readonly hash: string | null;
  readonly complaint: string;
}

const rsa = 'crypto/rsa: verification error';
const ecdsa = 'x509: ECDSA verification failure';
const algorithms: Readonly<Record<string, Algorithm>> = {
  '1.2.840.113549.1.1.11': { hash: 'sha256', complaint: rsa },
  '1.2.840.113549.1.1.12': { hash: 'sha384', complaint: rsa },
  '1.2.840.113549.1.1.13': { hash: 'sha512', complaint: rsa },
  '1.2.840.10045.4.3.2': { hash: 'sha256', complaint: ecdsa },
  '1.2.840.10045.4.3.3': { hash: 'sha384', complaint: ecdsa },
  '1.2.840.10045.4.3.4': { hash: 'sha512', complaint: ecdsa },
  '1.3.101.112': { hash: null, complaint: 'x509: Ed25519 verification failure' },
};

/** Undefined when the signature holds, else why not (crypto/x509 CheckSignature). MD5 and SHA-1 are refused there, and so here. */
export function signatureError(request: CertificateRequest): string | undefined {
  const algorithm = algorithms[request.signatureAlgorithm];
  if (!algorithm) return 'x509: cannot verify signature: algorithm unimplemented';
  // Asked for when the first request is met: loading it takes 5 ms of every start.
  const { createPublicKey, verify } = createRequire(import.meta.url)('node:crypto') as typeof Crypto;
  try {
    const key = createPublicKey({ key: Buffer.from(request.publicKey), format: 'der', type: 'spki' });
    return verify(algorithm.hash, request.signedPart, key, request.signature) ? undefined : algorithm.complaint;
  } catch {
    // A key that cannot be used is no key for this signature.
    return algorithm.complaint;
  }
}
