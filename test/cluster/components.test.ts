import { describe, expect, it } from 'vitest';
import { runsPlugin } from '#cluster/admission-plugins.js';
import { clusterConfigurationOf } from '#cluster/cluster-configuration.js';
import { componentsOf, type ComponentSources } from '#cluster/components.js';
import { kubeletSettings } from '#cluster/kubelet-settings.js';
import { systemdComponents } from '#cluster/systemd.js';
import type { Place, SourceFile } from '#source/document.js';
import { lineAt } from '#source/place.js';
import { readText } from '#source/read.js';

const read = (text: string, name = 'cluster.yaml'): ComponentSources => ({ documents: readText(name, text).documents, others: [] });
const letters = (place: Place | undefined): string => (place ? place.file.text.slice(place.start, place.end) : '(default)');
const lineOf = (place: Place): string => `${lineAt(place.file, place.start)}: ${letters(place)}`;

/** Every flag as `name=value @ line: letters`. */
function flags(yaml: string, name?: string): string[] {
  return componentsOf(read(yaml, name)).flatMap(({ component, source, flags: found }) =>
    [...found.values()].map((flag) => `${source} ${component} ${flag.name}=${flag.value} @ ${lineOf(flag.place)}`),
  );
}

function unit(text: string): SourceFile {
  return { name: '10-kubeadm.conf', text, cluster: false, directory: '.' };
}

describe('static pods', () => {
  it('reads command and args, with and without equals sign', () => {
    const pod = `apiVersion: v1
kind: Pod
metadata: {name: kube-apiserver, namespace: kube-system}
spec:
  containers:
    - name: kube-apiserver
      image: registry.k8s.io/kube-apiserver:v1.33.2
      command:
        - kube-apiserver
        - --anonymous-auth=false
        - "--authorization-mode"
        - Node,AlwaysAllow
      args: ["--profiling", --token_auth_file=/etc/tokens.csv]
    - name: sidecar
      image: busybox
      args: [--anonymous-auth=true]
`;
    expect(flags(pod)).toEqual([
      'pod kube-apiserver anonymous-auth=false @ 10: --anonymous-auth=false',
      'pod kube-apiserver authorization-mode=Node,AlwaysAllow @ 12: Node,AlwaysAllow',
      'pod kube-apiserver profiling=true @ 13: "--profiling"',
      'pod kube-apiserver token-auth-file=/etc/tokens.csv @ 13: --token_auth_file=/etc/tokens.csv',
    ]);
    const configuration = clusterConfigurationOf(read(pod));
    expect(configuration.version).toBe('1.33.2');
    expect(configuration.authorizers?.map(({ mode, place }) => [mode, letters(place)])).toEqual([['Node', 'Node'], ['AlwaysAllow', 'AlwaysAllow']]);
    expect(configuration.anonymous).toMatchObject({ enabled: false });
  });

  it('reads a shell line, written as a block, up to its end', () => {
    const found = flags(`apiVersion: v1
kind: Pod
spec:
  containers:
    - command:
        - /bin/sh
        - -c
        - |
          # the server
          exec /usr/local/bin/kube-apiserver \\
            --anonymous-auth=true \\
            '--service-account-lookup=false' 2>&1 | tee /var/log/x --not-a-flag
`);
    expect(found).toEqual([
      'pod kube-apiserver anonymous-auth=true @ 11: --anonymous-auth=true',
      "pod kube-apiserver service-account-lookup=false @ 12: '--service-account-lookup=false'",
    ]);
  });

  it('takes the image for the component when only flags are given, and hyperkube by its first word', () => {
    const pod = (container: string): string => `apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - ${container}\n`;
    expect(flags(pod('{image: "k8s.gcr.io/kube-controller-manager-amd64:v1.20.1@sha256:00", args: [--use-service-account-credentials=true]}'))).toHaveLength(1);
    expect(flags(pod('{image: x, command: [/hyperkube, apiserver, --anonymous-auth=false]}'))).toHaveLength(1);
    expect(flags(pod('{image: x/kube-apiserver-proxy, args: [--anonymous-auth=false]}'))).toEqual([]);
  });

  it('lets the last of two flags count, and adds lists up', () => {
    const args = ['--anonymous-auth=false', '--anonymous-auth=true', '--authorization-mode=Node', '--authorization-mode=RBAC', '--feature-gates=A=true', '--feature-gates=A=false,B=true'];
    const configuration = clusterConfigurationOf(read(`{apiVersion: v1, kind: Pod, spec: {containers: [{command: [kube-apiserver, ${args.map((arg) => `"${arg}"`).join(', ')}]}]}}`));
    expect(configuration.anonymous).toMatchObject({ enabled: true });
    expect(configuration.authorizers?.map(({ mode }) => mode)).toEqual(['Node', 'RBAC']);
    expect([...configuration.featureGates].map(([name, { value }]) => [name, value])).toEqual([['A', false], ['B', true]]);
  });
});

