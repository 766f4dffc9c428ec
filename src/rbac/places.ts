// The keys of roles and bindings that a proof points at.
import type { KubeObject } from '#kube/object.js';
import { Mapping, Sequence, type Place, type Value } from '#source/document.js';
import { placeOfItem, placeOfKey, placeOfValue, routeOfItem, routeOfKey } from '#source/place.js';
import type { Binding, PolicyRule, Subject } from './model.js';

/** The place at the end of a path from the object's root, or of the last step that is there; undefined only for what no file holds. */
export function placeAlong(object: KubeObject, path: readonly (string | number)[]): Place | undefined {
  const { file, node } = object;
  if (!file || !node) return undefined;
  let at: Value | undefined = node;
  let route = '';
  // Where the last step was taken: its place is made once, at the end.
  let last: { readonly from: Mapping | Sequence; readonly step: string | number; readonly route: string } | undefined;
  for (const step of path) {
    if (typeof step === 'string' && at instanceof Mapping && at.keys.includes(step)) {
      last = { from: at, step, route };
      at = at.get(step);
      route = routeOfKey(route, step);
    } else if (typeof step === 'number' && at instanceof Sequence && step < at.values.length) {
      last = { from: at, step, route };
      at = at.values[step];
      route = routeOfItem(route, step);
    } else break;
  }
  if (!last) return placeOfKey(file, node, 'kind', '') ?? { file, start: node.start, end: node.start, route: '' };
  const { from, step } = last;
  return from instanceof Mapping ? placeOfValue(file, from, String(step), last.route) : placeOfItem(file, from, Number(step), last.route);
}

/** What of a policy rule is asked for: `verb` and `resource` (`pods`, `pods/exec`) as requested, or `path`. */
export interface RulePart {
  readonly verb?: string;
  readonly apiGroup?: string;
  readonly resource?: string;
  readonly path?: string;
}

/** Places inside a policy rule; all undefined for built-in roles. */
export interface RulePlaces {
  /** The first key of the rule. */
  readonly rule: Place | undefined;
  /** The entry of `verbs` that matches, `*` included. */
  readonly verb: Place | undefined;
  readonly apiGroup: Place | undefined;
  /** The entry of `resources`, or of `nonResourceURLs`, that matches. */
  readonly resource: Place | undefined;
}

/** Where a policy rule says what is asked for: the entry itself, the exact one before a wildcard. */
export function placesOfRule(rule: PolicyRule, part: RulePart = {}): RulePlaces {
  return rule.at ? { ...rule.at, apiGroup: rule.at.resource } : new WrittenRulePlaces(rule, part);
}

/** Looks for a place when it is asked for: of most rules only one is. */
class WrittenRulePlaces implements RulePlaces {
  readonly #rule: PolicyRule;
  readonly #part: RulePart;

  constructor(rule: PolicyRule, part: RulePart) {
    this.#rule = rule;
    this.#part = part;
  }

  get rule(): Place | undefined {
    return this.#at();
  }

  get verb(): Place | undefined {
    const { verb } = this.#part;
    return verb === undefined ? undefined : this.#entry('verbs', verb, '*');
  }

  get apiGroup(): Place | undefined {
    const { apiGroup } = this.#part;
    return apiGroup === undefined ? undefined : this.#entry('apiGroups', apiGroup, '*');
  }

  get resource(): Place | undefined {
    const { resource, path } = this.#part;
    if (path !== undefined) return this.#entry('nonResourceURLs', path, this.#rule.nonResourceURLs.find((url) => url.endsWith('*') && path.startsWith(url.replace(/\*+$/, ''))) ?? path);
    if (resource === undefined) return undefined;
    return resource.includes('/') ? this.#entry('resources', resource, `*/${resource.slice(resource.indexOf('/') + 1)}`, '*') : this.#entry('resources', resource, '*');
  }

  #entry(key: 'verbs' | 'apiGroups' | 'resources' | 'nonResourceURLs', ...entries: readonly string[]): Place | undefined {
    for (const entry of entries) {
      const index = this.#rule[key].indexOf(entry);
      if (index >= 0) return this.#at(key, index);
    }
    return undefined;
  }

  #at(...path: readonly (string | number)[]): Place | undefined {
    const { owner, index } = this.#rule;
    return owner.object ? placeAlong(owner.object, ['rules', index, ...path]) : undefined;
  }
}

/** Where a binding names its role: the value of `roleRef.name`. */
export function placeOfRoleRef(binding: Binding): Place | undefined {
  return binding.at ?? (binding.object && placeAlong(binding.object, ['roleRef', 'name']));
}

/** Where a binding names a subject: the value of its `name`. */
export function placeOfSubject(binding: Binding, subject: Subject): Place | undefined {
  if (binding.at) return binding.at;
  const subjects = binding.object?.node?.get('subjects');
  const moved = binding.object?.subjectNamespaces;
  if (!binding.object || !(subjects instanceof Sequence)) return undefined;
  const index = subjects.values.findIndex(
    (item) =>
      item instanceof Mapping &&
      item.get('kind') === subject.kind &&
      item.get('name') === subject.name &&
      (subject.kind !== 'ServiceAccount' || (moved?.get(item) ?? (item.get('namespace') || binding.namespace)) === subject.namespace),
  );
  return index < 0 ? undefined : placeAlong(binding.object, ['subjects', index, 'name']);
}
