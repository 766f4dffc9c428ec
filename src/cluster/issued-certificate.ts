// The certificate that the controller manager's signers would issue for an approved request, and the identity it carries.
import type { Identity } from '#rbac/model.js';
import { clientSigner, kubeletClientError, kubeletClientSigner, kubeletServingError, kubeletServingSigner, type SigningRequest } from './signers.js';

/** `signed: false` without `failed`: no signer of Kubernetes serves this name. */
export type Issued =
  | { readonly signed: false; readonly failed?: string }
  | {
      readonly signed: true;
      readonly commonName: string;
      readonly organizations: readonly string[];
      /** False for serving certificates: nobody logs in with one. */
      readonly clientAuth: boolean;
      /** From notBefore to notAfter. */
      readonly lifetimeSeconds: number;
    };

const defaultLifetimeSeconds = 365 * 24 * 3600;
const backdatedSeconds = 300;
const shortLivedSeconds = 8 * 3600;

/** What pkg/controller/certificates/signer makes of it. `maximumSeconds`: --cluster-signing-duration. */
export function issuedCertificate(request: SigningRequest, maximumSeconds = defaultLifetimeSeconds): Issued {
  if (request.signerName !== clientSigner && request.signerName !== kubeletClientSigner && request.signerName !== kubeletServingSigner) return { signed: false };
  if ('error' in request.parsed) return { signed: false, failed: request.parsed.error };
  const asked = request.parsed.request;
  const failed = signerError(request);
  if (failed !== undefined) return { signed: false, failed };
  return {
    signed: true,
    commonName: asked.commonName,
    organizations: asSigned(asked.organizations),
    clientAuth: request.usages.includes('client auth'),
    lifetimeSeconds: lifetime(request.expirationSeconds, maximumSeconds),
  };
}

/** Who the API server takes the holder for; undefined for an empty common name, which authenticates nobody (CommonNameUserConversion). `system:authenticated` is not added here. */
export function identityOf(certificate: { readonly commonName: string; readonly organizations: readonly string[] }): Identity | undefined {
  return certificate.commonName === '' ? undefined : { user: certificate.commonName, groups: certificate.organizations };
}

function signerError(request: SigningRequest): string | undefined {
  if ('error' in request.parsed) return request.parsed.error;
  switch (request.signerName) {
    case kubeletClientSigner:
      return kubeletClientError(request.parsed.request, request.usages);
    case kubeletServingSigner:
      return kubeletServingError(request.parsed.request, request.usages);
    default:
      return clientUsagesError(request.usages);
  }
}

function clientUsagesError(usages: readonly string[]): string | undefined {
  const foreign = usages.find((usage) => !['digital signature', 'key encipherment', 'client auth'].includes(usage));
  if (foreign !== undefined) return `invalid usage for client certificate: ${foreign}`;
  return usages.includes('client auth') ? undefined : 'missing required usage for client certificate: client auth';
}

/** Ten minutes at least; the end of a long-lived certificate pays for its beginning being dated back, that of a short-lived one does not. */
function lifetime(askedSeconds: number | undefined, maximumSeconds: number): number {
  const seconds = askedSeconds === undefined ? maximumSeconds : Math.min(maximumSeconds, Math.max(600, askedSeconds));
  return seconds < shortLivedSeconds ? seconds + backdatedSeconds : seconds;
}

/** Go writes all organizations as one SET, which DER sorts by its members' bytes. */
function asSigned(organizations: readonly string[]): readonly string[] {
  const encoded = organizations.map((name) => ({ name, bytes: encodeOrganization(name) }));
  return encoded.sort((one, other) => Buffer.compare(one.bytes, other.bytes)).map(({ name }) => name);
}

function encodeOrganization(name: string): Buffer {
  const isPrintable = /^[A-Za-z0-9 '()+,\-./:=?]*$/.test(name);
  const value = Buffer.from(name, 'utf8');
  const oid = [0x06, 0x03, 0x55, 0x04, 0x0a];
  const length = encodeLength(value.length);
  return Buffer.from([0x30, ...encodeLength(oid.length + 1 + length.length + value.length), ...oid, isPrintable ? 0x13 : 0x0c, ...length, ...value]);
}

function encodeLength(length: number): readonly number[] {
  if (length < 0x80) return [length];
  const octets: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256);
  return [0x80 | octets.length, ...octets];
}