describe('kubeadm', () => {
  it('reads maps of v1beta3 and lists of v1beta4', () => {
    expect(
      flags(`apiVersion: kubeadm.k8s.io/v1beta3
kind: ClusterConfiguration
kubernetesVersion: v1.28.0
apiServer:
  extraArgs:
    anonymous-auth: "false"
---
apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
controllerManager:
  extraArgs:
    - name: cluster-signing-duration
      value: 87600h
---
apiVersion: kubeadm.k8s.io/v1beta4
kind: JoinConfiguration
nodeRegistration:
  kubeletExtraArgs:
    - {name: read-only-port, value: "10255"}
`),
    ).toEqual([
      'kubeadm kube-apiserver anonymous-auth=false @ 6: "false"',
      'kubeadm kube-controller-manager cluster-signing-duration=87600h @ 13: 87600h',
      'kubeadm kubelet read-only-port=10255 @ 19: "10255"',
    ]);
  });

  it('falls back to what kubeadm sets, and to what the API server does alone', () => {
    const modes = (yaml: string): string[] | undefined => clusterConfigurationOf(read(yaml)).authorizers?.map(({ mode }) => mode);
    expect(modes('{apiVersion: kubeadm.k8s.io/v1beta4, kind: ClusterConfiguration}')).toEqual(['Node', 'RBAC']);
    expect(modes('{apiVersion: v1, kind: Pod, spec: {containers: [{command: [kube-apiserver, --v=2]}]}}')).toEqual(['AlwaysAllow']);
    expect(modes('{apiVersion: v1, kind: Pod, spec: {containers: [{command: [kube-apiserver, --authorization-config=/etc/a.yaml]}]}}')).toBe(undefined);
    expect(modes('{apiVersion: v1, kind: Pod, spec: {containers: [{image: nginx}]}}')).toBe(undefined);
    expect(modes('{apiVersion: v1, kind: Pod, spec: {containers: [{command: [kube-apiserver, "--authorization-mode=RBAC,Rbac"]}]}}')).toEqual(['RBAC', 'Rbac']);
  });

  it('finds the line inside a kind patch, a ConfigMap and a Cluster API object', () => {
    expect(
      flags(`kind: Cluster
apiVersion: kind.x-k8s.io/v1alpha4
kubeadmConfigPatches:
  - |
    kind: ClusterConfiguration
    apiServer:
      extraArgs:

        authorization-mode: AlwaysAllow
nodes:
  - role: control-plane
    kubeadmConfigPatches:
      - |
        kind: KubeletConfiguration
        readOnlyPort: 10255
---
apiVersion: v1
kind: ConfigMap
metadata: {name: kubeadm-config, namespace: kube-system}
data:
  ClusterConfiguration: |
    kind: ClusterConfiguration
    apiServer:
      extraArgs: {anonymous-auth: "true"}
---
apiVersion: controlplane.cluster.x-k8s.io/v1beta1
kind: KubeadmControlPlane
spec:
  version: v1.31.4
  kubeadmConfigSpec:
    clusterConfiguration:
      apiServer:
        extraArgs:
          service-account-lookup: "false"
`),
    ).toEqual([
      'kind kube-apiserver authorization-mode=AlwaysAllow @ 9: AlwaysAllow',
      'kubelet-configuration kubelet read-only-port=10255 @ 15: 10255',
      'kubeadm kube-apiserver anonymous-auth=true @ 24: "true"',
      'cluster-api kube-apiserver service-account-lookup=false @ 34: "false"',
    ]);
  });

  it('merges the patches of a kind cluster, and takes its version from the node image', () => {
    const configuration = clusterConfigurationOf(
      read(`kind: Cluster
apiVersion: kind.x-k8s.io/v1alpha4
featureGates: {A: true, B: true}
nodes: [{role: control-plane, image: "kindest/node:v1.33.1@sha256:00"}]
kubeadmConfigPatches:
  - "{kind: ClusterConfiguration, apiServer: {extraArgs: {anonymous-auth: 'false', feature-gates: B=false}}}"
  - "{kind: ClusterConfiguration, apiServer: {extraArgs: [{name: anonymous-auth, value: 'true'}]}}"
`),
    );
    expect(configuration).toMatchObject({ version: '1.33.1', anonymous: { enabled: true }, apiServers: [{ source: 'kind' }] });
    expect([...configuration.featureGates].map(([name, { value }]) => `${name}=${value}`)).toEqual(['A=true', 'B=false']);
  });

  it('finds a word in a folded or escaped string by counting, and else blames its first line', () => {
    const folded = (word: string): string => `{apiVersion: v1, kind: Pod, spec: {containers: [{command: [sh, -c, "exec\\tkube-apiserver --profiling=true\n    ${word}"]}]}}`;
    expect(flags(folded('--anonymous-auth=true'))).toEqual([
      'pod kube-apiserver profiling=true @ 1: --profiling=true',
      'pod kube-apiserver anonymous-auth=true @ 2: --anonymous-auth=true',
    ]);
    expect(flags(folded('--\\u0061nonymous-auth=true'))[1]).toBe('pod kube-apiserver anonymous-auth=true @ 1: "exec\\tkube-apiserver --profiling=true');
  });
});

