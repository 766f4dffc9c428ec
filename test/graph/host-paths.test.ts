// Directories of its node that a pod mounts: which of them are the node, and to whom.
import { describe, expect, test } from 'vitest';
import type { Finding } from '#finding/finding.js';
import { lint } from '#lint.js';
import { builtinRules } from '#rule/builtin.js';
import { contextOf, wayBetween } from '../graph-of.js';

const rbac = 'apiVersion: rbac.authorization.k8s.io/v1';

/** Group dev may enter the pod, whose own account may read logs where it is asked for. */
function cluster(spec: string, logs = ''): string {
  return `
apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop}
spec: {serviceAccountName: web, ${spec}}
---
${rbac}
kind: Role
metadata: {name: enter, namespace: shop}
rules: [{apiGroups: [""], resources: [pods/exec], verbs: [create]}]
---
${rbac}
kind: RoleBinding
metadata: {name: enter, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: enter}
subjects: [{kind: Group, name: dev, apiGroup: rbac.authorization.k8s.io}]
${logs}`;
}

function holdsNode(text: string): Finding | undefined {
  return lint([{ name: 'all.yaml', text, cluster: false, directory: '.' }]).findings.find(({ rule }) => rule === 'reaches-node');
}

/** A container that mounts the path; `how` goes into its mount, `context` into its security context. */
function mounts(path: string, how = '', context = ''): string {
  return `volumes: [{name: host, hostPath: {path: ${path}}}], containers: [{name: web, image: "web:1", volumeMounts: [{name: host, mountPath: /host${how}}], securityContext: {${context}}}]`;
}
const readOnly = ', readOnly: true';

describe('the logs of a node', () => {
  const mayRead = (resource: string, kind: 'Role' | 'ClusterRole'): string => `---
${rbac}
kind: ${kind}
metadata: {name: logs, namespace: shop}
rules: [{apiGroups: [""], resources: [${resource}], verbs: [get]}]
---
${rbac}
kind: ${kind}Binding
metadata: {name: logs, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ${kind}, name: logs}
subjects: [{kind: ServiceAccount, name: web, namespace: shop}]
`;

  test.each(['/var/log', '/var/log/pods'])('take a link where %s is mounted writable', (path) => {
    expect(holdsNode(cluster(mounts(path), mayRead('pods/log', 'Role')))).toBeDefined();
  });

  test.each(['/var/log', '/var/log/pods'])('take none where %s is mounted read-only', (path) => {
    expect(holdsNode(cluster(mounts(path, readOnly), mayRead('pods/log', 'Role')))).toBeUndefined();
  });

  test('are served by the kubelet itself to who may get nodes/log, in the whole cluster', () => {
    expect(holdsNode(cluster(mounts('/var/log'), mayRead('nodes/log', 'ClusterRole')))).toBeDefined();
    expect(holdsNode(cluster(mounts('/var/log'), mayRead('nodes/log', 'Role')))).toBeUndefined();
    expect(holdsNode(cluster(mounts('/var/log', readOnly), mayRead('nodes/log', 'ClusterRole')))).toBeUndefined();
  });
});

describe('what is the node when it is seen', () => {
  test.each([
    '/', '/etc', '//etc/kubernetes//', '/etc/kubernetes/pki/etcd', '/etc/kubernetes/admin.conf', '/etc/kubernetes/kubelet.conf', '/etc/kubernetes/pki/ca.key',
    '/var/lib/kubelet/pki/kubelet-client-current.pem', '/var/lib/etcd/member', '/run/containerd', '/var/run/crio', '/var/run/cri-dockerd.sock', '/proc/1/root',
    '/etc/rancher/k3s/k3s.yaml', '/var/lib/rancher/k3s/server', '/var/lib/rancher', '/var/lib/k0s/pki', '/var/lib/minikube/certs', '/root/.ssh',
    '/run/systemd/private', '/run/systemd', '/var/run/systemd/private', '/run/dbus/system_bus_socket', '/var/run/dbus', '/run', '/var/lib/containers', '/run/crio/crio.sock', '/var/run/docker.sock',
  ])('%s', (path) => {
    expect(holdsNode(cluster(mounts(path, readOnly)))).toBeDefined();
  });

  test.each([
    '/etc/kubernetes/pki/ca.crt', '/etc/kubernetes/pki/etcd/ca.crt', '/etc/kubernetes/pki/sa.pub', '/etc/kubernetes-audit', '/etc/ssl/certs', '/etc/os-release', '/etc/machine-id',
    '/etc/localtime', '/etc/resolv.conf', '/dev/shm', '/var/lib/kubelet/plugins', '/var/lib/kubelet/device-plugins', '/var/lib/docker/containers', '/var/lib/etcdctl',
    '/run/systemd/journal', '/run/systemd/resolve', '/run/udev', '/run/xtables.lock', '/var/run/netns', '/var/lib/kubelet/plugins_registry', '/usr/libexec/kubernetes-audit',
  ])('not %s, writable or not', (path) => {
    expect(holdsNode(cluster(mounts(path)))).toBeUndefined();
  });

  test('not what subPath leaves of it', () => {
    expect(holdsNode(cluster(mounts('/', ', subPath: etc/localtime')))).toBeUndefined();
    expect(holdsNode(cluster(mounts('/', ', subPath: etc/kubernetes')))).toBeDefined();
  });

  test('nor what subPathExpr does', () => {
    expect(holdsNode(cluster(mounts('/', ', subPathExpr: srv/$(POD_NAME)')))).toBeUndefined();
    expect(holdsNode(cluster(mounts('/var/lib/kubelet', ', subPathExpr: pods/$(POD_UID)')))).toBeDefined();
  });
});

