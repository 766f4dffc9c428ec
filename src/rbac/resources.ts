// Finds the resource a person means as kubectl does: plural, singular, kind, short name, TYPE.GROUP, TYPE.VERSION.GROUP.
import { Mapping, Sequence } from '#source/document.js';
import type { KubeObject } from '#kube/object.js';
import data from '../../rules/kubernetes/api-resources.json' with { type: 'json' };

/** A resource of the API, or one that only exists for authorization (`users`, `signers`). */
export interface ApiResource {
  readonly group: string;
  readonly resource: string;
  readonly namespaced: boolean;
  readonly kind?: string;
  readonly singular?: string;
  readonly versions?: readonly string[];
  readonly shortNames?: readonly string[];
  readonly verbs?: readonly string[];
  readonly subresources?: readonly string[];
}

/** What a text names. `known` is undefined when no such resource is known; then resource and group stand as written, as kubectl sends them. */
export interface ResolvedResource {
  readonly group: string;
  readonly resource: string;
  readonly known: ApiResource | undefined;
  /** A resource that is spelled nearly so. */
  readonly suggestion: string | undefined;
}

const builtIn: readonly ApiResource[] = [
  ...(data.resources as readonly ApiResource[]),
  ...(data.authorizationOnly as readonly ApiResource[]).filter(({ resource }) => /^[a-z/]+$/.test(resource)),
];

/** Resolves `text`; `custom` are the resources that the files define. Letter case does not matter, exact groups go before prefixes of groups. */
export function resolveResource(text: string, custom: readonly ApiResource[] = []): ResolvedResource {
  const all = [...builtIn, ...custom];
  const lower = text.toLowerCase();
  const [name = '', ...rest] = lower.split('.');
  const group = rest.join('.');
  const [version = '', ...afterVersion] = rest;
  const found =
    rest.length > 1 && all.find((one) => names(one, name) && one.group === afterVersion.join('.') && (one.versions ?? []).includes(version));
  const known = found || inGroup(all, name, rest.length === 0 ? undefined : group);
  if (known) return { group: known.group, resource: known.resource, known, suggestion: undefined };
  const dot = text.indexOf('.');
  const asWritten = dot < 0 ? { resource: text, group: '' } : { resource: text.slice(0, dot), group: text.slice(dot + 1) };
  return { ...asWritten, known: undefined, suggestion: text === '*' || asWritten.resource === '*' ? undefined : nearest(name, all.flatMap((one) => [one.resource, ...(one.shortNames ?? [])])) };
}

/** The resource of a kind; undefined when it is neither built in nor among `custom`. */
export function resourceOfKind(group: string, kind: string, custom: readonly ApiResource[] = []): ApiResource | undefined {
  return [...builtIn, ...custom].find((one) => one.group === group && one.kind === kind);
}

/** The resources that CustomResourceDefinitions among the objects define. */
export function customResources(objects: readonly KubeObject[]): readonly ApiResource[] {
  return objects.flatMap((object) => {
    if (object.kind !== 'CustomResourceDefinition' || object.group !== 'apiextensions.k8s.io') return [];
    const spec = object.node?.get('spec');
    const names = spec instanceof Mapping ? spec.get('names') : undefined;
    if (!(spec instanceof Mapping) || !(names instanceof Mapping)) return [];
    const resource = textOf(names, 'plural');
    const group = textOf(spec, 'group');
    if (resource === '' || group === '') return [];
    const shortNames = names.get('shortNames');
    const kind = textOf(names, 'kind');
    return [
      {
        group,
        resource,
        kind,
        singular: textOf(names, 'singular') || kind.toLowerCase(),
        namespaced: textOf(spec, 'scope') !== 'Cluster',
        shortNames: shortNames instanceof Sequence ? shortNames.values.filter((name) => typeof name === 'string') : [],
        subresources: ['status', 'scale'],
      },
    ];
  });
}

/** The word of `known` that is at most two typing mistakes away, nearest first. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = Math.min(3, word.length);
  for (const candidate of known) {
    const steps = mistakes(word, candidate, least);
    if (steps < least) [best, least] = [candidate, steps];
  }
  return best;
}

function inGroup(all: readonly ApiResource[], name: string, group: string | undefined): ApiResource | undefined {
  const named = all.filter((one) => names(one, name));
  if (group === undefined) return named.find((one) => one.resource === name) ?? named[0];
  return named.find((one) => one.group === group) ?? named.find((one) => group !== '' && one.group.startsWith(group));
}

function names(one: ApiResource, name: string): boolean {
  return one.resource === name || one.singular === name || one.kind?.toLowerCase() === name || (one.shortNames?.includes(name) ?? false);
}

function textOf(node: Mapping, key: string): string {
  const value = node.get(key);
  return typeof value === 'string' ? value : '';
}

/** Edit distance, given up at `limit`. */
function mistakes(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? limit;
}
