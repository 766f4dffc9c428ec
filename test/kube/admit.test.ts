// `sa-lint admit`: its machine output, what it says to people, and the patch.
import { describe, expect, test } from 'vitest';
import { admit } from '#cli/admit.js';
import { inventoryIn } from './inventory-in.js';

const manifests = `apiVersion: v1
kind: ServiceAccount
metadata: { name: web, namespace: shop }
imagePullSecrets: [{ name: regcred }]
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  template:
    spec:
      serviceAccountName: web
      containers:
        - name: app
          image: nginx
          volumeMounts:
            - name: tmp # scratch
              mountPath: /tmp
      volumes:
      - name: tmp
        emptyDir: {}
`;

test('the machine output holds each pod spec as admitted', () => {
  const [first, ...more] = JSON.parse(admit(inventoryIn(manifests), { format: 'json' })) as Record<string, unknown>[];
  expect(more).toEqual([]);
  expect(first).toMatchObject({
    object: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'web' },
    location: { file: 'manifests.yaml', line: 9, column: 9 },
    namespace: 'shop',
    serviceAccountName: 'web',
    admitted: true,
    imagePullSecrets: ['regcred'],
    podSecurity: { baseline: { allowed: true, violations: [] }, restricted: { allowed: false } },
    containers: [
      {
        name: 'app',
        type: 'container',
        tokens: [{ source: 'automount', path: '/var/run/secrets/kubernetes.io/serviceaccount/token', audience: '', expirationSeconds: 3607, serviceAccount: 'web' }],
      },
    ],
    why: [
      { message: 'runs as ServiceAccount shop/web: serviceAccountName says so', location: { line: 14, column: 27, route: 'spec.template.spec.serviceAccountName' } },
      { message: 'token mounted: pod says nothing, ServiceAccount shop/web says nothing, default is true', location: { line: 14 } },
      { message: 'pulls images with regcred: the pod names no pull secret, ServiceAccount shop/web does', location: { line: 4, column: 1 } },
      { message: 'no file holds namespace shop: the Pod Security level it enforces is not known', location: null },
    ],
  });
});

describe('the reasons', () => {
  const reasons = (text: string, complete = false): string[] => (JSON.parse(admit(inventoryIn(text, { complete }), { format: 'json' })) as { why: { message: string }[] }[]).flatMap(({ why }) => why.map(({ message }) => message));

  test.each([
    ['serviceAccountName: web', 'serviceAccountName: web\n      automountServiceAccountToken: false', 'token not mounted: pod says automountServiceAccountToken: false'],
    ['imagePullSecrets: [{ name: regcred }]', 'automountServiceAccountToken: false', 'token not mounted: pod says nothing, ServiceAccount shop/web says automountServiceAccountToken: false'],
    ['serviceAccountName: web', 'serviceAccountName: ghost', 'token mounted: pod says nothing, ServiceAccount shop/ghost is not known, default is true'],
    ['serviceAccountName: web', 'serviceAccount: web', 'runs as ServiceAccount shop/web: serviceAccount, the old name of serviceAccountName, says so'],
    ['serviceAccountName: web', 'serviceAccountName: web\n      serviceAccount: old', 'serviceAccount: old has no effect: serviceAccountName wins'],
    ['serviceAccountName: web', 'hostPID: false', 'runs as ServiceAccount shop/default: the pod names none'],
    ['mountPath: /tmp', 'mountPath: /var/run/secrets/kubernetes.io/serviceaccount', 'container app gets no token: it mounts volume tmp at /var/run/secrets/kubernetes.io/serviceaccount itself'],
    ['emptyDir: {}', 'projected: { sources: [{ serviceAccountToken: { path: t, expirationSeconds: 3607 } }] }', 'container app reads a token of ServiceAccount shop/web for the API server at /tmp/t, valid 3607 s, which the API server extends to a year while the pod exists: a volume projects it'],
    ['serviceAccountName: web', 'serviceAccountName: web\n      imagePullSecrets: [{ name: own }]', 'pull secrets of ServiceAccount shop/web are not used (regcred): the pod names its own'],
  ])('with %s as %s say: %s', (old, replacement, message) => {
    expect(reasons(manifests.replace(old, replacement))).toContain(message);
  });

  test('tell that an account is absent', () => {
    expect(reasons(manifests.replace('serviceAccountName: web', 'serviceAccountName: ghost'), true)).toContain('pods "web" is forbidden: error looking up service account shop/ghost: serviceaccount "ghost" not found');
  });
});

