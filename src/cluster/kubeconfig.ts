// Kubeconfig files: who logs in where, with which credentials. No answer holds a letter of a secret.
import { Mapping, type Document, type Place } from '#source/document.js';
import { isList } from '#kube/objects.js';
import { each, flag, inside, keyIn, placeIn, text, texts, type Part } from '#kube/part.js';
import type { Identity } from '#rbac/model.js';
import { parseEncodedCertificate, type Certificate } from './certificate.js';
import { embeddedDocuments, textIn } from './embedded.js';
import { decodeBase64, firstPemBlock } from './pem.js';
import { readTokenClaims, type TokenClaims } from './token.js';

/** One way in; `place` is the key that holds it. */
export type Credential =
  | { readonly kind: 'client-certificate'; readonly certificate: Certificate; readonly place: Place }
  | { readonly kind: 'unreadable-certificate'; readonly error: string; readonly place: Place }
  | { readonly kind: 'private-key'; readonly encrypted: boolean; readonly place: Place }
  | { readonly kind: 'token'; readonly claims: TokenClaims | undefined; readonly place: Place }
  | { readonly kind: 'password'; readonly user: string; readonly place: Place }
  | { readonly kind: 'exec'; readonly command: string; readonly place: Place }
  | { readonly kind: 'auth-provider'; readonly provider: string; readonly holdsSecret: boolean; readonly place: Place }
  | { readonly kind: 'file'; readonly holds: 'certificate' | 'private-key' | 'token'; readonly path: string; readonly place: Place }
  | { readonly kind: 'impersonation'; readonly user: string; readonly groups: readonly string[]; readonly place: Place };

/** An entry of `users`. */
export interface KubeconfigUser {
  readonly name: string;
  readonly credentials: readonly Credential[];
  /** Who it is, where its credentials say so; `system:authenticated` is not added. */
  readonly identity: Identity | undefined;
  readonly place: Place | undefined;
}

/** An entry of `clusters`. */
export interface KubeconfigCluster {
  readonly name: string;
  readonly server: string;
  readonly insecure: boolean;
  /** `insecure-skip-tls-verify`, or the server when it is plain HTTP. */
  readonly insecurePlace: Place | undefined;
}

export interface Kubeconfig {
  readonly users: readonly KubeconfigUser[];
  readonly clusters: readonly KubeconfigCluster[];
  readonly currentContext: string;
}

/** The kubeconfigs among the documents, those inside Secrets and ConfigMaps included. */
export function kubeconfigsOf(documents: readonly Document[]): readonly Kubeconfig[] {
  return kubeconfigPartsOf(documents).map((part) => ({ users: each(part, 'users').map(userIn), clusters: each(part, 'clusters').map(clusterIn), currentContext: text(part, 'current-context') }));
}

/** The same as they are written. */
export function kubeconfigPartsOf(documents: readonly Document[]): readonly Part[] {
  return documents.flatMap(({ root, file }) => (root instanceof Mapping ? kubeconfigsIn({ node: root, route: '', file }) : []));
}

function kubeconfigsIn(part: Part): readonly Part[] {
  if (isKubeconfig(part)) return [part];
  const kind = text(part, 'kind');
  if (isList(part, kind)) return each(part, 'items').flatMap((item) => kubeconfigsIn(item));
  if (kind !== 'Secret' && kind !== 'ConfigMap') return [];
  return [inside(part, 'data'), inside(part, 'stringData')].flatMap((data) => (data?.node.keys ?? []).flatMap((key) => (data ? embeddedKubeconfigs(data, key, kind) : [])));
}

/** `data` of a Secret is base64: what is inside has no place but the whole value. */
function embeddedKubeconfigs(data: Part, key: string, kind: string): readonly Part[] {
  const written = textIn(data, key);
  if (!written) return [];
  const isEncoded = kind === 'Secret' && data.route === 'data';
  const value = isEncoded ? Buffer.from(decodeBase64(written.value) ?? []).toString('utf8') : written.value;
  if (!/\busers\b/.test(value) || !/\bclusters\b/.test(value)) return [];
  return embeddedDocuments({ ...written, value }).filter(isKubeconfig);
}

/** kubectl insists on kind Config; files without it but with users, clusters and contexts are kubeconfigs somebody shortened. */
function isKubeconfig(part: Part): boolean {
  const kind = text(part, 'kind');
  const lists = ['users', 'clusters', 'contexts'].filter((key) => part.node.has(key));
  return (kind === 'Config' && text(part, 'apiVersion') === 'v1' && lists.length > 0) || (kind === '' && lists.length === 3);
}

/** One entry of `clusters`. */
export function clusterIn(entry: Part): KubeconfigCluster {
  const cluster = inside(entry, 'cluster');
  const server = text(cluster, 'server');
  const skips = flag(cluster, 'insecure-skip-tls-verify') === true;
  const isPlain = server.startsWith('http://');
  const isInsecure = (skips || isPlain) && !loopback.test(server);
  const key = skips ? 'insecure-skip-tls-verify' : 'server';
  return { name: text(entry, 'name'), server: withoutUserinfo(server), insecure: isInsecure, insecurePlace: cluster && isInsecure ? placeIn(cluster, key) : undefined };
}

