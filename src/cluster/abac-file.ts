// An ABAC policy file with the place of every line: policies as objects that findings and proofs can point at.
import { readAbac, type AbacPolicy } from '#rbac/abac.js';
import type { Problem, SourceFile } from '#source/document.js';
import { holdsPolicies, isPolicyFile } from '#source/file-names.js';
import type { KubeObject } from '#kube/object.js';
import type { ClusterConfiguration } from './cluster-configuration.js';
import type { ClusterSources } from './components.js';
import { embeddedDocuments } from './embedded.js';

export interface AbacFile {
  readonly file: SourceFile;
  /** In file order, each with its `object`. Empty when any line is broken: the API server does not start with such a file. */
  readonly policies: readonly AbacPolicy[];
  readonly problems: readonly Problem[];
}

/** Reads a policy file. Never throws; a broken line is a problem and leaves no policy. */
export function abacFileOf(file: SourceFile): AbacFile {
  const { policies, problems } = readAbac(file.name, file.text);
  const lines = file.text.split('\n');
  const starts = [0];
  for (const line of lines) starts.push((starts.at(-1) ?? 0) + line.length + 1);
  return { file, problems, policies: policies.map((policy) => withObject(file, policy, lines[policy.line - 1] ?? '', starts[policy.line - 1] ?? 0)) };
}

/** The policy file that the API server's flag names, when just one of those that may be one is called so; its directory on the node is not that in the repository. */
export function abacFileAmong({ files, others }: ClusterSources, { authorizationPolicyFile }: ClusterConfiguration): AbacFile | undefined {
  const wanted = authorizationPolicyFile && baseName(authorizationPolicyFile.value);
  const [only, ...more] = files.filter((file) => baseName(file.name) === wanted && (others.includes(file) || holdsPolicies(file.text)));
  return only && more.length === 0 ? abacFileOf(only) : undefined;
}

/** The policy files among the sources that no other reader takes and that are not the one asked already: those of an API server that is in no file. */
export function otherAbacFiles({ others }: ClusterSources, asked: AbacFile | undefined): readonly AbacFile[] {
  return others.filter(({ name, text }) => isPolicyFile(name, text) && name !== asked?.file.name).map(abacFileOf);
}

/** The policies as objects of the world. */
export function policyObjects({ policies }: AbacFile): readonly KubeObject[] {
  return policies.flatMap(({ object }) => object ?? []);
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function withObject(file: SourceFile, policy: AbacPolicy, raw: string, start: number): AbacPolicy {
  const value = raw.replace(/\r$/, '');
  const [part] = embeddedDocuments({ value, place: { file, start, end: start + value.length, route: '' } });
  if (!part) return policy;
  const name = `${file.name}:${policy.line}`;
  const origin = file.cluster ? 'cluster' : 'files';
  return { ...policy, object: { group: 'abac.authorization.kubernetes.io', version: 'v1beta1', kind: 'Policy', namespace: '', name, origin, file, node: part.node, labels: none, annotations: none } };
}

const none: ReadonlyMap<string, string> = new Map();
