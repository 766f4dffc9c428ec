// An independent, slow account of what an identity comes to hold: every move tried one by one on answers of the authorizer, until nothing changes.
import { inScope } from '#rbac/access.js';
import { ruleAllows } from '#rbac/match.js';
import type { Access, RequestAttributes, Role } from '#rbac/model.js';
import { identityOf, serviceAccountUser } from '#rbac/subjects.js';
import type { Inventory } from '#kube/inventory.js';

/** Techniques that the evaluator knows; the graph it is compared with must know no others. */
export const knownTechniques = [
  'create-workload', 'create-workload-by-apply', 'edit-workload', 'use-serviceaccount', 'mount-secret', 'read-secrets', 'read-secrets-by-write', 'read-secrets-by-deletecollection',
  'use-token-secret', 'forge-token-secret', 'request-token', 'impersonate-serviceaccount', 'impersonate-user', 'impersonate-group', 'exec-into-pod', 'edit-pod', 'mounted-token',
  'escalate-clusterrole', 'escalate-role', 'bind-clusterrole', 'bind-clusterrole-in-namespace',
] as const;

const workloads = [['pods', ''], ['replicationcontrollers', ''], ['deployments', 'apps'], ['daemonsets', 'apps'], ['statefulsets', 'apps'], ['replicasets', 'apps'], ['jobs', 'batch'], ['cronjobs', 'batch']] as const;
const rbac = 'rbac.authorization.k8s.io';

interface HeldRole {
  readonly role: Role;
  /** '' is the cluster. */
  readonly namespace: string;
}

/** What one identity may do: its roles by name and scope, and the scopes ('' is the cluster) in which that is everything. */
interface Rights {
  readonly roles: Map<string, HeldRole>;
  readonly admin: Set<string>;
}

/** One request: verb, `resource/subresource@group`, namespace, name. */
type Request = readonly [verb: string, target: string, namespace: string, name?: string];

/** Keys as `sa:shop/web`, `user:jane`, `group:dev`, `secret:shop/db`, `admin@*`, `admin@shop` of what is held in the end. `users` are known besides those that bindings name. */
export function slowReach(inventory: Inventory, access: Access, start: string, users: readonly string[]): ReadonlySet<string> {
  return new Evaluator(inventory, access, start, users).run();
}

class Evaluator {
  readonly #held: Set<string>;
  /** By identity that is held. What one request is asked for, one of them must be allowed. */
  readonly #rights = new Map<string, Rights>();
  /** What any of them may do. */
  readonly #all: Rights = { roles: new Map(), admin: new Set() };
  readonly #names: readonly string[];
  readonly #namespaces: readonly string[];

  constructor(
    private readonly inventory: Inventory,
    private readonly access: Access,
    start: string,
    private readonly users: readonly string[],
  ) {
    this.#held = new Set([start]);
    const all = access.roles.filter(({ origin }) => origin !== 'builtin').flatMap(({ rules }) => rules.flatMap(({ resourceNames }) => resourceNames));
    this.#names = [...new Set([...all, 'fresh'])];
    this.#namespaces = [...inventory.namespaces.keys()];
  }

  run(): ReadonlySet<string> {
    for (let before = ''; before !== this.#state(); ) {
      before = this.#state();
      this.#bindings();
      for (const namespace of this.#namespaces) this.#inNamespace(namespace);
      this.#inCluster();
    }
    return this.#held;
  }

  #state(): string {
    return `${this.#held.size} ${[...this.#rights.values()].reduce((sum, { roles, admin }) => sum + roles.size + admin.size, 0)}`;
  }

  #bindings(): void {
    for (const key of [...this.#held]) {
      const identity = this.#identity(key);
      if (!identity) continue;
      for (const group of identity.groups) if (group !== key.slice('group:'.length)) this.#held.add(`group:${group}`);
      for (const { role, scope } of this.access.grantsOf(identity)) if (role) this.#holdRole(key, role, scope.in === 'cluster' ? '' : scope.namespace);
      if (identity.groups.includes('system:masters')) this.#holdAll(key, '');
    }
    for (const [key, { roles }] of this.#rights) {
      for (const { role, namespace } of roles.values()) {
        const all = role.rules.some(({ verbs, apiGroups, resources, resourceNames }) => [verbs, apiGroups, resources].every((list) => list.includes('*')) && resourceNames.length === 0);
        if (all) this.#holdAll(key, namespace);
      }
    }
  }

