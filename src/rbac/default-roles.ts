// The roles and bindings that every cluster ships: plugin/pkg/auth/authorizer/rbac/bootstrappolicy, as data in rules/kubernetes/default-roles.json.
import data from '../../rules/kubernetes/default-roles.json' with { type: 'json' };
import { bindingOf, roleOf, type RbacManifest } from './manifest.js';
import type { Binding, Role } from './model.js';

interface DefaultRoles {
  /** Of Kubernetes: what `objects` are. */
  readonly version: string;
  readonly objects: readonly RbacManifest[];
  /** What later versions add: new objects, and rules of known ones. */
  readonly since: Readonly<Record<string, readonly RbacManifest[]>>;
}

const defaults = data as DefaultRoles;

/** Fresh roles and bindings of one version (default 1.36); an unknown version gives the nearest known one below it. */
export function builtInWorld(version = defaults.version): { readonly roles: readonly Role[]; readonly bindings: readonly Binding[] } {
  const roles: Role[] = [];
  const bindings: Binding[] = [];
  for (const manifest of defaultObjects(version)) {
    if (manifest.roleRef) bindings.push(bindingOf(manifest, { origin: 'builtin' }));
    else roles.push(roleOf(manifest, { origin: 'builtin' }));
  }
  return { roles, bindings };
}

/** The built-in object of that name, as plain data. */
export function defaultObject(kind: string, namespace: string, name: string, version = defaults.version): RbacManifest | undefined {
  return defaultObjects(version).find(
    (manifest) => manifest.kind === kind && manifest.metadata.name === name && (manifest.metadata.namespace ?? '') === namespace,
  );
}

let names: ReadonlySet<string> | undefined;

/** Whether every cluster of the newest version ships an object of that name: most names end the question here. */
export function isDefaultName(kind: string, namespace: string, name: string): boolean {
  names ??= new Set(defaultObjects(defaults.version).map((manifest) => `${manifest.kind}\n${manifest.metadata.namespace ?? ''}\n${manifest.metadata.name}`));
  return names.has(`${kind}\n${namespace}\n${name}`);
}

const byVersion = new Map<string, readonly RbacManifest[]>();

function defaultObjects(version: string): readonly RbacManifest[] {
  const known = byVersion.get(version);
  if (known) return known;
  const objects = [...defaults.objects];
  for (const [since, added] of Object.entries(defaults.since)) {
    if (minorOf(version) < minorOf(since)) continue;
    for (const manifest of added) {
      const at = objects.findIndex((known) => known.kind === manifest.kind && known.metadata.name === manifest.metadata.name);
      const known = objects[at];
      if (known) objects[at] = { ...known, rules: [...(known.rules ?? []), ...(manifest.rules ?? [])] };
      else objects.push(manifest);
    }
  }
  byVersion.set(version, objects);
  return objects;
}

function minorOf(version: string): number {
  return Number(/^v?1\.(\d+)/.exec(version)?.[1] ?? Number.NaN);
}
