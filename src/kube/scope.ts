// Which kinds live outside every namespace: the built-in ones, and those a CustomResourceDefinition in the files declares so.
import world from '../../rules/kubernetes/builtin-world.json' with { type: 'json' };
import { inside, text, type Part } from './part.js';

const clusterScoped: ReadonlySet<string> = new Set(Object.entries(world.clusterScoped).flatMap(([group, kinds]) => kinds.map((kind) => `${group}/${kind}`)));

/** Kinds outside every namespace, as `group/Kind`; `definitions` are the CustomResourceDefinitions at hand. */
export function clusterScopedKinds(definitions: readonly Part[]): ReadonlySet<string> {
  const declared = definitions
    .map((definition) => inside(definition, 'spec'))
    .filter((spec) => text(spec, 'scope') === 'Cluster')
    .map((spec) => `${text(spec, 'group')}/${text(inside(spec, 'names'), 'kind')}`);
  return declared.length === 0 ? clusterScoped : new Set([...clusterScoped, ...declared]);
}

/** Namespaces that every cluster has. */
export const builtinNamespaces: readonly string[] = world.namespaces;

/** ServiceAccounts that every cluster has, by namespace: those of the controllers. */
export const builtinServiceAccounts: Readonly<Record<string, readonly string[]>> = world.serviceAccounts;
