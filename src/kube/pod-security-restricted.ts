// The controls that Pod Security level restricted adds to baseline (k8s.io/pod-security-admission policy/check_*.go).
import data from '../../rules/kubernetes/pod-security.json' with { type: 'json' };
import { each, flag, inside, isSet, number, text, texts, type Part } from './part.js';
import type { Check, CheckedPod } from './pod-security.js';
import { maskedProc, seccompOf, unconfinedSeccomp } from './pod-security-baseline.js';
import { containersNamed, containersThat, isWindows, plural, quoted, securityContext, settersNamed, sortedSet } from './pod-security-wording.js';

/** Windows knows neither Linux capabilities nor seccomp: since 1.25 its pods are let off. */
function windowsExempt(pod: CheckedPod, minor: number): boolean {
  return minor >= 25 && isWindows(pod);
}

/** Root in a user namespace is nobody on the node: since 1.35 such pods are let off. */
function userNamespaceExempt(pod: CheckedPod, minor: number): boolean {
  return minor >= 35 && flag(pod.spec, 'hostUsers') === false;
}

const restrictedVolumes: Check = ({ spec, stage }) => {
  const bad = each(spec, 'volumes').flatMap((volume) => {
    if (data.restrictedVolumeTypes.some((type) => isSet(volume, type))) return [];
    const type = data.otherVolumeTypes.find((candidate) => isSet(volume, candidate));
    // A volume without source is an emptyDir once the API server has read it.
    if (type === undefined && stage !== 'written') return [];
    return [{ name: text(volume, 'name'), type: type ?? 'unknown' }];
  });
  if (bad.length === 0) return undefined;
  const types = sortedSet(bad.map(({ type }) => type));
  const use = `${plural('uses', 'use', bad.length)} ${plural('restricted volume type', 'restricted volume types', types.length)}`;
  return { reason: 'restricted volume types', detail: `${plural('volume', 'volumes', bad.length)} ${quoted(bad.map(({ name }) => name))} ${use} ${quoted(types)}` };
};

const allowPrivilegeEscalation: Check = (pod, minor) => {
  if (windowsExempt(pod, minor)) return undefined;
  const containers = containersThat(pod, (context) => flag(context, 'allowPrivilegeEscalation') !== false);
  if (containers.length === 0) return undefined;
  return { reason: 'allowPrivilegeEscalation != false', detail: `${containersNamed(containers)} must set securityContext.allowPrivilegeEscalation=false` };
};

const runAsNonRoot: Check = (pod, minor) => {
  if (userNamespaceExempt(pod, minor)) return undefined;
  const reason = 'runAsNonRoot != true';
  const value = (context: Part | undefined): boolean | undefined => flag(context, 'runAsNonRoot');
  const ofPod = value(securityContext(pod.spec));
  const contradicting = containersThat(pod, (context) => value(context) === false);
  if (ofPod === false || contradicting.length > 0) {
    return { reason, detail: `${settersNamed(ofPod === false, contradicting)} must not set securityContext.runAsNonRoot=false` };
  }
  const silent = ofPod === true ? [] : containersThat(pod, (context) => value(context) === undefined);
  return silent.length === 0 ? undefined : { reason, detail: `pod or ${containersNamed(silent)} must set securityContext.runAsNonRoot=true` };
};

const runAsUser: Check = (pod, minor) => {
  if (userNamespaceExempt(pod, minor)) return undefined;
  const isRoot = (context: Part | undefined): boolean => number(context, 'runAsUser') === 0;
  const [ofPod, containers] = [isRoot(securityContext(pod.spec)), containersThat(pod, isRoot)];
  return !ofPod && containers.length === 0 ? undefined : { reason: 'runAsUser=0', detail: `${settersNamed(ofPod, containers)} must not set runAsUser=0` };
};

const seccompProfile: Check = (pod, minor) => {
  if (windowsExempt(pod, minor)) return undefined;
  const unconfined = unconfinedSeccomp(pod);
  if (unconfined || seccompOf(securityContext(pod.spec)).given) return unconfined;
  const silent = containersThat(pod, (context) => !seccompOf(context).given);
  if (silent.length === 0) return undefined;
  return { reason: 'seccompProfile', detail: `pod or ${containersNamed(silent)} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"` };
};

const capabilities: Check = (pod, minor) => {
  if (windowsExempt(pod, minor)) return undefined;
  const forbidden = (context: Part | undefined): string[] => texts(inside(context, 'capabilities'), 'add').filter((name) => name !== 'NET_BIND_SERVICE');
  const keeping = containersThat(pod, (context) => !texts(inside(context, 'capabilities'), 'drop').includes('ALL'));
  const adding = containersThat(pod, (context) => forbidden(context).length > 0);
  const names = sortedSet(adding.flatMap((container) => forbidden(securityContext(container))));
  const details = [
    ...(keeping.length > 0 ? [`${containersNamed(keeping)} must set securityContext.capabilities.drop=["ALL"]`] : []),
    ...(adding.length > 0 ? [`${containersNamed(adding)} must not include ${quoted(names)} in securityContext.capabilities.add`] : []),
  ];
  return details.length === 0 ? undefined : { reason: 'unrestricted capabilities', detail: details.join('; ') };
};

/** Every control of restricted by the id it has in rules/kubernetes/pod-security.json. */
export const restrictedChecks: Readonly<Record<string, Check>> = {
  restrictedVolumes,
  allowPrivilegeEscalation,
  runAsNonRoot,
  runAsUser,
  seccompProfile_restricted: seccompProfile,
  capabilities_restricted: capabilities,
  procMount_restricted: maskedProc,
};