/** Nobody stands between a program and its own machine: `kubectl proxy`, kind, port forwards. */
const loopback = /^https?:\/\/(?:[^/@]*@)?(?:localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?(?:\/|$)/;

/** A server's URL may carry a password. */
function withoutUserinfo(url: string): string {
  return url.replace(/\/\/[^/]*@/, '//');
}

/** One entry of `users`. */
export function userIn(entry: Part): KubeconfigUser {
  const user = inside(entry, 'user');
  const credentials = user ? credentialsIn(user) : [];
  return { name: text(entry, 'name'), credentials, identity: identityFrom(credentials), place: keyIn(entry, 'name') ?? keyIn(entry, 'user') };
}

function credentialsIn(user: Part): readonly Credential[] {
  return user.node.keys.flatMap((key): readonly Credential[] => {
    const place = placeIn(user, key);
    const value = text(user, key);
    if (!place) return [];
    switch (key) {
      case 'exec':
        return [{ kind: 'exec', command: text(inside(user, key), 'command'), place }];
      case 'auth-provider':
        return [{ kind: 'auth-provider', provider: text(inside(user, key), 'name'), holdsSecret: holdsSecret(inside(user, key, 'config')), place }];
      default:
        return value === '' || isPlaceholder(value) ? [] : scalarCredential(user, key, value, keyIn(user, key) ?? place);
    }
  });
}

/** What `kubectl` used to keep there after a login. */
function holdsSecret(config: Part | undefined): boolean {
  return ['access-token', 'id-token', 'refresh-token', 'client-secret'].some((key) => text(config, key) !== '');
}

/** Located at the key: the value is the secret, and a report shows what it points at. */
function scalarCredential(user: Part, key: string, value: string, place: Place): readonly Credential[] {
  switch (key) {
    case 'client-certificate-data':
      return certificateCredential(value, place);
    case 'client-key-data':
      return keyCredential(value, place);
    case 'token':
      return value.length < shortestToken ? [] : [{ kind: 'token', claims: readTokenClaims(value), place }];
    case 'password':
      return [{ kind: 'password', user: text(user, 'username'), place }];
    case 'client-certificate':
      return [{ kind: 'file', holds: 'certificate', path: value, place }];
    case 'client-key':
      return [{ kind: 'file', holds: 'private-key', path: value, place }];
    case 'tokenFile':
      return [{ kind: 'file', holds: 'token', path: value, place }];
    case 'as':
      return [{ kind: 'impersonation', user: value, groups: texts(user, 'as-groups'), place }];
    default:
      return [];
  }
}

function certificateCredential(value: string, place: Place): readonly Credential[] {
  const parsed = parseEncodedCertificate(value);
  if ('error' in parsed) return [{ kind: 'unreadable-certificate', error: parsed.error, place }];
  return [{ kind: 'client-certificate', certificate: parsed.certificate, place }];
}

/** What is no key in PEM opens nothing. */
function keyCredential(base64: string, place: Place): readonly Credential[] {
  const pem = Buffer.from(decodeBase64(base64) ?? []).toString('latin1');
  const type = firstPemBlock(pem)?.type ?? /-----BEGIN ([A-Z ]*PRIVATE KEY)-----/.exec(pem)?.[1] ?? '';
  if (!type.endsWith('PRIVATE KEY')) return [];
  return [{ kind: 'private-key', encrypted: type === 'ENCRYPTED PRIVATE KEY' || /^Proc-Type: 4,ENCRYPTED/m.test(pem), place }];
}

/** What is shorter is no token that anybody made, but `...` or `abc`. */
const shortestToken = 8;

/** What stands where a secret was taken out (`kubectl config view` writes REDACTED), or is still to be put in. */
function isPlaceholder(value: string): boolean {
  return /^(?:REDACTED|DATA\+OMITTED|\*+|x{3,}|<.*>|\[.*\]|%.*%|\$\{?\w+\}?|\$\(.*\)|.*\{\{.*\}\}.*)$/i.test(value.trim());
}

/** Where a certificate and a token stand, both are sent, and the server takes the certificate first (apiserver's union of request authenticators). */
function identityFrom(credentials: readonly Credential[]): Identity | undefined {
  const certificate = credentials.find((credential) => credential.kind === 'client-certificate')?.certificate;
  if (certificate && certificate.clientAuth && certificate.commonName !== '') return { user: certificate.commonName, groups: certificate.organizations };
  const account = credentials.find((credential) => credential.kind === 'token')?.claims?.serviceAccount;
  if (!account) return undefined;
  return { user: `system:serviceaccount:${account.namespace}:${account.name}`, groups: ['system:serviceaccounts', `system:serviceaccounts:${account.namespace}`] };
}