describe('k3s and RKE2', () => {
  it('reads configuration files and objects', () => {
    const file = 'kube-apiserver-arg:\n  - "anonymous-auth=true"\n  - enable-admission-plugins=NodeRestriction\nkubelet-arg+: read-only-port=10255\ntls-san: [a]\n';
    expect(flags(file, 'etc/rancher/k3s/config.yaml')).toEqual([
      'k3s kube-apiserver anonymous-auth=true @ 2: "anonymous-auth=true"',
      'k3s kube-apiserver enable-admission-plugins=NodeRestriction @ 3: enable-admission-plugins=NodeRestriction',
      'k3s kubelet read-only-port=10255 @ 4: read-only-port=10255',
    ]);
    expect(flags(file, 'etc/rancher/rke2/config.yaml')[0]).toMatch(/^rke2 /);
    const object = '{apiVersion: controlplane.cluster.x-k8s.io/v1beta1, kind: RKE2ControlPlane, spec: {version: v1.30.1+rke2r1, serverConfig: {kubeAPIServer: {extraArgs: [profiling=true]}}}}';
    expect(componentsOf(read(object))).toMatchObject([{ component: 'kube-apiserver', version: '1.30.1', source: 'rke2' }]);
  });
});

describe('systemd', () => {
  it('puts environment variables where the command names them', () => {
    const [kubelet] = systemdComponents(
      unit(`[Service]
# --commented=out
Environment="KUBELET_KUBECONFIG_ARGS=--kubeconfig=/etc/kubernetes/kubelet.conf" OTHER=x
Environment="KUBELET_EXTRA_ARGS=--anonymous-auth=true --authorization-mode AlwaysAllow"
ExecStart=
ExecStart=/usr/bin/kubelet $KUBELET_KUBECONFIG_ARGS \\
  --read-only-port=10255 $KUBELET_EXTRA_ARGS $UNSET
`),
    );
    expect([...(kubelet?.flags.values() ?? [])].map((flag) => `${flag.name} @ ${lineOf(flag.place)}`)).toEqual([
      'kubeconfig @ 3: --kubeconfig=/etc/kubernetes/kubelet.conf',
      'read-only-port @ 7: --read-only-port=10255',
      'anonymous-auth @ 4: --anonymous-auth=true',
      'authorization-mode @ 4: AlwaysAllow',
    ]);
  });

  it('knows an environment file, and leaves other units alone', () => {
    expect(systemdComponents(unit('KUBELET_EXTRA_ARGS="--anonymous-auth=false"\n'))).toMatchObject([{ component: 'kubelet', source: 'systemd' }]);
    expect(systemdComponents(unit('[Service]\nExecStart=/usr/bin/containerd --config=/etc/c.toml\n'))).toEqual([]);
  });
});

