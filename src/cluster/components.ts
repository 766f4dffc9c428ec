// The components of a control plane and the flags they are started with, wherever files say so.
import { Mapping, type Document, type SourceFile, type Sources } from '#source/document.js';
import { isOtherFormat } from '#source/file-names.js';
import { isList } from '#kube/objects.js';
import { each, inside, text, type Part } from '#kube/part.js';
import { flagsFrom } from './command-line.js';
import type { ComponentFlags } from './component.js';
import { embeddedDocuments, textIn } from './embedded.js';
import { k3sComponents } from './k3s.js';
import { kindComponents } from './kind.js';
import { kubeadmComponents } from './kubeadm.js';
import { kubeletConfiguration } from './kubelet-configuration.js';
import { staticPodComponents } from './static-pod.js';
import { systemdComponents } from './systemd.js';
import { authorizersIn } from './structured-configuration.js';

/** Words without which no file starts or configures a component. */
const telltale = /kube-(?:apiserver|controller-manager|scheduler)|kube(?:APIServer|ControllerManager|Scheduler)|kubelet|kubeadm|AuthorizationConfiguration|AuthenticationConfiguration/;

/** What may say how a cluster is set up: documents, and files of other formats than YAML. */
export interface ClusterSources {
  readonly documents: readonly Document[];
  /** systemd units, drop-ins, files of variables; policy files of ABAC. */
  readonly others: readonly SourceFile[];
  /** All files, of whatever format: a flag may name any of them. */
  readonly files: readonly SourceFile[];
  /** Documents of every kind: kubeconfigs hide in Secrets. */
  readonly all?: readonly Document[];
}

/** What may start or configure a component. */
export type ComponentSources = Pick<ClusterSources, 'documents' | 'others'>;

/** Those of the sources that are worth a look. */
export function clusterSourcesOf({ documents, files }: Pick<Sources, 'documents' | 'files'>): ClusterSources {
  const telling = new Map<SourceFile, boolean>();
  const tells = (file: SourceFile): boolean => {
    let known = telling.get(file);
    if (known === undefined) telling.set(file, (known = telltale.test(file.text)));
    return known;
  };
  const others = files.filter(({ name, text: content }) => isOtherFormat(name, content));
  return { documents: documents.filter(({ file }) => tells(file)), others, files, all: documents };
}

/** A component with the object that says how it is started; undefined for a file that is none. */
export interface StartedComponent {
  readonly part: Part | undefined;
  readonly started: ComponentFlags;
}

/** All components that the sources start or configure, in file order. Fields of a KubeletConfiguration stand under the names of the flags they replace. */
export function componentsOf(sources: ComponentSources): readonly ComponentFlags[] {
  return [...partsOf(sources.documents).flatMap((part) => componentsIn(part)), ...sources.others.flatMap((file) => systemdComponents(file))];
}

/** The same with the object that says so, and the modes of an AuthorizationConfiguration as the flag that they stand for. */
export function startedComponents({ documents, others }: ComponentSources): readonly StartedComponent[] {
  return [
    ...partsOf(documents).flatMap((part) => [...componentsIn(part), ...authorizationModes(part)].map((started) => ({ part, started }))),
    ...others.flatMap((file) => systemdComponents(file).map((started) => ({ part: undefined, started }))),
  ];
}

function authorizationModes(part: Part): readonly ComponentFlags[] {
  const given = (authorizersIn(part) ?? []).flatMap(({ mode, place }) => (place ? [{ name: 'authorization-mode', value: mode, place }] : []));
  const [first] = given;
  return first ? [{ component: 'kube-apiserver', flags: flagsFrom(given), version: undefined, source: 'authorization-configuration', place: first.place }] : [];
}

/** Every object of the documents, lists opened, and the documents inside kubeadm's ConfigMaps. */
export function partsOf(documents: readonly Document[]): readonly Part[] {
  const found: Part[] = [];
  const pending: Part[] = documents.flatMap(({ root, file }) => (root instanceof Mapping ? [{ node: root, route: '', file }] : [])).reverse();
  for (let part = pending.pop(); part; part = pending.pop()) {
    found.push(part);
    if (isList(part, text(part, 'kind'))) pending.push(...[...each(part, 'items')].reverse());
    pending.push(...configMapDocuments(part));
  }
  return found;
}

/** kubeadm keeps its configuration in the cluster: kube-system/kubeadm-config and kubelet-config. */
function configMapDocuments(part: Part): readonly Part[] {
  if (text(part, 'kind') !== 'ConfigMap' || !/^(?:kubeadm|kubelet)-config/.test(text(inside(part, 'metadata'), 'name'))) return [];
  const data = inside(part, 'data');
  return data ? ['kubelet', 'ClusterConfiguration'].flatMap((key) => embedded(data, key)) : [];
}

function embedded(part: Part, key: string): readonly Part[] {
  const written = textIn(part, key);
  return written ? embeddedDocuments(written) : [];
}

function componentsIn(part: Part): readonly ComponentFlags[] {
  const kind = text(part, 'kind');
  const apiVersion = text(part, 'apiVersion');
  switch (kind) {
    case 'ClusterConfiguration':
    case 'InitConfiguration':
    case 'JoinConfiguration':
      return kubeadmComponents(part, 'kubeadm');
    case 'KubeletConfiguration':
      return kubeletConfiguration(part);
    case 'Cluster':
      return apiVersion.startsWith('kind.x-k8s.io/') ? kindComponents(part) : k3sComponents(part);
    case 'KubeadmControlPlane':
    case 'KubeadmConfig':
      return clusterApiComponents(part, inside(part, 'spec'));
    case 'KubeadmControlPlaneTemplate':
    case 'KubeadmConfigTemplate':
      return clusterApiComponents(part, inside(part, 'spec', 'template', 'spec'));
    case '':
    case 'RKE2ControlPlane':
    case 'KThreesControlPlane':
      return k3sComponents(part);
    default:
      return staticPodComponents(part);
  }
}

function clusterApiComponents(part: Part, spec: Part | undefined): readonly ComponentFlags[] {
  const config = inside(spec, 'kubeadmConfigSpec') ?? spec;
  const version = text(inside(part, 'spec'), 'version').replace(/^v/, '') || undefined;
  return ['clusterConfiguration', 'initConfiguration', 'joinConfiguration']
    .flatMap((key) => inside(config, key) ?? [])
    .flatMap((configuration) => kubeadmComponents(configuration, 'cluster-api', version));
}
