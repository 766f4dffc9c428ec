// The controls of Pod Security level baseline, one function each (k8s.io/pod-security-admission policy/check_*.go).
import data from '../../rules/kubernetes/pod-security.json' with { type: 'json' };
import { each, flag, inside, isSet, number, text, texts, type Part } from './part.js';
import type { Check, CheckedPod } from './pod-security.js';
import { appArmorProfile } from './pod-security-apparmor.js';
import { containersNamed, containersThat, plural, quoted, securityContext, settersNamed, sortedSet, until } from './pod-security-wording.js';

const hostProcess: Check = (pod) => {
  const isHostProcess = (context: Part | undefined): boolean => flag(inside(context, 'windowsOptions'), 'hostProcess') === true;
  const [ofPod, containers] = [isHostProcess(securityContext(pod.spec)), containersThat(pod, isHostProcess)];
  if (!ofPod && containers.length === 0) return undefined;
  return { reason: 'hostProcess', detail: `${settersNamed(ofPod, containers)} must not set securityContext.windowsOptions.hostProcess=true` };
};

const hostNamespaces: Check = ({ spec }) => {
  const set = ['hostNetwork', 'hostPID', 'hostIPC'].filter((key) => flag(spec, key) === true);
  return set.length === 0 ? undefined : { reason: 'host namespaces', detail: set.map((key) => `${key}=true`).join(', ') };
};

const privileged: Check = (pod) => {
  const containers = containersThat(pod, (context) => flag(context, 'privileged') === true);
  return containers.length === 0 ? undefined : { reason: 'privileged', detail: `${containersNamed(containers)} must not set securityContext.privileged=true` };
};

const capabilities: Check = (pod) => {
  const forbidden = (context: Part | undefined): string[] => texts(inside(context, 'capabilities'), 'add').filter((name) => !data.capabilities.includes(name));
  const containers = containersThat(pod, (context) => forbidden(context).length > 0);
  if (containers.length === 0) return undefined;
  const names = sortedSet(containers.flatMap((container) => forbidden(securityContext(container))));
  return { reason: 'non-default capabilities', detail: `${containersNamed(containers)} must not include ${quoted(names)} in securityContext.capabilities.add` };
};

const hostPathVolumes: Check = ({ spec }) => {
  const names = each(spec, 'volumes').filter((volume) => isSet(volume, 'hostPath')).map((volume) => text(volume, 'name'));
  return names.length === 0 ? undefined : { reason: 'hostPath volumes', detail: `${plural('volume', 'volumes', names.length)} ${quoted(names)}` };
};

const hostPorts: Check = (pod) => {
  const containers = pod.containers.filter((container) => hostPortsOf(pod, container).length > 0);
  if (containers.length === 0) return undefined;
  const ports = sortedSet(containers.flatMap((container) => hostPortsOf(pod, container).map(String)));
  const use = `${plural('uses', 'use', containers.length)} ${plural('hostPort', 'hostPorts', ports.length)}`;
  return { reason: 'hostPort', detail: `${containersNamed(containers)} ${use} ${ports.join(', ')}` };
};

/** On the host's network a Pod's container port becomes its host port, except in ephemeral containers (pkg/apis/core/v1/defaults.go, SetDefaults_Pod). */
function hostPortsOf({ spec, stage }: CheckedPod, container: Part): readonly number[] {
  const defaulted = (stage === 'pod' || stage === 'created') && flag(spec, 'hostNetwork') === true && !container.route.includes('ephemeralContainers[');
  return each(container, 'ports')
    .map((port) => (number(port, 'hostPort') ?? 0) || (defaulted ? (number(port, 'containerPort') ?? 0) : 0))
    .filter((port) => port !== 0);
}

const probesAndHooks = [['livenessProbe'], ['readinessProbe'], ['startupProbe'], ['lifecycle', 'postStart'], ['lifecycle', 'preStop']];

const hostProbes: Check = (pod) => {
  const hostsOf = (container: Part): string[] =>
    probesAndHooks.flatMap((path) => ['httpGet', 'tcpSocket'].map((action) => text(inside(container, ...path, action), 'host'))).filter((host) => host !== '');
  const containers = pod.containers.filter((container) => hostsOf(container).length > 0);
  if (containers.length === 0) return undefined;
  const hosts = sortedSet(containers.flatMap(hostsOf));
  // The one control that collects its containers in a set: they come out sorted by name.
  const names = sortedSet(containers.map((container) => text(container, 'name')));
  const who = `${plural('container', 'containers', names.length)} ${quoted(names)} ${plural('uses', 'use', names.length)}`;
  return { reason: 'probe or lifecycle host', detail: `${who} probe or lifecycle ${plural('host', 'hosts', hosts.length)} ${quoted(hosts)}` };
};

