// `can-i` and `who-can` as pure commands: what they say, what they hint at, how they exit.
import { describe, expect, test } from 'vitest';
import { accessOf } from '#rbac/access.js';
import { canI, type CanIOptions } from '#cli/can-i.js';
import { whoCan } from '#cli/who-can.js';
import { objectsIn } from './world.js';

const shop = `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: deployer
  namespace: shop
rules:
  - apiGroups: [""]
    resources: [pods, pods/exec]
    verbs: [get, create]
  - apiGroups: [apps]
    resources: [deployments]
    resourceNames: [web]
    verbs: ["*"]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: dev
  namespace: shop
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: Role
  name: deployer
subjects:
  - kind: ServiceAccount
    name: web
  - kind: Group
    apiGroup: rbac.authorization.k8s.io
    name: dev
`;

const jane = `---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: elsewhere
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: elsewhere
subjects:
  - kind: User
    name: jane
`;

function contextOf(yaml: string): Parameters<typeof canI>[1] {
  const objects = objectsIn(yaml, 'team/rbac.yaml');
  return { objects, access: accessOf(objects) };
}

function ask(options: CanIOptions, yaml = shop): ReturnType<typeof canI> {
  return canI(options, contextOf(yaml));
}

describe('can-i that is a yes', () => {
  test('shows role, rule, binding and subject, each with its line', () => {
    const { output, hints, exitCode } = ask({ verb: 'create', resource: 'po', subresource: 'exec', namespace: 'shop', as: 'shop/web' });
    expect(exitCode).toBe(0);
    expect(hints).toEqual([]);
    expect(output).toBe(`yes: ServiceAccount shop/web can create pods/exec in namespace shop

  Role shop/deployer allows it
  --> team/rbac.yaml:9:18
     |
   7 |   - apiGroups: [""]
   8 |     resources: [pods, pods/exec]
     |                       ^^^^^^^^^
   9 |     verbs: [get, create]
     |                  ^^^^^^ allows create
     |

  RoleBinding shop/dev gives it to ServiceAccount shop/web
  --> team/rbac.yaml:26:11
     |
  25 |   - kind: ServiceAccount
  26 |     name: web
     |           ^^^ ServiceAccount shop/web is bound
     |
`);
  });

  test('names what is built in as such', () => {
    expect(ask({ verb: 'get', resource: '/healthz', as: 'tom' }).output).toBe(`yes: User tom can get /healthz

  ClusterRole system:discovery (built in) allows it

  ClusterRoleBinding system:discovery (built in) gives it to Group
  system:authenticated
`);
  });

  test('gives binding, role and rule as data', () => {
    const answer = JSON.parse(ask({ verb: 'get', resource: 'pods/x', namespace: 'shop', asGroups: ['dev'], format: 'json' }).output);
    expect(answer).toMatchObject({
      allowed: true,
      by: {
        binding: { kind: 'RoleBinding', namespace: 'shop', name: 'dev', location: { file: 'team/rbac.yaml', line: 29, column: 11, route: 'subjects[1].name' } },
        role: { kind: 'Role', namespace: 'shop', name: 'deployer', rule: 0, location: { line: 8, route: 'rules[0].resources[0]' } },
      },
    });
  });
});

