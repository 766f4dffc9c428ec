// kind's Cluster: patches of kubeadm's configuration, written as strings.
import { each, inside, placeIn, placeOfPart, text, type Part } from '#kube/part.js';
import { flagsFrom, type FlagValue } from './command-line.js';
import { versionIn, type Component, type ComponentFlags } from './component.js';
import { embeddedDocuments, textsIn } from './embedded.js';
import { kubeadmComponents, scalarText } from './kubeadm.js';
import { kubeletConfiguration } from './kubelet-configuration.js';

/**
 * The components of a kind cluster. kind hands every patch to kubeadm, which merges them: each component is here once. A patch says its kind, and often
 * nothing else; one without kind is nobody's.
 */
export function kindComponents(part: Part): readonly ComponentFlags[] {
  const place = placeIn(part, 'kind') ?? placeOfPart(part);
  const version = each(part, 'nodes').flatMap((node) => versionIn(text(node, 'image')) ?? [])[0];
  const patched = [part, ...each(part, 'nodes')].flatMap((holder) => textsIn(holder, 'kubeadmConfigPatches')).flatMap((patch) => embeddedDocuments(patch)).flatMap((patch) => patchedComponents(patch));
  if (!place) return [];
  const implied = { component: 'kube-apiserver', flags: flagsFrom(featureGates(part)), version, source: 'kind', place } as const;
  const byComponent = new Map<Component, ComponentFlags>();
  for (const component of [implied, ...patched]) {
    const known = byComponent.get(component.component);
    byComponent.set(component.component, known ? { ...component, flags: merged(known, component), version } : { ...component, version });
  }
  return [...byComponent.values()];
}

function patchedComponents(patch: Part): readonly ComponentFlags[] {
  return text(patch, 'kind') === 'KubeletConfiguration' ? kubeletConfiguration(patch) : kubeadmComponents(patch, 'kind');
}

/** A later patch replaces what an earlier one says about a flag; gates add up. */
function merged(earlier: ComponentFlags, later: ComponentFlags): ComponentFlags['flags'] {
  const flags = new Map([...earlier.flags, ...later.flags]);
  const gates = [earlier, later].flatMap((component) => component.flags.get('feature-gates')?.given ?? []);
  for (const [name, flag] of flagsFrom(gates.map((gate) => ({ ...gate, name: 'feature-gates' })))) flags.set(name, flag);
  return flags;
}

function featureGates(part: Part): readonly (FlagValue & { readonly name: string })[] {
  const gates = inside(part, 'featureGates');
  return (gates?.node.keys ?? []).flatMap((gate) => {
    const place = gates && placeIn(gates, gate);
    return place ? [{ name: 'feature-gates', value: `${gate}=${scalarText(gates, gate)}`, place }] : [];
  });
}
