// The claims of a JSON web token, read without verifying it and without keeping a letter of it.

/** Whose token it is and how long it counts. Times are milliseconds since 1970. */
export interface TokenClaims {
  /** `bound`: by TokenRequest, with an expiry; `legacy`: from a token Secret, for ever; `other`: somebody else's issuer. */
  readonly kind: 'bound' | 'legacy' | 'other';
  readonly issuer: string;
  readonly subject: string;
  readonly audiences: readonly string[];
  /** Undefined: it never expires. */
  readonly expires: number | undefined;
  readonly serviceAccount: { readonly namespace: string; readonly name: string } | undefined;
  /** The object whose deletion ends it. */
  readonly boundTo: { readonly kind: 'Pod' | 'Secret' | 'Node'; readonly name: string } | undefined;
}

/** Claims of `token`, or undefined when it is no JWT (a static token, say). Nothing is verified: a file does not hold the keys. */
export function readTokenClaims(token: string): TokenClaims | undefined {
  const parts = token.split('.', 4);
  if (parts.length !== 3 || !parts.every((part) => /^[A-Za-z0-9_-]*$/.test(part))) return undefined;
  const header = jsonObject(parts[0] ?? '');
  const payload = jsonObject(parts[1] ?? '');
  if (!header || !payload || typeof header['alg'] !== 'string') return undefined;
  const issuer = textOf(payload['iss']);
  const subject = textOf(payload['sub']);
  const bound = objectOf(payload['kubernetes.io']);
  const isLegacy = issuer === 'kubernetes/serviceaccount';
  return {
    kind: isLegacy ? 'legacy' : bound ? 'bound' : 'other',
    issuer,
    subject,
    audiences: [payload['aud']].flat().filter((audience) => typeof audience === 'string'),
    expires: typeof payload['exp'] === 'number' && Number.isFinite(payload['exp'] * 1000) ? payload['exp'] * 1000 : undefined,
    serviceAccount: serviceAccountOf(subject),
    boundTo: isLegacy ? legacySecret(payload) : boundObject(bound),
  };
}

type Json = Readonly<Record<string, unknown>>;

function jsonObject(part: string): Json | undefined {
  try {
    return objectOf(JSON.parse(Buffer.from(part, 'base64url').toString('utf8')));
  } catch {
    return undefined;
  }
}

function objectOf(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** `system:serviceaccount:shop:web` (apiserver/pkg/authentication/serviceaccount SplitUsername). */
export function serviceAccountOf(user: string): { readonly namespace: string; readonly name: string } | undefined {
  const match = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(user);
  return match ? { namespace: match[1] ?? '', name: match[2] ?? '' } : undefined;
}

function legacySecret(payload: Json): TokenClaims['boundTo'] {
  const name = textOf(payload['kubernetes.io/serviceaccount/secret.name']);
  return name === '' ? undefined : { kind: 'Secret', name };
}

/** A pod's token names its node too: the pod is what binds it. */
function boundObject(claim: Json | undefined): TokenClaims['boundTo'] {
  for (const [key, kind] of [['pod', 'Pod'], ['secret', 'Secret'], ['node', 'Node']] as const) {
    const name = textOf(objectOf(claim?.[key])?.['name']);
    if (name !== '') return { kind, name };
  }
  return undefined;
}
