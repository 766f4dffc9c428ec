// Facts of credentials in files: entries of kubeconfigs and certificate signing requests. No word of them is a secret.
import type { Certificate } from '#cluster/certificate.js';
import { issuedCertificate } from '#cluster/issued-certificate.js';
import { kubeconfigClusterOf, kubeconfigUserOf } from '#cluster/kubeconfig-objects.js';
import type { Credential } from '#cluster/kubeconfig.js';
import { privateKeysIn } from '#cluster/private-key.js';
import { creationErrors } from '#cluster/request-validation.js';
import { clientSigner, kubeletClientSigner, legacySigner, subjectRestrictionError } from '#cluster/signers.js';
import { signingObjectsOf, type SigningObject } from '#cluster/signing-objects.js';
import type { KubeObject } from '#kube/object.js';
import { onceEach } from '#kube/once.js';
import type { Identity } from '#rbac/model.js';
import { parseServiceAccountUser, titleOf } from '#rbac/subjects.js';
import type { SourceFile } from '#source/document.js';
import type { CheckContext } from './context.js';
import type { FactResult, ObjectFact } from './fact.js';
import { reachedBy } from './holder.js';

export const credentialFacts: Readonly<Record<string, ObjectFact>> = {
  /** The kubeconfig's user comes with the private key of a client certificate, which no passphrase guards. */
  'kubeconfig-key': ({ object }) => credentialFact(object, (credential) => credential.kind === 'private-key' && !credential.encrypted),
  /** With a token, of a ServiceAccount or another. */
  'kubeconfig-token': ({ object }) => credentialFact(object, ({ kind }) => kind === 'token'),
  /** With a password. */
  'kubeconfig-password': ({ object }) => credentialFact(object, ({ kind }) => kind === 'password'),
  /** With what an auth provider kept of a login. */
  'kubeconfig-kept-login': ({ object }) => credentialFact(object, (credential) => credential.kind === 'auth-provider' && credential.holdsSecret),
  /** With a program that is run to log in. */
  'kubeconfig-command': ({ object }) => credentialFact(object, ({ kind }) => kind === 'exec'),
  /** With a client certificate that nothing can read. */
  'kubeconfig-unreadable-certificate': ({ object }) => credentialFact(object, ({ kind }) => kind === 'unreadable-certificate'),
  /** The kubeconfig does not check whom it sends credentials to. */
  'kubeconfig-unverified-server': ({ object }) => {
    const cluster = kubeconfigClusterOf(object);
    return cluster?.insecurePlace && { place: cluster.insecurePlace, words: { server: cluster.server } };
  },
  /** Who logs in with the kubeconfig reaches a sink of the paths, `cluster-admin` among them. */
  'kubeconfig-user-is-strong': ({ context, object }) => strengthOf(context, kubeconfigUserOf(object)?.identity),
  /** A private key that no passphrase guards stands in the object, as PEM or as base64 of it; those of kubeconfigs are facts of their own. */
  'private-key-in-clear': ({ object }) => {
    const { file, node } = object;
    const key = file && node && keysIn(file).find(({ encrypted, place }) => !encrypted && place.start >= node.start && place.end <= node.end);
    return key && { place: key.place };
  },
  /** The request asks for the group that passes every check. */
  'request-for-masters': ({ object }) => requestFact(object, ({ identity }) => identity.groups.includes('system:masters')),
  /** The request asks to be a node, of a signer that does not look whether it is one. */
  'request-for-node': ({ object }) =>
    requestFact(object, ({ identity, logsIn, signing }) => logsIn && signing.request.signerName !== kubeletClientSigner && identity.user.startsWith('system:node:') && identity.groups.includes('system:nodes')),
  /** The request asks for a certificate that the API server takes logins with, for anybody but a node by its kubelet's signer. */
  'request-for-login': ({ object }) => requestFact(object, ({ logsIn, signing }) => logsIn && signing.request.signerName !== kubeletClientSigner),
  /** Who gets the certificate reaches a sink of the paths. */
  'request-for-strength': ({ context, object }) => {
    const asked = askedOf(object);
    const strength = asked?.logsIn === true ? strengthOf(context, asked.identity) : undefined;
    return asked && strength && { ...strength, ...placed(asked.signing), words: { ...strength.words, ...requestWords(asked) } };
  },
  /** The request stands in the file with its approval. */
  'request-approved': ({ object }) => {
    const approved = signingOf(object)?.approved;
    const asked = askedOf(object);
    return approved && asked && { place: approved, words: requestWords(asked) };
  },
  /** No signer signs the request, or the API server does not even store it. */
  'request-refused': ({ object }) => {
    const signing = signingOf(object);
    const refusal = signing && refusalOf(signing);
    if (!signing || !refusal) return undefined;
    const { usages, signerName, request } = signing.places;
    const place = (refusal.about === 'usages' ? usages : refusal.about === 'signer' ? signerName : request) ?? request;
    return { ...(place ? { place } : {}), words: { reason: refusal.reason, signer: signing.request.signerName || 'no signer' } };
  },
};

