// KubeletConfiguration, its fields under the names of the flags they replace.
import { Mapping } from '#source/document.js';
import { inside, placeIn, placeOfPart, type Part } from '#kube/part.js';
import { flagsFrom, type FlagValue } from './command-line.js';
import type { ComponentFlags } from './component.js';
import { textsIn } from './embedded.js';
import { scalarText } from './kubeadm.js';

/** Field and flag (pkg/kubelet/apis/config, cmd/kubelet/app/options). */
const flagOfField: Readonly<Record<string, string>> = {
  'authentication.anonymous.enabled': 'anonymous-auth',
  'authentication.webhook.enabled': 'authentication-token-webhook',
  'authentication.x509.clientCAFile': 'client-ca-file',
  'authorization.mode': 'authorization-mode',
  enableDebuggingHandlers: 'enable-debugging-handlers',
  enableServer: 'enable-server',
  eventRecordQPS: 'event-qps',
  makeIPTablesUtilChains: 'make-iptables-util-chains',
  podPidsLimit: 'pod-max-pids',
  protectKernelDefaults: 'protect-kernel-defaults',
  readOnlyPort: 'read-only-port',
  rotateCertificates: 'rotate-certificates',
  seccompDefault: 'seccomp-default',
  serverTLSBootstrap: 'rotate-server-certificates',
  staticPodPath: 'pod-manifest-path',
  staticPodURL: 'manifest-url',
  streamingConnectionIdleTimeout: 'streaming-connection-idle-timeout',
  tlsCertFile: 'tls-cert-file',
  tlsMinVersion: 'tls-min-version',
  tlsPrivateKeyFile: 'tls-private-key-file',
};

/** The kubelet that a KubeletConfiguration configures. */
export function kubeletConfiguration(part: Part): readonly ComponentFlags[] {
  const place = placeIn(part, 'kind') ?? placeOfPart(part);
  if (!place) return [];
  const given = Object.entries(flagOfField).flatMap(([field, name]) => fieldAsFlag(part, field, name));
  return [{ component: 'kubelet', flags: flagsFrom([...given, ...featureGates(part), ...ciphers(part)]), version: undefined, source: 'kubelet-configuration', place }];
}

type NamedValue = FlagValue & { readonly name: string };

function fieldAsFlag(part: Part, field: string, name: string): readonly NamedValue[] {
  const keys = field.split('.');
  const key = keys.pop() ?? '';
  const holder = inside(part, ...keys);
  const value = holder ? scalarText(holder, key) : '';
  const place = holder && placeIn(holder, key);
  return value !== '' && place ? [{ name, value, place }] : [];
}

function featureGates(part: Part): readonly NamedValue[] {
  const gates = inside(part, 'featureGates');
  if (!(gates?.node instanceof Mapping)) return [];
  return gates.node.keys.flatMap((gate) => {
    const place = placeIn(gates, gate);
    return place ? [{ name: 'feature-gates', value: `${gate}=${scalarText(gates, gate)}`, place }] : [];
  });
}

function ciphers(part: Part): readonly NamedValue[] {
  return textsIn(part, 'tlsCipherSuites').map(({ value, place }) => ({ name: 'tls-cipher-suites', value, place }));
}