describe('configuration files', () => {
  it('reads authorizers, anonymous paths and Pod Security defaults', () => {
    const configuration = clusterConfigurationOf(
      read(`apiVersion: apiserver.config.k8s.io/v1
kind: AuthorizationConfiguration
authorizers:
  - {type: Webhook, name: opa, webhook: {failurePolicy: Deny}}
  - {type: RBAC, name: rbac}
---
apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
anonymous:
  enabled: true
  conditions: [{path: /livez}]
jwt:
  - issuer: {url: "https://issuer.example.com", audiences: [a]}
---
apiVersion: apiserver.config.k8s.io/v1
kind: AdmissionConfiguration
plugins:
  - name: PodSecurity
    configuration:
      apiVersion: pod-security.admission.config.k8s.io/v1
      kind: PodSecurityConfiguration
      defaults: {enforce: baseline}
      exemptions: {namespaces: [kube-system], usernames: ["system:serviceaccount:ops:ci"]}
`),
    );
    expect(configuration.authorizers).toMatchObject([{ mode: 'Webhook', name: 'opa', failsOpen: false }, { mode: 'RBAC' }]);
    expect(configuration.anonymous).toMatchObject({ enabled: true, paths: ['/livez'] });
    expect(configuration.tokenIssuers).toMatchObject([{ url: 'https://issuer.example.com' }]);
    expect(configuration.podSecurity).toMatchObject({
      enforce: { level: 'baseline', version: 'latest' },
      warn: { level: 'privileged' },
      exemptions: { namespaces: { names: ['kube-system'] }, usernames: { names: ['system:serviceaccount:ops:ci'] } },
    });
  });

  it('keeps durations and switches of tokens, with upstream defaults', () => {
    const tokens = (args: string): unknown => clusterConfigurationOf(read(`{apiVersion: v1, kind: Pod, spec: {containers: [{command: [kube-apiserver, ${args}]}]}}`)).tokens;
    expect(tokens('--v=1')).toMatchObject({ maximumSeconds: { value: 0 }, extendExpiration: { value: true }, lookup: { value: true }, issuers: [] });
    expect(tokens('--service-account-max-token-expiration=1h30m, --service-account-extend-token-expiration=F, --service-account-issuer=https://a, --service-account-issuer=https://b')).toMatchObject({
      maximumSeconds: { value: 5400 },
      extendExpiration: { value: false },
      issuers: [{ value: 'https://a' }, { value: 'https://b' }],
    });
    expect(tokens('--service-account-max-token-expiration=soon')).toMatchObject({ maximumSeconds: { value: undefined } });
  });
});

