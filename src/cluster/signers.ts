// What the API server and the controller manager do with a certificate signing request: who may create, approve and sign it, and who the certificate makes its holder.
import type { Identity, RequestAttributes } from '#rbac/model.js';
import { parseCertificateRequest, type CertificateRequest, type ParsedRequest } from './certificate-request.js';

export const clientSigner = 'kubernetes.io/kube-apiserver-client';
export const kubeletClientSigner = 'kubernetes.io/kube-apiserver-client-kubelet';
export const kubeletServingSigner = 'kubernetes.io/kubelet-serving';
export const legacySigner = 'kubernetes.io/legacy-unknown';

/** The `spec` of a CertificateSigningRequest that decides. */
export interface SigningRequest {
  /** metadata.name: approval can be limited to it. */
  readonly name: string;
  readonly signerName: string;
  readonly usages: readonly string[];
  /** Undefined: as long as the signer likes. */
  readonly expirationSeconds: number | undefined;
  /** `spec.request`, decoded from base64 and parsed. */
  readonly parsed: ParsedRequest;
}

/** True when `identity` may do `request`: `access.decide(…).allowed`, with system:masters in front of it. */
export type Authorize = (identity: Identity, request: RequestAttributes) => boolean;

/** Makes one from its parts; `pem` is `spec.request` without base64. */
export function signingRequest(name: string, signerName: string, usages: readonly string[], expirationSeconds: number | undefined, pem: Uint8Array): SigningRequest {
  return { name, signerName, usages, expirationSeconds, parsed: parseCertificateRequest(pem) };
}

/** Why this cannot become a kubelet's client certificate; undefined when it can (pkg/apis/certificates/helpers.go ValidateKubeletClientCSR). */
export function kubeletClientError(request: CertificateRequest, usages: readonly string[]): string | undefined {
  if (!isOfNodes(request)) return 'subject organization is not system:nodes';
  if (request.dnsNames.length > 0) return 'DNS subjectAltNames are not allowed';
  if (request.emailAddresses.length > 0) return 'Email subjectAltNames are not allowed';
  if (request.ipAddresses.length > 0) return 'IP subjectAltNames are not allowed';
  if (request.uris.length > 0) return 'URI subjectAltNames are not allowed';
  if (!isNamedAsNode(request)) return 'subject common name does not begin with system:node:';
  return usagesError(usages, 'client auth');
}

/** Why this cannot become a kubelet's serving certificate; undefined when it can (ValidateKubeletServingCSR). */
export function kubeletServingError(request: CertificateRequest, usages: readonly string[]): string | undefined {
  if (!isOfNodes(request)) return 'subject organization is not system:nodes';
  if (request.dnsNames.length === 0 && request.ipAddresses.length === 0) return 'DNS or IP subjectAltName is required';
  if (request.emailAddresses.length > 0) return 'Email subjectAltNames are not allowed';
  if (request.uris.length > 0) return 'URI subjectAltNames are not allowed';
  const wrongUsages = usagesError(usages, 'server auth');
  if (wrongUsages !== undefined) return wrongUsages;
  return isNamedAsNode(request) ? undefined : 'subject common name does not begin with system:node:';
}

function isOfNodes(request: CertificateRequest): boolean {
  return request.organizations.length === 1 && request.organizations[0] === 'system:nodes';
}

function isNamedAsNode(request: CertificateRequest): boolean {
  return request.commonName.startsWith('system:node:');
}

/** Usages are a set: exactly signature and `purpose`, key encipherment as one likes. */
function usagesError(usages: readonly string[], purpose: 'client auth' | 'server auth'): string | undefined {
  const wanted = ['digital signature', 'key encipherment', purpose].sort();
  const required = usages.includes('digital signature') && usages.includes(purpose);
  if (required && usages.every((usage) => wanted.includes(usage))) return undefined;
  return `usages did not match [${wanted.join(' ')}]`;
}

/** Why nobody may create it, whatever their rights; undefined when it may be created (plugin/pkg/admission/certificates/subjectrestriction). */
export function subjectRestrictionError(request: SigningRequest): string | undefined {
  if (request.signerName !== clientSigner) return undefined;
  if ('error' in request.parsed) return `failed to parse CSR: ${request.parsed.error}`;
  if (!request.parsed.request.organizations.includes('system:masters')) return undefined;
  return `use of ${clientSigner} signer with system:masters group is not allowed`;
}

/** Rights on the signer alone: `approve` or `sign` on it, or on its whole domain (pkg/certauthorization IsAuthorizedForSignerName). */
export function isAuthorizedForSigner(identity: Identity, verb: 'approve' | 'sign' | 'attest', signerName: string, authorize: Authorize): boolean {
  const domain = signerName.split('/')[0] ?? '';
  const onSigner = (name: string): RequestAttributes => ({ verb, apiGroup: 'certificates.k8s.io', resource: 'signers', subresource: '', namespace: '', name });
  return authorize(identity, onSigner(signerName)) || authorize(identity, onSigner(`${domain}/*`));
}

/** True when `identity` may approve or deny it: update on the subresource, and approve on the signer (CertificateApproval). */
export function canApprove(identity: Identity, request: SigningRequest, authorize: Authorize): boolean {
  return authorize(identity, onRequest('update', 'approval', request.name)) && isAuthorizedForSigner(identity, 'approve', request.signerName, authorize);
}

/** True when `identity` may put a certificate into it: update on its status, and sign on the signer (CertificateSigning). */
export function canSign(identity: Identity, request: SigningRequest, authorize: Authorize): boolean {
  return authorize(identity, onRequest('update', 'status', request.name)) && isAuthorizedForSigner(identity, 'sign', request.signerName, authorize);
}

/** A request about a CertificateSigningRequest. */
export function onRequest(verb: string, subresource: string, name: string): RequestAttributes {
  return { verb, apiGroup: 'certificates.k8s.io', resource: 'certificatesigningrequests', subresource, namespace: '', name };
}

/** What the approver of the controller manager decides, and the subresources it asked the authorizer about (pkg/controller/certificates/approver). */
export interface AutoApproval {
  readonly approved: boolean;
  readonly reviewed: readonly string[];
}

/** The requester's own rights decide: on selfnodeclient for its own name, on nodeclient for any node. */
export function autoApproval(request: SigningRequest, requester: Identity, authorize: Authorize): AutoApproval {
  const reviewed: string[] = [];
  if (request.signerName !== kubeletClientSigner || 'error' in request.parsed) return { approved: false, reviewed };
  if (kubeletClientError(request.parsed.request, request.usages) !== undefined) return { approved: false, reviewed };
  const isSelf = requester.user === request.parsed.request.commonName;
  for (const subresource of isSelf ? ['selfnodeclient', 'nodeclient'] : ['nodeclient']) {
    reviewed.push(subresource);
    if (authorize(requester, onRequest('create', subresource, ''))) return { approved: true, reviewed };
  }
  return { approved: false, reviewed };
}
