// Flags of the cluster's components, from every kind of file that sets them: each finding at the very argument.
import { expect, test } from 'vitest';
import { lint } from '#lint.js';
import { regionOf } from '#source/place.js';

/** Findings of setting rules as `rule line:column`. */
function settings(text: string, cluster = false): string[] {
  const { findings, rules } = lint([{ name: 'a.yaml', text, cluster, directory: '.' }]);
  const kinds = new Map(rules.map(({ id, kind }) => [id, kind]));
  return findings.filter(({ rule }) => kinds.get(rule) === 'setting').map(({ rule, place }) => `${rule} ${regionOf(place).line}:${regionOf(place).column}`).sort();
}

const inputs: Readonly<Record<string, readonly [string, readonly string[]]>> = {
  'kubeadm v1beta3': [
    'apiVersion: kubeadm.k8s.io/v1beta3\nkind: ClusterConfiguration\napiServer:\n  extraArgs:\n    authorization-mode: AlwaysAllow\n',
    ['apiserver-always-allow 5:25', 'apiserver-without-node 5:25', 'apiserver-without-rbac 5:25'],
  ],
  'kind': [
    'kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\nkubeadmConfigPatches:\n  - |\n    kind: ClusterConfiguration\n    apiServer:\n      extraArgs:\n        token-auth-file: /tokens.csv\n',
    ['apiserver-token-auth-file 8:26'],
  ],
  'Cluster API': [
    'apiVersion: controlplane.cluster.x-k8s.io/v1beta1\nkind: KubeadmControlPlane\nmetadata: {name: c}\nspec:\n  kubeadmConfigSpec:\n    clusterConfiguration:\n      controllerManager:\n        extraArgs:\n          use-service-account-credentials: "false"\n',
    ['controller-manager-shared-credentials 9:44'],
  ],
  'k3s': ['kube-apiserver-arg:\n  - anonymous-auth=true\n', ['apiserver-anonymous-auth 2:5']],
  'sh -c, where the last occurrence counts': [
    'apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: kube-system}\nspec:\n  containers:\n    - name: kube-apiserver\n      image: kube-apiserver:v1.36.0\n      command: [sh, -c, "exec kube-apiserver --authorization-mode=RBAC --authorization-mode=Node,RBAC --enable-admission-plugins=NodeRestriction --service-account-lookup=false --client-ca-file=/ca --service-account-key-file=/sa --service-account-extend-token-expiration=false"]\n',
    ['apiserver-account-lookup-off 8:146'],
  ],
  'a Deployment that only speaks of the kubelet': [
    'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a, namespace: shop}\nspec:\n  template:\n    spec:\n      containers: [{name: a, image: exporter, args: [--kubelet-service, --anonymous-auth=true, --authorization-mode=AlwaysAllow]}]\n',
    [],
  ],
};

test.each(Object.entries(inputs))('%s', (_, [text, expected]) => {
  expect(settings(text)).toEqual(expected);
  // What the cluster holds already is not reported on.
  expect(settings(text, true)).toEqual([]);
});

test('a broken flag is no finding and no failure', () => {
  expect(settings('apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\nauthentication: yes\nreadOnlyPort: {}\nauthorization: [AlwaysAllow]\n')).toEqual([]);
  expect(settings('apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\ncontrollerManager:\n  extraArgs:\n    - name: cluster-signing-duration\n      value: forever\n')).toEqual([]);
});
