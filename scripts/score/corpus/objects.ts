// The files of a question as objects, and what of them a row means by `KIND/NAMESPACE/NAME`.
import { readFileSync } from 'node:fs';
import type { Finding, LintResult } from '#finding/finding.js';
import type { KubeObject } from '#kube/object.js';
import { objectsOf } from '#kube/objects.js';
import { lint } from '#lint.js';
import { Mapping, type Document, type SourceFile } from '#source/document.js';
import { readFiles } from '#source/read.js';

interface Linted {
  readonly findings: readonly Finding[];
  readonly problems: LintResult['problems'];
  readonly objects: readonly KubeObject[];
  readonly documents: readonly Document[];
}

const linted = new Map<string, Linted>();

export function lintOnce(paths: readonly string[]): Linted {
  const key = paths.join('\n');
  const known = linted.get(key);
  if (known) return known;
  const files = sourcesOf(paths);
  const { findings, problems } = lint(files);
  const { documents } = readFiles(files);
  const made = { findings, problems, objects: objectsOf(documents).objects, documents };
  linted.set(key, made);
  return made;
}

/** The files, as every door reads them. */
export function sourcesOf(paths: readonly string[]): SourceFile[] {
  return paths.map((path) => ({ name: path, text: readFileSync(path, 'utf8'), cluster: false, directory: path.slice(0, path.lastIndexOf('/')) }));
}

/** Findings about somebody whom the ClusterRole is given to besides: what it is worth, when it is shipped with every cluster and so no finding by itself. */
export function findingsWhenBound(name: string, paths: readonly string[]): readonly Finding[] {
  const text = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: bound}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: ${JSON.stringify(name)}}
subjects: [{kind: User, name: somebody, apiGroup: rbac.authorization.k8s.io}]
`;
  const { findings } = lint([...sourcesOf(paths), { name: 'bound.yaml', text, cluster: false, directory: '.' }]);
  return findings.filter(({ subjects }) => subjects.some((subject) => subject.endsWith('somebody')));
}

/** Documents that are no object for the API server, yet the one that is meant. */
export function documentsNamed(object: string, documents: readonly Document[]): Document[] {
  const { kind, name } = partsOf(object);
  return documents.filter(({ root }) => {
    const metadata = root instanceof Mapping ? root.get('metadata') : undefined;
    return root instanceof Mapping && root.get('kind') === kind && metadata instanceof Mapping && metadata.get('name') === name;
  });
}

export function partsOf(object: string): { kind: string; namespace: string | undefined; name: string } {
  const [kind = '', ...rest] = object.split('/');
  return { kind, namespace: rest.length > 1 ? rest[0] : undefined, name: rest.at(-1) ?? '' };
}

/** Whether a hop of a row is an object of its files. */
export function isObjectIn(hop: string, paths: readonly string[]): boolean {
  return /^[A-Z]\w*\/[^ ]+$/.test(hop) && objectsNamed(hop, lintOnce(paths).objects).length > 0;
}

/** Objects of that kind, name and namespace; one without a name is `None` in the rows. */
export function objectsNamed(object: string, objects: readonly KubeObject[]): KubeObject[] {
  const { kind, namespace, name } = partsOf(object);
  return objects.filter((one) => one.kind === kind && (one.name === name || (one.name === '' && name === 'None')) && (namespace === undefined || one.namespace === '' || one.namespace === namespace || !writesNamespace(one)));
}

/** The rows name the namespace an object is applied to even where the manifest does not. */
function writesNamespace({ node }: KubeObject): boolean {
  const metadata = node?.get('metadata');
  return metadata !== null && typeof metadata === 'object' && 'has' in metadata && metadata.has('namespace');
}
