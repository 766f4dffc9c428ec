// What the controller manager makes of token Secrets: filled, or deleted with their ServiceAccount (pkg/controller/serviceaccount/tokens_controller.go).
import { accountAnnotation, accountUidAnnotation } from './token-secrets.js';
import { tokenSecretType } from './tokens.js';

/** A Secret as the controller sees it; values of `data` are base64. */
export interface StoredSecret {
  readonly namespace: string;
  readonly name: string;
  readonly type: string;
  readonly annotations: Readonly<Record<string, string>>;
  readonly data: Readonly<Record<string, string>>;
}

export interface StoredAccount {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** Names under `secrets`, in order. */
  readonly secrets: readonly string[];
}

export interface TokenState {
  readonly secrets: readonly StoredSecret[];
  readonly accounts: readonly StoredAccount[];
}

export type TokenAction =
  | { readonly do: 'deleteServiceAccount'; readonly namespace: string; readonly name: string }
  | { readonly do: 'deleteSecret'; readonly namespace: string; readonly name: string }
  | { readonly do: 'clearSecretData'; readonly namespace: string; readonly name: string };

/** Claims of a token that the controller makes: it never expires and holds no audience. */
export interface TokenClaims {
  readonly sub: string;
  readonly 'kubernetes.io/serviceaccount/namespace': string;
  readonly 'kubernetes.io/serviceaccount/secret.name': string;
  readonly 'kubernetes.io/serviceaccount/service-account.name': string;
  readonly 'kubernetes.io/serviceaccount/service-account.uid': string;
}

/**
 * The state at rest: Secrets of no account are deleted (and leave the `secrets` of accounts), those of an account are filled. `makeToken` turns claims into the
 * value of `token`; `rootCertificate` is base64, '' when there is none.
 */
export function settleTokens(state: TokenState, rootCertificate: string, makeToken: (claims: TokenClaims) => string): TokenState {
  const accountOf = (secret: StoredSecret): StoredAccount | undefined => state.accounts.find((account) => isTokenOf(secret, account));
  const gone = state.secrets.filter((secret) => secret.type === tokenSecretType && !accountOf(secret));
  const secrets = state.secrets
    .filter((secret) => !gone.includes(secret))
    .map((secret) => {
      const account = accountOf(secret);
      return account ? filled(secret, account, rootCertificate, makeToken) : secret;
    });
  return { secrets, accounts: gone.reduce((accounts, secret) => withoutReference(accounts, secret), state.accounts) };
}

/** What is left after somebody did something, before the controller reacts. A deleted token Secret leaves the `secrets` of its account. */
export function actOnTokens(state: TokenState, action: TokenAction): TokenState {
  const isMeant = (object: { namespace: string; name: string }): boolean => object.namespace === action.namespace && object.name === action.name;
  switch (action.do) {
    case 'deleteServiceAccount':
      return { ...state, accounts: state.accounts.filter((account) => !isMeant(account)) };
    case 'deleteSecret': {
      const deleted = state.secrets.filter(isMeant);
      return {
        secrets: state.secrets.filter((secret) => !isMeant(secret)),
        accounts: deleted.reduce((accounts, secret) => (secret.type === tokenSecretType ? withoutReference(accounts, secret) : accounts), state.accounts),
      };
    }
    case 'clearSecretData':
      return { ...state, secrets: state.secrets.map((secret) => (isMeant(secret) ? { ...secret, data: {} } : secret)) };
    default:
      throw new Error(`unreachable: ${action satisfies never}`);
  }
}

/** Name and, where it is given, uid must be the account's (pkg/serviceaccount/util.go, IsServiceAccountToken). */
function isTokenOf(secret: StoredSecret, account: StoredAccount): boolean {
  if (secret.type !== tokenSecretType || secret.namespace !== account.namespace || secret.annotations[accountAnnotation] !== account.name) return false;
  const uid = secret.annotations[accountUidAnnotation] ?? '';
  return uid === '' || uid === account.uid;
}

/** A wrong certificate is replaced, a wrong namespace stays; the annotations are only written when something was missing. */
function filled(secret: StoredSecret, account: StoredAccount, rootCertificate: string, makeToken: (claims: TokenClaims) => string): StoredSecret {
  const data: Record<string, string> = { ...secret.data };
  if (rootCertificate !== '' && data['ca.crt'] !== rootCertificate) data['ca.crt'] = rootCertificate;
  if ((data['namespace'] ?? '') === '') data['namespace'] = Buffer.from(secret.namespace, 'utf8').toString('base64');
  if ((data['token'] ?? '') === '') data['token'] = makeToken(claimsOf(secret, account));
  const changed = Object.entries(data).some(([key, value]) => secret.data[key] !== value);
  return changed ? { ...secret, data, annotations: { ...secret.annotations, [accountAnnotation]: account.name, [accountUidAnnotation]: account.uid } } : secret;
}

function claimsOf(secret: StoredSecret, account: StoredAccount): TokenClaims {
  return {
    sub: `system:serviceaccount:${account.namespace}:${account.name}`,
    'kubernetes.io/serviceaccount/namespace': account.namespace,
    'kubernetes.io/serviceaccount/secret.name': secret.name,
    'kubernetes.io/serviceaccount/service-account.name': account.name,
    'kubernetes.io/serviceaccount/service-account.uid': account.uid,
  };
}

/** The account a deleted Secret named forgets it, when the uid does not contradict. */
function withoutReference(accounts: readonly StoredAccount[], secret: StoredSecret): readonly StoredAccount[] {
  return accounts.map((account) => (isTokenOf(secret, account) ? { ...account, secrets: account.secrets.filter((name) => name !== secret.name) } : account));
}
