// Turns the words of `can-i` and `who-can` into the request that an API server would see, as `kubectl auth can-i` reads them.
import { unnamedNamespace, type KubeObject } from '#kube/object.js';
import type { RequestAttributes } from '#rbac/model.js';
import { customResources, nearest, resolveResource, type ApiResource } from '#rbac/resources.js';

/** What was typed. `resource` is `TYPE[.GROUP][/NAME]` or `/url`. */
export interface RequestWords {
  readonly verb: string;
  readonly resource: string;
  readonly subresource?: string | undefined;
  readonly namespace?: string | undefined;
  readonly allNamespaces?: boolean | undefined;
}

export interface WordedRequest {
  readonly request: RequestAttributes;
  /** False for cluster-scoped resources and URLs: no namespace is worth naming. */
  readonly namespaced: boolean;
  /** For stderr: what a person probably got wrong. */
  readonly hints: readonly string[];
}

const verbs = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'];
/** Verbs that exist for authorization alone. */
const specialVerbs = ['impersonate', 'escalate', 'bind', 'approve', 'sign', 'attest', 'use', 'proxy', '*'];
const urlVerbs = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options', '*'];

/** Nothing is refused: RBAC does not validate requests either, it only never matches. */
export function requestFrom(words: RequestWords, objects: readonly KubeObject[]): WordedRequest {
  const hints: string[] = [];
  if (words.resource.startsWith('/')) {
    hints.push(...verbHints(words.verb, urlVerbs, []));
    return { request: { verb: words.verb, path: words.resource }, namespaced: false, hints };
  }
  hints.push(...verbHints(words.verb, verbs, specialVerbs));
  const slash = words.resource.indexOf('/');
  const type = slash < 0 ? words.resource : words.resource.slice(0, slash);
  const name = slash < 0 ? '' : words.resource.slice(slash + 1);
  const { group, resource, known, suggestion } = resolveResource(type, customResources(objects));
  if (!known && !type.startsWith('*')) {
    hints.push(`\`${type}\` is not a resource${suggestion === undefined ? ' that is built in or defined in the files' : `; did you mean \`${suggestion}\`?`}`);
  }
  const [whole, subOfResource] = splitOnce(resource);
  const subresource = words.subresource ?? subOfResource;
  if (known?.subresources?.includes(name)) hints.push(`\`${name}\` is taken as a name; the subresource is \`--subresource ${name}\``);
  if (known && subresource !== '' && known.subresources && known.resource === whole && !known.subresources.includes(subresource)) {
    const near = nearest(subresource, known.subresources);
    hints.push(`\`${resource}\` has no subresource \`${subresource}\`${near === undefined ? '' : `; did you mean \`${near}\`?`}`);
  }
  const namespaced = known?.namespaced ?? true;
  if (!namespaced && words.namespace !== undefined) hints.push(`${resource} are not in a namespace, so ${words.namespace} plays no role`);
  const namespace = namespaceOf(words, known, name, objects);
  return { request: { verb: words.verb, apiGroup: group, resource: whole, subresource, namespace, name }, namespaced, hints };
}

/** A request for a Namespace by name is also one in that namespace (apiserver/pkg/endpoints/request/requestinfo.go). */
function namespaceOf(words: RequestWords, known: ApiResource | undefined, name: string, objects: readonly KubeObject[]): string {
  if (known?.group === '' && known.resource === 'namespaces') return name;
  if (known?.namespaced === false || words.allNamespaces) return '';
  return words.namespace ?? defaultNamespace(objects);
}

/** Where objects without namespace are applied; without any such object, `default` as in kubectl. */
export function defaultNamespace(objects: readonly KubeObject[]): string {
  return objects.some((object) => object.namespace === unnamedNamespace) ? unnamedNamespace : 'default';
}

function splitOnce(text: string): readonly [string, string] {
  const slash = text.indexOf('/');
  return slash < 0 ? [text, ''] : [text.slice(0, slash), text.slice(slash + 1)];
}

function verbHints(verb: string, common: readonly string[], rare: readonly string[]): string[] {
  if (common.includes(verb) || rare.includes(verb) || verb.includes(':')) return [];
  const near = nearest(verb.toLowerCase(), common);
  return [`\`${verb}\` is not a verb of the API${near === undefined ? '' : `; did you mean \`${near}\`?`}`];
}
