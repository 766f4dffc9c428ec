import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { webcrypto } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseCertificate, readCertificate } from '#cluster/certificate.js';
import { parseCertificateRequest, readCertificateRequest } from '#cluster/certificate-request.js';
import { decodeBase64, firstPemBlock } from '#cluster/pem.js';
import { signatureError } from '#cluster/signature.js';
import { issuedCertificate } from '#cluster/issued-certificate.js';
import { autoApproval, canApprove, type Authorize } from '#cluster/signers.js';
import { signingObjectsOf } from '#cluster/signing-objects.js';
import { objectsOf } from '#kube/objects.js';
import { lint } from '#lint.js';
import { readText } from '#source/read.js';
import { fuzzDer } from '../../scripts/fuzz-der.js';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
let keys: webcrypto.CryptoKeyPair;

beforeAll(async () => {
  x509.cryptoProvider.set(webcrypto as unknown as Parameters<typeof x509.cryptoProvider.set>[0]);
  keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
});

async function request(name: x509.Pkcs10CertificateRequestCreateParamsName, names: x509.JsonGeneralNames = []): Promise<x509.Pkcs10CertificateRequest> {
  const extensions = names.length > 0 ? [new x509.SubjectAlternativeNameExtension(names)] : [];
  return x509.Pkcs10CertificateRequestGenerator.create({ name, keys, signingAlgorithm: algorithm, extensions });
}

async function certificate(name: string, usages: string[] = [], notAfter = new Date('2031-05-06T07:08:09Z')): Promise<x509.X509Certificate> {
  const extensions = [new x509.BasicConstraintsExtension(usages.length === 0), ...(usages.length > 0 ? [new x509.ExtendedKeyUsageExtension(usages)] : [])];
  const signing = { keys, signingAlgorithm: algorithm, extensions };
  return x509.X509CertificateGenerator.createSelfSigned({ ...signing, serialNumber: '01', name, notBefore: new Date('2026-01-02T03:04:05Z'), notAfter });
}

function parsed(pem: string): ReturnType<typeof parseCertificateRequest> {
  return parseCertificateRequest(Buffer.from(pem, 'latin1'));
}

describe('certificate requests', () => {
  it('reads user, groups and alternative names as @peculiar/x509 wrote them', async () => {
    const names: x509.JsonGeneralNames = [
      { type: 'dns', value: 'node-1.example.com' },
      { type: 'ip', value: '10.0.0.1' },
      { type: 'ip', value: 'fd00::1' },
      { type: 'email', value: 'ops@example.com' },
      { type: 'url', value: 'spiffe://cluster/ns/shop' },
    ];
    const made = await request([{ O: ['system:nodes'] }, { O: ['größe'] }, { CN: ['system:node:node-1'] }], names);
    const read = parsed(made.toString('pem'));
    expect(read).toMatchObject({
      request: {
        commonName: 'system:node:node-1',
        organizations: ['system:nodes', 'größe'],
        dnsNames: ['node-1.example.com'],
        ipAddresses: ['10.0.0.1', 'fd00::1'],
        emailAddresses: ['ops@example.com'],
        uris: ['spiffe://cluster/ns/shop'],
      },
    });
  });

  it('takes the last common name, as the API server does', async () => {
    const made = await request([{ CN: ['alice'] }, { CN: ['system:kube-controller-manager'] }]);
    expect(parsed(made.toString('pem'))).toMatchObject({ request: { commonName: 'system:kube-controller-manager', organizations: [] } });
  });

  it('checks the signature, and sees one changed bit', async () => {
    const der = Buffer.from((await request('CN=alice')).rawData);
    const read = readCertificateRequest(der);
    expect('request' in read && signatureError(read.request)).toBe(undefined);
    der[der.indexOf('alice')] = 0x62;
    const changed = readCertificateRequest(der);
    expect(changed).toMatchObject({ request: { commonName: 'blice' } });
    expect('request' in changed && signatureError(changed.request)).toBe('x509: ECDSA verification failure');
  });
});

