// Compares src/rbac with recorded answers of Kubernetes' own RBAC and ABAC code: decisions, real projects, coverage, escalation, ABAC.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { objectsOf } from '#kube/objects.js';
import { qualifiedName, type KubeObject } from '#kube/object.js';
import { abacAllows, readAbac, type AbacPolicy } from '#rbac/abac.js';
import { accessFrom, accessOf } from '#rbac/access.js';
import { ruleOfRight, uncoveredRights } from '#rbac/covers.js';
import { builtInWorld } from '#rbac/default-roles.js';
import { mayWrite } from '#rbac/escalation.js';
import { bindingOf, roleOf, type RbacManifest, type RuleManifest } from '#rbac/manifest.js';
import type { Access, Binding, Grant, RequestAttributes, Role } from '#rbac/model.js';
import { ruleAllows } from '#rbac/match.js';
import { isRbac } from '#rbac/read-roles.js';
import { readText } from '#source/read.js';

export const defaultDirectory = '../shared/oracle/rbac';

interface Query {
  readonly user: string;
  readonly groups?: readonly string[];
  readonly verb: string;
  readonly apiGroup?: string;
  readonly resource?: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly path?: string;
}

interface AnsweredQuery extends Query {
  readonly allowed: boolean;
  readonly allowedIfRejected?: boolean;
  readonly via?: { readonly binding: string; readonly role: string };
  readonly alsoVia?: readonly { readonly binding: string; readonly role: string }[];
}

interface World {
  readonly id: string;
  readonly defaults?: boolean;
  readonly objects?: readonly RbacManifest[];
  readonly files?: readonly string[];
  readonly invalidForApi?: readonly { readonly object: number | string; readonly errors: readonly string[] }[];
  readonly queries: readonly AnsweredQuery[];
}

type Check = (same: boolean, what: () => string) => void;

/**
 * Every kind of record in `directory`, as JSON lines or packed with brotli (test/rbac/recorded); real projects are read from `corpus/` beside the oracle's
 * folder. A kind that is not there is said so.
 */
export function score(directory: string, log: (line: string) => void): { passed: number; failed: number } {
  const total = { passed: 0, failed: 0 };
  const part = (file: string, title: string, run: (record: never, check: Check) => void): void => {
    const before = { ...total };
    const text = recordsIn(directory, file);
    if (text === undefined) return log(`${title}: ${file} is not in ${directory}`);
    for (const line of text.split('\n')) {
      if (line === '') continue;
      run(JSON.parse(line) as never, (same, what) => {
        if (same) total.passed++;
        else total.failed++;
        if (!same) log(what());
      });
    }
    log(`${title}: ${total.passed - before.passed} passed, ${total.failed - before.failed} failed`);
  };
  part('rbac-decisions.jsonl', 'decisions of the kernel', scoreWorld);
  part('rbac-decisions.jsonl', 'decisions from files', scoreWorldAsFiles);
  part('rbac-real.jsonl', 'decisions in real projects', (world, check) => scoreProject(join(directory, '../../corpus'), world, check));
  part('rbac-covers.jsonl', 'coverage', scoreCovers);
  part('rbac-escalation.jsonl', 'escalation', scoreEscalation);
  part('abac-decisions.jsonl', 'ABAC', scoreAbac);
  return total;
}

function recordsIn(directory: string, file: string): string | undefined {
  const path = join(directory, file);
  if (existsSync(path)) return readFileSync(path, 'utf8');
  return existsSync(`${path}.br`) ? brotliDecompressSync(readFileSync(`${path}.br`)).toString('utf8') : undefined;
}

/** The kernel on plain data, invalid objects taken as written: answers, and the set of bindings that allow. */
function scoreWorld(world: World, check: Check): void {
  const access = accessOfManifests(world.objects ?? [], world.defaults ?? false);
  for (const [index, query] of world.queries.entries()) {
    const request = requestOf(query);
    const { allowed } = access.decide(identityOf(query), request);
    check(allowed === query.allowed, () => `${world.id} query ${index}: ${allowed} instead of ${query.allowed} ${JSON.stringify(query)}`);
    const expected = viaOf(query);
    const got = allowingGrants(access, query, request);
    check(got === expected, () => `${world.id} query ${index}: by ${got} instead of ${expected}`);
  }
}

/** The public way, through text and files: what the API server rejects is not used. */
function scoreWorldAsFiles(world: World, check: Check): void {
  const text = (world.objects ?? []).map((object) => JSON.stringify(object)).join('\n---\n');
  const { objects } = objectsOf(readText('world.yaml', text).documents);
  const access = accessOf(objects, { builtIn: world.defaults ?? false });
  const rejected = access.rejected.map(({ object }) => objects.indexOf(object)).sort((a, b) => a - b);
  const expected = (world.invalidForApi ?? []).map(({ object }) => Number(object)).sort((a, b) => a - b);
  check(`${rejected}` === `${expected}`, () => `${world.id}: rejects objects ${rejected} instead of ${expected}`);
  scoreAnswers(world, access, check);
}

/** A project's files by the reading rule of the records: first of a name, no namespace means `default`. */
function scoreProject(corpus: string, world: World, check: Check): void {
  const documents = (world.files ?? []).flatMap((file) => readText(file, readFileSync(join(corpus, file), 'utf8')).documents);
  const objects = objectsOf(documents).objects.filter(isRbac).map((object) => ({ ...object, namespace: namespaceAsWritten(object) }));
  scoreAnswers(world, accessOf(objects), check);
}

