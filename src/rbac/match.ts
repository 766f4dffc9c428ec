// Does one policy rule allow one request? The kernel of plugin/pkg/auth/authorizer/rbac/rbac.go and pkg/apis/rbac/v1/evaluation_helpers.go.
import type { PolicyRule, RequestAttributes } from './model.js';

/** A request with its compared strings put together once, so that many rules can be asked. */
export interface Question {
  readonly verb: string;
  readonly apiGroup: string;
  /** `pods` or `pods/exec`. */
  readonly resource: string;
  /** `*` + `/exec`; '' without a subresource. */
  readonly anySubresource: string;
  readonly name: string;
  /** Undefined for resource requests. */
  readonly path: string | undefined;
  /** Equal for questions that differ in their name alone. */
  readonly key: string;
}

/** Prepares a request for `ruleAnswers`. */
export function questionOf(request: RequestAttributes): Question {
  if (request.path !== undefined) return { verb: request.verb, apiGroup: '', resource: '', anySubresource: '', name: '', path: request.path, key: `${request.verb}\u0000${request.path}` };
  const sub = request.subresource;
  const resource = sub === '' ? request.resource : `${request.resource}/${sub}`;
  return {
    verb: request.verb,
    apiGroup: request.apiGroup,
    resource,
    anySubresource: sub === '' ? '' : `*/${sub}`,
    name: request.name,
    path: undefined,
    key: `${request.verb}\u0000${request.apiGroup}\u0000${resource}`,
  };
}

/** Whether `rule` allows `request`; the scope of the grant is not looked at. */
export function ruleAllows(rule: PolicyRule, request: RequestAttributes): boolean {
  return ruleAnswers(rule, questionOf(request));
}

/** As `ruleAllows`, for a prepared request. */
export function ruleAnswers(rule: PolicyRule, question: Question): boolean {
  if (!hasOrAll(rule.verbs, question.verb)) return false;
  if (question.path !== undefined) return urlMatches(rule.nonResourceURLs, question.path);
  return (
    hasOrAll(rule.apiGroups, question.apiGroup) &&
    resourceMatches(rule.resources, question.resource, question.anySubresource) &&
    // Equality with the name in the URL, no patterns: a rule with names never matches an unnamed request.
    (rule.resourceNames.length === 0 || rule.resourceNames.includes(question.name))
  );
}

function hasOrAll(list: readonly string[], wanted: string): boolean {
  for (const entry of list) if (entry === '*' || entry === wanted) return true;
  return false;
}

/** `*` covers subresources too; `*` + `/sub` covers that subresource of everything; `pods/*` is no pattern. */
function resourceMatches(resources: readonly string[], resource: string, anySubresource: string): boolean {
  for (const entry of resources) if (entry === '*' || entry === resource || (anySubresource !== '' && entry === anySubresource)) return true;
  return false;
}

function urlMatches(urls: readonly string[], path: string): boolean {
  return urls.some((entry) => entry === '*' || entry === path || (entry.endsWith('*') && path.startsWith(trimStars(entry))));
}

/** Without any of its trailing stars (Go's strings.TrimRight). */
export function trimStars(text: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === '*') end--;
  return text.slice(0, end);
}

/** What of a rule does not fit a request; empty when it allows it. */
export function mismatchesOf(rule: PolicyRule, question: Question): readonly ('verb' | 'apiGroup' | 'resource' | 'name' | 'path')[] {
  const verb = hasOrAll(rule.verbs, question.verb) ? [] : (['verb'] as const);
  if (question.path !== undefined) return urlMatches(rule.nonResourceURLs, question.path) ? verb : [...verb, 'path'];
  return [
    ...verb,
    ...(hasOrAll(rule.apiGroups, question.apiGroup) ? [] : (['apiGroup'] as const)),
    ...(resourceMatches(rule.resources, question.resource, question.anySubresource) ? [] : (['resource'] as const)),
    ...(rule.resourceNames.length === 0 || rule.resourceNames.includes(question.name) ? [] : (['name'] as const)),
  ];
}
