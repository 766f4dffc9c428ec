// Pods as ServiceAccount admission makes them: account, switch, mounts, pull secrets, and what it refuses.
import { describe, expect, test } from 'vitest';
import { inventoryIn, textAt, workloadIn } from './inventory-in.js';

const account = (fields = ''): string => `---\napiVersion: v1\nkind: ServiceAccount\nmetadata: { name: web, namespace: shop }\n${fields}\n`;
const pod = (fields: string, metadata = ''): string => `---
apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop${metadata} }
spec:
  containers: [{ name: app, image: nginx }]
${fields.replace(/^(?=.)/gm, '  ')}
`;

describe('the account', () => {
  test('is named by serviceAccountName, whatever the old alias says', () => {
    const workload = workloadIn(pod('serviceAccountName: web\nserviceAccount: other') + account());
    expect(workload.serviceAccountName).toBe('web');
    expect(textAt(workload.serviceAccountPlace)).toBe('web');
    expect(workload.serviceAccount?.object.name).toBe('web');
  });

  test('is named by the alias alone', () => {
    expect(workloadIn(pod('serviceAccount: web') + account()).serviceAccountName).toBe('web');
  });

  test('is `default` otherwise, which every namespace has', () => {
    const workload = workloadIn(pod(''), { complete: true });
    expect(workload).toMatchObject({ serviceAccountName: 'default', admitted: true });
    expect(workload.serviceAccount?.object.origin).toBe('implied');
  });

  test('that is in no file is unknown, and absent once the files are complete', () => {
    expect(workloadIn(pod('serviceAccountName: ghost')).admitted).toBe('unknown');
    expect(workloadIn(pod('serviceAccountName: ghost'), { complete: true })).toMatchObject({
      admitted: false,
      error: 'pods "web" is forbidden: error looking up service account shop/ghost: serviceaccount "ghost" not found',
    });
  });

  test('of another namespace never counts', () => {
    const elsewhere = 'apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: web, namespace: mall }\n';
    expect(workloadIn(elsewhere + pod('serviceAccountName: web'), { complete: true }).admitted).toBe(false);
  });

  test('of the controllers is there in kube-system', () => {
    expect(inventoryIn('').serviceAccount('kube-system', 'replicaset-controller')?.object.origin).toBe('builtin');
  });
});

describe('the token', () => {
  test.each([
    ['', '', true, 'default'],
    ['automountServiceAccountToken: false', '', false, 'pod'],
    ['automountServiceAccountToken: true', 'automountServiceAccountToken: false', true, 'pod'],
    ['', 'automountServiceAccountToken: false', false, 'serviceaccount'],
    ['', 'automountServiceAccountToken: true', true, 'serviceaccount'],
    // null says nothing.
    ['automountServiceAccountToken: null', 'automountServiceAccountToken: no', false, 'serviceaccount'],
  ])('with pod %j and account %j is mounted: %j, decided by %s', (ofPod, ofAccount, mounted, by) => {
    const workload = workloadIn(pod(`serviceAccountName: web\n${ofPod}`) + account(ofAccount));
    expect(workload.automount).toMatchObject({ mounted, by });
    expect(workload.containers.map(({ tokens }) => tokens.length)).toEqual([mounted ? 1 : 0]);
  });

  test('is mounted into init and regular containers, not into ephemeral ones', () => {
    const manifest = pod('').replace(
      'containers: [{ name: app, image: nginx }]',
      'initContainers: [{ name: init, image: i }]\n  containers: [{ name: app, image: i }]\n  ephemeralContainers: [{ name: debug, image: i }]',
    );
    const { containers } = workloadIn(manifest);
    expect(containers.map(({ name, type, tokens }) => [name, type, tokens.length])).toEqual([
      ['init', 'init', 1],
      ['app', 'container', 1],
      ['debug', 'ephemeral', 0],
    ]);
    expect(containers[1]?.tokens[0]).toEqual({
      source: 'automount',
      via: 'projected',
      path: '/var/run/secrets/kubernetes.io/serviceaccount/token',
      audience: '',
      expirationSeconds: 3607,
      serviceAccount: 'default',
      forApiServer: true,
      place: undefined,
    });
  });

  test.each([
    ['/var/run/secrets/kubernetes.io/serviceaccount', 0],
    // Paths are compared as text.
    ['/var/run/secrets/kubernetes.io/serviceaccount/', 1],
    ['/var/run/secrets/kubernetes.io', 1],
  ])('of a container that mounts something at %s: %i', (path, tokens) => {
    const manifest = pod('volumes: [{ name: own, emptyDir: {} }]').replace('image: nginx', `image: nginx, volumeMounts: [{ name: own, mountPath: ${path} }]`);
    expect(workloadIn(manifest).containers[0]?.tokens.length).toBe(tokens);
  });

  test('gives way to whatever is called kube-api-access-…', () => {
    const workload = workloadIn(pod('volumes: [{ name: kube-api-access-mine, emptyDir: {} }]'));
    expect(workload.admission.containers[0]?.mounts).toMatchObject([{ volume: 'kube-api-access-mine', injected: true }]);
    expect(workload.admission.injectedVolume).toBeUndefined();
    expect(workload.containers[0]?.tokens).toEqual([]);
    expect(workloadIn(pod('volumes: [{ name: kube-api-access, emptyDir: {} }]')).containers[0]?.tokens.length).toBe(1);
  });

  test.each([
    ['Deployment', 'apps/v1', 'template:', 4],
    ['CronJob', 'batch/v1', 'jobTemplate:\n    spec:\n      template:', 8],
    ['Rollout', 'argoproj.io/v1alpha1', 'template:', 4],
  ])('is mounted into the pods of a %s', (kind, apiVersion, path, indent) => {
    const spec = `spec:\n  containers: [{ name: app, image: i }]`.replace(/^/gm, ' '.repeat(indent));
    const workload = workloadIn(`apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: web, namespace: shop }\nspec:\n  ${path}\n${spec}\n`);
    expect(workload.containers[0]?.tokens.length).toBe(1);
    expect(workload.podSpec.route).toBe(kind === 'CronJob' ? 'spec.jobTemplate.spec.template.spec' : 'spec.template.spec');
  });
});

