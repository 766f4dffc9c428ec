import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { webcrypto } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { kubeconfigsOf, type Kubeconfig } from '#cluster/kubeconfig.js';
import { privateKeysIn } from '#cluster/private-key.js';
import { readTokenClaims } from '#cluster/token.js';
import type { Place } from '#source/document.js';
import { readText } from '#source/read.js';

let certificate: string;
let privateKey: string;

beforeAll(async () => {
  x509.cryptoProvider.set(webcrypto as unknown as Parameters<typeof x509.cryptoProvider.set>[0]);
  const signingAlgorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await webcrypto.subtle.generateKey(signingAlgorithm, true, ['sign', 'verify']);
  const extensions = [new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth])];
  const made = { keys, signingAlgorithm, extensions, name: 'O=system:masters, CN=kubernetes-admin', notAfter: new Date('2036-01-01T00:00:00Z') };
  const pem = (await x509.X509CertificateGenerator.createSelfSigned(made)).toString('pem');
  certificate = Buffer.from(pem).toString('base64');
  const exported = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  privateKey = Buffer.from(`-----BEGIN PRIVATE KEY-----\n${exported}\n-----END PRIVATE KEY-----\n`).toString('base64');
});

function jwt(payload: unknown, header: unknown = { alg: 'RS256' }): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part(header)}.${part(payload)}.c2lnbmF0dXJl`;
}

const boundToken = jwt({
  iss: 'https://kubernetes.default.svc.cluster.local',
  sub: 'system:serviceaccount:shop:web',
  aud: ['https://kubernetes.default.svc.cluster.local'],
  exp: 1_900_000_000,
  'kubernetes.io': { namespace: 'shop', pod: { name: 'web-1', uid: 'u' }, serviceaccount: { name: 'web', uid: 'u' } },
});
const legacyToken = jwt({ iss: 'kubernetes/serviceaccount', sub: 'system:serviceaccount:ops:ci', 'kubernetes.io/serviceaccount/secret.name': 'ci-token' });

const kubeconfigs = (text: string): readonly Kubeconfig[] => kubeconfigsOf(readText('config', text).documents);
const kubeconfig = (user: string): string => `apiVersion: v1
kind: Config
clusters:
  - name: prod
    cluster: {server: "https://admin:hunter2@10.0.0.1:6443", insecure-skip-tls-verify: true}
users:
  - name: me
    user: ${user}