/** Private keys of a file but for those of kubeconfigs. */
const keysIn = onceEach((file: SourceFile) => privateKeysIn(file).filter(({ place }) => !/client-key-data["']?\s*:\s*["']?$/.test(file.text.slice(Math.max(0, place.start - 40), place.start))));

/** The first such credential of a kubeconfig's user. */
function credentialFact(object: KubeObject, isMeant: (credential: Credential) => boolean): FactResult | undefined {
  const user = kubeconfigUserOf(object);
  const credential = user?.credentials.find(isMeant);
  if (!user || !credential) return undefined;
  const certificate = user.credentials.find((one) => one.kind === 'client-certificate')?.certificate;
  const holder = user.identity ? nameOf(user.identity) : user.name === '' ? 'somebody' : `user ${user.name} of the file`;
  return { place: credential.place, words: { holder, detail: detailOf(credential, certificate) } };
}

/** What else is to be known of a credential, with a comma before it. */
function detailOf(credential: Credential, certificate: Certificate | undefined): string {
  switch (credential.kind) {
    case 'private-key':
      return certificate ? untilText(certificate.notAfter) : '';
    case 'token':
      if (!credential.claims) return '';
      return credential.claims.expires === undefined ? ', which never expires' : untilText(credential.claims.expires);
    case 'exec':
      return credential.command;
    case 'auth-provider':
      return credential.provider;
    case 'unreadable-certificate':
      return credential.error;
    case 'client-certificate':
    case 'password':
    case 'file':
    case 'impersonation':
      return '';
    default:
      throw new Error(`unreachable: ${JSON.stringify(credential satisfies never)}`);
  }
}

/** `45 minutes`, `12 hours`, `30 days`. */
function timeText(seconds: number): string {
  const [amount, unit] = seconds < 7200 ? [seconds / 60, 'minutes'] : seconds < 172_800 ? [seconds / 3600, 'hours'] : [seconds / 86_400, 'days'];
  return `${Math.round(amount)} ${unit}`;
}

function untilText(time: number | undefined): string {
  return time === undefined ? '' : `, until ${new Date(time).toISOString().slice(0, 10)}`;
}

/** `user jane (group dev)`. */
function nameOf({ user, groups }: Identity): string {
  const told = groups.filter((group) => group !== 'system:authenticated' && !group.startsWith('system:serviceaccounts'));
  const account = parseServiceAccountUser(user);
  const name = account ? titleOf({ kind: 'ServiceAccount', ...account }) : `user ${user}`;
  return told.length === 0 ? name : `${name} (${told.length === 1 ? 'group' : 'groups'} ${told.join(', ')})`;
}

function strengthOf(context: CheckContext, identity: Identity | undefined): FactResult | undefined {
  const reached = identity && reachedBy(context, identity);
  if (!reached) return undefined;
  const { sink, steps, evidence } = reached;
  return { evidence, words: { strength: steps === 0 ? `holds ${sink.message}` : `reaches ${sink.message}${steps === 1 ? ' in 1 step' : ` in ${steps} steps`}` } };
}

/** A request that has not been denied and can be read. */
interface Asked {
  readonly signing: SigningObject;
  readonly identity: Identity;
  /** The API server takes certificates of this signer from those who log in, and it is asked for one of them. */
  readonly logsIn: boolean;
}

const signingOf = onceEach((object: KubeObject) => signingObjectsOf([object])[0]);

function askedOf(object: KubeObject): Asked | undefined {
  const signing = signingOf(object);
  if (!signing || signing.denied || 'error' in signing.request.parsed) return undefined;
  const { commonName, organizations } = signing.request.parsed.request;
  const logsIn = [clientSigner, kubeletClientSigner, legacySigner].includes(signing.request.signerName) && signing.request.usages.includes('client auth');
  return { signing, identity: { user: commonName, groups: organizations }, logsIn: logsIn && commonName !== '' };
}

function requestFact(object: KubeObject, holds: (asked: Asked) => boolean): FactResult | undefined {
  const asked = askedOf(object);
  return asked && holds(asked) ? { ...placed(asked.signing), words: requestWords(asked) } : undefined;
}

function placed({ places }: SigningObject): Pick<FactResult, 'place'> {
  return places.request ? { place: places.request } : {};
}

function requestWords({ signing, identity }: Asked): Readonly<Record<string, string>> {
  const { signerName, expirationSeconds } = signing.request;
  return { holder: nameOf(identity), signer: signerName || 'no signer', time: expirationSeconds === undefined ? 'as long as the signer likes' : `for ${timeText(expirationSeconds)}` };
}

/** Why it leads to nothing, as the API server or the signer says it. */
function refusalOf({ request }: SigningObject): { readonly about: 'usages' | 'signer' | 'request'; readonly reason: string } | undefined {
  const [error] = creationErrors(request);
  if (error) return { about: error.field.startsWith('spec.usages') ? 'usages' : error.field === 'spec.signerName' ? 'signer' : 'request', reason: error.detail || `${error.field} is ${wordsOfType[error.type]}` };
  if (subjectRestrictionError(request) !== undefined) return undefined;
  const issued = issuedCertificate(request);
  if (issued.signed || issued.failed === undefined) return undefined;
  return { about: issued.failed.includes('usage') ? 'usages' : 'request', reason: issued.failed };
}

const wordsOfType = {
  FieldValueInvalid: 'invalid',
  FieldValueRequired: 'missing',
  FieldValueNotSupported: 'not one that exists',
  FieldValueDuplicate: 'there twice',
  FieldValueTooLong: 'too long',
} as const;
