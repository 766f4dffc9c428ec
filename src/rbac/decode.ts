// Decodes a manifest of RBAC into plain data as strictly as the API server does: a wrong type is a fault, null is the zero value, unknown keys are dropped.
import type { KubeObject } from '#kube/object.js';
import { Mapping, Sequence, type Value } from '#source/document.js';
import type { RbacManifest, RuleManifest, SelectorManifest, SubjectManifest } from './manifest.js';
import type { Fault, Path } from './validate.js';

/** The typed content of an object; where there are faults the content is only what could be read. */
export function decodeRbac(object: KubeObject, node: Mapping): { readonly manifest: RbacManifest; readonly faults: readonly Fault[] } {
  const faults: Fault[] = [];
  const root: At = { node, faults, up: undefined, key: '', index: -1 };
  const metadata = mapping(root, 'metadata');
  const base: At = object.base?.node ? { ...root, node: object.base.node } : root;
  const roleRef = mapping(root, 'roleRef') ?? mapping(base, 'roleRef');
  const aggregation = mapping(root, 'aggregationRule');
  const rules = mappings(root, 'rules');
  const subjects = mappings(node.has('subjects') ? root : base, 'subjects');
  const moved = node.has('subjects') ? object.subjectNamespaces : object.base?.subjectNamespaces;
  if (metadata) for (const key of ['labels', 'annotations']) checkTexts(metadata, key);
  const isRole = object.kind === 'Role' || object.kind === 'ClusterRole';
  const manifest: RbacManifest = {
    kind: object.kind,
    metadata: new WrittenMetadata(object, metadata),
    ...(isRole ? { rules: rules.map((rule) => (rule ? ruleIn(rule) : null)) } : { subjects: subjects.map((subject) => (subject ? subjectIn(subject, moved) : null)) }),
    ...(object.kind === 'ClusterRole' && aggregation
      ? { aggregationRule: { clusterRoleSelectors: mappings(aggregation, 'clusterRoleSelectors').map((selector) => (selector ? selectorIn(selector) : null)) } }
      : {}),
    ...(isRole ? {} : { roleRef: roleRef ? { apiGroup: text(roleRef, 'apiGroup'), kind: text(roleRef, 'kind'), name: text(roleRef, 'name') } : {} }),
  };
  return { manifest, faults };
}

/** Makes its maps when they are asked for, which is seldom. */
class WrittenMetadata {
  readonly name: string;
  readonly namespace: string;
  readonly #at: At | undefined;

  constructor({ name, namespace }: KubeObject, at: At | undefined) {
    this.name = name;
    this.namespace = namespace;
    this.#at = at;
  }

  get labels(): RbacManifest['metadata']['labels'] {
    return this.#at && textMap({ ...this.#at, faults: [] }, 'labels');
  }

  get annotations(): RbacManifest['metadata']['annotations'] {
    return this.#at && textMap({ ...this.#at, faults: [] }, 'annotations');
  }
}

/** A mapping being read, and where faults go. The way to it from the root is put together only for a fault. */
interface At {
  readonly node: Mapping;
  readonly faults: Fault[];
  readonly up: At | undefined;
  readonly key: string;
  /** -1 when it is no item of a list. */
  readonly index: number;
}

function pathOf(at: At): Path {
  if (!at.up) return [];
  return at.index < 0 ? [...pathOf(at.up), at.key] : [...pathOf(at.up), at.key, at.index];
}

function ruleIn(at: At): RuleManifest {
  return {
    verbs: texts(at, 'verbs'),
    apiGroups: texts(at, 'apiGroups'),
    resources: texts(at, 'resources'),
    resourceNames: texts(at, 'resourceNames'),
    nonResourceURLs: texts(at, 'nonResourceURLs'),
  };
}

function subjectIn(at: At, moved: KubeObject['subjectNamespaces']): SubjectManifest {
  const written = text(at, 'namespace');
  return { kind: text(at, 'kind'), apiGroup: text(at, 'apiGroup'), name: text(at, 'name'), namespace: moved?.get(at.node) ?? written };
}

function selectorIn(at: At): SelectorManifest {
  const expressions = mappings(at, 'matchExpressions').map((wanted) =>
    wanted ? { key: text(wanted, 'key'), operator: text(wanted, 'operator'), values: texts(wanted, 'values') } : {},
  );
  return { matchLabels: textMap(at, 'matchLabels'), matchExpressions: expressions };
}

function text(at: At, key: string): string {
  const value = at.node.get(key);
  if (typeof value === 'string') return value;
  if (value !== undefined && value !== null) fault(at, [key], value, 'a string');
  return '';
}

function texts(at: At, key: string): readonly string[] {
  const value = at.node.get(key);
  if (value === undefined || value === null) return none;
  if (!(value instanceof Sequence)) {
    fault(at, [key], value, 'a list of strings');
    return none;
  }
  if (areTexts(value.values)) return value.values;
  return value.values.map((item, index) => {
    if (typeof item === 'string') return item;
    if (item !== null) fault(at, [key, index], item, 'a string');
    return '';
  });
}

const none: readonly never[] = [];

function areTexts(values: readonly Value[]): values is readonly string[] {
  return values.every((value) => typeof value === 'string');
}

function textMap(at: At, key: string): Readonly<Record<string, string>> {
  const entries: Record<string, string> = Object.create(null) as Record<string, string>;
  const map = mapping(at, key);
  if (map) for (const name of map.node.keys) entries[name] = text(map, name);
  return entries;
}

/** The faults of a map of texts, without making the map. */
function checkTexts(at: At, key: string): void {
  const map = mapping(at, key);
  if (map?.node.values.some((value) => typeof value !== 'string') === true) for (const name of map.node.keys) text(map, name);
}

function mapping(at: At, key: string): At | undefined {
  const value = at.node.get(key);
  if (value instanceof Mapping) return { node: value, faults: at.faults, up: at, key, index: -1 };
  if (value !== undefined && value !== null) fault(at, [key], value, 'a mapping');
  return undefined;
}

/** The mappings of a list; null items stay undefined. */
function mappings(at: At, key: string): readonly (At | undefined)[] {
  const value = at.node.get(key);
  if (value === undefined || value === null) return none;
  if (!(value instanceof Sequence)) {
    fault(at, [key], value, 'a list');
    return none;
  }
  return value.values.map((item, index) => {
    if (item instanceof Mapping) return { node: item, faults: at.faults, up: at, key, index };
    if (item !== null) fault(at, [key, index], item, 'a mapping');
    return undefined;
  });
}

function fault(at: At, path: Path, value: Value, wanted: string): void {
  const given = value instanceof Mapping ? 'a mapping' : value instanceof Sequence ? 'a list' : `${typeof value} ${JSON.stringify(value)}`;
  at.faults.push({ path: [...pathOf(at), ...path], message: `cannot decode ${given}, ${wanted} is expected` });
}
