// Facts of pods and pod templates: which account they run as, which tokens they carry, and who decided it.
import type { AutomountDecision, Token, Workload } from '#kube/inventory.js';
import { hasGrants } from './account-facts.js';
import { tokensOf, when, workloadsOf, type FactResult, type ObjectFact } from './fact.js';

/** Longer than the day after which the kubelet rotates any token: it serves only whoever copied it. */
const longLifetime = 24 * 60 * 60;

export const workloadFacts: Readonly<Record<string, ObjectFact>> = {
  /** Some container has the token that admission injects. */
  'token-injected': ({ workload }) => {
    if (!workload || !(tokensOf(workload).some((token) => token.source === 'automount') || wouldInject(workload))) return undefined;
    const { place, by } = workload.automount;
    return place ? { place, evidence: [{ message: decisionWords(by), place }] } : {};
  },
  /** Some container has a token for the API server, however it came there. */
  'token-mounted': ({ workload }) => when(!!workload && (tokensOf(workload).some((token) => token.forApiServer) || wouldInject(workload))),
  /** Neither pod nor ServiceAccount says whether the token is mounted. */
  'automount-by-default': ({ workload }) => when(workload?.automount.by === 'default'),
  /** The pod itself says that the token is mounted, against its ServiceAccount, and some container gets it. */
  'pod-opts-in-against-account': ({ workload }) => {
    if (workload?.automount.by !== 'pod' || !workload.automount.mounted || workload.serviceAccount?.automount !== false) return undefined;
    return tokensOf(workload).some(({ source }) => source === 'automount') || wouldInject(workload) ? placed(workload.automount) : undefined;
  },
  /** Automounting is off, yet a projected volume brings a token for the API server. */
  'opt-out-contradicted': ({ workload }) => {
    if (!workload || workload.automount.mounted || addsNothing(workload)) return undefined;
    return tokenFact(workload, (token) => token.source === 'projected' && token.forApiServer);
  },
  /** A container has both the injected token and one that is projected for it. */
  'token-twice': ({ workload }) => {
    if (!workload?.containers.some(({ tokens }) => tokens.some(({ source }) => source === 'automount'))) return undefined;
    return tokenFact(workload, (token) => token.source === 'projected' && token.forApiServer);
  },
  /** One container has a projected token for the API server and no injected one, and others have the injected one. */
  'token-for-others': ({ workload }) => {
    const has = (tokens: readonly Token[], source: Token['source']): boolean => tokens.some((token) => token.source === source && token.forApiServer);
    const containers = workload?.containers ?? [];
    const others = containers.filter(({ tokens }) => has(tokens, 'automount') && !has(tokens, 'projected'));
    const served = containers.find(({ tokens }) => has(tokens, 'projected') && !has(tokens, 'automount'));
    if (!served || others.length === 0) return undefined;
    const place = served.tokens.find(({ source }) => source === 'projected')?.place;
    return { words: { container: served.name, others: others.map(({ name }) => name).join(', ') }, ...(place ? { place } : {}) };
  },
  /** A projected token for the API server lives longer than a day. */
  'token-lives-long': ({ workload }) => workload && tokenFact(workload, (token) => token.source === 'projected' && token.forApiServer && (token.expirationSeconds ?? 0) > longLifetime),
  /** A token Secret of another ServiceAccount is mounted. */
  'foreign-token-mounted': ({ workload }) =>
    workload && tokenFact(workload, (token) => token.source === 'secret' && token.serviceAccount !== '' && token.serviceAccount !== workload.serviceAccountName),
  /** The pod runs as the namespace's `default` ServiceAccount. */
  'runs-as-default-account': ({ workload }) => when(workload?.serviceAccountName === 'default'),
  /** The account that the pod names is in no file, nor built in. */
  'account-not-in-files': ({ context, workload }) =>
    when(!!workload && workload.serviceAccountName !== '' && !context.inventory.serviceAccount(workload.object.namespace, workload.serviceAccountName)),
  /** The deprecated alias names the account alone, or another one than `serviceAccountName`, which then wins (pkg/apis/core/v1/conversion.go). */
  'account-by-deprecated-field': ({ workload }) => {
    const written = workload?.podSpec.node.get('serviceAccount');
    if (!workload || written === undefined || written === '') return undefined;
    const name = workload.podSpec.node.get('serviceAccountName');
    if (!name) return { words: { effect: 'is an alias of serviceAccountName' } };
    return name === written ? undefined : { words: { effect: 'serviceAccountName overrules' } };
  },
  /** Another workload of the files runs as the same account, which has grants, or may have: it is in no file, and not all is in files. */
  'shares-strong-account': ({ context, workload, object }) => {
    if (!workload || workload.serviceAccountName === 'default') return undefined;
    const others = workloadsOf(context.inventory, object.namespace, workload.serviceAccountName).filter((other) => other.object.name !== object.name);
    const account = { namespace: object.namespace, name: workload.serviceAccountName };
    const isUnknown = !context.inventory.complete && !context.inventory.serviceAccount(account.namespace, account.name);
    if (others.length === 0 || !(isUnknown || hasGrants(context, account))) return undefined;
    return { words: { others: others.length === 1 ? '1 other workload' : `${others.length} other workloads` } };
  },
  /** The level that its namespace enforces refuses its pods. */
  'refused-by-pod-security': ({ workload }) => {
    const { refused = [], enforced } = workload?.podSecurity ?? {};
    if (refused.length === 0 || !enforced) return undefined;
    return { words: { level: enforced.level, violations: [...new Set(refused.map(({ reason }) => reason))].join('; ') } };
  },
};

/** A patch or an overlay that sets the account but brings no containers: those of the whole pod get the token. */
function wouldInject({ containers, podSpec, automount }: Workload): boolean {
  return containers.length === 0 && automount.mounted && ['serviceAccountName', 'serviceAccount', 'automountServiceAccountToken'].some((key) => podSpec.node.has(key));
}

function tokenFact(workload: Workload, wanted: (token: Token) => boolean): FactResult | undefined {
  for (const container of workload.containers) {
    const token = container.tokens.find(wanted);
    if (!token) continue;
    const { place } = token;
    return {
      words: { container: container.name, path: token.path, tokenAccount: token.serviceAccount, lifetime: lifetimeWords(token.expirationSeconds) },
      ...(place ? { place } : {}),
    };
  }
  return undefined;
}

function lifetimeWords(seconds: number | null): string {
  if (seconds === null) return 'for ever';
  const days = seconds / 86_400;
  return days >= 2 ? `${Math.floor(days)} days` : `${Math.floor(seconds / 3600)} hours`;
}

function placed({ place }: AutomountDecision): FactResult {
  return place ? { place } : {};
}

/** Static pods and what stands for them, patches, and all pods without ServiceAccount admission. */
function addsNothing({ automount }: Workload): boolean {
  return automount.by !== 'pod' && automount.by !== 'serviceaccount' && automount.by !== 'default';
}

function decisionWords(by: AutomountDecision['by']): string {
  switch (by) {
    case 'pod':
      return 'the pod says so';
    case 'serviceaccount':
      return 'the pod says nothing, its ServiceAccount says so';
    case 'default':
      return 'pod and ServiceAccount say nothing, mounting is the default';
    case 'patch':
      return 'a patch says only what it changes';
    case 'static-pod':
      return 'a static pod gets none';
    case 'admission-off':
      return 'the API server does not run ServiceAccount admission';
    case 'mirror-pod':
      return 'a mirror pod gets none';
  }
}
