// Several authorizers in order, and ABAC policy files.
import { describe, expect, test } from 'vitest';
import { abacAllows, readAbac } from '#rbac/abac.js';
import { authorize, type Authorizer } from '#rbac/authorizer.js';
import { identityOf, parseSubject } from '#rbac/subjects.js';
import { accessIn, janeWith, request } from './world.js';

const jane = identityOf(parseSubject('jane'));
const tom = identityOf(parseSubject('tom'));
const rbac: Authorizer = { mode: 'RBAC', access: accessIn(janeWith('{ apiGroups: [""], resources: [pods], verbs: [get] }')) };
const getPods = request('get pods in shop');

function verdict(chain: readonly Authorizer[], identity = jane, asked = getPods): string {
  const answer = authorize(chain, identity, asked);
  return answer.allowed ? answer.by.mode : (answer.unknown ?? 'no');
}

describe('a chain of authorizers', () => {
  test('lets system:masters through before anybody is asked', () => {
    expect(verdict([{ mode: 'AlwaysDeny' }], identityOf('x', ['system:masters']))).toBe('privileged group');
  });

  test('says no when nobody allows, and AlwaysDeny has no opinion', () => {
    expect(verdict([rbac], tom)).toBe('no');
    expect(verdict([{ mode: 'AlwaysDeny' }, rbac])).toBe('RBAC');
    expect(verdict([rbac, { mode: 'AlwaysAllow' }], tom)).toBe('AlwaysAllow');
  });

  test('cannot tell behind a webhook, which may also deny, but may before it', () => {
    expect(verdict([rbac, { mode: 'Webhook' }])).toBe('RBAC');
    expect(verdict([rbac, { mode: 'Webhook', name: 'opa' }], tom)).toBe('the authorization webhook opa decides outside the files');
    expect(verdict([{ mode: 'Webhook' }, rbac])).toBe('the authorization webhook decides outside the files; RBAC would allow it');
  });

  test('leaves to the Node authorizer what only nodes ask', () => {
    const node = identityOf('system:node:n1', ['system:nodes']);
    expect(verdict([{ mode: 'Node' }, rbac], node, request('get secrets in shop named db'))).toBe('the Node authorizer decides by the pods on node n1');
    expect(verdict([{ mode: 'Node', answer: () => true }, rbac], node)).toBe('Node');
    expect(verdict([{ mode: 'Node', answer: () => false }, rbac], node)).toBe('no');
    // The user name alone makes no node.
    expect(verdict([{ mode: 'Node' }, rbac], identityOf('system:node:n1'))).toBe('no');
  });
});

describe('an ABAC policy', () => {
  const allows = (policy: string, who = jane, asked = getPods): boolean => abacAllows(readAbac('policy.jsonl', policy).policies, who, asked) !== undefined;
  const spec = (fields: string): string => `{"apiVersion":"abac.authorization.kubernetes.io/v1beta1","kind":"Policy","spec":{${fields}}}`;

  test('compares no subresources', () => {
    expect(allows(spec('"user":"jane","resource":"pods","namespace":"shop"'), jane, request('create pods/exec in shop'))).toBe(true);
    expect(allows(spec('"user":"jane","resource":"pods","namespace":"shop"'), jane, request('create services in shop'))).toBe(false);
  });

  test('with a star for the user is for everybody who is authenticated', () => {
    expect(allows(spec('"user":"*","group":"dev","resource":"pods","namespace":"*"'), tom)).toBe(true);
    expect(allows(spec('"user":"*","resource":"pods","namespace":"*"'), identityOf('system:anonymous'))).toBe(false);
  });

  test('that is empty and unversioned gives everything away; a versioned one nothing', () => {
    expect(allows('{}', tom)).toBe(true);
    expect(allows(spec(''), tom)).toBe(false);
  });

  test('that is broken makes the whole file useless, with its line', () => {
    const { policies, problems } = readAbac('policy.jsonl', `# admins\n{"user":"jane"}\n{"user":"tom"} # trailing\n`);
    expect(policies).toEqual([]);
    expect(problems[0]).toMatchObject({ file: 'policy.jsonl', line: 3, code: 'syntax', severity: 'not-evaluated' });
  });
});