describe('signing request objects', () => {
  const objects = (yaml: string): ReturnType<typeof signingObjectsOf> => signingObjectsOf(objectsOf(readText('csr.yaml', yaml).documents).objects);
  const csr = (request: string, signer: string, rest = ''): string => `apiVersion: certificates.k8s.io/v1
kind: CertificateSigningRequest
metadata: {name: join}
spec:
  request: ${Buffer.from(request).toString('base64')}
  signerName: kubernetes.io/${signer}
  usages: [digital signature, client auth]
${rest}`;

  it('says who would come out of it, and that its approval is committed with it', async () => {
    const pem = (await request([{ O: ['kubeadm:cluster-admins'] }, { CN: ['ann'] }])).toString('pem');
    const [found] = objects(csr(pem, 'kube-apiserver-client', '  expirationSeconds: 86400\nstatus:\n  conditions: [{type: Approved, status: "True"}]\n'));
    expect(found && issuedCertificate(found.request)).toEqual({ signed: true, commonName: 'ann', organizations: ['kubeadm:cluster-admins'], clientAuth: true, lifetimeSeconds: 86400 });
    expect(found?.approved?.route).toBe('status.conditions[0].type');
    expect([found?.denied, found?.issued, found?.requester]).toEqual([undefined, undefined, undefined]);
  });

  it.each([
    ['team/ann', 'user team/ann'],
    ['user:ann', 'user user:ann'],
    ['system:serviceaccount:shop:web', 'ServiceAccount shop/web'],
  ])('the holder of a certificate for %s is named as what it is: %s', async (name, words) => {
    const text = csr((await request([{ CN: [name] }])).toString('pem'), 'kube-apiserver-client');
    const [found] = lint([{ name: 'csr.yaml', text, cluster: false, directory: '.' }]).findings.filter(({ rule }) => rule === 'certificate-request-for-login');
    expect(found?.message).toBe(`The certificate request makes its holder ${words}, as long as the signer likes`);
  });

  it('asks for the rights of the requester before a node is approved, and for the whole domain of the signer before anybody approves by hand', async () => {
    const pem = (await request([{ O: ['system:nodes'] }, { CN: ['system:node:n1'] }])).toString('pem');
    const [found] = objects(csr(pem, 'kube-apiserver-client-kubelet'));
    const bootstrap = { user: 'system:bootstrap:abcdef', groups: ['system:bootstrappers'] };
    const holding = (...allowed: string[]): Authorize => (_, asked) => asked.path === undefined && allowed.includes(`${asked.verb} ${asked.resource}/${asked.subresource}${asked.name}`);
    if (!found) throw new Error('no request was read');
    expect(autoApproval(found.request, bootstrap, holding('create certificatesigningrequests/nodeclient'))).toEqual({ approved: true, reviewed: ['nodeclient'] });
    expect(autoApproval(found.request, bootstrap, holding('create certificatesigningrequests/selfnodeclient'))).toEqual({ approved: false, reviewed: ['nodeclient'] });
    expect(canApprove(bootstrap, found.request, holding('update certificatesigningrequests/approvaljoin', 'approve signers/kubernetes.io/*'))).toBe(true);
    expect(canApprove(bootstrap, found.request, holding('update certificatesigningrequests/approvaljoin', 'sign signers/kubernetes.io/*'))).toBe(false);
  });

  it.each(['', '{}', 'request: "%", signerName: 3, usages: x', 'request: LS0tLS0=', 'request: [a], expirationSeconds: soon'])('keeps a request whose spec is {%s}', (spec) => {
    const found = objects(`{apiVersion: certificates.k8s.io/v1, kind: CertificateSigningRequest, metadata: {name: a}, spec: {${spec.replace('{}', '')}}, status: {certificate: "%"}}`);
    expect(found).toMatchObject([{ request: { parsed: { error: 'PEM block type must be CERTIFICATE REQUEST' } }, issued: { error: 'not base64' } }]);
  });
});

describe('certificates', () => {
  it('reads the holder, the issuer and the end', async () => {
    const read = parseCertificate((await certificate('O=system:masters, CN=kubernetes-admin', [x509.ExtendedKeyUsage.clientAuth])).toString('pem'));
    expect(read).toMatchObject({
      certificate: {
        commonName: 'kubernetes-admin',
        organizations: ['system:masters'],
        issuer: { commonName: 'kubernetes-admin' },
        notBefore: Date.UTC(2026, 0, 2, 3, 4, 5),
        notAfter: Date.UTC(2031, 4, 6, 7, 8, 9),
        clientAuth: true,
        isAuthority: false,
      },
    });
  });

  it('knows a serving certificate, an authority, and a year after 2049', async () => {
    expect(parseCertificate((await certificate('CN=web', [x509.ExtendedKeyUsage.serverAuth])).toString('pem'))).toMatchObject({ certificate: { clientAuth: false } });
    const authority = readCertificate(Buffer.from((await certificate('CN=ca', [], new Date('2126-01-01T00:00:00Z'))).rawData));
    expect(authority).toMatchObject({ certificate: { isAuthority: true, notAfter: Date.UTC(2126, 0, 1) } });
  });
});