describe('what runs then', () => {
  const server = (args: string): ReturnType<typeof clusterConfigurationOf> => clusterConfigurationOf(read(`{apiVersion: v1, kind: Pod, spec: {containers: [{command: [kube-apiserver, ${args}]}]}}`));

  it('knows the admission plugins of an API server', () => {
    const plugins = (configuration: ReturnType<typeof clusterConfigurationOf>): unknown[] => ['ServiceAccount', 'NodeRestriction', 'AlwaysAdmit'].map((plugin) => runsPlugin(configuration, plugin));
    expect(plugins(server('--v=1'))).toEqual([true, false, false]);
    expect(plugins(server('"--disable-admission-plugins=ServiceAccount,AlwaysAdmit", "--enable-admission-plugins=NodeRestriction,AlwaysAdmit"'))).toEqual([false, true, true]);
    expect(plugins(clusterConfigurationOf(read('kind: ClusterConfiguration')))).toEqual([true, true, false]);
    expect(plugins(clusterConfigurationOf(read('{kind: ClusterConfiguration, apiServer: {extraArgs: {enable-admission-plugins: PodSecurity}}}')))).toEqual([true, false, false]);
    expect(plugins(clusterConfigurationOf({ documents: [], others: [] }))).toEqual([undefined, undefined, undefined]);
  });

  it('knows whom a kubelet lets in, by where its settings come from', () => {
    const settings = (yaml: string): unknown => {
      const [kubelet] = componentsOf(read(yaml));
      const { anonymous, webhookAuthentication, authorizationMode, readOnlyPort } = kubelet ? kubeletSettings(kubelet) : ({} as never);
      return [anonymous.value, webhookAuthentication.value, authorizationMode.value, readOnlyPort.value];
    };
    const pod = (args: string): string => `{apiVersion: v1, kind: Pod, spec: {containers: [{command: [kubelet, ${args}]}]}}`;
    expect(settings(pod('--v=1'))).toEqual([true, false, 'AlwaysAllow', 10255]);
    expect(settings(pod('--config=/etc/kubelet.yaml, --anonymous-auth=false'))).toEqual([false, undefined, undefined, undefined]);
    expect(settings('{kind: KubeletConfiguration, authentication: {anonymous: {enabled: true}}}')).toEqual([true, true, 'Webhook', 0]);
    expect(settings('{kind: KubeletConfiguration, authorization: {mode: AlwaysAllow}, readOnlyPort: 10255}')).toEqual([false, true, 'AlwaysAllow', 10255]);
  });
});

describe('bad input', () => {
  it.each([
    ['[]'], ['null'], ['kind: Pod'], ['{kind: Pod, spec: {containers: [null, 3, {command: {a: b}}, {command: [null, {}, 7]}]}}'],
    ['{kind: ClusterConfiguration, apiServer: [], controllerManager: {extraArgs: 7}, etcd: null}'], ['{kind: ClusterConfiguration, apiServer: {extraArgs: [null, {value: x}, {name: 3}]}}'],
    ['{kind: Cluster, apiVersion: kind.x-k8s.io/v1alpha4, kubeadmConfigPatches: ["{", "- a", 3, "kind: [", ""]}'],
    ['{kind: AuthorizationConfiguration, authorizers: [null, {}, {type: 3}]}'], ['{kind: KubeletConfiguration, authentication: x, featureGates: [a], tlsCipherSuites: {}}'],
    ['kube-apiserver-arg: {a: b}'], ['kube-apiserver-arg: [null, "", "=", "-"]'],
  ])('goes on after %s', (yaml) => {
    expect(() => clusterConfigurationOf(read(yaml))).not.toThrow();
  });

  it('reads a shell line of a megabyte and quotes that never close', () => {
    const pod = (line: string): string => JSON.stringify({ apiVersion: 'v1', kind: 'Pod', spec: { containers: [{ command: ['sh', '-c', line] }] } });
    expect(flags(pod(`kube-apiserver ${'\\\\ '.repeat(300_000)} --anonymous-auth=true`))).toHaveLength(1);
    expect(() => flags(pod(`kube-apiserver "${'a\\'.repeat(300_000)}`))).not.toThrow();
    expect(() => systemdComponents(unit(`ExecStart=kubelet ${'x'.repeat(1_000_000)}\\`))).not.toThrow();
  });
});