function namespaceAsWritten({ kind, node }: KubeObject): string {
  if (kind.startsWith('Cluster')) return '';
  const metadata = node?.get('metadata');
  const namespace = metadata !== null && typeof metadata === 'object' && 'get' in metadata ? metadata.get('namespace') : undefined;
  return typeof namespace === 'string' && namespace !== '' ? namespace : 'default';
}

function scoreAnswers(world: World, access: Access, check: Check): void {
  for (const [index, query] of world.queries.entries()) {
    const expected = query.allowedIfRejected ?? query.allowed;
    const { allowed } = access.decide(identityOf(query), requestOf(query));
    check(allowed === expected, () => `${world.id} query ${index} as files: ${allowed} instead of ${expected} ${JSON.stringify(query)}`);
  }
}

function scoreCovers(record: { id: string; owner: RuleManifest[]; servant: RuleManifest[]; covers: boolean; uncovered: RuleManifest[] }, check: Check): void {
  const rules = (manifests: readonly RuleManifest[]): Role['rules'] => roleOf({ kind: 'ClusterRole', metadata: {}, rules: manifests }, { origin: 'files' }).rules;
  const uncovered = uncoveredRights(rules(record.owner), rules(record.servant)).map(ruleOfRight);
  check((uncovered.length === 0) === record.covers, () => `${record.id}: covers ${uncovered.length === 0} instead of ${record.covers}`);
  const got = uncovered.map(ruleText).join('\n');
  const expected = record.uncovered.map(ruleText).join('\n');
  check(got === expected, () => `${record.id}: uncovered ${got} instead of ${expected}`);
}

function ruleText(rule: RuleManifest): string {
  return JSON.stringify([rule.verbs ?? [], rule.apiGroups ?? [], rule.resources ?? [], rule.resourceNames ?? [], rule.nonResourceURLs ?? []]);
}

interface WriteRequest extends Query {
  readonly object: RbacManifest;
  readonly old?: RbacManifest;
  readonly outcome: string;
  readonly change: string;
}

function scoreEscalation(world: World & { readonly requests: readonly WriteRequest[] }, check: Check): void {
  const access = accessOfManifests(world.objects ?? [], world.defaults ?? false);
  for (const [index, request] of world.requests.entries()) {
    const { object, old, namespace = '', name = '' } = request;
    const verdict = mayWrite(access, identityOf(request), { object, ...(old ? { old } : {}), namespace, name });
    check(verdict.outcome === request.outcome, () => `${world.id} request ${index} (${request.change}): ${verdict.outcome} instead of ${request.outcome}`);
  }
}

interface AbacRecord {
  readonly id: string;
  readonly policy: string;
  readonly error?: string;
  readonly loaded?: readonly Partial<AbacPolicy>[];
  readonly queries?: readonly AnsweredQuery[];
}

function scoreAbac(record: AbacRecord, check: Check): void {
  const { policies, problems } = readAbac('policy.jsonl', record.policy);
  check(problems.length > 0 === (record.error !== undefined), () => `${record.id}: ${problems[0]?.message ?? 'loads'} instead of ${record.error ?? 'loading'}`);
  if (record.error !== undefined) return;
  const expected = (record.loaded ?? []).map(policyText).join('\n');
  const got = policies.map(policyText).join('\n');
  check(got === expected, () => `${record.id}: loaded ${got} instead of ${expected}`);
  for (const [index, query] of (record.queries ?? []).entries()) {
    const allowed = abacAllows(policies, identityOf(query), requestOf(query)) !== undefined;
    check(allowed === query.allowed, () => `${record.id} query ${index}: ${allowed} instead of ${query.allowed}`);
  }
}

function policyText(policy: Partial<AbacPolicy>): string {
  const { user = '', group = '', readonly = false, apiGroup = '', resource = '', namespace = '', nonResourcePath = '' } = policy;
  return JSON.stringify([user, group, readonly, apiGroup, resource, namespace, nonResourcePath]);
}

function accessOfManifests(manifests: readonly RbacManifest[], defaults: boolean): Access {
  const roles: Role[] = [];
  const bindings: Binding[] = [];
  for (const manifest of manifests) {
    if (/^(Cluster)?Role$/.test(manifest.kind)) roles.push(roleOf(manifest, { origin: 'files' }));
    if (/^(Cluster)?RoleBinding$/.test(manifest.kind)) bindings.push(bindingOf(manifest, { origin: 'files' }));
  }
  const builtIn = defaults ? builtInWorld() : { roles: [], bindings: [] };
  return accessFrom([...roles, ...builtIn.roles], [...bindings, ...builtIn.bindings]);
}

function identityOf({ user, groups = [] }: Query): { user: string; groups: readonly string[] } {
  return { user, groups };
}

function requestOf(query: Query): RequestAttributes {
  const { verb, path, apiGroup = '', resource = '', subresource = '', namespace = '', name = '' } = query;
  return path !== undefined ? { verb, path } : { verb, apiGroup, resource, subresource, namespace, name };
}

function viaOf({ via, alsoVia = [] }: AnsweredQuery): string {
  const all = [...(via ? [via] : []), ...alsoVia].map(({ binding, role }) => `${binding} ${role}`);
  return all.sort().join(', ');
}

function allowingGrants(access: Access, query: Query, request: RequestAttributes): string {
  const namespace = request.path === undefined ? request.namespace : '';
  const counts = (grant: Grant): boolean => grant.scope.in === 'cluster' || grant.scope.namespace === namespace;
  return access
    .grantsOf(identityOf(query))
    .filter((grant) => counts(grant) && grant.role?.rules.some((rule) => ruleAllows(rule, request)))
    .map(({ binding, role }) => `${binding.kind}/${qualifiedName(binding)} ${role?.kind}/${role?.name}`)
    .sort()
    .join(', ');
}
