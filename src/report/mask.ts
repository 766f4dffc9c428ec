// Says which stretches of a file must not be shown in a code frame: values of Secrets, ConfigMaps, env, kubeconfigs, and whatever is not known to be structure.
// A reader of its own, since a frame shows whole lines: neighbours of the key that a finding points at, in files that may not even parse. Unsure means masked.
import type { SourceFile } from '#source/document.js';
import { isCredential } from './harmless.js';

/** Offsets into the text, end exclusive. `always`: hidden even when the finding points right at it. */
export interface Masked {
  readonly start: number;
  readonly end: number;
  readonly always: boolean;
}

/** Keys whose whole value is payload. */
const payload = /^(?:data|stringData|binaryData)$/;
/** Keys whose children are named by the user: only well-known ones of those are shown. */
const free = /^(?:annotations|labels|matchLabels|nodeSelector)$/;
const wellKnown = /^(?:[\w.-]*kubernetes\.io|[\w.-]*k8s\.io|iam\.gke\.io|eks\.amazonaws\.com|azure\.workload\.identity)\/(?!last-applied-configuration)/;
const telling = /token|passw|secret|credential|private|api-?key|client-key|auth(?!oriz)/i;
/** Keys that hold names, switches and structure. */
const structure = new Set(
  `apiVersion kind name namespace generateName type uid verbs apiGroups resources resourceNames nonResourceURLs apiGroup roleRef subjects verb resource subresource
  group groups user users serviceAccount serviceAccountName automountServiceAccountToken secretName configMap secretKeyRef configMapKeyRef claimName volumeName
  image hostPath path mountPath subPath readOnly medium key items optional audience audiences expirationSeconds privileged allowPrivilegeEscalation runAsUser
  runAsGroup runAsNonRoot readOnlyRootFilesystem add drop hostNetwork hostPID hostIPC hostUsers nodeName restartPolicy replicas containerPort port protocol
  signerName usages request spec enabled mode authorizers authorization anonymous webhook readonly nonResourcePath level immutable enforce operator
  clientCIDR server cluster context current-context matchExpressions scope failurePolicy plural singular shortNames version versions`.split(/\s+/),
);
const harmlessValue = /^(?:true|false|yes|no|null|~|\{\}|\[\])?$/i;
/** Flags are shown by name, with values that are switches, names of modes, or paths. */
const flag = /^(-{1,2}[\w-]+=?)(.*)$/s;
const flagValue = /^(?:true|false|\d+\w{0,2}|(?:[A-Z][A-Za-z]+,?)+|\/[\w./-]+)$/;

interface Frame {
  readonly indent: number;
  readonly key: string;
  readonly inPayload: boolean;
}

const known = new WeakMap<SourceFile, readonly Masked[]>();

/** Every masked stretch of the file, in order. Linear in the text, done once a file. */
export function maskedIn(file: SourceFile): readonly Masked[] {
  const found = known.get(file);
  if (found) return found;
  const made = scan(file.text);
  known.set(file, made);
  return made;
}

/** The text between two offsets with every masked stretch starred, those too that a finding points at. */
export function maskedText(file: SourceFile, start: number, end: number): string {
  let text = '';
  let at = start;
  for (const stretch of stretchesBetween(maskedIn(file), start, end)) {
    text += `${file.text.slice(at, Math.max(at, stretch.start))}***`;
    at = Math.min(end, stretch.end);
  }
  return text + file.text.slice(at, end);
}

/** The stretches that touch the part of the text between two offsets. */
export function stretchesBetween(masked: readonly Masked[], start: number, end: number): Masked[] {
  let low = 0;
  let high = masked.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((masked[middle]?.end ?? 0) <= start) low = middle + 1;
    else high = middle;
  }
  const found: Masked[] = [];
  for (let index = low; index < masked.length; index++) {
    const stretch = masked[index];
    if (!stretch || stretch.start >= end) break;
    found.push(stretch);
  }
  return found;
}

