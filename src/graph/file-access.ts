// Who a container is to the files of its node: root, a member of root's group, or one of the others.
import type { Container, Workload } from '#kube/inventory.js';
import { Sequence } from '#source/document.js';
import capabilities from '../../rules/kubernetes/capabilities.json' with { type: 'json' };
import { addsCapability, effectiveSetting, settingOf } from './security-context.js';

/** `perhaps-group`: the group is that of its image, which is root's as often as not. */
export type FileAccess = 'root' | 'group' | 'perhaps-group' | 'others';

/**
 * Root is who may be or become it: its user is not said to be another, nothing keeps it from programs that change the user (`allowPrivilegeEscalation: false`), or
 * it adds a capability that passes over permissions. Those that runtimes give by default are lost when a program starts as another user than root (capabilities(7)).
 */
export function fileAccess(workload: Workload, container: Container): FileAccess {
  if (mayBeRoot(workload, container)) return 'root';
  const extra = settingOf(workload.podSpec, 'supplementalGroups');
  const group = effectiveSetting(workload, container, 'runAsGroup');
  const groups = [group, settingOf(workload.podSpec, 'fsGroup'), ...(extra instanceof Sequence ? extra.values : [])];
  if (groups.includes(0)) return 'group';
  return typeof group === 'number' ? 'others' : 'perhaps-group';
}

function mayBeRoot(workload: Workload, container: Container): boolean {
  const user = effectiveSetting(workload, container, 'runAsUser');
  const other = typeof user === 'number' ? user !== 0 : effectiveSetting(workload, container, 'runAsNonRoot') === true;
  if (!other || settingOf(container, 'privileged') === true) return true;
  return settingOf(container, 'allowPrivilegeEscalation') !== false || addsCapability(container, (name) => capabilities.overFiles.includes(name));
}