describe('can-i that is a no', () => {
  const misses = (options: CanIOptions): readonly string[] => {
    const { output, exitCode } = ask({ as: 'shop/web', namespace: 'shop', format: 'json', ...options });
    expect(exitCode).toBe(1);
    return (JSON.parse(output) as { nearMisses: { message: string }[] }).nearMisses.map(({ message }) => message);
  };

  test.each<[CanIOptions, string]>([
    [{ verb: 'create', resource: 'pods', subresource: 'exec', namespace: 'other' }, 'Role shop/deployer allows create pods/exec, but only in namespace shop'],
    [{ verb: 'create', resource: 'pods', allNamespaces: true }, 'Role shop/deployer allows create pods, but only in namespace shop'],
    [{ verb: 'update', resource: 'deployments' }, 'Role shop/deployer allows update deployments.apps only with the name web, and the request carries none'],
    [{ verb: 'update', resource: 'deployments/db' }, 'Role shop/deployer allows update deployments.apps named db only for the name web'],
    [{ verb: 'create', resource: 'pods', subresource: 'attach' }, 'Role shop/deployer allows create pods, pods/exec, which does not cover pods/attach'],
    [{ verb: 'delete', resource: 'pods' }, 'Role shop/deployer allows get, create on it, not delete'],
    [{ verb: 'create', resource: 'pods', as: 'default/web' }, 'Role shop/deployer allows create pods, but RoleBinding shop/dev gives it to ServiceAccount shop/web'],
  ])('says what is missing: %j', (options, message) => {
    expect(misses(options)).toContain(message);
  });

  test('says so when nothing comes near', () => {
    const { output } = ask({ verb: 'get', resource: 'nodes', as: 'tom' });
    expect(output).toBe('no: User tom cannot get nodes\n\n  Nothing that this identity holds comes near\n');
  });
});

describe('can-i that nobody can tell', () => {
  test('exits 3 and points at the binding', () => {
    const { output, exitCode } = ask({ verb: 'get', resource: 'secrets', as: 'jane' }, shop + jane);
    expect(exitCode).toBe(3);
    expect(output.replace(/\n +/g, ' ')).toContain('ClusterRole elsewhere, named by ClusterRoleBinding elsewhere, is in no file and not built in');
    expect(output).toContain('--> team/rbac.yaml:38:9');
  });
});

test('a name from a file does the terminal no harm', () => {
  const hostile = shop.replaceAll('name: dev', 'name: "\\e[2Jdev\\n::error::x"');
  const { output } = ask({ verb: 'create', resource: 'pods', namespace: 'shop', as: 'shop/web' }, hostile);
  expect(output).toContain('\\u{1b}[2Jdev\\n::error::x');
  expect(output).not.toContain('\u001b');
});

describe('hints', () => {
  const hints = (options: CanIOptions): readonly string[] => ask({ as: 'jane', ...options }).hints;

  test.each<[CanIOptions, string]>([
    [{ verb: 'get', resource: 'podz' }, '`podz` is not a resource; did you mean `pods`?'],
    [{ verb: 'gte', resource: 'pods' }, '`gte` is not a verb of the API; did you mean `get`?'],
    [{ verb: 'create', resource: 'pods/exec' }, '`exec` is taken as a name; the subresource is `--subresource exec`'],
    [{ verb: 'create', resource: 'pods', subresource: 'exce' }, '`pods` has no subresource `exce`; did you mean `exec`?'],
    [{ verb: 'get', resource: 'nodes', namespace: 'shop' }, 'nodes are not in a namespace, so shop plays no role'],
  ])('%j: %s', (options, hint) => {
    expect(hints(options)).toContain(hint);
  });

  test.each<CanIOptions>([
    { verb: 'get', resource: 'pod' },
    { verb: 'impersonate', resource: 'users' },
    { verb: 'get', resource: '*' },
    { verb: 'get', resource: '/metrics' },
  ])('none for %j', (options) => {
    expect(hints(options)).toEqual([]);
  });

  test('a question without somebody who asks is no question', () => {
    expect(canI({ verb: 'get', resource: 'pods' }, contextOf(shop)).exitCode).toBe(2);
  });
});

describe('can-i --requests', () => {
  test('answers line by line and adds no groups', () => {
    const requests = [
      { user: 'system:serviceaccount:shop:web', verb: 'create', resource: 'pods', namespace: 'shop' },
      { user: 'system:serviceaccount:shop:web', groups: [], verb: 'get', path: '/healthz' },
      { user: 'x', groups: ['system:authenticated'], verb: 'get', path: '/healthz' },
    ];
    const { output, exitCode } = ask({ requests: requests.map((request) => JSON.stringify(request)).join('\n') });
    const answers = output.trim().split('\n').map((line) => JSON.parse(line) as { allowed: boolean; by?: { role: { name: string; rule: number } } });
    expect(answers.map(({ allowed }) => allowed)).toEqual([true, false, true]);
    expect(answers[0]?.by?.role).toMatchObject({ name: 'deployer', rule: 0 });
    expect(exitCode).toBe(1);
  });

  test('says which line is no request', () => {
    const { hints, exitCode, output } = ask({ requests: '{"user":"x","verb":"get","path":"/x"}\n\n{"user":1}\nno\n' });
    expect(hints).toEqual(['request on line 3: user is not a string', 'request on line 4: not JSON']);
    expect(exitCode).toBe(2);
    expect(output.trim().split('\n')).toHaveLength(3);
  });
});

