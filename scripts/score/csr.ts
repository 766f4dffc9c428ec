// Compares what sa-lint makes of certificate signing requests with recorded answers of upstream code (csr.jsonl).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { CertificateRequest } from '#cluster/certificate-request.js';
import { identityOf, issuedCertificate } from '#cluster/issued-certificate.js';
import { decodeBase64 } from '#cluster/pem.js';
import { creationErrors } from '#cluster/request-validation.js';
import {
  autoApproval,
  canApprove,
  canSign,
  isAuthorizedForSigner,
  kubeletClientError,
  kubeletServingError,
  onRequest,
  signingRequest,
  subjectRestrictionError,
  type Authorize,
  type SigningRequest,
} from '#cluster/signers.js';
import { accessFrom } from '#rbac/access.js';
import { bindingOf, roleOf, type RbacManifest } from '#rbac/manifest.js';
import type { Identity } from '#rbac/model.js';

interface RecordedUser {
  readonly username: string;
  readonly groups: readonly string[];
}

interface Recorded {
  readonly id: string;
  readonly csr: { readonly metadata: { readonly name: string }; readonly spec: { request: string; signerName: string; usages: string[]; expirationSeconds?: number } };
  readonly requester: RecordedUser;
  readonly clusterRoles: readonly RbacManifest[];
  readonly clusterRoleBindings: readonly RbacManifest[];
  readonly actors: readonly { readonly user: RecordedUser }[];
}

/** Every recorded field is compared; the words of errors too, but for those of the forbidden request, which carry the object's name in front. */
export function scoreCsr(directory: string, log: (line: string) => void): { passed: number; failed: number } {
  let passed = 0;
  let failed = 0;
  for (const line of readFileSync(join(directory, 'csr.jsonl'), 'utf8').split('\n')) {
    if (line === '') continue;
    const recorded = JSON.parse(line) as Recorded & Record<string, unknown>;
    const mine = answer(recorded);
    const wrong = Object.keys({ ...outputsOf(recorded), ...mine }).filter((field) => !isDeepStrictEqual(mine[field], recorded[field]));
    if (wrong.length === 0) {
      passed += 1;
      continue;
    }
    failed += 1;
    for (const field of wrong) log(`${recorded.id}: ${field} is ${JSON.stringify(mine[field])}, upstream ${JSON.stringify(recorded[field])}`);
  }
  return { passed, failed };
}

const inputs = new Set(['id', 'variant', 'csr', 'requester', 'clusterRoles', 'clusterRoleBindings']);

function outputsOf(recorded: object): object {
  return Object.fromEntries(Object.entries(recorded).filter(([key]) => !inputs.has(key)));
}

function answer(recorded: Recorded): Record<string, unknown> {
  const { spec, metadata } = recorded.csr;
  const request = signingRequest(metadata.name, spec.signerName, spec.usages, spec.expirationSeconds, decodeBase64(spec.request) ?? new Uint8Array());
  const authorize = authorizerOf(recorded);
  const create = creation(request);
  const parsed = 'error' in request.parsed ? undefined : request.parsed.request;
  return {
    parsed: parsed ? subjectOf(parsed) : request.parsed,
    ...(parsed && { kubeletClient: verdict(kubeletClientError(parsed, spec.usages)), kubeletServing: verdict(kubeletServingError(parsed, spec.usages)) }),
    create,
    actors: recorded.actors.map(({ user }) => ({ user, ...rightsOf(identity(user), request, authorize) })),
    ...(create.created && { autoApprove: approval(request, identity(recorded.requester), authorize), signing: signing(request) }),
  };
}

/** The recorded chain: system:masters first, then RBAC, without the built-in roles. */
function authorizerOf({ clusterRoles, clusterRoleBindings }: Recorded): Authorize {
  const from = { origin: 'files' } as const;
  const access = accessFrom(clusterRoles.map((role) => roleOf(role, from)), clusterRoleBindings.map((binding) => bindingOf(binding, from)), { complete: true });
  return (identity, request) => identity.groups.includes('system:masters') || access.decide(identity, request).allowed;
}

function identity(user: RecordedUser): Identity {
  return { user: user.username, groups: user.groups };
}

function subjectOf({ commonName, organizations, dnsNames, emailAddresses, ipAddresses, uris }: CertificateRequest): object {
  return { commonName, organization: organizations, dnsNames, emailAddresses, ipAddresses, uris };
}

function verdict(error: string | undefined): object {
  return error === undefined ? { ok: true } : { ok: false, error };
}

function creation(request: SigningRequest): { created: boolean; validation: object; subjectRestriction: object } {
  const errors = creationErrors(request);
  const forbidden = subjectRestrictionError(request);
  return {
    created: errors.length === 0 && forbidden === undefined,
    // Upstream writes no detail where it lists all values that would do.
    validation: errors.map(({ field, type, detail }) => (type === 'FieldValueNotSupported' ? { field, type } : { field, type, detail })),
    subjectRestriction:
      forbidden === undefined
        ? { allowed: true }
        : { allowed: false, error: `certificatesigningrequests.certificates.k8s.io "${request.name}" is forbidden: ${forbidden}` },
  };
}

function rightsOf(user: Identity, request: SigningRequest, authorize: Authorize): object {
  const maySign = isAuthorizedForSigner(user, 'sign', request.signerName, authorize);
  return {
    updateApproval: authorize(user, onRequest('update', 'approval', request.name)),
    updateStatus: authorize(user, onRequest('update', 'status', request.name)),
    approvePlugin: isAuthorizedForSigner(user, 'approve', request.signerName, authorize),
    signPluginCertificate: maySign,
    signPluginConditions: maySign,
    signPluginNoChange: true,
    canApprove: canApprove(user, request, authorize),
    canSign: canSign(user, request, authorize),
  };
}

function approval(request: SigningRequest, requester: Identity, authorize: Authorize): object {
  const { approved, reviewed } = autoApproval(request, requester, authorize);
  const which = reviewed.at(-1) === 'selfnodeclient' ? 'self kubelet' : 'kubelet';
  return { approved, reviewed, ...(approved && { message: `Auto approving ${which} client certificate after SubjectAccessReview.` }) };
}

function signing(request: SigningRequest): object {
  const issued = issuedCertificate(request);
  if (!issued.signed) return issued;
  const { organizations, ...rest } = issued;
  const holder = identityOf(issued);
  return { ...rest, organization: organizations, identity: holder ? { ok: true, uid: '', username: holder.user, groups: holder.groups } : { ok: false } };
}
