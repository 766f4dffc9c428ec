// Why the API server would refuse to store a CertificateSigningRequest (pkg/apis/certificates/validation).
import { legacySigner, type SigningRequest } from './signers.js';
import { signatureError } from './signature.js';

/** One complaint; `type` is upstream's name for its kind. */
export interface FieldError {
  readonly field: string;
  readonly type: 'FieldValueInvalid' | 'FieldValueRequired' | 'FieldValueNotSupported' | 'FieldValueDuplicate' | 'FieldValueTooLong';
  readonly detail: string;
}

/** All usages that exist in certificates.k8s.io/v1. */
export const knownUsages: ReadonlySet<string> = new Set([
  'signing',
  'digital signature',
  'content commitment',
  'key encipherment',
  'key agreement',
  'data encipherment',
  'cert sign',
  'crl sign',
  'encipher only',
  'decipher only',
  'any',
  'server auth',
  'client auth',
  'code signing',
  'email protection',
  's/mime',
  'ipsec end system',
  'ipsec tunnel',
  'ipsec user',
  'timestamping',
  'ocsp signing',
  'microsoft sgc',
  'netscape sgc',
]);

/** All complaints in upstream's order; none when it may be stored. */
export function creationErrors(request: SigningRequest): readonly FieldError[] {
  const errors: FieldError[] = [];
  const complain = (field: string, type: FieldError['type'], detail = ''): void => void errors.push({ field, type, detail });
  const unreadable = 'error' in request.parsed ? request.parsed.error : signatureError(request.parsed.request);
  if (unreadable !== undefined) complain('spec.request', 'FieldValueInvalid', unreadable);
  if (request.usages.length === 0) complain('spec.usages', 'FieldValueRequired');
  request.usages.forEach((usage, index) => {
    if (!knownUsages.has(usage)) complain(`spec.usages[${index}]`, 'FieldValueNotSupported');
  });
  request.usages.forEach((usage, index) => {
    if (request.usages.indexOf(usage) < index) complain(`spec.usages[${index}]`, 'FieldValueDuplicate');
  });
  errors.push(...signerNameErrors(request.signerName));
  if (request.expirationSeconds !== undefined && request.expirationSeconds < 600) {
    complain('spec.expirationSeconds', 'FieldValueInvalid', 'may not specify a duration less than 600 seconds (10 minutes)');
  }
  return errors;
}

const label = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

function signerNameErrors(name: string): readonly FieldError[] {
  const field = 'spec.signerName';
  if (name === legacySigner) return [{ field, type: 'FieldValueInvalid', detail: 'the legacy signerName is not allowed via this API version' }];
  if (name === '') return [{ field, type: 'FieldValueRequired', detail: '' }];
  const [domain, path, ...more] = name.split('/');
  if (domain === undefined || path === undefined || more.length > 0) {
    return [{ field, type: 'FieldValueInvalid', detail: "must be a fully qualified domain and path of the form 'example.com/signer-name'" }];
  }
  const errors: FieldError[] = [];
  const invalid = (detail: string): void => void errors.push({ field, type: 'FieldValueInvalid', detail });
  if (domain.length > 253) errors.push({ field, type: 'FieldValueTooLong', detail: 'may not be more than 253 bytes' });
  for (const part of domain.split('.')) if (part.length > 63 || !label.test(part)) invalid(`validating label "${part}": ${labelRule}`);
  if (!domain.includes('.')) invalid('should be a domain with at least two segments separated by dots');
  for (const part of path.split('.')) if (part.length > 253 || !label.test(part)) invalid(`validating label "${part}": ${subdomainRule}`);
  if (name.length > 571) errors.push({ field, type: 'FieldValueTooLong', detail: 'may not be more than 571 bytes' });
  return errors;
}

const labelRule =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character " +
  "(e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const subdomainRule =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character " +
  "(e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
