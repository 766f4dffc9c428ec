// Which admission plugins an API server runs: its defaults, what its installer adds, and what flags say.
import type { ClusterConfiguration } from './cluster-configuration.js';

/** On by default (pkg/kubeapiserver/options/plugins.go, 1.36). */
const onByDefault: ReadonlySet<string> = new Set([
  'NamespaceLifecycle', 'LimitRanger', 'ServiceAccount', 'PodSecurity', 'Priority', 'DefaultTolerationSeconds', 'DefaultStorageClass', 'StorageObjectInUseProtection', 'PersistentVolumeClaimResize',
  'RuntimeClass', 'CertificateApproval', 'CertificateSigning', 'ClusterTrustBundleAttest', 'CertificateSubjectRestriction', 'DefaultIngressClass', 'PodTopologyLabels', 'MutatingAdmissionPolicy',
  'MutatingAdmissionWebhook', 'ValidatingAdmissionPolicy', 'ValidatingAdmissionWebhook', 'ResourceQuota',
]);

/** Whether `plugin` runs; undefined when no file starts an API server. What is switched on and off at once is on (apiserver/pkg/server/options/admission.go). */
export function runsPlugin(configuration: ClusterConfiguration, plugin: string): boolean | undefined {
  const { apiServer, enabledPlugins, disabledPlugins } = configuration;
  if (!apiServer) return undefined;
  if (enabledPlugins.has(plugin)) return true;
  if (disabledPlugins.has(plugin)) return false;
  // kubeadm, k3s and RKE2 add it, unless the list is written: a written list replaces theirs.
  const isInstalled = apiServer.source !== 'pod' && apiServer.source !== 'systemd';
  if (plugin === 'NodeRestriction') return isInstalled && enabledPlugins.size === 0;
  return onByDefault.has(plugin);
}
