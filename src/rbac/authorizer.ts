// Asks several authorizers in order, as the API server's chain does (pkg/kubeapiserver/authorizer, apiserver/pkg/authorization/union).
import { abacAllows, type AbacPolicy } from './abac.js';
import type { Access, Decision, Identity, RequestAttributes } from './model.js';
import type { Place } from '#source/document.js';

/** One authorizer. `answer` of Node says what a node identity may (true, false, or undefined when nobody knows); without it that is unknown. */
export type Authorizer =
  /** `place`: what makes it one of the chain. */
  | { readonly mode: 'AlwaysAllow' | 'AlwaysDeny'; readonly place?: Place | undefined }
  | { readonly mode: 'RBAC'; readonly access: Access }
  | { readonly mode: 'ABAC'; readonly policies: readonly AbacPolicy[]; readonly file: string }
  | { readonly mode: 'Node'; readonly answer?: (identity: Identity, request: RequestAttributes) => boolean | undefined }
  | { readonly mode: 'Webhook'; readonly name?: string }
  /** One whose policies are in no file, or that nobody knows; `what` names it. */
  | { readonly mode: 'Unknown'; readonly what: string };

type Granted = Extract<Decision, { allowed: true }>['by'];

/** Who said yes, with its proof. */
export type Allowing =
  | { readonly mode: 'privileged group' | 'AlwaysAllow' | 'Node' }
  | ({ readonly mode: 'RBAC' } & Granted)
  | { readonly mode: 'ABAC'; readonly policy: AbacPolicy; readonly file: string };

/** The chain's answer. `unknown` says what could still allow, or deny, the request. */
export type Authorization = { readonly allowed: true; readonly by: Allowing } | { readonly allowed: false; readonly unknown?: string };

/**
 * The first authorizer with an opinion decides; none means no. Members of system:masters are let through before any of them. AlwaysDeny has no opinion in
 * upstream either: it only denies when it stands last. A webhook may also deny, so what comes behind it is open.
 */
export function authorize(authorizers: readonly Authorizer[], identity: Identity, request: RequestAttributes): Authorization {
  if (identity.groups.includes('system:masters')) return { allowed: true, by: { mode: 'privileged group' } };
  const open: string[] = [];
  let mayDeny = false;
  for (const authorizer of authorizers) {
    const opinion = opinionOf(authorizer, identity, request);
    // What only could have allowed is forgotten when somebody does.
    if (opinion.allowed) return mayDeny ? { allowed: false, unknown: [...open, `${opinion.by.mode} would allow it`].join('; ') } : opinion;
    if (opinion.unknown !== undefined) open.push(opinion.unknown);
    if (authorizer.mode === 'Webhook' || authorizer.mode === 'Unknown') mayDeny = true;
  }
  return open.length > 0 ? { allowed: false, unknown: open.join('; ') } : { allowed: false };
}

function opinionOf(authorizer: Authorizer, identity: Identity, request: RequestAttributes): Authorization {
  switch (authorizer.mode) {
    case 'AlwaysAllow':
      return { allowed: true, by: { mode: 'AlwaysAllow' } };
    case 'AlwaysDeny':
      return { allowed: false };
    case 'RBAC': {
      const decision = authorizer.access.decide(identity, request);
      return decision.allowed ? { allowed: true, by: { mode: 'RBAC', ...decision.by } } : decision;
    }
    case 'ABAC': {
      const policy = abacAllows(authorizer.policies, identity, request);
      return policy ? { allowed: true, by: { mode: 'ABAC', policy, file: authorizer.file } } : { allowed: false };
    }
    case 'Node': {
      if (!isNode(identity)) return { allowed: false };
      const answer = authorizer.answer?.(identity, request);
      if (answer === true) return { allowed: true, by: { mode: 'Node' } };
      return answer === false ? { allowed: false } : { allowed: false, unknown: `the Node authorizer decides by the pods on node ${identity.user.slice('system:node:'.length)}` };
    }
    case 'Webhook':
    case 'Unknown':
      return { allowed: false, unknown: decidedOutside(authorizer) };
    default:
      throw new Error(`unreachable: ${JSON.stringify(authorizer satisfies never)}`);
  }
}

/** Why nobody can tell what an authorizer allows. */
export function decidedOutside(authorizer: Extract<Authorizer, { mode: 'Webhook' | 'Unknown' }>): string {
  const who = authorizer.mode === 'Unknown' ? authorizer.what : `the authorization webhook${authorizer.name === undefined ? '' : ` ${authorizer.name}`}`;
  return `${who} decides outside the files`;
}

/** Only user names of nodes that are in the group of nodes (pkg/auth/nodeidentifier). */
function isNode(identity: Identity): boolean {
  return identity.user.startsWith('system:node:') && identity.groups.includes('system:nodes');
}