const seLinuxOptions: Check = (pod, minor) => {
  const allowed = until(minor, data.seLinuxTypes);
  const options = (context: Part | undefined): Part | undefined => inside(context, 'seLinuxOptions');
  const isBad = (context: Part | undefined): boolean => {
    const given = options(context);
    return !allowed.includes(text(given, 'type')) || text(given, 'user') !== '' || text(given, 'role') !== '';
  };
  const [ofPod, containers] = [isBad(securityContext(pod.spec)), containersThat(pod, isBad)];
  if (!ofPod && containers.length === 0) return undefined;
  const bad = [...(ofPod ? [pod.spec] : []), ...containers].map((part) => options(securityContext(part)));
  const types = sortedSet(bad.map((given) => text(given, 'type')).filter((type) => !allowed.includes(type)));
  const details = [
    ...(types.length > 0 ? [`${plural('type', 'types', types.length)} ${quoted(types)}`] : []),
    ...['user', 'role'].filter((key) => bad.some((given) => text(given, key) !== '')).map((key) => `${key} may not be set`),
  ];
  return { reason: 'seLinuxOptions', detail: `${settersNamed(ofPod, containers)} set forbidden securityContext.seLinuxOptions: ${details.join('; ')}` };
};

/** Also the whole of the restricted control, which knows no exception for user namespaces. */
export function maskedProc(pod: CheckedPod): ReturnType<Check> {
  const isBad = (context: Part | undefined): boolean => isSet(context, 'procMount') && text(context, 'procMount') !== 'Default';
  const containers = containersThat(pod, isBad);
  if (containers.length === 0) return undefined;
  const values = sortedSet(containers.map((container) => text(securityContext(container), 'procMount')));
  return { reason: 'procMount', detail: `${containersNamed(containers)} must not set securityContext.procMount to ${quoted(values)}` };
}

/** Since 1.35 pods in a user namespace of their own may unmask /proc. */
const procMount: Check = (pod, minor) => (minor >= 35 && flag(pod.spec, 'hostUsers') === false ? undefined : maskedProc(pod));

const seccompAnnotationPrefix = 'container.seccomp.security.alpha.kubernetes.io/';

const seccompProfile: Check = (pod, minor) => {
  if (minor >= 19) return unconfinedSeccomp(pod);
  const keys = ['seccomp.security.alpha.kubernetes.io/pod', ...pod.containers.map((container) => `${seccompAnnotationPrefix}${text(container, 'name')}`)];
  const forbidden = keys.filter((key) => {
    const value = pod.annotations.get(key);
    return value !== undefined && value !== 'runtime/default' && value !== 'docker/default' && !value.startsWith('localhost/');
  });
  if (forbidden.length === 0) return undefined;
  const set = sortedSet(forbidden.map((key) => `${key}=${JSON.stringify(pod.annotations.get(key))}`));
  return { reason: 'seccompProfile', detail: `forbidden ${plural('annotation', 'annotations', set.length)} ${set.join(', ')}` };
};

/** Whether a seccomp profile is given, and one of those that confine. */
export function seccompOf(context: Part | undefined): { readonly given: boolean; readonly confines: boolean; readonly type: string } {
  const type = text(inside(context, 'seccompProfile'), 'type');
  return { given: isSet(context, 'seccompProfile'), confines: type === 'RuntimeDefault' || type === 'Localhost', type };
}

/** A profile that is given must confine: since 1.19 all of baseline, and the first half of restricted. */
export function unconfinedSeccomp(pod: CheckedPod): ReturnType<Check> {
  const isBad = (context: Part | undefined): boolean => seccompOf(context).given && !seccompOf(context).confines;
  const [ofPod, containers] = [isBad(securityContext(pod.spec)), containersThat(pod, isBad)];
  if (!ofPod && containers.length === 0) return undefined;
  const types = sortedSet([...(ofPod ? [pod.spec] : []), ...containers].map((part) => seccompOf(securityContext(part)).type));
  return { reason: 'seccompProfile', detail: `${settersNamed(ofPod, containers)} must not set securityContext.seccompProfile.type to ${quoted(types)}` };
}

const sysctls: Check = ({ spec }, minor) => {
  const allowed = until(minor, data.sysctls);
  const names = each(securityContext(spec), 'sysctls').map((sysctl) => text(sysctl, 'name')).filter((name) => !allowed.includes(name));
  return names.length === 0 ? undefined : { reason: 'forbidden sysctls', detail: names.join(', ') };
};

/** Every control of baseline by the id it has in rules/kubernetes/pod-security.json. */
export const baselineChecks: Readonly<Record<string, Check>> = {
  windowsHostProcess: hostProcess,
  hostNamespaces,
  privileged,
  capabilities_baseline: capabilities,
  hostPathVolumes,
  hostPorts,
  hostProbesAndHostLifecycle: hostProbes,
  appArmorProfile,
  seLinuxOptions,
  procMount,
  seccompProfile_baseline: seccompProfile,
  sysctls,
};