describe('PEM', () => {
  const whole = '-----BEGIN THING-----\nQUJD\n-----END THING-----\n';

  it('reads the first block, past text and headers, with any line end', () => {
    for (const text of [whole, `hello\n${whole}`, whole.replace(/\n/g, '\r\n'), whole.replace('\n', '\nProc-Type: 4\n\n'), whole.trimEnd()]) {
      expect(Buffer.from(firstPemBlock(text)?.bytes ?? []).toString()).toBe('ABC');
    }
  });

  it('passes over a block that is broken', () => {
    const broken = ['-----BEGIN THING-----\nQ?==\n-----END THING-----\n', '-----BEGIN A-----\nQUJD\n-----END B-----\n', 'x-----BEGIN THING-----\nQUJD\n-----END THING-----\n'];
    for (const text of broken) {
      expect(firstPemBlock(text)).toBe(undefined);
      expect(firstPemBlock(text + whole)?.type).toBe('THING');
    }
  });

  it('takes standard base64 only', () => {
    expect(decodeBase64('QUJD\r\nRA==')?.toString()).toBe('ABCD');
    for (const text of ['QUJ', 'QU-_', 'QU JD', 'QQ=a', '====']) expect(decodeBase64(text)).toBe(undefined);
  });
});

describe('bad bytes', () => {
  const cases: readonly (readonly [string, readonly number[], string])[] = [
    ['nothing', [], 'asn1: syntax error: sequence truncated'],
    ['a tag alone', [0x30], 'asn1: syntax error: truncated tag or length'],
    ['a length beyond the end', [0x30, 0x05, 0x00], 'asn1: syntax error: data truncated'],
    ['a length that would be negative in 32 bits', [0x30, 0x84, 0xff, 0xff, 0xff, 0xff], 'asn1: structure error: length too large'],
    ['a length of nine octets', [0x30, 0x89, 1, 0, 0, 0, 0, 0, 0, 0, 0], 'asn1: structure error: length too large'],
    ['an indefinite length', [0x30, 0x80, 0, 0], 'asn1: syntax error: indefinite length found (not DER)'],
    ['a length with a leading zero', [0x30, 0x82, 0x00, 0x01, 0x00], 'asn1: structure error: superfluous leading zeros in length'],
    ['a long form for a short length', [0x30, 0x81, 0x01, 0x00], 'asn1: structure error: non-minimal length'],
    ['another type', [0x04, 0x01, 0x00], "asn1: structure error: tags don't match"],
    ['an empty sequence', [0x30, 0x00], 'asn1: syntax error: sequence truncated'],
  ];

  it.each(cases)('says why: %s', (_, bytes, error) => {
    expect(readCertificateRequest(Uint8Array.from(bytes))).toEqual({ error });
    expect(readCertificate(Uint8Array.from(bytes))).toEqual({ error });
  });

  it('refuses every shortened certificate and request', async () => {
    const request_ = Buffer.from((await request('CN=alice')).rawData);
    const certificate_ = Buffer.from((await certificate('CN=alice')).rawData);
    for (let end = 0; end < request_.length; end += 1) expect(readCertificateRequest(request_.subarray(0, end))).toHaveProperty('error');
    for (let end = 0; end < certificate_.length; end += 1) expect(readCertificate(certificate_.subarray(0, end))).toHaveProperty('error');
  });

  it('reads ten megabytes, and ten million nested sequences, without a word about the stack', async () => {
    const pem = (await certificate('CN=alice')).toString('pem');
    expect(parseCertificate(`${'# a comment\n'.repeat(900_000)}${pem}`)).toHaveProperty('certificate');
    expect(parseCertificate(`-----BEGIN CERTIFICATE-----\n${'MIAw'.repeat(2_500_000)}\n-----END CERTIFICATE-----`)).toHaveProperty('error');
    const long = Buffer.alloc(10_000_000, 0x41);
    Buffer.from([0x30, 0x83, 0x98, 0x96, 0x7b]).copy(long);
    expect(readCertificate(long)).toHaveProperty('error');
  });

  it('neither crashes nor reads outside, whatever the bytes', async () => {
    const seeds = [Buffer.from((await request('CN=alice, O=dev', [{ type: 'dns', value: 'a.b' }])).rawData), Buffer.from((await certificate('CN=alice')).rawData)];
    expect(fuzzDer(seeds, 20_000, 7)).toBe(undefined);
  });
});
