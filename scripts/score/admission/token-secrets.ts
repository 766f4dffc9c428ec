// Compares the validation of Secrets, and what the tokens controller makes of them, with recorded answers.
import { inside, text, textMap, type Part } from '#kube/part.js';
import { dataOf, invalidSecret, invalidSecretUpdate } from '#kube/token-secrets.js';
import { actOnTokens, settleTokens, type StoredAccount, type StoredSecret, type TokenAction, type TokenState } from '#kube/tokens-controller.js';
import { partOf } from '#kube/value.js';
import { compare, fields, isFields, list, string, type Fields, type Json, type Scorer } from './record.js';

export const scoreTokenSecrets: Scorer = (record) => (record['kind'] === 'validate' ? scoreValidation(record) : scoreController(record));

const scoreValidation: Scorer = (record) => {
  const secret = partOf(fields(record, 'secret'));
  const answer = (errors: readonly { field: string; type: string }[]): unknown => ({ valid: errors.length === 0, errors: sortedErrors(errors) });
  const recorded = (key: string): unknown => ({ valid: fields(record, key)['valid'], errors: sortedErrors(list(fields(record, key), 'errors')) });
  const update = fields(fields(record, 'update'), 'secret');
  return [
    ...compare('create', recorded('create'), answer(invalidSecret(secret))),
    ...(isFields(record['update']) ? compare('update', recorded('update'), answer(invalidSecretUpdate(secret, partOf(update)))) : []),
  ];
};

function sortedErrors(errors: readonly (Json | { field: string; type: string })[]): readonly string[] {
  return errors.map((error) => `${string(error as Json, 'field')} ${string(error as Json, 'type')}`).sort();
}

const scoreController: Scorer = (record) => {
  const written = list(record, 'secrets').map((secret) => storedSecret(partOf(fields(secret))));
  const start: TokenState = { secrets: written, accounts: list(record, 'serviceAccounts').map((account) => storedAccount(fields(account))) };
  const rootCertificate = string(record, 'rootCA');
  const claims = new Map<string, unknown>();
  const settle = (state: TokenState): TokenState =>
    settleTokens(state, rootCertificate, (made) => {
      const token = `made ${claims.size}`;
      claims.set(token, made);
      return token;
    });
  const snapshot = (state: TokenState): unknown => ({
    secrets: written.map(({ namespace, name }) => shown(state, namespace, name)),
    serviceAccounts: state.accounts.map(({ namespace, name, uid, secrets }) => ({ namespace, name, uid, secrets })),
  });
  const shown = (state: TokenState, namespace: string, name: string): unknown => {
    const secret = state.secrets.find((candidate) => candidate.namespace === namespace && candidate.name === name);
    if (!secret) return { exists: false, name, namespace };
    const { data, annotations } = secret;
    const { token, namespace: stored, 'ca.crt': certificate } = data;
    return {
      exists: true,
      name,
      namespace,
      annotations,
      dataKeys: Object.keys(data).sort(),
      ...(certificate !== undefined && { caIsRoot: certificate === rootCertificate }),
      ...(stored !== undefined && { namespaceData: Buffer.from(stored, 'base64').toString('utf8') }),
      ...(token !== undefined && (claims.has(token) ? { tokenClaims: claims.get(token) } : { tokenKept: true })),
    };
  };
  const settled = settle(start);
  const after = list(record, 'actions').reduce<TokenState>((state, action) => settle(actOnTokens(state, actionOf(fields(action)))), settled);
  return [
    ...compare('settled', record['settled'], snapshot(settled)),
    ...(record['afterActions'] === undefined ? [] : compare('afterActions', record['afterActions'], snapshot(after))),
  ];
};

function actionOf(action: Fields): TokenAction {
  return { do: string(action, 'do') as TokenAction['do'], namespace: string(action, 'namespace'), name: string(action, 'name') };
}

function storedSecret(secret: Part): StoredSecret {
  const metadata = inside(secret, 'metadata');
  return {
    namespace: text(metadata, 'namespace'),
    name: text(metadata, 'name'),
    type: text(secret, 'type'),
    annotations: Object.fromEntries(textMap(metadata, 'annotations')),
    data: Object.fromEntries(dataOf(secret)),
  };
}

function storedAccount(account: Fields): StoredAccount {
  const metadata = fields(account, 'metadata');
  return {
    namespace: string(metadata, 'namespace'),
    name: string(metadata, 'name'),
    uid: string(metadata, 'uid'),
    secrets: list(account, 'secrets').map((secret) => string(secret, 'name')),
  };
}
