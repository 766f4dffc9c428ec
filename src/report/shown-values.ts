// Decides which values of a manifest are structure that may be shown, and which may be somebody's secret. Unsure means secret.
import { isCredential } from './harmless.js';

/** The key that owns a value, with what its ancestors say about it. */
export interface Owner {
  readonly key: string;
  /** Column of the key, in block style. */
  readonly indent: number;
  readonly inPayload: boolean;
}

/** `hidden` from offset `from` of the value on; `telltale`: shown only where a finding points right at it. */
export type Verdict = { readonly is: 'shown' } | { readonly is: 'telltale' } | { readonly is: 'hidden'; readonly from: number };

/** Keys whose whole value is payload. */
const payload = new Set(['data', 'stringData', 'binaryData']);
/** Keys whose children are named by the user: only well-known ones of those are shown. */
const free = new Set(['annotations', 'labels', 'matchLabels', 'nodeSelector']);
const wellKnown = /^(?:[\w.-]*kubernetes\.io|[\w.-]*k8s\.io|iam\.gke\.io|eks\.amazonaws\.com|azure\.workload\.identity)\/(?!last-applied-configuration)/;
const telling = /token|passw|secret|credential|private|api-?key|client-key|auth(?!oriz)/i;
/** Keys whose scalars are names and switches. */
const structure = new Set(
  `apiVersion kind name namespace generateName type uid verbs apiGroups resources resourceNames nonResourceURLs apiGroup roleRef subjects verb resource subresource
  group groups user users serviceAccount serviceAccountName automountServiceAccountToken secretName claimName volumeName
  image hostPath path mountPath subPath readOnly medium key optional audience audiences expirationSeconds privileged allowPrivilegeEscalation runAsUser
  runAsGroup runAsNonRoot readOnlyRootFilesystem add drop hostNetwork hostPID hostIPC hostUsers nodeName restartPolicy replicas containerPort port protocol
  signerName usages enabled mode readonly nonResourcePath level immutable enforce operator
  clientCIDR server cluster current-context scope failurePolicy plural singular shortNames version`.split(/\s+/),
);
const harmlessValue = /^(?:true|false|yes|no|null|~|\{\}|\[\])?$/i;
/** Flags are shown by name, with values that are switches, names of modes, or paths. */
const flag = /^(-{1,2}[\w-]+=?)(.*)$/s;
const flagValue = /^(?:true|false|\d+\w{0,2}|(?:[A-Z][A-Za-z]+,?)+|\/[\w./-]+)$/;
const component = /^(?:kube-[a-z-]+|kubelet)$/;

const shown: Verdict = { is: 'shown' };
const telltale: Verdict = { is: 'telltale' };
const hidden: Verdict = { is: 'hidden', from: 0 };

/** The owner that a key makes below another. */
export function ownerBelow(parent: Owner | undefined, key: string, indent: number): Owner {
  // A name that a user chose means nothing but itself: `name` among labels is no name of an object.
  const meaning = parent && free.has(parent.key) && !wellKnown.test(key) ? 'value' : key;
  return { indent, key: meaning, inPayload: (parent?.inPayload ?? false) || payload.has(key) };
}

/** What may be shown of a scalar, without its quotes. */
export function verdictOn(value: string, owner: Owner | undefined): Verdict {
  if (value === '') return shown;
  if (owner?.inPayload || isCredential(value)) return hidden;
  if (owner && (structure.has(owner.key) || wellKnown.test(owner.key))) return shown;
  if (value.length <= 5 && harmlessValue.test(value)) return shown;
  if (owner?.key === 'args' || owner?.key === 'command') return argumentVerdict(value);
  return owner !== undefined && (owner.key === 'value' || telling.test(owner.key)) ? hidden : telltale;
}

/** A comment may be shown unless it could be a commented-out value. */
export function mayShowComment(comment: string): boolean {
  return comment.includes('sa-lint-ignore') || !/[:=]|\w{20}/.test(comment);
}

function argumentVerdict(value: string): Verdict {
  if (component.test(value)) return shown;
  const [, name = '', given = ''] = flag.exec(value) ?? [];
  if (name === '') return hidden;
  if (given === '' || (flagValue.test(given) && (!telling.test(name) || /^(?:true|false|\/.*)$/.test(given)))) return shown;
  return { is: 'hidden', from: name.length };
}