describe('the text', () => {
  test('fits 80 columns', () => {
    const text = admit(inventoryIn(manifests), { format: 'text' });
    expect(text).toContain('Deployment shop/web  manifests.yaml:9:9\n  admitted    yes\n  runs as     ServiceAccount shop/web\n');
    expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  test('says so when there is no pod', () => {
    expect(admit(inventoryIn(''), { format: 'text' })).toBe('No pod and no pod template in these files\n');
  });
});

describe('the patch', () => {
  const patch = (text: string): string => admit(inventoryIn(text), { format: 'text', diff: true });

  test('adds what admission adds, where it is written', () => {
    expect(patch(manifests)).toBe(`--- a/manifests.yaml
+++ b/manifests.yaml
@@ -18,6 +18,29 @@
           volumeMounts:
             - name: tmp # scratch
               mountPath: /tmp
+            - name: "kube-api-access-*"
+              readOnly: true
+              mountPath: /var/run/secrets/kubernetes.io/serviceaccount
       volumes:
       - name: tmp
         emptyDir: {}
+      - name: "kube-api-access-*"
+        projected:
+          sources:
+          - serviceAccountToken:
+              expirationSeconds: 3607
+              path: token
+          - configMap:
+              name: kube-root-ca.crt
+              items:
+              - key: ca.crt
+                path: ca.crt
+          - downwardAPI:
+              items:
+              - path: namespace
+                fieldRef:
+                  apiVersion: v1
+                  fieldPath: metadata.namespace
+          defaultMode: 420
+      imagePullSecrets:
+      - name: regcred
`);
  });

  test('stays on one line where the manifest does', () => {
    const json = '{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a", "namespace": "shop"}, "spec": {"automountServiceAccountToken": false, "containers": [{"name": "a", "image": "i"}]}}\n';
    expect(patch(json)).toContain('+{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a", "namespace": "shop"}, "spec": {"automountServiceAccountToken": false, "containers": [{"name": "a", "image": "i"}], "serviceAccountName": "default"}}\n');
  });

  test('is empty when nothing is added', () => {
    expect(patch('apiVersion: v1\nkind: Pod\nmetadata: { name: a, namespace: shop }\nspec:\n  serviceAccountName: default\n  automountServiceAccountToken: false\n  containers: [{ name: a, image: i }]\n')).toBe('');
  });

  test('adds once what pods share by an alias', () => {
    const shared = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: a, namespace: shop }\nspec:\n  template:\n    spec:\n      serviceAccountName: default\n      initContainers:\n        - &one\n          name: one\n          image: i\n      containers: [*one]\n      volumes: [{ name: kube-api-access-mine, emptyDir: {} }]\n';
    expect(patch(shared).match(/\+ +volumeMounts:/g)).toHaveLength(1);
  });

  test('keeps the line breaks of the file', () => {
    const lines = patch('apiVersion: v1\nkind: Pod\nmetadata: { name: a, namespace: shop }\nspec:\n  automountServiceAccountToken: false\n  containers: [{ name: a, image: i }]\n'.replaceAll('\n', '\r\n'));
    expect(lines).toContain('+  serviceAccountName: default\r\n');
  });
});

describe('what the API server cannot read it does not admit', () => {
  const pod = (spec: string): string => `apiVersion: v1\nkind: Pod\nmetadata: { name: web, namespace: shop }\nspec:\n  ${spec}\n`;
  const answer = (text: string) => (JSON.parse(admit(inventoryIn(text), { format: 'json' })) as { admitted: unknown; error?: string }[])[0];

  test.each([
    ['serviceAccountName: true', 'spec.serviceAccountName is a boolean, not a string'],
    ['automountServiceAccountToken: "false"', 'spec.automountServiceAccountToken is a string, not a boolean'],
    ['containers: [{ name: a, image: a, securityContext: { privileged: "true" } }]', 'spec.containers[0].securityContext.privileged is a string, not a boolean'],
    ['containers: [web]', 'spec.containers[0] is a string, not a mapping'],
  ])('%s', (spec, why) => {
    expect(answer(pod(spec))).toMatchObject({ admitted: false, error: `Pod "web" cannot be read: ${why}` });
  });

  test.each(['automountServiceAccountToken: false', 'serviceAccountName: "true"', 'automountServiceAccountToken: null', 'containers: [null, { name: a, image: a }]'])('%s is read', (spec) => {
    expect(answer(pod(spec))?.error ?? '').not.toContain('cannot be read');
  });

  test.each([
    ['containers: [{ name: a, image: a, volumeMounts: [{ name: gone, mountPath: /x }] }]', 'spec.containers[0].volumeMounts[0].name: Not found: "gone"'],
    ['containers: [{ name: Web_1, image: a }]', 'spec.containers[0].name: Invalid value: "Web_1": a lowercase RFC 1123 label is needed'],
  ])('%s is not valid', (spec, why) => {
    expect(answer(pod(spec))).toMatchObject({ admitted: false, error: `Pod "web" is invalid: ${why}` });
    const runner = `apiVersion: example.com/v1\nkind: Runner\nmetadata: { name: web, namespace: shop }\nspec:\n  template: { spec: { ${spec} } }\n`;
    expect(answer(runner)?.error).toBeUndefined();
    expect(inventoryIn(runner).problems).toEqual([]);
  });

  test('a patch is not asked for what it leaves out', () => {
    expect(answer(pod('containers: [{ name: a, volumeMounts: [{ name: gone, mountPath: /x }] }]'))?.error).toBeUndefined();
  });

  test('a custom resource has the types that its own schema gives', () => {
    const text = 'apiVersion: example.com/v1\nkind: Runner\nmetadata: { name: web, namespace: shop }\nspec:\n  template: { spec: { hostNetwork: "{{inputs.net}}", containers: [{ name: a, image: a }] } }\n';
    expect(answer(text)?.error).toBeUndefined();
  });
});