contexts: []
`;
const withoutFiles = (value: unknown): string => JSON.stringify(value, (key, inner: unknown) => (key === 'file' ? undefined : inner));
const letters = ({ file, start, end }: Place): string => file.text.slice(start, end);

describe('kubeconfigs', () => {
  it('says whom an embedded client certificate makes you, and points at its key', () => {
    const [config] = kubeconfigs(kubeconfig(`{client-certificate-data: ${certificate}, client-key-data: ${privateKey}}`));
    const user = config?.users[0];
    expect(user?.identity).toEqual({ user: 'kubernetes-admin', groups: ['system:masters'] });
    expect(user?.credentials).toMatchObject([{ kind: 'client-certificate', certificate: { notAfter: Date.UTC(2036, 0, 1) } }, { kind: 'private-key', encrypted: false }]);
    expect(user?.credentials.map(({ place }) => letters(place))).toEqual(['client-certificate-data', 'client-key-data']);
    expect(config?.clusters).toMatchObject([{ name: 'prod', server: 'https://10.0.0.1:6443', insecure: true }]);
  });

  it('knows every other way in', () => {
    const user = `{token: ${legacyToken}, username: ann, password: hunter2, tokenFile: /t, client-key: k.pem, as: root, as-groups: [system:masters],
      exec: {command: aws, env: [{name: AWS_SECRET_ACCESS_KEY, value: hunter2}]}, auth-provider: {name: oidc, config: {refresh-token: hunter2}}}`;
    const [config] = kubeconfigs(kubeconfig(user));
    expect(config?.users[0]?.credentials.map(({ kind }) => kind)).toEqual(['token', 'password', 'file', 'file', 'impersonation', 'exec', 'auth-provider']);
    expect(config?.users[0]?.identity).toEqual({ user: 'system:serviceaccount:ops:ci', groups: ['system:serviceaccounts', 'system:serviceaccounts:ops'] });
    expect(config?.users[0]?.credentials).toContainEqual(expect.objectContaining({ kind: 'impersonation', groups: ['system:masters'] }));
    expect(config?.users[0]?.credentials.at(-1)).toMatchObject({ provider: 'oidc', holdsSecret: true });
  });

  it('never hands on a letter of a secret', () => {
    const canary = 'hunter2';
    const texts = [`{client-certificate-data: ${certificate}, client-key-data: ${privateKey}, token: ${boundToken}, password: ${canary}}`, `{token: ${canary}, username: a}`, `{client-certificate-data: ${canary}}`];
    for (const text of texts) {
      const answer = withoutFiles(kubeconfigs(kubeconfig(text)));
      for (const secret of [canary, boundToken, 'c2lnbmF0dXJl', boundToken.split('.')[1] ?? '', privateKey.slice(40, 80), certificate.slice(40, 80)]) expect(answer).not.toContain(secret);
    }
  });

  it('reads JSON, kubeconfigs in Secrets and ConfigMaps, and no other Config', () => {
    const json = JSON.stringify({ apiVersion: 'v1', kind: 'Config', users: [{ name: 'a', user: { token: 'x-static-token' } }], clusters: [], contexts: [] });
    expect(kubeconfigs(json)[0]?.users[0]?.credentials).toMatchObject([{ kind: 'token', claims: undefined }]);
    const encoded = Buffer.from(json).toString('base64');
    expect(kubeconfigs(`{apiVersion: v1, kind: Secret, metadata: {name: s}, data: {value: ${encoded}, other: "%%"}}`)[0]?.users[0]?.name).toBe('a');
    const [inMap] = kubeconfigs(`apiVersion: v1\nkind: ConfigMap\ndata:\n  kubeconfig: |\n${kubeconfig('{token: t-static-token}').replace(/^/gm, '    ')}`);
    expect(inMap?.users[0]?.credentials.map(({ place }) => letters(place))).toEqual(['token']);
    expect(kubeconfigs('{apiVersion: operator.example.com/v1, kind: Config, users: [], clusters: []}')).toEqual([]);
    expect(kubeconfigs('{users: [], teams: []}')).toEqual([]);
  });

  it.each(['null', '7', '[]', '{token: 3, password: [], exec: x, client-certificate-data: {}}', '{client-certificate-data: "LS0t"}', '{client-certificate-data: "%"}', '{client-key-data: "%", as: {}}'])(
    'goes on after a user that is %s',
    (user) => {
      expect(kubeconfigs(kubeconfig(user))[0]?.users).toHaveLength(1);
    },
  );
});

describe('tokens', () => {
  it('reads whose, bound to what, until when', () => {
    expect(readTokenClaims(boundToken)).toMatchObject({
      kind: 'bound',
      subject: 'system:serviceaccount:shop:web',
      serviceAccount: { namespace: 'shop', name: 'web' },
      boundTo: { kind: 'Pod', name: 'web-1' },
      expires: 1_900_000_000_000,
    });
    expect(readTokenClaims(legacyToken)).toMatchObject({ kind: 'legacy', boundTo: { kind: 'Secret', name: 'ci-token' }, expires: undefined });
    expect(readTokenClaims(jwt({ iss: 'https://accounts.example.com', sub: 'ann', aud: 'kubernetes', exp: 1 }))).toMatchObject({ kind: 'other', audiences: ['kubernetes'], expires: 1000 });
  });

  it.each(['', '...', 'a.b', 'a.b.c', 'a.b.c.d', '..', 'e30.e30.', `${'a'.repeat(1_000_000)}.b.c`, jwt([]), jwt(null), jwt({}, []), jwt('x')])('gives nothing for what is no token: %#', (token) => {
    expect(readTokenClaims(token)).toBe(undefined);
  });

  it('bears claims of any type', () => {
    expect(readTokenClaims(jwt({ iss: 1, sub: [], aud: [1, 'a'], exp: 'soon', 'kubernetes.io': { pod: 'x', node: { name: 7 } } }))).toMatchObject({ issuer: '', audiences: ['a'], expires: undefined, boundTo: undefined });
  });
});

describe('private keys in clear', () => {
  const keys = (text: string): string[] => privateKeysIn({ name: 'a', text, cluster: false, directory: '.' }).map(({ encrypted, place }) => `${letters(place)} ${encrypted}`);

  it('finds PEM and the base64 of PEM, and points at nothing of the key', () => {
    expect(keys('a: |\n  -----BEGIN RSA PRIVATE KEY-----\n  MIIEvQIBADANBgkqhkiG9w0B\n')).toEqual(['-----BEGIN RSA PRIVATE KEY----- false']);
    expect(keys('-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0B\n')).toEqual(['-----BEGIN ENCRYPTED PRIVATE KEY----- true']);
    expect(keys('-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nMIIEvQIBADANBgkqhkiG9w0B\n')).toEqual(['-----BEGIN RSA PRIVATE KEY----- true']);
    expect(keys('{"key": "-----BEGIN PRIVATE KEY-----\\nMIIEvQIBADANBgkqhkiG9w0B"}')).toEqual(['-----BEGIN PRIVATE KEY----- false']);
    expect(keys(`data: {tls.key: ${privateKey}}`)).toEqual(['LS0tLS1CRUdJTi false']);
  });

  it('leaves certificates, public keys and placeholders alone', () => {
    expect(keys('## key: |\n##   -----BEGIN RSA PRIVATE KEY-----\n##   ...\n')).toEqual([]);
    expect(keys('-----BEGIN PRIVATE KEY-----\nplaceholder\n-----END PRIVATE KEY-----')).toEqual([]);
    expect(keys(`a: ${certificate}\nb: -----BEGIN PUBLIC KEY-----`)).toEqual([]);
  });
});
