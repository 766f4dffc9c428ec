// CertificateSigningRequest objects as files hold them: what they ask for, and what has become of them.
import { each, inside, keyIn, number, placeIn, placeOfPart, rootOf, text, texts } from '#kube/part.js';
import type { KubeObject } from '#kube/object.js';
import type { Identity } from '#rbac/model.js';
import type { Place } from '#source/document.js';
import { parseEncodedCertificate, type ParsedCertificate } from './certificate.js';
import { decodeBase64 } from './pem.js';
import { signingRequest, type SigningRequest } from './signers.js';

/** A CertificateSigningRequest of certificates.k8s.io. */
export interface SigningObject {
  readonly object: KubeObject;
  readonly request: SigningRequest;
  /** Who asked, as the API server wrote it; undefined in a file that was never stored. */
  readonly requester: Identity | undefined;
  readonly approved: Place | undefined;
  readonly denied: Place | undefined;
  /** The certificate that was issued. */
  readonly issued: ParsedCertificate | undefined;
  /** The keys to blame: `spec.request`, `spec.signerName`, `spec.usages`. */
  readonly places: { readonly request: Place | undefined; readonly signerName: Place | undefined; readonly usages: Place | undefined; readonly certificate: Place | undefined };
}

/** All signing requests among the objects. v1beta1 without signer meant the legacy one. */
export function signingObjectsOf(objects: readonly KubeObject[]): readonly SigningObject[] {
  return objects.flatMap((object) => {
    const part = rootOf(object);
    if (object.kind !== 'CertificateSigningRequest' || object.group !== 'certificates.k8s.io' || !part) return [];
    const spec = inside(part, 'spec');
    const status = inside(part, 'status');
    const pem = decodeBase64(text(spec, 'request')) ?? new Uint8Array();
    const signer = text(spec, 'signerName') || (object.version === 'v1beta1' ? 'kubernetes.io/legacy-unknown' : '');
    const user = text(spec, 'username');
    const certificate = text(status, 'certificate');
    const condition = (type: string): Place | undefined => {
      const found = each(status, 'conditions').find((candidate) => text(candidate, 'type') === type);
      return found && (placeIn(found, 'type') ?? placeOfPart(found));
    };
    return [{
      object,
      request: signingRequest(object.name, signer, texts(spec, 'usages'), number(spec, 'expirationSeconds'), pem),
      requester: user === '' ? undefined : { user, groups: texts(spec, 'groups') },
      approved: condition('Approved'),
      denied: condition('Denied'),
      issued: certificate === '' ? undefined : parseEncodedCertificate(certificate),
      places: {
        request: spec && keyIn(spec, 'request'),
        signerName: spec && placeIn(spec, 'signerName'),
        usages: spec && placeIn(spec, 'usages'),
        certificate: status && keyIn(status, 'certificate'),
      },
    }];
  });
}
