// Which custom resources make their author an author of pods, or of references from pods: by their schema, and by a catalogue of what schemas hide.
import type { Inventory } from '#kube/inventory.js';
import type { KubeObject } from '#kube/object.js';
import { onceEach } from '#kube/once.js';
import type { Access } from '#rbac/model.js';
import { Mapping, Sequence, type Value } from '#source/document.js';
import type { Omission } from '#source/fast/omitted.js';
import data from '../../rules/kubernetes/workload-resources.json' with { type: 'json' };
import { operatorLimits } from './operators.js';
import type { EmbeddedResources } from './technique.js';

type Kind = keyof EmbeddedResources;

/**
 * Resources by what they carry, like `workflows.argoproj.io`. A resource whose definition is in the files counts by its schema and by the catalogue; where objects may exist
 * that no file shows, the rest of the catalogue counts too. Resources outside namespaces are left out, and what operators of the files may not do for their author.
 */
export function embeddedResources(inventory: Inventory, access: Access): EmbeddedResources {
  const found: Record<Kind, Set<string>> = { pod: new Set(), serviceaccount: new Set(), secret: new Set(), configmap: new Set(), claim: new Set() };
  const defined = new Set<string>();
  for (const definition of inventory.ofKind('apiextensions.k8s.io', 'CustomResourceDefinition')) {
    const spec = mapping(definition.node?.get('spec'));
    if (spec?.get('scope') !== 'Namespaced') continue;
    defined.add(definition.name);
    for (const kind of embeddedIn(definition)) found[kind].add(definition.name);
  }
  for (const { resource, embeds } of data.resources) {
    if (inventory.complete && !defined.has(resource)) continue;
    for (const kind of embeds) found[kind as Kind].add(resource);
  }
  const leaves = operatorLimits(access);
  const of = (kind: Kind): string[] => [...found[kind]].filter((resource) => leaves(resource, kind));
  return { pod: of('pod'), serviceaccount: of('serviceaccount'), secret: of('secret'), configmap: of('configmap'), claim: of('claim') };
}

/** What the schemas of a definition say that its objects carry; a pod carries all the rest. */
export const embeddedIn = onceEach((definition: KubeObject): ReadonlySet<Kind> => {
  const spec = mapping(definition.node?.get('spec'));
  const versions = spec?.get('versions');
  const found = new Set<Kind>();
  const schemas = versions instanceof Sequence ? versions.values.map((version) => mapping(mapping(version)?.get('schema'))) : [];
  for (const schema of [...schemas, mapping(spec?.get('validation'))]) {
    const root = mapping(mapping(schema?.get('openAPIV3Schema'))?.get('properties'));
    if (root) walk(root, found);
    if (found.has('pod')) return new Set<Kind>(['pod']);
  }
  return found;
});

/** Larger schemas are cut: what lies so deep is no field that a person writes. */
const mostFields = 50_000;

function walk(root: Mapping, found: Set<Kind>): void {
  const pending: Mapping[] = root.keys.flatMap((key, index) => (key === 'status' || key === 'metadata' ? [] : (mapping(root.values[index]) ?? [])));
  for (let seen = 0; pending.length > 0 && seen < mostFields; seen += 1) {
    const schema = pending.pop();
    const properties = mapping(schema?.get('properties'));
    properties?.keys.forEach((name, index) => {
      const field = mapping(properties.values[index]);
      if (!field) return;
      const kind = kindOf(name, field);
      if (kind) found.add(kind);
      pending.push(field);
    });
    if (found.has('pod')) return;
    for (const key of ['items', 'additionalProperties']) {
      const below = mapping(schema?.get(key));
      if (below) pending.push(below);
    }
  }
}

/** What the name of a field says that it holds; `containers` and `persistentVolumeClaim` are lists and mappings, a `podTemplate` is a pod whatever its schema hides, the others are names or references. */
const namesOf: Readonly<Record<Kind, RegExp>> = {
  pod: /^(containers|pod(Template|TemplateSpec|Spec))$/,
  serviceaccount: /^serviceAccount(Name|Ref)?$/,
  secret: /secret(Name|Ref|KeyRef|KeySelector)$/i,
  configmap: /configMap(Name|Ref|KeyRef)$/i,
  claim: /^(claimName|existingClaim|persistentVolumeClaim)$/,
};
const kinds = Object.keys(namesOf) as Kind[];

/** A schema in which no such name stands carries nothing: it need not be read. A name may be written in quotes; with an escape in it, the schema is read. */
export const schemaWithoutNames: Omission = {
  kind: 'CustomResourceDefinition',
  key: 'openAPIV3Schema',
  unless: new RegExp(`(?:${Object.values(namesOf).map((name) => name.source.replaceAll(/[\^$]/g, '')).join('|')})["']?\\s*:|\\\\[ux]`, 'i'),
};

function kindOf(name: string, field: Mapping): Kind | undefined {
  const type = field.get('type');
  const kind = kinds.find((one) => namesOf[one].test(name));
  if (kind === 'pod') return (name === 'containers' ? isListOfContainers(field) : isHidden(field)) ? 'pod' : undefined;
  const isName = type === 'string' || mapping(field.get('properties'))?.has('name') === true;
  return isName === (name !== 'persistentVolumeClaim') ? kind : undefined;
}

function isListOfContainers(field: Mapping): boolean {
  return field.get('type') === 'array' && mapping(mapping(field.get('items'))?.get('properties'))?.has('image') === true;
}

/** An object of which the schema says nothing: its name alone tells what it is. Where it says more, that is walked through. */
function isHidden(field: Mapping): boolean {
  return field.get('type') === 'object' && field.get('x-kubernetes-preserve-unknown-fields') === true && !field.has('properties');
}

function mapping(value: Value | undefined): Mapping | undefined {
  return value instanceof Mapping ? value : undefined;
}
