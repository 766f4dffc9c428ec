// Says what would break a path: the smallest edit at the marked key, and what else there is to do.
import { listed } from '#finding/named.js';
import { everywhere, nodeLabel } from '#graph/node.js';
import type { Path } from '#graph/path.js';
import { matchPolicy } from '#graph/policy-match.js';
import type { Asked } from '#graph/step.js';
import type { Inventory } from '#kube/inventory.js';
import { unnamedNamespace } from '#kube/object.js';
import { textAt } from '#source/place.js';
import type { Anchor } from './path-anchor.js';
import { inWords } from './policy-words.js';

/** What to do about a path. `scopes` are all in which a step is taken by what the marked key allows: namespaces, perhaps `*`. */
export function pathAdvice(inventory: Inventory, anchor: Anchor, path: Path, scopes: readonly string[]): string {
  const advice = [levelAdvice(inventory, anchor, path, scopes), keyAdvice(anchor), accountAdvice(path)].filter((part) => part !== undefined).join(', or ');
  return `${advice.charAt(0).toUpperCase()}${advice.slice(1)}.`;
}

/** Pods of namespaces that have no level yet are kept from their nodes by one. */
function levelAdvice({ namespaces }: Inventory, { step }: Anchor, { steps }: Path, scopes: readonly string[]): string | undefined {
  if (step?.to.type !== 'workloads' || !steps.some(({ technique }) => technique === 'host-access')) return undefined;
  const isOpen = (scope: string): boolean => ![everywhere, unnamedNamespace, 'kube-system', ''].includes(scope) && namespaces.get(scope)?.object?.labels.has('pod-security.kubernetes.io/enforce') !== true;
  if (!scopes.every(isOpen)) return undefined;
  return `enforce the \`baseline\` Pod Security level on ${scopes.length === 1 ? 'namespace' : 'namespaces'} ${listed([...scopes].sort())}`;
}

function keyAdvice({ proof, step }: Anchor): string {
  const { role, place, message } = proof;
  const text = textAt(place);
  if (role === 'thing') return `do without ${text}`;
  if (role === 'binding') return `drop ${message.split(' -> ')[0] ?? message}, or bind a smaller role`;
  if (text.startsWith('*')) return `name what is needed in place of \`${text}\` in this rule of ${message}`;
  const asked = step?.askedAt(place);
  const entries = asked ? servingEntries(asked) : [text];
  return entries.length === 0 ? `drop this rule of ${message}` : `take ${inWords(entries.map((entry) => `\`${entry}\``))} out of this rule of ${message}`;
}

/** The verbs of the policy rule each of which is enough for the step, else its resources; none where the whole rule serves it. */
function servingEntries({ allowed: { rule, verb }, permissions }: Asked): readonly string[] {
  const served = permissions.flatMap((permission) => (permission.path === undefined && matchPolicy(rule, permission) ? [permission] : []));
  if (served.length === 0) return [verb];
  const verbs = rule.verbs.filter((entry) => entry === '*' || served.some((permission) => permission.verbs.includes(entry)));
  if (verbs.length < rule.verbs.length) return verbs;
  const resources = rule.resources.filter((entry) => entry === '*' || served.some((permission) => permission.entries.includes(entry)));
  return resources.length < rule.resources.length ? resources : [];
}

/** An account is out of reach in another namespace, unless pods can be created in every one. */
function accountAdvice({ steps }: Path): string | undefined {
  const used = steps.findIndex(({ technique, places }) => technique === 'use-serviceaccount' && places.length > 0);
  const account = steps[used]?.to;
  if (!account || steps.slice(0, used).some(({ to }) => to.type === 'workloads' && to.scope === everywhere)) return undefined;
  return `keep ${nodeLabel(account)} in a namespace of its own`;
}
