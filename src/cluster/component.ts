// One component of a control plane as files start it: the words for it.
import type { Place } from '#source/document.js';
import type { Flags } from './command-line.js';

export const components = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kubelet', 'etcd'] as const;
export type Component = (typeof components)[number];

/** What wrote the flags; it decides which defaults hold where nothing is written. */
export type ComponentSource = 'pod' | 'systemd' | 'kubeadm' | 'kind' | 'cluster-api' | 'k3s' | 'rke2' | 'kubelet-configuration' | 'authorization-configuration';

/** A component as one place of the files starts it. */
export interface ComponentFlags {
  readonly component: Component;
  readonly flags: Flags;
  /** `1.33.2`, from the image or the configuration; undefined when neither says. */
  readonly version: string | undefined;
  readonly source: ComponentSource;
  /** The command or the key under which flags would stand. */
  readonly place: Place;
  /** More flags come from variables that no file sets: one that is not here may be there. */
  readonly isOpen?: boolean;
}

/** A component's name in a path, an image or a word: `/usr/local/bin/kube-apiserver`, `registry.k8s.io/kube-apiserver:v1.33.2`. */
export function componentNamed(name: string): Component | undefined {
  const base = (name.split('/').at(-1) ?? '').replace(/[:@].*$/, '').replace(/-(?:amd64|arm64|arm|ppc64le|s390x)$/, '');
  return components.find((component) => component === base);
}

/** The version an image or a configuration names: `1.33.2`. */
export function versionIn(name: string): string | undefined {
  return /(?:^|[:v])v?(\d+\.\d+(?:\.\d+)?)(?=$|[-+@_])/.exec(name)?.[1];
}