test('can-i --list tells everything by scope', () => {
  const { output } = ask({ list: true, as: 'shop/web', namespace: 'shop' });
  expect(output).toContain('in namespace shop\n  RoleBinding shop/dev -> Role shop/deployer\n    get,create pods,pods/exec  team/rbac.yaml:7:5\n    * deployments (apps) named web  team/rbac.yaml:10:5\n');
});

describe('can-i create --object', () => {
  const wanted = `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: reader, namespace: shop }
rules: [{ apiGroups: [""], resources: [secrets], verbs: [get] }]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: reader, namespace: shop }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader }
subjects: [{ kind: User, name: tom }]
`;
  const writer = (extra: string): string => `
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: writer, namespace: shop }
rules:
  - { apiGroups: [rbac.authorization.k8s.io], resources: [roles, rolebindings], verbs: [create] }
  ${extra}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: writer, namespace: shop }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: writer }
subjects: [{ kind: User, name: tom }]
`;
  const apply = objectsIn(wanted, 'wanted.yaml');

  test('is a no where the escalation check fails', () => {
    const { output, exitCode } = ask({ verb: 'create', apply, as: 'tom' }, writer(''));
    expect(exitCode).toBe(1);
    expect(output).toContain('the escalation check fails, it does not hold:\n    - get secrets\n');
  });

  test('is a yes for whoever holds it all, and a binding finds the role that stands before it', () => {
    const { output, exitCode } = ask({ verb: 'create', apply, as: 'tom' }, writer('- { apiGroups: [""], resources: [secrets], verbs: [get] }'));
    expect(output).toContain('it holds every right of Role reader');
    expect(exitCode).toBe(0);
  });

  test('cannot tell for a binding whose role is in no file', () => {
    expect(ask({ verb: 'create', apply: apply.slice(1), as: 'tom' }, writer('')).exitCode).toBe(3);
  });

  test('is a no without the right to create at all', () => {
    expect(ask({ verb: 'create', apply, as: 'shop/web' }).output).toContain('it cannot create roles.rbac.authorization.k8s.io in namespace shop');
  });
});

describe('who-can', () => {
  test('groups subjects and keeps what is built in apart', () => {
    const { output, exitCode } = whoCan({ verb: 'create', resource: 'pods', subresource: 'exec', namespace: 'shop' }, contextOf(shop + jane));
    expect(exitCode).toBe(0);
    expect(output).toBe(`2 subjects can create pods/exec in namespace shop; 1 more by what every cluster
ships

Groups
  group:dev in namespace shop
    RoleBinding shop/dev -> Role shop/deployer  team/rbac.yaml:8:23

ServiceAccounts
  shop/web in namespace shop
    RoleBinding shop/dev -> Role shop/deployer  team/rbac.yaml:8:23

Built into every cluster
  group:system:masters
    ClusterRole cluster-admin (built in)

Unknown
  user:jane: ClusterRole elsewhere, named by ClusterRoleBinding elsewhere, is in
  no file and not built in
`);
  });

  test('with -A finds those who may in one namespace only', () => {
    const subjects = (allNamespaces: boolean): string => {
      const { output } = whoCan({ verb: 'get', resource: 'pods', ...(allNamespaces ? { allNamespaces } : { namespace: 'other' }), format: 'json' }, contextOf(shop));
      return (JSON.parse(output) as { subjects: { subject: string; scope: string }[] }).subjects.map(({ subject, scope }) => `${subject}@${scope}`).join(' ');
    };
    expect(subjects(true)).toContain('shop/web@shop');
    expect(subjects(false)).not.toContain('shop/web');
  });
});
