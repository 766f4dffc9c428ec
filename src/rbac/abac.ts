// ABAC policy files: read and asked as pkg/auth/authorizer/abac/abac.go does.
import type { KubeObject } from '#kube/object.js';
import { Mapping, type Problem } from '#source/document.js';
import { readText } from '#source/read.js';
import type { Identity, RequestAttributes } from './model.js';

/** One line of a policy file after conversion; '' is not set. */
export interface AbacPolicy {
  readonly user: string;
  readonly group: string;
  readonly readonly: boolean;
  readonly apiGroup: string;
  readonly resource: string;
  readonly namespace: string;
  readonly nonResourcePath: string;
  /** From 1; 0 for policies of no file. */
  readonly line: number;
  /** The line as an object of kind Policy, where its place is known. */
  readonly object?: KubeObject;
}

const apiGroup = 'abac.authorization.kubernetes.io';

/** Longest line Go's bufio.Scanner takes, in bytes. */
const longestLine = 64 * 1024;

/** Reads a policy file. One broken line makes the whole file useless: the API server would not start with it. */
export function readAbac(file: string, text: string): { readonly policies: readonly AbacPolicy[]; readonly problems: readonly Problem[] } {
  const policies: AbacPolicy[] = [];
  for (const [index, raw] of text.split('\n').entries()) {
    const line = index + 1;
    const content = raw.replace(/\r$/, '');
    const broken = (message: string): { policies: AbacPolicy[]; problems: Problem[] } => ({
      policies: [],
      problems: [{ file, line, column: 1, code: 'syntax', message: `the API server does not start with this ABAC policy file: ${message}`, severity: 'not-evaluated' }],
    });
    if (Buffer.byteLength(raw) >= longestLine) return broken('the line is longer than 64 KiB');
    const trimmed = content.trim();
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    const data = parseLine(content);
    if ('error' in data) return broken(data.error);
    const policy = policyOf(data.value, line);
    if ('error' in policy) return broken(policy.error);
    policies.push(policy);
  }
  return { policies, problems: [] };
}

/** The policy that an object is, as a line of a policy file would be read; undefined when the API server would not start with it. */
export function abacPolicyOf({ group, node }: Pick<KubeObject, 'group' | 'node'>): AbacPolicy | undefined {
  const policy = group === apiGroup && node ? policyOf(fieldsOf(node), 0) : undefined;
  return policy && !('error' in policy) ? policy : undefined;
}

/** Whether any policy allows the request; the first that does is given. */
export function abacAllows(policies: readonly AbacPolicy[], identity: Identity, request: RequestAttributes): AbacPolicy | undefined {
  return policies.find((policy) => subjectMatches(policy, identity) && verbMatches(policy, request.verb) && targetMatches(policy, request));
}

function subjectMatches({ user, group }: AbacPolicy, identity: Identity): boolean {
  if (user === '' && group === '') return false;
  return (user === '' || user === identity.user) && (group === '' || identity.groups.includes(group));
}

function verbMatches(policy: AbacPolicy, verb: string): boolean {
  return !policy.readonly || verb === 'get' || verb === 'list' || verb === 'watch';
}

/** Subresources and names are not compared: `pods` covers pods/exec. */
function targetMatches(policy: AbacPolicy, request: RequestAttributes): boolean {
  if (request.path !== undefined) {
    const { nonResourcePath } = policy;
    if (nonResourcePath === '*' || nonResourcePath === request.path) return true;
    return nonResourcePath.endsWith('*') && request.path.startsWith(nonResourcePath.replace(/\*+$/, ''));
  }
  const is = (wanted: string, given: string): boolean => wanted === '*' || wanted === given;
  return is(policy.namespace, request.namespace) && is(policy.resource, request.resource) && is(policy.apiGroup, request.apiGroup);
}

type Fields = Readonly<Record<string, unknown>>;

/** A line as the decoder takes it: what starts with a brace has to be JSON, all else is YAML. */
function parseLine(line: string): { readonly value: Fields } | { readonly error: string } {
  if (line.trim().startsWith('{')) {
    try {
      return { value: JSON.parse(line) as Fields };
    } catch {
      return { error: 'the line is not one JSON object' };
    }
  }
  const { documents, problems } = readText('policy', line);
  if (problems.some((problem) => problem.severity === 'not-evaluated')) return { error: 'the line is neither JSON nor YAML' };
  const root = documents[0]?.root ?? null;
  if (root === null) return { value: {} };
  return root instanceof Mapping ? { value: fieldsOf(root) } : { error: 'the line is not a mapping' };
}

function fieldsOf(node: Mapping): Fields {
  return Object.fromEntries(node.keys.map((key, index) => [key, node.values[index]]));
}

function policyOf(fields: Fields, line: number): AbacPolicy | { readonly error: string } {
  const version = stringIn(fields, 'apiVersion');
  const kind = stringIn(fields, 'kind');
  if (typeof version !== 'string') return version;
  if (typeof kind !== 'string') return kind;
  if ((version === '' || version === `${apiGroup}/v0`) && (kind === '' || kind === 'Policy')) return unversioned(fields, line);
  if (version !== `${apiGroup}/v1beta1` || kind !== 'Policy') return { error: `${kind || 'an object without kind'} of ${version} is no ABAC policy` };
  const spec = fields.spec ?? {};
  if (typeof spec !== 'object' || Array.isArray(spec)) return { error: 'spec is not a mapping' };
  const read = readFields(spec instanceof Mapping ? fieldsOf(spec) : (spec as Fields), line);
  return 'error' in read ? read : everybodyByStar(read);
}

/** Lines of version 0, from before there were versions: what they do not limit is not limited (pkg/apis/abac/v0/conversion.go). */
function unversioned(fields: Fields, line: number): AbacPolicy | { readonly error: string } {
  const read = readFields({ ...fields, apiGroup: undefined, nonResourcePath: undefined }, line);
  if ('error' in read) return read;
  const nobody = read.user === '' && read.group === '';
  const policy = nobody ? { ...read, group: 'system:authenticated' } : everybodyByStar(read);
  return {
    ...policy,
    apiGroup: '*',
    resource: read.resource || '*',
    namespace: read.namespace || '*',
    nonResourcePath: read.resource === '' && read.namespace === '' ? '*' : '',
  };
}

/** A star for user or group means everybody who is authenticated, and the other of the two is dropped. */
function everybodyByStar(policy: AbacPolicy): AbacPolicy {
  return policy.user === '*' || policy.group === '*' ? { ...policy, user: '', group: 'system:authenticated' } : policy;
}

function readFields(fields: Fields, line: number): AbacPolicy | { readonly error: string } {
  const texts = { user: '', group: '', apiGroup: '', resource: '', namespace: '', nonResourcePath: '' };
  for (const key of Object.keys(texts) as (keyof typeof texts)[]) {
    const value = stringIn(fields, key);
    if (typeof value !== 'string') return value;
    texts[key] = value;
  }
  const readonly = fields.readonly ?? false;
  if (typeof readonly !== 'boolean') return { error: 'readonly is not a boolean' };
  return { ...texts, readonly, line };
}

function stringIn(fields: Fields, key: string): string | { readonly error: string } {
  const value = Object.hasOwn(fields, key) ? (fields[key] ?? '') : '';
  return typeof value === 'string' ? value : { error: `${key} is not a string` };
}