  #rightsOf(key: string): Rights {
    const known = this.#rights.get(key) ?? { roles: new Map<string, HeldRole>(), admin: new Set<string>() };
    this.#rights.set(key, known);
    return known;
  }

  #holdRole(key: string, role: Role, namespace: string): void {
    for (const { roles } of [this.#rightsOf(key), this.#all]) roles.set(`${role.kind}/${role.namespace}/${role.name}@${namespace}`, { role, namespace });
  }

  #holdAll(key: string, namespace: string): void {
    for (const { admin } of [this.#rightsOf(key), this.#all]) admin.add(namespace);
    for (const each of namespace === '' ? ['*', ...this.#namespaces] : [namespace]) this.#held.add(`admin@${each}`);
  }

  #identity(key: string): ReturnType<typeof identityOf> | undefined {
    const [, kind, name = ''] = /^(sa|user|group):(.+)$/.exec(key) ?? [];
    if (kind === 'sa') return identityOf(serviceAccountUser(...(name.split('/') as [string, string])));
    if (kind === 'user') return identityOf(name);
    return kind === 'group' ? { user: '', groups: [name] } : undefined;
  }

  #can(...request: Request): boolean {
    return allowed(this.#all, request);
  }

  /** The identities that are allowed every one of the requests; one that may do everything is enough. */
  #whoCan(requests: readonly Request[]): string[] {
    if (!requests.every((request) => allowed(this.#all, request))) return [];
    const [top] = [...this.#rights].find(([, { admin }]) => admin.has('')) ?? [];
    if (top !== undefined) return [top];
    return [...this.#rights].filter(([, rights]) => requests.every((request) => allowed(rights, request))).map(([key]) => key);
  }

  /** The ways to make an object of the kind, each with what its request is asked for. */
  #waysToMake(target: string, namespace: string): Request[][] {
    return [[['create', target, namespace]], ...this.#names.flatMap((name) => ['update', 'patch'].map((verb): Request[] => [['create', target, namespace, name], [verb, target, namespace, name]]))];
  }

  #inNamespace(namespace: string): void {
    const accounts = this.inventory.serviceAccounts.filter(({ object }) => object.namespace === namespace).map(({ object }) => object.name);
    const secrets = this.inventory.ofKind('', 'Secret').filter((secret) => secret.namespace === namespace);
    const holdAccounts = (): void => accounts.forEach((name) => this.#held.add(`sa:${namespace}/${name}`));
    if (this.#createsPods(namespace)) {
      holdAccounts();
      for (const { name } of secrets) this.#held.add(`secret:${namespace}/${name}`);
    }
    for (const { name } of secrets) {
      const reads = ['get', 'list', 'watch', 'patch', 'delete'].some((verb) => this.#can(verb, 'secrets', namespace, name));
      if (reads || this.#can('deletecollection', 'secrets', namespace)) this.#held.add(`secret:${namespace}/${name}`);
    }
    for (const secret of secrets) {
      const account = secret.annotations.get('kubernetes.io/service-account.name');
      if (isToken(secret.node) && account && accounts.includes(account) && this.#held.has(`secret:${namespace}/${secret.name}`)) this.#held.add(`sa:${namespace}/${account}`);
    }
    const free = this.#names.filter((name) => !secrets.some((secret) => secret.name === name && !isToken(secret.node)));
    const readsOwn = free.some((name) => ['get', 'list', 'watch', 'patch', 'delete'].some((verb) => this.#can(verb, 'secrets', namespace, name)));
    if (this.#can('create', 'secrets', namespace) && readsOwn) holdAccounts();
    for (const name of accounts) {
      if (this.#can('create', 'serviceaccounts/token', namespace, name) || this.#can('impersonate', 'serviceaccounts', namespace, name)) this.#held.add(`sa:${namespace}/${name}`);
    }
    this.#pods(namespace);
    this.#roleMoves(namespace);
  }

  #createsPods(namespace: string): boolean {
    return workloads.some(([resource, group]) => {
      const target = `${resource}@${group}`;
      const existing = this.inventory.workloads.filter(({ object }) => object.namespace === namespace && resource !== 'pods' && resource !== 'jobs' && `${object.kind.toLowerCase()}s` === resource);
      return (
        this.#can('create', target, namespace) ||
        this.#names.some((name) => this.#whoCan([['create', target, namespace, name], ['patch', target, namespace, name]]).length > 0) ||
        existing.some(({ object }) => ['update', 'patch'].some((verb) => this.#can(verb, target, namespace, object.name)))
      );
    });
  }

  #pods(namespace: string): void {
    for (const { object, containers } of this.inventory.workloads) {
      if (object.namespace !== namespace) continue;
      const name = object.kind === 'Pod' ? object.name : `${object.name}-made-up`;
      const enters = ['pods/exec', 'pods/attach'].some((target) => this.#can('create', target, namespace, name)) || ['update', 'patch'].some((verb) => this.#can(verb, 'pods', namespace, name));
      if (enters || this.#held.has(`workload:${namespace}/${object.name}`)) for (const token of containers.flatMap(({ tokens }) => tokens)) this.#held.add(`sa:${namespace}/${token.serviceAccount}`);
    }
  }

  #roleMoves(namespace: string): void {
    for (const [key, { role, namespace: bound }] of this.#bound()) {
      if (role.kind === 'Role' && bound === namespace && this.#rewrites(`roles@${rbac}`, namespace, role.name)) this.#holdAll(key, namespace);
    }
    this.#bind('rolebindings', namespace);
  }

  /** Roles with the identities that have them. */
  #bound(): (readonly [string, HeldRole])[] {
    return [...this.#rights].flatMap(([key, { roles }]) => [...roles.values()].map((held) => [key, held] as const));
  }

  #bind(bindings: string, namespace: string): void {
    const makers = new Set(this.#waysToMake(`${bindings}@${rbac}`, namespace).flatMap((way) => this.#whoCan(way)));
    for (const role of this.access.roles) {
      if (role.kind !== 'ClusterRole') continue;
      for (const key of makers) if (allowed(this.#rightsOf(key), ['bind', `clusterroles@${rbac}`, namespace, role.name])) this.#holdRole(key, role, namespace);
    }
  }

  #rewrites(target: string, namespace: string, name: string): boolean {
    return ['update', 'patch'].some((verb) => this.#whoCan([['escalate', target, namespace, name], [verb, target, namespace, name]]).length > 0);
  }

  #inCluster(): void {
    for (const [key, { role, namespace }] of this.#bound()) {
      if (role.kind === 'ClusterRole' && this.#rewrites(`clusterroles@${rbac}`, '', role.name)) this.#holdAll(key, namespace);
    }
    this.#bind('clusterrolebindings', '');
    const subjects = this.access.bindings.flatMap((binding) => binding.subjects);
    const names = ['made-up', ...this.#names];
    const anybody = [...names.map((name): Request => ['impersonate', 'users', '', name]), ...this.#namespaces.flatMap((namespace) => names.map((name): Request => ['impersonate', 'serviceaccounts', namespace, name]))];
    const becomeSomebody = new Set(anybody.flatMap((request) => this.#whoCan([request])));
    for (const { kind, name } of [...subjects, ...[...this.users, ...this.#names].map((name) => ({ kind: 'User', name })), { kind: 'Group', name: 'system:masters' }]) {
      if (kind === 'User' && this.#can('impersonate', 'users', '', name)) this.#held.add(`user:${name}`);
      if (kind === 'Group' && [...becomeSomebody].some((key) => allowed(this.#rightsOf(key), ['impersonate', 'groups', '', name]))) this.#held.add(`group:${name}`);
    }
  }
}

function allowed({ roles, admin }: Rights, [verb, target, namespace, name = '']: Request): boolean {
  const [full = '', apiGroup = ''] = target.split('@');
  const [resource = '', subresource = ''] = full.split('/');
  const request: RequestAttributes = { verb, apiGroup, resource, subresource, namespace, name };
  if (admin.has('') || (namespace !== '' && admin.has(namespace))) return true;
  return [...roles.values()].some(
    (held) => inScope({ scope: held.namespace === '' ? { in: 'cluster' } : { in: 'namespace', namespace: held.namespace } } as never, request) && held.role.rules.some((rule) => ruleAllows(rule, request)),
  );
}

function isToken(node: { get: (key: string) => unknown } | undefined): boolean {
  return node?.get('type') === 'kubernetes.io/service-account-token';
}
