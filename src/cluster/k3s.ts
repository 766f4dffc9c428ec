// k3s and RKE2: arguments without dashes in lists, in their own configuration file or in the objects that Rancher and Cluster API make it from.
import { each, inside, keyIn, text, type Part } from '#kube/part.js';
import { flagsOf } from './command-line.js';
import { versionIn, type Component, type ComponentFlags } from './component.js';
import { textsIn } from './embedded.js';

/** Keys of a configuration file; a `+` behind them adds to what earlier files say. */
const fileKeys: Readonly<Record<string, Component>> = {
  'kube-apiserver-arg': 'kube-apiserver',
  'kube-controller-manager-arg': 'kube-controller-manager',
  'kube-scheduler-arg': 'kube-scheduler',
  'kubelet-arg': 'kubelet',
  'etcd-arg': 'etcd',
};

/** Keys of KThreesControlPlane and RKE2ControlPlane. */
const objectKeys: Readonly<Record<string, Component>> = {
  kubeAPIServerArgs: 'kube-apiserver',
  kubeAPIServerArg: 'kube-apiserver',
  kubeControllerManagerArgs: 'kube-controller-manager',
  kubeSchedulerArgs: 'kube-scheduler',
  kubeletArgs: 'kubelet',
};
const rke2Keys: Readonly<Record<string, Component>> = {
  kubeAPIServer: 'kube-apiserver',
  kubeControllerManager: 'kube-controller-manager',
  kubeScheduler: 'kube-scheduler',
  kubelet: 'kubelet',
  etcd: 'etcd',
};

/** The components of a configuration file (a document without kind), a RKE2ControlPlane, a KThreesControlPlane, or a Cluster of provisioning.cattle.io. */
export function k3sComponents(part: Part): readonly ComponentFlags[] {
  const spec = inside(part, 'spec');
  const version = versionIn(text(spec, 'version') || text(spec, 'kubernetesVersion'));
  switch (text(part, 'kind')) {
    case '':
      return argumentLists(part, fileKeys, isRke2(part) ? 'rke2' : 'k3s', undefined);
    case 'Cluster':
      return [inside(spec, 'rkeConfig', 'machineGlobalConfig'), ...each(inside(spec, 'rkeConfig'), 'machineSelectorConfig').map((item) => inside(item, 'config'))]
        .flatMap((config) => (config ? argumentLists(config, fileKeys, 'rke2', version) : []));
    case 'RKE2ControlPlane':
      return [inside(spec, 'serverConfig'), inside(spec, 'agentConfig')].flatMap((config) => rke2Arguments(config, version));
    default:
      return [inside(spec, 'kthreesConfigSpec', 'serverConfig'), inside(spec, 'kthreesConfigSpec', 'agentConfig')]
        .flatMap((config) => (config ? argumentLists(config, objectKeys, 'k3s', version) : []));
  }
}

function isRke2({ file, node }: Part): boolean {
  return /rke2/i.test(file?.name ?? '') || node.has('profile') || node.has('cni');
}

function argumentLists(part: Part, keys: typeof fileKeys, source: 'k3s' | 'rke2', version: string | undefined): readonly ComponentFlags[] {
  return part.node.keys.flatMap((key) => componentWith(part, key, keys[key.replace(/\+$/, '')], source, version));
}

function rke2Arguments(config: Part | undefined, version: string | undefined): readonly ComponentFlags[] {
  return Object.entries(rke2Keys).flatMap(([key, component]) => {
    const holder = inside(config, key);
    return holder ? componentWith(holder, 'extraArgs', component, 'rke2', version) : [];
  });
}

function componentWith(part: Part, key: string, component: Component | undefined, source: 'k3s' | 'rke2', version: string | undefined): readonly ComponentFlags[] {
  const place = keyIn(part, key);
  if (!component || !place) return [];
  const words = textsIn(part, key).map((word) => ({ ...word, value: `--${word.value.replace(/^-+/, '')}` }));
  return [{ component, flags: flagsOf(words), version, source, place }];
}