function scan(text: string): Masked[] {
  const masked: Masked[] = [];
  let stack: Frame[] = [];
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;

  while (at < text.length) {
    const end = lineEnd(text, at);
    if (/^(?:---|\.\.\.)(?:\s|$)/.test(text.slice(at, Math.min(end, at + 4)))) {
      stack = [];
      at = at + 3;
      const rest = skipSpaces(text, at);
      at = rest >= end ? end + 1 : value(rest, end, undefined, -1);
      continue;
    }
    let cursor = skipSpaces(text, at);
    let indent = cursor - at;
    if (cursor >= end) {
      at = end + 1;
      continue;
    }
    if (text[cursor] === '#') {
      comment(cursor, end);
      at = end + 1;
      continue;
    }
    // Dashes: an item stands at the column of its list's key, or deeper.
    while (text[cursor] === '-' && (cursor + 1 >= end || text[cursor + 1] === ' ')) {
      while ((stack.at(-1)?.indent ?? -1) > indent) stack.pop();
      const next = skipSpaces(text, cursor + 1);
      indent += next - cursor;
      cursor = next;
      if (cursor >= end) break;
    }
    if (cursor >= end) {
      at = end + 1;
      continue;
    }
    const colon = keyEnd(text, cursor, end);
    if (colon === undefined) {
      at = value(cursor, end, stack.at(-1), indent);
      continue;
    }
    while ((stack.at(-1)?.indent ?? -1) >= indent) stack.pop();
    const frame = nested(stack.at(-1), unquoted(text.slice(cursor, colon)), indent);
    stack.push(frame);
    const after = skipSpaces(text, colon + 1);
    at = after >= end ? end + 1 : value(after, end, frame, indent);
  }
  return masked;

  /** Handles the value at `from`; gives the start of the line after it. */
  function value(from: number, end: number, owner: Frame | undefined, indent: number): number {
    const first = text[from];
    if ((first === '{' && text[from + 1] !== '{') || first === '[') return lineEnd(text, flow(from, owner)) + 1;
    if (first === '|' || first === '>') return block(end + 1, indent);
    if (first === '"' || first === "'") {
      const close = quoteEnd(text, from);
      judge(from, close, owner);
      return lineEnd(text, close) + 1;
    }
    const hash = text.slice(from, end).search(/\s#/);
    judge(from, hash >= 0 ? from + hash : end, owner);
    if (hash >= 0) comment(from + hash + 1, end);
    return end + 1;
  }

  /** The lines of a block scalar: scripts, certificates, whole files. */
  function block(from: number, indent: number): number {
    let line = from;
    while (line < text.length) {
      const end = lineEnd(text, line);
      const start = skipSpaces(text, line);
      if (start < end && start - line <= indent && !(indent <= 0 && start - line > 0)) break;
      if (start < end) masked.push({ start, end, always: true });
      line = end + 1;
    }
    return line;
  }

  /** A flow collection from its bracket to the one that closes it, over as many lines as it takes. */
  function flow(from: number, owner: Frame | undefined): number {
    const owners: (Frame | undefined)[] = [];
    let inside = owner;
    let cursor = from;
    while (cursor < text.length) {
      const character = text[cursor] ?? '';
      if (character === '{' || character === '[') {
        owners.push(inside);
        cursor++;
      } else if (character === '}' || character === ']') {
        owners.pop();
        inside = owners.at(-1);
        cursor++;
        if (owners.length === 0) return cursor;
      } else if (character === ',') {
        inside = owners.at(-1);
        cursor++;
      } else if (character === '#' && /\s/.test(text[cursor - 1] ?? ' ')) {
        const end = lineEnd(text, cursor);
        comment(cursor, end);
        cursor = end;
      } else if (/\s|:/.test(character)) cursor++;
      else {
        const end = character === '"' || character === "'" ? quoteEnd(text, cursor) : plainEnd(text, cursor);
        const next = skipBlank(text, end);
        if (text[next] === ':') inside = nested(owners.at(-1), unquoted(text.slice(cursor, end)), 0);
        else judge(cursor, end, inside);
        cursor = end;
      }
    }
    return cursor;
  }

  function comment(start: number, end: number): void {
    const words = text.slice(start, end);
    if (!words.includes('sa-lint-ignore') && /[:=]|\w{20}/.test(words)) masked.push({ start, end, always: true });
  }

  function judge(start: number, end: number, owner: Frame | undefined): void {
    while (end > start && /[\s]/.test(text[end - 1] ?? '')) end--;
    const content = unquoted(text.slice(start, end));
    if (content === '') return;
    if (owner?.inPayload || isCredential(content)) {
      masked.push({ start, end, always: true });
      return;
    }
    if (harmlessValue.test(content) || (owner && isStructure(owner.key))) return;
    if (owner && /^(?:args|command)$/.test(owner.key)) {
      const [, name = '', given = ''] = flag.exec(content) ?? [];
      if (name !== '' && given === '') return;
      const nameEnd = start + text.slice(start, end).indexOf(name) + name.length;
      if (name !== '' && flagValue.test(given) && (!telling.test(name) || /^(?:true|false|\/.*)$/.test(given))) return;
      if (/^(?:kube-[a-z-]+|kubelet)$/.test(content)) return;
      masked.push({ start: name === '' ? start : nameEnd, end, always: true });
      return;
    }
    masked.push({ start, end, always: owner !== undefined && (owner.key === 'value' || telling.test(owner.key)) });
  }
}

function nested(parent: Frame | undefined, key: string, indent: number): Frame {
  // Names that users choose stand under labels and annotations: a key there means nothing but itself.
  const shown = parent && free.test(parent.key) && !wellKnown.test(key) ? `value` : key;
  return { indent, key: shown, inPayload: (parent?.inPayload ?? false) || payload.test(key) };
}

function isStructure(key: string): boolean {
  return structure.has(key) || wellKnown.test(key);
}

function lineEnd(text: string, from: number): number {
  const found = text.indexOf('\n', from);
  return found < 0 ? text.length : found;
}

function skipSpaces(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t' || text[at] === '\r') at++;
  return at;
}

function skipBlank(text: string, from: number): number {
  let at = from;
  while (at < text.length && /\s/.test(text[at] ?? '')) at++;
  return at;
}

/** Offset of the colon that ends the key at `from`, or undefined when the line has no key there. */
function keyEnd(text: string, from: number, end: number): number | undefined {
  const first = text[from];
  if (first === '{' || first === '[') return undefined;
  let at = from;
  if (first === '"' || first === "'") {
    at = skipSpaces(text, quoteEnd(text, from));
    return text[at] === ':' && at < end ? at : undefined;
  }
  for (; at < end; at++) {
    if (text[at] === ':' && (at + 1 >= end || /\s/.test(text[at + 1] ?? ''))) return at;
    if (text[at] === '#' && /\s/.test(text[at - 1] ?? '')) return undefined;
  }
  return undefined;
}

/** Offset after the closing quote. */
function quoteEnd(text: string, from: number): number {
  const quote = text[from];
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === '\\' && quote === '"') at++;
    else if (text[at] === quote) {
      if (quote === "'" && text[at + 1] === "'") at++;
      else return at + 1;
    }
  }
  return text.length;
}

/** Offset after a plain scalar inside a flow collection. */
function plainEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && !/[,{}[\]\n]/.test(text[at] ?? '') && !(text[at] === ':' && /[\s,{}[\]]/.test(text[at + 1] ?? ' '))) at++;
  return Math.max(at, from + 1);
}

function unquoted(text: string): string {
  const trimmed = text.trim();
  return /^(["']).*\1$/s.test(trimmed) ? trimmed.slice(1, -1) : trimmed;
}
