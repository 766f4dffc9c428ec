// Finds the permissions that a policy rule allows, by the resources it names, so that a role is not compared with every permission there is.
import type { PolicyRule } from '#rbac/model.js';
import type { Permission } from '#rule/permission.js';
import { matchPolicy, type PolicyMatch } from './policy-match.js';
import type { PermissionPattern } from './technique.js';

type ResourcePermission = Extract<Permission, { resource: string }>;

interface Asked {
  readonly pattern: PermissionPattern;
  readonly permission: ResourcePermission;
}

interface Found {
  readonly pattern: PermissionPattern;
  readonly match: PolicyMatch;
}

/** Patterns by the entries of `resources` that can allow them. */
export class PatternIndex {
  readonly #byResource = new Map<string, Asked[]>();
  readonly #all: Asked[] = [];

  constructor(patterns: readonly PermissionPattern[]) {
    for (const pattern of patterns) {
      for (const permission of pattern.permissions) {
        if (permission.path !== undefined) continue;
        const asked = { pattern, permission };
        this.#all.push(asked);
        const { resource, subresource } = permission;
        const keys = subresource === '' ? [resource] : [`${resource}/${subresource}`, `*/${subresource}`];
        for (const key of keys) {
          const known = this.#byResource.get(key);
          if (known) known.push(asked);
          else this.#byResource.set(key, [asked]);
        }
      }
    }
  }

  /** For each pattern the first match, or, where names tell instances apart, every match until one without names. `only` narrows every pattern to one request. */
  matchesOf(rules: readonly PolicyRule[], only?: ResourcePermission): Found[] {
    const found = new Map<PermissionPattern, PolicyMatch[]>();
    for (const rule of rules) {
      for (const { pattern, permission } of this.#askedOf(rule)) {
        const known = found.get(pattern);
        if (known && (!tellsNamesApart(pattern) || known.at(-1)?.names.length === 0)) continue;
        if (only && !contains(permission, only)) continue;
        const match = matchPolicy(rule, only ?? permission, pattern.names);
        if (!match) continue;
        // What is allowed without names needs no names besides.
        if (!known || match.names.length === 0) found.set(pattern, [match]);
        else known.push(match);
      }
    }
    return [...found].flatMap(([pattern, matches]) => matches.map((match) => ({ pattern, match })));
  }

  #askedOf(rule: PolicyRule): Iterable<Asked> {
    if (rule.resources.includes('*')) return this.#all;
    const [only] = rule.resources;
    if (rule.resources.length === 1 && only !== undefined) return this.#byResource.get(only) ?? [];
    return new Set(rule.resources.flatMap((entry) => this.#byResource.get(entry) ?? []));
  }
}

function contains(wide: ResourcePermission, narrow: ResourcePermission): boolean {
  return wide.resource === narrow.resource && wide.subresource === narrow.subresource && wide.group === narrow.group && narrow.verbs.every((verb) => wide.verbs.includes(verb));
}

function tellsNamesApart({ names }: PermissionPattern): boolean {
  return names === 'each' || names === 'namespace' || names === 'clusterrole-of-binding' || names === 'role-of-binding';
}
