// kubeadm's configuration: extra arguments as maps (v1beta3) or lists of name and value (v1beta4), for every component it starts.
import { Mapping, Sequence } from '#source/document.js';
import { each, inside, keyIn, placeIn, placeOfPart, text, type Part } from '#kube/part.js';
import { flagsFrom, type FlagValue } from './command-line.js';
import { versionIn, type Component, type ComponentFlags, type ComponentSource } from './component.js';

/** Where each component's arguments stand. */
const holders: readonly { readonly component: Component; readonly keys: readonly string[]; readonly arguments: string }[] = [
  { component: 'kube-apiserver', keys: ['apiServer'], arguments: 'extraArgs' },
  { component: 'kube-controller-manager', keys: ['controllerManager'], arguments: 'extraArgs' },
  { component: 'kube-scheduler', keys: ['scheduler'], arguments: 'extraArgs' },
  { component: 'etcd', keys: ['etcd', 'local'], arguments: 'extraArgs' },
  { component: 'kubelet', keys: ['nodeRegistration'], arguments: 'kubeletExtraArgs' },
];

/**
 * The components that a ClusterConfiguration, InitConfiguration or JoinConfiguration configures. A ClusterConfiguration always starts an API server and a
 * controller manager, whether it says anything about them or not.
 */
export function kubeadmComponents(part: Part, source: ComponentSource, version?: string): readonly ComponentFlags[] {
  const isCluster = text(part, 'kind') === 'ClusterConfiguration' || part.node.has('apiServer');
  const written = version ?? versionIn(text(part, 'kubernetesVersion'));
  return holders.flatMap(({ component, keys, arguments: key }): readonly ComponentFlags[] => {
    const holder = inside(part, ...keys);
    const place = (holder && keyIn(holder, key)) ?? placeOfPart(holder ?? part);
    const isImplied = isCluster && (component === 'kube-apiserver' || component === 'kube-controller-manager');
    if (!place || !(holder?.node.has(key) || isImplied)) return [];
    return [{ component, flags: flagsFrom(holder ? extraArguments(holder, key) : []), version: written, source, place }];
  });
}

/** Names have no dashes in front, and keep working when somebody writes them. */
function extraArguments(holder: Part, key: string): readonly (FlagValue & { readonly name: string })[] {
  const value = holder.node.get(key);
  if (value instanceof Sequence) {
    return each(holder, key).flatMap((item) => {
      const place = placeIn(item, 'value') ?? placeOfPart(item);
      return place ? [{ name: undashed(text(item, 'name')), value: scalarText(item, 'value'), place }] : [];
    });
  }
  const map = value instanceof Mapping ? inside(holder, key) : undefined;
  return (map?.node.keys ?? []).flatMap((name) => {
    const place = map && placeIn(map, name);
    return place ? [{ name: undashed(name), value: scalarText(map, name), place }] : [];
  });
}

function undashed(name: string): string {
  return name.replace(/^-+/, '');
}

/** A scalar as the flag would be written; '' for null and for what is no scalar. */
export function scalarText(part: Part, key: string): string {
  const value = part.node.get(key);
  return value === undefined || value === null || typeof value === 'object' ? '' : String(value);
}