describe('other tokens', () => {
  const mounting = (volume: string, mount = 'mountPath: /v'): string =>
    pod(`automountServiceAccountToken: false\nvolumes: [{ name: v, ${volume} }]`).replace('image: nginx', `image: nginx, volumeMounts: [{ name: v, ${mount} }]`);
  const tokenSecret = '---\napiVersion: v1\nkind: Secret\nmetadata: { name: robot, namespace: shop, annotations: { kubernetes.io/service-account.name: robot } }\ntype: kubernetes.io/service-account-token\n';
  const tokens = (manifests: string): string[] =>
    (inventoryIn(manifests).workloads[0]?.containers[0]?.tokens ?? []).map(
      ({ source, path, audience, expirationSeconds, serviceAccount, place }) =>
        `${source} ${path} of ${serviceAccount} for ${audience || 'API server'}, ${expirationSeconds ?? 'endless'}, by ${textAt(place) ?? 'nothing'}`,
    );

  test('are projected in spite of the switch', () => {
    const sources = 'projected: { sources: [{ serviceAccountToken: { path: a/b, audience: vault, expirationSeconds: 7200 } }, { serviceAccountToken: { path: c } }] }';
    expect(tokens(mounting(sources))).toEqual([
      'projected /v/a/b of default for vault, 7200, by serviceAccountToken',
      'projected /v/c of default for API server, 3600, by serviceAccountToken',
    ]);
  });

  test('are reached through a subPath, or hidden by it', () => {
    const sources = 'projected: { sources: [{ serviceAccountToken: { path: a/b } }] }';
    expect(tokens(mounting(sources, 'mountPath: /v, subPath: a'))).toEqual(['projected /v/b of default for API server, 3600, by serviceAccountToken']);
    expect(tokens(mounting(sources, 'mountPath: /v, subPath: a/b'))).toEqual(['projected /v of default for API server, 3600, by serviceAccountToken']);
    expect(tokens(mounting(sources, 'mountPath: /v, subPath: c'))).toEqual([]);
  });

  test('come from token Secrets, also of another account', () => {
    expect(tokens(mounting('secret: { secretName: robot }') + tokenSecret)).toEqual(['secret /v/token of robot for API server, endless, by robot']);
    expect(tokens(mounting('secret: { secretName: robot, items: [{ key: ca.crt, path: token }] }') + tokenSecret)).toEqual([]);
    expect(tokens(mounting('secret: { secretName: other }') + tokenSecret)).toEqual([]);
  });

  test('come through the environment', () => {
    const manifest = pod('automountServiceAccountToken: false').replace('image: nginx', 'image: nginx, envFrom: [{ prefix: P_, secretRef: { name: robot } }], env: [{ name: T, valueFrom: { secretKeyRef: { name: robot, key: token } } }]');
    expect(tokens(manifest + tokenSecret)).toEqual(['secret $P_token of robot for API server, endless, by robot', 'secret $T of robot for API server, endless, by robot']);
  });

  test('are given to CSI drivers that ask for them', () => {
    const driver = '---\napiVersion: storage.k8s.io/v1\nkind: CSIDriver\nmetadata: { name: vault.csi }\nspec: { tokenRequests: [{ audience: vault }] }\n';
    expect(tokens(mounting('csi: { driver: vault.csi }') + driver)).toEqual(['csi /v of default for vault, 3600, by csi']);
    expect(tokens(mounting('csi: { driver: other.csi }') + driver)).toEqual([]);
  });
});

