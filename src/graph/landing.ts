// Whether the pods of a workload land on the control plane, as far as it says itself: Node objects are seldom in files.
import type { Workload } from '#kube/inventory.js';
import type { KubeObject } from '#kube/object.js';
import { Mapping, Sequence } from '#source/document.js';
import controlPlane from '../../rules/kubernetes/control-plane.json' with { type: 'json' };
import { below } from './below.js';
import { hostPathsOf, isWithin } from './host-paths.js';

/** True for nodes that kubeadm and its like mark as the control plane's. */
export function isControlPlane(node: KubeObject): boolean {
  return controlPlane.labels.some((label) => node.labels.has(label));
}

/**
 * `certain`: its node selector, or every term of its required affinity, asks for the label of such nodes. `perhaps`: one of several terms does, it is a DaemonSet that
 * such nodes do not repel, or it mounts what lies on them alone. A fixed `nodeName` says itself where it runs.
 */
export function landsOnControlPlane(workload: Workload): 'certain' | 'perhaps' | 'no' {
  const spec = workload.podSpec.node;
  if (spec.get('nodeName')) return 'no';
  const selected = spec.get('nodeSelector');
  if (selected instanceof Mapping && controlPlane.labels.some((label) => selected.has(label))) return 'certain';
  const terms = requiredTerms(spec);
  const asking = terms.filter((term) => asks(term, 'Exists') || asks(term, 'In'));
  if (asking.length > 0) return asking.length === terms.length ? 'certain' : 'perhaps';
  if (terms.length > 0 && terms.every((term) => asks(term, 'DoesNotExist'))) return 'no';
  const everywhere = workload.object.kind === 'DaemonSet' && !isPicky(selected) && isTolerant(spec);
  return everywhere || hostPathsOf(workload).some(({ path }) => controlPlane.paths.some((each) => isWithin(path, each))) ? 'perhaps' : 'no';
}

/** Terms of `requiredDuringSchedulingIgnoredDuringExecution`, of which one has to fit. */
function requiredTerms(spec: Mapping): unknown[] {
  const terms = below(spec, 'affinity', 'nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution', 'nodeSelectorTerms');
  return terms instanceof Sequence ? [...terms.values] : [];
}

function asks(term: unknown, operator: string): boolean {
  const expressions = below(term, 'matchExpressions');
  return expressions instanceof Sequence && expressions.values.some((each) => below(each, 'operator') === operator && isLabel(below(each, 'key')));
}

/** A selector for labels that some nodes lack: which, nobody knows. */
function isPicky(selector: unknown): boolean {
  return selector instanceof Mapping && selector.keys.some((key) => !controlPlane.everyNode.includes(key));
}

/** Whether the taint of the control plane (`NoSchedule`) is tolerated. */
function isTolerant(spec: Mapping): boolean {
  const tolerations = spec.get('tolerations');
  if (!(tolerations instanceof Sequence)) return false;
  return tolerations.values.some((each) => {
    const [key, effect] = [below(each, 'key') || undefined, below(each, 'effect') || 'NoSchedule'];
    return effect === 'NoSchedule' && (key === undefined ? below(each, 'operator') === 'Exists' : isLabel(key));
  });
}

function isLabel(key: unknown): boolean {
  return typeof key === 'string' && controlPlane.labels.includes(key);
}