describe('what is the node when it is written', () => {
  test.each([
    '/etc/cron.d', '/etc/cron.daily', '/etc/profile.d', '/etc/ssh', '/etc/passwd', '/etc/shadow', '/etc/ld.so.preload', '/etc/sudoers.d', '/etc/sudoers.d/web',
    '/etc/kubernetes/manifests', '/etc/systemd', '/opt/cni', '/usr/libexec/kubernetes/kubelet-plugins/volume/exec', '/usr/libexec/kubernetes', '/etc/containerd', '/etc/default/kubelet',
    '/run/systemd/system', '/lib/systemd/system', '/proc/sys/kernel/core_pattern', '/usr/bin',
  ])('%s', (path) => {
    expect(holdsNode(cluster(mounts(path)))).toBeDefined();
    expect(holdsNode(cluster(mounts(path, readOnly)))).toBeUndefined();
  });
});

describe('who cannot be root in its container', () => {
  const user = 'runAsNonRoot: true, runAsUser: 65534, runAsGroup: 65534';
  const kept = 'allowPrivilegeEscalation: false, capabilities: {drop: [ALL], add: [SYS_TIME]}';
  const inPod = (pod: string, spec: string): string => `securityContext: {${pod}}, ${spec}`;

  test.each(['/', '/etc/kubernetes/pki', '/var/lib/kubelet', '/proc', '/run'])('is not the node by reading %s', (path) => {
    expect(holdsNode(cluster(mounts(path, readOnly, `${user}, ${kept}`)))).toBeUndefined();
    expect(holdsNode(cluster(inPod(user, mounts(path, readOnly, kept))))).toBeUndefined();
  });

  test('nor by writing what root owns, nor by a link in the logs', () => {
    expect(holdsNode(cluster(mounts('/etc/cron.d', '', `${user}, ${kept}`)))).toBeUndefined();
  });

  test('has files of the node, no more', () => {
    const files = [{ name: 'all.yaml', text: cluster(mounts('/', readOnly, `${user}, ${kept}`)) }];
    expect(wayBetween(contextOf(files, builtinRules()), 'workload:shop/pod/web', 'node-files@*')).toEqual(['use-host-files']);
  });

  test.each([
    ['its user is not said', kept],
    ['its user is root after all', `runAsUser: 0, runAsGroup: 65534, ${kept}`],
    ['programs may change the user', `${user}, capabilities: {drop: [ALL]}`],
    ['a capability passes over permissions', `${user}, allowPrivilegeEscalation: false, capabilities: {drop: [ALL], add: [DAC_OVERRIDE]}`],
    ['so does the same with its prefix', `${user}, allowPrivilegeEscalation: false, capabilities: {add: [CAP_CHOWN]}`],
  ])('but %s', (_, context) => {
    expect(holdsNode(cluster(mounts('/', readOnly, context)))?.confidence).toBe('high');
  });

  test('what a container says counts before what its pod says', () => {
    expect(holdsNode(cluster(inPod(user, mounts('/', readOnly, `runAsUser: 0, ${kept}`))))).toBeDefined();
    expect(holdsNode(cluster(inPod('runAsUser: 0', mounts('/', readOnly, `${user}, ${kept}`))))).toBeUndefined();
  });

  test('another container of the pod may be', () => {
    const second = '{name: root, image: "root:1", volumeMounts: [{name: host, mountPath: /host}]}';
    expect(holdsNode(cluster(mounts('/', readOnly, `${user}, ${kept}`).replace(/\]$/, `, ${second}]`)))).toBeDefined();
  });

  test('may use the sockets of runtimes in the group root, which is that of images that name none', () => {
    const nobody = `runAsUser: 65534, ${kept}`;
    expect(holdsNode(cluster(mounts('/', readOnly, `runAsGroup: 0, ${nobody}`)))?.confidence).toBe('high');
    expect(holdsNode(cluster(inPod('supplementalGroups: [0]', mounts('/', readOnly, `${user}, ${kept}`))))?.confidence).toBe('high');
    expect(holdsNode(cluster(mounts('/run', readOnly, nobody)))).toMatchObject({ severity: 'medium', confidence: 'medium' });
    expect(holdsNode(cluster(mounts('/var/lib/kubelet/pki', readOnly, nobody)))).toBeUndefined();
  });

  test('is not obeyed by systemd, which asks who is at its socket', () => {
    expect(holdsNode(cluster(mounts('/run/systemd/private', '', `${user}, ${kept}`)))).toBeUndefined();
    expect(holdsNode(cluster(mounts('/run/dbus', '', `runAsUser: 65534, runAsGroup: 0, ${kept}`)))).toBeUndefined();
  });

  test('mounts a socket itself to use it', () => {
    expect(holdsNode(cluster(mounts('/var/run/docker.sock', '', `${user}, ${kept}`)))?.confidence).toBe('high');
  });
});