describe('pull secrets', () => {
  test('are copied from the account when the pod names none', () => {
    const withSecret = account('imagePullSecrets: [{ name: regcred }]');
    expect(workloadIn(pod('serviceAccountName: web') + withSecret).imagePullSecrets).toEqual(['regcred']);
    expect(workloadIn(pod('serviceAccountName: web\nimagePullSecrets: []') + withSecret).imagePullSecrets).toEqual(['regcred']);
    expect(workloadIn(pod('serviceAccountName: web\nimagePullSecrets: [{ name: own }]') + withSecret).imagePullSecrets).toEqual(['own']);
  });
});

describe('enforce-mountable-secrets', () => {
  const strict = (value: string): string =>
    `---\napiVersion: v1\nkind: ServiceAccount\nmetadata: { name: web, namespace: shop, annotations: { kubernetes.io/enforce-mountable-secrets: "${value}" } }\nsecrets: [{ name: listed }]\n`;
  const using = (volume: string): string => pod(`serviceAccountName: web\nvolumes: [{ name: v, ${volume} }]`);

  test('refuses a Secret that is not listed', () => {
    expect(workloadIn(using('secret: { secretName: other }') + strict('true'))).toMatchObject({
      admitted: false,
      error: 'pods "web" is forbidden: volume with secret.secretName="other" is not allowed because service account web does not reference that secret',
    });
    expect(workloadIn(using('secret: { secretName: listed }') + strict('true')).admitted).toBe(true);
  });

  test('does not look into projected volumes, and needs a value that Go reads as true', () => {
    expect(workloadIn(using('projected: { sources: [{ secret: { name: other } }] }') + strict('true')).admitted).toBe(true);
    expect(workloadIn(using('secret: { secretName: other }') + strict('yes')).admitted).toBe(true);
  });
});

test('a mirror pod speaks for nobody', () => {
  const mirror = ', annotations: { kubernetes.io/config.mirror: "" }';
  expect(workloadIn(pod('', mirror))).toMatchObject({ admitted: true, serviceAccountName: '', automount: { mounted: false, by: 'mirror-pod' } });
  expect(workloadIn(pod('serviceAccountName: web', mirror)).error).toBe('pods "web" is forbidden: a mirror pod may not reference service accounts');
});

describe('a pod spec that the API server refuses', () => {
  const problems = (manifest: string): string[] => inventoryIn(manifest).problems.map(({ line, message }) => `${line} ${message}`);

  test.each([
    ['serviceAccountName: ""', '7 Pod web: spec.serviceAccountName is empty, which names no account; its pods run as default'],
    ['serviceAccountName: 7', '7 Pod web: spec.serviceAccountName is a number, not a string; the API server refuses it'],
    ['automountServiceAccountToken: "no"', '7 Pod web: spec.automountServiceAccountToken is a string, not a boolean; the API server refuses it'],
    ['volumes: { name: v }', '7 Pod web: spec.volumes is a mapping, not a list; the API server refuses it'],
    ['initContainers: [{ name: app, image: i }]', '7 Pod web: spec.initContainers[0].name: Duplicate value: "app"; the API server refuses it'],
  ])('with %s is analysed and said to be invalid', (fields, problem) => {
    expect(problems(pod(fields))).toEqual([problem]);
    expect(workloadIn(pod(fields)).containers.length).toBeGreaterThan(0);
  });

  test('is none when only a patch leaves things out', () => {
    expect(problems(pod('').replace(', image: nginx', ', volumeMounts: [{ name: v, mountPath: /v }]'))).toEqual([]);
  });

  test('and a token Secret without account', () => {
    expect(problems('apiVersion: v1\nkind: Secret\nmetadata: { name: t, namespace: shop }\ntype: kubernetes.io/service-account-token')).toEqual([
      '4 Secret t: metadata.annotations[kubernetes.io/service-account.name] is missing; the API server refuses it',
    ]);
  });
});
